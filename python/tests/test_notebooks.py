"""The notebooks run, and their outputs are those that they show."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

import make_notebooks


def shown(cell: Any) -> list[tuple[str, ...]]:
    """What a cell shows: texts and tables as they are, of pictures only that they are there."""
    parts: list[tuple[str, ...]] = [
        (output.output_type, output.get("text", ""))
        if output.output_type == "stream"
        else (
            output.output_type,
            *(
                kind if kind.startswith("image/") else f"{kind}: {text}"
                for kind, text in sorted(output.data.items())
                if not (kind == "text/plain" and "image/png" in output.data)
            ),
        )
        for output in cell.get("outputs", ())
    ]
    # What is printed comes in one piece or several, as the kernel has time.
    whole: list[tuple[str, ...]] = []
    for part in parts:
        if whole and part[0] == whole[-1][0] == "stream":
            part = (part[0], whole.pop()[1] + part[1])
        whole.append(part)
    return whole


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("language", make_notebooks.LANGUAGES)
def test_outputs_are_those_that_are_shown(language: str) -> None:
    """After a change: `python make_notebooks.py`."""
    kept = nbformat.read(make_notebooks.path(language), as_version=4)
    now = make_notebooks.executed(language)
    assert [cell.source for cell in now.cells] == [cell.source for cell in kept.cells]
    for ours, theirs in zip(now.cells, kept.cells):
        assert shown(ours) == shown(theirs), ours.source
    assert sum("image/png" in str(shown(cell)) for cell in now.cells) == 3


def test_languages_differ_in_words_alone() -> None:
    """The code is the same but for the words of each language, and each text is there twice."""
    english, spanish = (make_notebooks.cells(language) for language in make_notebooks.LANGUAGES)
    assert [cell.cell_type for cell in english] == [cell.cell_type for cell in spanish]
    assert sum(cell.cell_type == "markdown" for cell in english) > 10
