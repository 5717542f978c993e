"""What goes wrong, with its place, which the tests find in the file by themselves."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import caudal

from .conftest import SAMPLE


@pytest.mark.parametrize("ranks", [None, 3])
@pytest.mark.parametrize("name", ["data.csv", "a: row 7, byte 1.csv"])
def test_the_place_of_a_bad_field(tmp_path: Path, ranks: int | None, name: str) -> None:
    file = tmp_path / name
    lines = ["a,x"] + [f"{number},1.5" for number in range(100)]
    lines[41] = "40,no"
    file.write_text("\n".join(lines))
    with pytest.raises(caudal.CaudalError) as caught:
        caudal.describe(file, column="x", ranks=ranks)
    error = caught.value
    assert error.exit_code == 65
    assert error.row == 42
    assert error.byte == file.read_bytes().index(b"40,no") + len("40,")
    assert error.column == "x"
    assert error.file == str(file)
    assert error.message.startswith(f'{file}: row 42, byte {error.byte}, column "x": "no" is not')
    assert "\n" not in error.message
    assert error._render_traceback_() == [f"CaudalError: {error.message}"]


def test_the_place_of_a_bad_row() -> None:
    with pytest.raises(caudal.CaudalError) as caught:
        caudal.describe("-", stdin="a,b\n1,2\n3\n", column="b")
    error = caught.value
    assert (error.exit_code, error.file, error.row) == (65, "standard input", 3)
    assert (error.byte, error.column) == (8, None)


def test_a_column_with_quotes_in_its_name() -> None:
    with pytest.raises(caudal.CaudalError) as caught:
        caudal.describe("-", stdin='"say ""x""",b\nno,2\n1,2\n', column=1)
    assert caught.value.column == 'say "x"'


@pytest.mark.parametrize(
    ("file", "options", "code", "about"),
    [
        ("nothing.csv", {"column": "x"}, 66, "nothing.csv"),
        ("nothing-*.csv", {"column": "x"}, 66, None),
        (SAMPLE, {"column": "nonsense"}, 64, str(SAMPLE)),
        (SAMPLE, {"column": "Latitud", "percentiles": 101}, 64, None),
        (SAMPLE, {"column": "Latitud", "rejects": "/no/folder/x", "on_error": "skip"}, 73, None),
    ],
)
def test_codes_and_files(file: Any, options: dict[str, Any], code: int, about: str | None) -> None:
    with pytest.raises(caudal.CaudalError) as caught:
        caudal.describe(file, **options)
    assert caught.value.exit_code == code
    assert caught.value.row is None
    if about is not None:
        assert caught.value.file == about


def test_a_condition_is_shown_with_its_caret() -> None:
    with pytest.raises(caudal.CaudalError) as caught:
        caudal.describe(SAMPLE, column="Latitud", where="(Latitud > 4")
    error = caught.value
    assert error.exit_code == 64
    assert error.illustration == ("  (Latitud > 4", "  ^")
    assert str(error).endswith("\n  (Latitud > 4\n  ^")


def test_a_report_comes_with_its_error() -> None:
    with pytest.raises(caudal.CaudalError) as caught:
        caudal.check("/no/such/file.csv", ranks=2)
    error = caught.value
    assert error.exit_code == 66
    assert error.report is not None
    assert error.report["ok"] is False
    assert error.message == "; ".join(finding["message"] for finding in error.report["findings"])


def test_mpirun_for_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """It refuses root, and nobody else."""
    monkeypatch.delenv("OMPI_ALLOW_RUN_AS_ROOT")
    if os.geteuid() == 0:
        with pytest.raises(caudal.CaudalError, match="OMPI_ALLOW_RUN_AS_ROOT=1"):
            caudal.describe(SAMPLE, column="Latitud", ranks=2)
    else:
        assert caudal.describe(SAMPLE, column="Latitud", ranks=2)["count"][0] == 4000


def test_notes_are_warnings(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("a,b\n1,2\n")
    (tmp_path / "2.csv").write_text("b,a\n2,1\n")
    with pytest.warns(caudal.Note, match="columns stand in another order") as caught:
        caudal.describe(str(tmp_path / "*.csv"), column="a")
    assert [str(Path(one.filename)) for one in caught] == [__file__]
    with pytest.warns(caudal.Note) as caught:
        caudal.run("describe", tmp_path / "1.csv", tmp_path / "2.csv", "--column", "a")
    assert [str(Path(one.filename)) for one in caught] == [__file__]
