"""The examples of the page on Python show what Python prints."""

from __future__ import annotations

import doctest
import re

import pytest

from .conftest import ROOT


def test_examples_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "Documentation/Python.md").read_text("utf-8")
    # The fences would count as output.
    blocks = "\n\n".join(re.findall(r"^```pycon\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(blocks, {}, "Python.md", "Python.md", 0)
    assert len(examples.examples) >= 8
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=told.append)
    assert "".join(told) == ""
