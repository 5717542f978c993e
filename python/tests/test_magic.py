"""Cells of a notebook, in IPython itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import caudal

from .conftest import HOURS, SAMPLE


@pytest.fixture
def shell() -> Iterator[Any]:
    # What is displayed goes to the one instance.
    made = InteractiveShell.instance()
    made.reset()
    made.run_line_magic("load_ext", "caudal")
    yield made
    InteractiveShell.clear_instance()


def test_a_cell(shell: Any) -> None:
    cell = f"""%%caudal --ranks 2
# one command a line
caudal describe {SAMPLE} --column ValorObservado \\
  --statistics count
frequency '{SAMPLE}' --column Departamento --top 2"""
    with capture_output() as captured:
        result = shell.run_cell(cell)
    assert result.success
    pd.testing.assert_frame_equal(
        result.result, caudal.frequency(SAMPLE, column="Departamento", top=2)
    )
    assert result.result.attrs["caudal"]["run"]["ranks"] == 2
    assert shell.user_ns["_"] is result.result
    assert "<td>3990</td>" in captured.outputs[0].data["text/html"]


def test_texts_are_printed(shell: Any) -> None:
    with capture_output() as captured:
        shell.run_cell(
            f"%caudal describe {SAMPLE} --column Latitud --format csv --statistics count"
        )
        shell.run_cell("%%caudal\n--version")
    assert captured.stdout.split() == ["column,count", "Latitud,4000", "caudal", "0.1.0"]


def test_every_table(shell: Any) -> None:
    cell = f"""%%caudal
select {SAMPLE} --columns Latitud --head 3"""
    assert len(shell.run_cell(cell).result) == 3
    cell = f"%%caudal\nforecast {HOURS} --columns Bogota --every 1h --horizon 2 --model naive"
    with pytest.warns(caudal.Note):
        result = shell.run_cell(cell)
    assert len(result.result) == 2


def test_results_that_change_in_their_place(shell: Any, tmp_path: Any) -> None:
    file = tmp_path / "words.txt"
    file.write_text("a b a\n")
    with capture_output() as captured:
        result = shell.run_cell(f"%%caudal\nfollow {file} --words --until-end")
    assert result.success
    assert "<td>a</td>" in captured.outputs[0].data["text/html"]


def test_an_error_is_one_line(shell: Any) -> None:
    with capture_output() as captured:
        result = shell.run_cell(f"%%caudal\ndescribe {SAMPLE} --column Departamento")
    assert isinstance(result.error_in_exec, caudal.CaudalError)
    assert result.error_in_exec.row == 2
    assert captured.stdout.startswith("CaudalError: ")
    assert captured.stdout.count("\n") == 1


def test_wrong_options_of_a_cell(shell: Any) -> None:
    with capture_output() as captured:
        result = shell.run_cell("%%caudal --rank many\nfrequency x")
    assert not result.success
    assert "usage: %%caudal [--ranks RANKS]" in captured.stderr


def test_without_pandas_the_table_is_a_text(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    with capture_output() as captured:
        result = shell.run_cell(f"%%caudal\ndescribe {SAMPLE} --column Latitud --statistics count")
    assert result.success
    assert "count  4000" in captured.stdout
