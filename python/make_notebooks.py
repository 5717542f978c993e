"""Write notebooks/caudal.en.ipynb and caudal.es.ipynb, with the outputs of their cells.

    CAUDAL=$PWD/.build/release/caudal python python/make_notebooks.py

It needs what python/requirements-test.txt lists. A test runs both notebooks again and compares the
outputs. The cells stand in notebooks/cells.md: those of code are the same in both languages but for
words between ⟦ and ⟧, English and Spanish with a bar between them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent / "notebooks"
LANGUAGES = ("en", "es")
_CHOICE = re.compile(r"⟦(.*?)\|(.*?)⟧")


def cells(language: str) -> list[Any]:
    """The cells in a language, without outputs.

    In cells.md a line `<!-- en -->` or `<!-- es -->` begins a text, and a fence a cell of code.
    """
    text = (HERE / "cells.md").read_text("utf-8")
    found = []
    pattern = r"^<!-- (en|es) -->\n(.*?)(?=^<!--|^```|\Z)|^```python\n(.*?)^```$"
    for match in re.finditer(pattern, text, re.MULTILINE | re.DOTALL):
        if match[1] == language:
            found.append(nbformat.v4.new_markdown_cell(match[2].strip()))
        elif match[3] is not None:
            source = _CHOICE.sub(lambda words: words[1 + LANGUAGES.index(language)], match[3])
            found.append(nbformat.v4.new_code_cell(source.strip()))
    for number, cell in enumerate(found):
        cell["id"] = f"cell-{number}"
    return found


def executed(language: str) -> Any:
    """The notebook in a language, with the outputs that it has now.

    Raises:
        CellExecutionError: if a cell fails that isn't there to show a failure.

    """
    notebook = nbformat.v4.new_notebook(cells=cells(language))
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}
    )
    if os.geteuid() == 0:
        # Open MPI asks root, who does this in containers, to say so twice.
        os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT", "1")
        os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
    client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def path(language: str) -> Path:
    """Where the notebook in a language is."""
    return HERE / f"caudal.{language}.ipynb"


if __name__ == "__main__":
    for language in LANGUAGES:
        nbformat.write(executed(language), path(language))
