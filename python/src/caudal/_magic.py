"""Cells of a notebook that begin with `%%caudal`."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from typing import Any, NoReturn

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import DisplayHandle, display

from . import _commands, _frames, _launch
from ._follow import Follow
from ._launch import Job, Place

# With these words a result is a text or a file, and is shown as it is printed.
_PRINTED = ("--format", "--output", "-o", "--explain", "--help", "-h", "--version", "--table")


def register(shell: InteractiveShell) -> None:
    """Make the magics known."""
    shell.register_magic_function(caudal, "line_cell", "caudal")


class _Parser(argparse.ArgumentParser):
    """The options behind `%%caudal`."""

    def __init__(self) -> None:
        super().__init__("%%caudal", add_help=False)
        self.add_argument("--ranks", type=int)
        self.add_argument("--hostfile")
        self.add_argument("--swarm")

    def error(self, message: str) -> NoReturn:
        """Say it as IPython says such things, without a traceback."""
        raise UsageError(f"%%caudal: {message}; {self.format_usage().strip()}")


def caudal(line: str, cell: str | None = None) -> Any:
    r"""Run command lines of caudal, and show their results as tables.

    A cell has one command a line, with or without `caudal` in front; `\` at its end continues a
    line, `#` begins a comment. `%%caudal --ranks 3` runs them on three ranks, `--hostfile FILE` and
    `--swarm STACK` elsewhere. The last table is the cell's value, `_`. `%caudal describe …` is a
    line by itself.
    """
    if cell is None:
        return _result(shlex.split(line), Place())
    given = _Parser().parse_args(shlex.split(line))
    place = Place(given.ranks, given.hostfile, given.swarm)
    result = None
    for words in _commands_of(cell):
        if result is not None:
            display(result)
        result = _result(words, place)
    return result


def _commands_of(cell: str) -> Iterator[list[str]]:
    for line in cell.replace("\\\n", " ").split("\n"):
        words = shlex.split(line, comments=True)
        if words[:1] == ["caudal"]:
            words = words[1:]
        if words:
            yield words


def _result(words: list[str], place: Place) -> Any:
    """The table of a command; what isn't one is printed, or shown while it changes."""
    command, rest = words[0], words[1:]
    is_printed = any(word.split("=", 1)[0] in _PRINTED for word in rest) or not _has_pandas()
    if command in _commands.TABLES and not is_printed:
        return _commands.Question(command, rest, place).frame(3)
    if command == "follow" and not is_printed:
        return _shown(Follow(Job(["follow", "--format=jsonl", *rest], place)))
    print(_launch.standard_output(words, place, stacklevel=3), end="")  # noqa: T201
    return None


def _has_pandas() -> bool:
    try:
        _frames.require_pandas()
    except ImportError:
        return False
    return True


def _shown(results: Follow) -> None:
    """Show each result in the place of the one before; the interrupt of the notebook ends it."""
    handle: DisplayHandle | None = None
    with results:
        for result in results:
            if handle is None:
                handle = display(result.frame(), display_id=True)
            else:
                handle.update(result.frame())
