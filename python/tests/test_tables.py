"""Results against pandas, numpy, the csv module, and what the program prints."""

from __future__ import annotations

import collections
import csv
import io
import json
import re
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import caudal

from .conftest import HOURS, SAMPLE, program

COLUMN = "ValorObservado"
NULLS = ["NA", "N/A", "NaN", "nan", "null", "NULL"]


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    """The sample as pandas reads it."""
    return pd.read_csv(SAMPLE, dtype={"CodigoEstacion": str, "CodigoSensor": str})


def bits(value: Any) -> Any:
    """A number's bits, so that −0 isn't 0 and nothing is rounded."""
    return struct.pack("<d", value) if isinstance(value, float) else value


def printed(*words: str) -> str:
    return subprocess.run([program(), *words], check=True, capture_output=True).stdout.decode()


def test_every_column_is_described(sample: pd.DataFrame) -> None:
    """Without a column there is a row for each."""
    frame = caudal.describe(SAMPLE)
    assert list(frame["column"]) == list(sample.columns)
    assert list(frame["distinct"]) == [sample[name].nunique() for name in sample.columns]
    assert list(frame["missing"]) == [sample[name].isna().sum() for name in sample.columns]
    flow = frame.set_index("column").loc[COLUMN]
    assert (flow["type"], flow["min"], flow["max"]) == ("number", 0, 1006.6)
    assert flow["mean"] == pytest.approx(sample[COLUMN].mean(), rel=1e-14)
    town = frame.set_index("column").loc["Municipio"]
    assert (town["type"], town["most_frequent"], town["most_frequent_count"]) == (
        "text",
        "QUIBDÓ",
        437,
    )
    assert caudal.describe(SAMPLE, as_dict=True)["schema"] == "caudal.profile/1"


def test_statistics_are_those_of_numpy(sample: pd.DataFrame) -> None:
    values = sample[COLUMN].dropna().to_numpy()
    frame = caudal.describe(SAMPLE, column=COLUMN, percentiles=[1, 50, 99.9])
    (row,) = frame.to_dict("records")
    assert row["rows"] == len(sample)
    assert row["count"] == len(values)
    assert row["missing"] == sample[COLUMN].isna().sum()
    for name, percent in (("p1", 1), ("p50", 50), ("p99.9", 99.9)):
        assert bits(row[name]) == bits(float(np.percentile(values, percent)))
    assert row["min"] == values.min()
    assert row["max"] == values.max()
    assert row["mean"] == pytest.approx(values.mean(), rel=1e-14)
    assert row["variance"] == pytest.approx(values.var(), rel=1e-13)
    assert frame["count"].dtype == "int64"
    assert frame["min"].dtype == "float64"


def test_numbers_have_the_bits_of_the_document() -> None:
    words = ("describe", str(SAMPLE), "--all", "--statistics", "all", "--by", "DescripcionSensor")
    document = json.loads(printed(*words, "--format", "json"))
    ours = caudal.describe(SAMPLE, all=True, statistics="all", by="DescripcionSensor", as_dict=True)
    assert ours["columns"] == document["columns"]
    rows = list(csv.DictReader(io.StringIO(printed(*words, "--format", "csv"))))
    frame = caudal.describe(SAMPLE, all=True, statistics="all", by="DescripcionSensor")
    assert len(rows) == len(frame) > 20
    assert [name for name in frame if name != "rejected"] == list(rows[0])
    for row, record in zip(rows, frame.to_dict("records")):
        for name, text in row.items():
            value = record[name]
            if isinstance(value, str):
                assert value == text
            elif text == "":
                assert pd.isna(value)
            else:
                assert bits(float(value)) == bits(float(text)), name


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_ranks_change_nothing(ranks: int) -> None:
    alone = caudal.describe(SAMPLE, column=COLUMN, by="Departamento")
    several = caudal.describe(SAMPLE, column=COLUMN, by="Departamento", ranks=ranks)
    pd.testing.assert_frame_equal(alone, several, check_exact=True)
    assert several.attrs["caudal"]["run"]["ranks"] == ranks


def test_groups_are_those_of_pandas(sample: pd.DataFrame) -> None:
    ours = caudal.describe(
        SAMPLE, column=COLUMN, by="Departamento", sort="key", statistics=["count", "median", "max"]
    )
    theirs = sample.groupby("Departamento")[COLUMN]
    assert dict(zip(ours["Departamento"], ours["count"])) == theirs.count().to_dict()
    assert dict(zip(ours["Departamento"], ours["median"])) == theirs.median().to_dict()
    assert dict(zip(ours["Departamento"], ours["max"])) == theirs.max().to_dict()


def test_a_key_may_be_called_like_a_statistic() -> None:
    frame = caudal.describe(
        "-", stdin="count,x\na,1\nb,2\n", column="x", by="count", statistics="count"
    )
    assert list(frame.columns[:2]) == ["count", "column"]
    assert list(frame.iloc[:, 0]) == ["a", "b"]
    assert list(frame.iloc[:, -1]) == [1, 1]


@pytest.mark.parametrize(
    ("texts", "name", "value"),
    [
        (["-0", "-0"], "sum", 0.0),
        (["5e-324"], "mean", 5e-324),
        (["0.1", "0.2", "0.3"], "mean", 0.2),
        (["1e300", "-1e300", "1"], "sum", 1.0),
        (["1", "2"], "skewness", 0.0),
    ],
)
def test_numbers_at_the_edge(texts: list[str], name: str, value: float) -> None:
    frame = caudal.describe("-", stdin="\n".join(["x", *texts]), column="x", statistics=name)
    assert bits(frame[name].tolist()[0]) == bits(value)


def test_whole_numbers_that_no_double_holds(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("x\n1\n9007199254740993\n")
    with pytest.warns(caudal.Note, match="beyond 2⁵³"):
        frame = caudal.describe(file, column="x", statistics="min,max")
    assert frame["max"][0] == 9007199254740993
    assert frame["min"].dtype == "float64"


def test_what_is_undefined_is_missing() -> None:
    frame = caudal.describe("-", stdin="x,g\n,a\n1,b\n", column="x", by="g", statistics="mean,mode")
    assert frame["mean"].isna().tolist() == [True, False]
    assert frame["mode_frequency"].tolist() == [pd.NA, 1]


def test_no_group_is_no_row() -> None:
    frame = caudal.describe(SAMPLE, column=COLUMN, by="Departamento", where="Latitud > 90")
    assert len(frame) == 0
    assert frame.attrs["caudal"]["schema"] == "caudal.describe/1"


def test_frequencies_are_those_of_pandas(sample: pd.DataFrame) -> None:
    ours = caudal.frequency(SAMPLE, column=["Departamento", "DescripcionSensor"])
    theirs = sample.groupby(["Departamento", "DescripcionSensor"]).size().to_dict()
    assert {tuple(row[:2]): row[2] for row in ours.itertuples(index=False)} == theirs
    assert ours["cumulative_share"].iloc[-1] == 1


@pytest.mark.parametrize("ranks", [None, 3])
def test_words_are_those_of_a_regular_expression(tmp_path: Path, ranks: int | None) -> None:
    text = "El caudal del río, el río y EL caudal: 12 m³\n" * 50
    book = tmp_path / "libro.txt"
    book.write_text(text, encoding="utf-8")
    ours = caudal.frequency(book, words=True, ranks=ranks)
    # `³` is a digit to Python's \w, and none to Unicode's decimal digits.
    theirs = collections.Counter(re.findall(r"\w+", text.replace("³", " ")))
    assert dict(zip(ours["word"], ours["count"])) == theirs


def test_rows_are_those_of_pandas(sample: pd.DataFrame) -> None:
    ours = caudal.select(
        SAMPLE,
        columns=["NombreEstacion as station", "CodigoSensor", COLUMN],
        where=["UnidadMedida = '°C'", f"{COLUMN} > 20"],
        sort=f"{COLUMN} desc",
        ranks=2,
    )
    chosen = sample[(sample["UnidadMedida"] == "°C") & (sample[COLUMN] > 20)]
    chosen = chosen.sort_values(COLUMN, ascending=False, kind="stable")
    assert ours["station"].tolist() == chosen["NombreEstacion"].tolist()
    assert ours[COLUMN].tolist() == chosen[COLUMN].tolist()
    assert set(ours["CodigoSensor"]) == set(chosen["CodigoSensor"])
    assert "0068" in set(ours["CodigoSensor"])


def test_types_lose_nothing() -> None:
    text = "code,whole,part,flag,mixed,note\n0021,1,2.5,true,1.50,a\u2028b\n7,,0.1,false,x,\u0085\n"
    frame = caudal.select("-", stdin=text)
    assert frame["code"].tolist() == ["0021", "7"]
    assert frame["whole"].tolist() == [1, pd.NA]
    assert frame["part"].tolist() == [2.5, 0.1]
    assert frame["flag"].tolist() == [True, False]
    assert frame["mixed"].tolist() == ["1.50", "x"]
    assert frame["note"].tolist() == ["a\u2028b", "\u0085"]
    rows = caudal.select("-", stdin=text, as_dict=True)
    assert rows[0]["whole"] == 1
    assert rows[1]["whole"] is None


def test_zero_may_be_negative() -> None:
    frame = caudal.select("-", stdin="x,y\n-0,-0.0\n1,2.5\n")
    assert [bits(value) for value in frame["x"].tolist()] == [bits(-0.0), bits(1.0)]
    assert [bits(value) for value in frame["y"].tolist()] == [bits(-0.0), bits(2.5)]


def test_no_rows_have_their_columns() -> None:
    frame = caudal.select(SAMPLE, where="Latitud > 90", columns='Latitud as "a,b", Longitud')
    assert list(frame) == ["a,b", "Longitud"]
    assert len(frame) == 0


def test_rows_go_into_a_file(tmp_path: Path) -> None:
    output = tmp_path / "rows.csv"
    caudal.select(SAMPLE, columns=COLUMN, output=output, ranks=2)
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        expected = [row[COLUMN] for row in csv.DictReader(file)]
    with output.open(encoding="utf-8", newline="") as file:
        assert [row[COLUMN] for row in csv.DictReader(file)] == expected


def test_forecasts_are_those_of_the_program() -> None:
    words = ["--columns=Bogota", "--every=1h", "--horizon=5", "--model=theta", "--level=50,90"]
    rows = list(
        csv.DictReader(io.StringIO(printed("forecast", str(HOURS), *words, "--format=csv")))
    )
    with pytest.warns(caudal.Note) as notes:
        frame = caudal.forecast(
            HOURS, columns="Bogota", every="1h", horizon=5, model="theta", level=[50, 90]
        )
    assert [str(note.message) for note in notes][1:] == ["11 values are missing"]
    assert list(frame) == list(rows[0])
    for row, record in zip(rows, frame.to_dict("records")):
        assert {name: str(value) for name, value in record.items()} == row
    assert frame.attrs["caudal"]["series"][0]["model"]["family"] == "theta"


def test_standard_input_may_be_an_open_file() -> None:
    expected = caudal.describe(SAMPLE, column=COLUMN)
    with SAMPLE.open("rb") as file:
        piped = caudal.describe("-", stdin=file, column=COLUMN)
    held = caudal.describe("-", stdin=io.StringIO(SAMPLE.read_text("utf-8")), column=COLUMN)
    pd.testing.assert_frame_equal(expected, piped, check_exact=True)
    pd.testing.assert_frame_equal(expected, held, check_exact=True)


def test_more_standard_input_than_a_pipe_holds() -> None:
    text = "x\n" + "1\n" * 1_000_000
    assert caudal.describe("-", stdin=text, column="x")["count"][0] == 1_000_000


def test_several_files_are_one_table(tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, value in zip(paths, ("1", "2")):
        path.write_text(f"x\n{value}\n")
    assert caudal.describe(paths, column="x")["mean"][0] == 1.5
    assert caudal.describe(str(tmp_path / "*.csv"), column="x")["mean"][0] == 1.5


def test_any_words() -> None:
    words = ["describe", str(SAMPLE), "--column", COLUMN]
    assert caudal.run("describe", SAMPLE, "--column", COLUMN) == printed(*words)
    assert caudal.run("--version").startswith("caudal ")


def test_the_look_before_a_job() -> None:
    report = caudal.check(SAMPLE, ranks=2)
    assert report["ok"] is True
    assert len(report["ranks"]) == 2


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    caudal.help("describe")
    assert capsys.readouterr().out.strip() == printed("help", "describe").strip()
