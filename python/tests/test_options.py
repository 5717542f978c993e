"""Keyword arguments, and that the package's own list of them is the program's."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import caudal
import make_options
from caudal import _options, _program

from .conftest import SAMPLE, program

COMMANDS = ["describe", "frequency", "select", "forecast", "follow", "check"]


def test_types_are_those_of_the_program() -> None:
    """After a change of options: `CAUDAL=… python make_options.py`."""
    assert make_options.OUTPUT.read_text("utf-8") == make_options.contents(program())


@pytest.mark.parametrize("command", COMMANDS)
def test_options_are_those_of_the_help(command: str) -> None:
    """The help is what users read; names stand at the beginnings of its lines."""
    text = subprocess.run([program(), "help", command], capture_output=True, check=True).stdout
    lines = re.findall(r"^  (-.*?)(?:  |$)", text.decode(), re.MULTILINE)
    shown = {name for line in lines for name in re.findall(r"--([a-z-]+)", line)}
    assert shown - {"version", "help"} == set(_program.known_options(command))
    assert set(_options.OPTIONS[command]) == set(_program.known_options(command))


def test_without_a_program_the_packaged_list_serves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = {command: dict(_program.known_options(command)) for command in COMMANDS}
    monkeypatch.delenv("CAUDAL")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert {command: dict(_program.known_options(command)) for command in COMMANDS} == known
    with pytest.raises(FileNotFoundError, match="caudal is not on PATH"):
        caudal.describe(SAMPLE, column="x")
    monkeypatch.setenv("CAUDAL", "/no/such/program")
    with pytest.raises(FileNotFoundError, match="CAUDAL names /no/such/program"):
        caudal.describe(SAMPLE, column="x")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"column": "a"}, ["--column=a"]),
        ({"column": ["a", "b"]}, ["--column=a", "--column=b"]),
        ({"percentiles": [1, 50, 99.9]}, ["--percentiles=1,50,99.9"]),
        ({"percentiles": (5,)}, ["--percentiles=5"]),
        ({"null": -999, "time_zone": "UTC"}, ["--null=-999", "--time-zone=UTC"]),
        ({"rejects": Path("a b")}, ["--rejects=a b"]),
        ({"all": True, "reverse": False, "top": None}, ["--all"]),
        ({"progress": True}, ["--progress"]),
        ({"progress": False}, ["--no-progress"]),
    ],
)
def test_words(options: dict[str, Any], words: list[str]) -> None:
    assert _program.words_of("describe", options) == words


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"colum": "x"}, "no option 'colum'; did you mean column?"),
        ({"percentile": 5}, "did you mean percentiles?"),
        ({"time-zone": "UTC"}, "did you mean time_zone?"),
        ({"zzz": 5}, r"caudal.help\('describe'\) lists them"),
        ({"horizon": 5}, "no option 'horizon'"),
        ({"format": "csv"}, r"sets format itself; caudal.run\(…\)"),
        ({"output": "x"}, "sets output itself"),
        ({"all": "yes"}, "all is True or False, not 'yes'"),
        ({"window": True}, "window is a text or a number"),
        ({"window": b"5"}, "window is a text, a number, or a list"),
        ({"column": ["a", None]}, "column is a text or a number, not None"),
        ({"ranks": 0}, "ranks is a number from 1"),
        ({"ranks": 2, "swarm": "caudal"}, "ranks and swarm can't be given together"),
        ({"stdin": "x"}, 'stdin is read where a file is called "-"'),
    ],
)
def test_wrong_arguments(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(TypeError, match=sentence):
        caudal.describe(SAMPLE, **{"column": "ValorObservado", **options})


def test_a_file_may_look_like_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "--all").write_text("x\n1\n")
    monkeypatch.chdir(tmp_path)
    assert caudal.describe("--all", column="x")["count"][0] == 1
    with pytest.raises(TypeError, match="a file is a text or a path, not 5"):
        caudal.describe(5)  # type: ignore[call-overload]
