"""What goes wrong, as exceptions with the place."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from typing import Any

_NOTE = "caudal: note: "
_ERROR = "caudal: "
_SWARM_ERROR = "caudal-swarm: "

# As the program writes the place of a row: `data.csv: row 3, byte 10, column "x": …`. The file's
# name may hold anything, so the shortest one that fits is taken, and the column's up to `": `.
_PLACE = re.compile(
    r"(?P<file>.+?): row (?P<row>\d+)(?:, byte (?P<byte>\d+))?"
    r'(?:, column "(?P<column>.*?)")?(?=: | lies )'
)

_ROOT = (
    "mpirun refuses to work for root, as in a container, unless the environment has "
    "OMPI_ALLOW_RUN_AS_ROOT=1 and OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
)


class Note(UserWarning):
    """What the program says besides its result, such as which columns it has left out."""

    __module__ = "caudal"


class CaudalError(Exception):
    """A job that ended without a result.

    Attributes:
        message: one sentence: what is wrong, where, and what to do.
        exit_code: 64 usage, 65 bad data, 66 no such input, 70 a bug, 73 the output can't be
            created, 74 reading or writing failed, 75 a rank was frozen, or a node lost; 128 + N if
            it was ended by the signal N; 69 and 124 are `caudal-swarm`'s; others are of `mpirun`.
        file: the file that the sentence is about; None if it is about none.
        row: the row in it, counted from 1, the header included; None if no row is to blame.
        byte: the offset in the file's text at which the row, or the field, begins, from 0.
        column: the name of the column.
        illustration: lines that show the place in a condition, with a caret under it.
        report: the report of `check`, which there is in spite of the error.
        standard_error: all that was written to standard error.

    """

    __module__ = "caudal"

    def __init__(
        self,
        message: str,
        exit_code: int,
        *,
        file: str | None = None,
        row: int | None = None,
        byte: int | None = None,
        column: str | None = None,
        illustration: Sequence[str] = (),
        standard_error: str = "",
        report: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code
        self.file = file
        self.row = row
        self.byte = byte
        self.column = column
        self.illustration = tuple(illustration)
        self.standard_error = standard_error
        self.report = report

    def __str__(self) -> str:
        return "\n".join([self.message, *self.illustration])

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython shows; where the program was called from is no help."""
        return [f"{type(self).__name__}: {self}"]


def notes(standard_error: str) -> list[str]:
    """The notes among the lines of standard error, without what stands before them."""
    lines = standard_error.splitlines()
    return [line[len(_NOTE) :] for line in lines if line.startswith(_NOTE)]


def error(exit_code: int, standard_error: str, inputs: Sequence[str] = ()) -> CaudalError:
    """The exception for a program that has ended with an error.

    Args:
        exit_code: as `subprocess` has it: negative for a signal.
        standard_error: all that was written there.
        inputs: the files that were asked for, patterns among them.

    """
    code = 128 - exit_code if exit_code < 0 else exit_code
    message, illustration = _sentence(standard_error, code)
    place = _PLACE.match(message)
    if place:
        byte, row = place["byte"], int(place["row"])
        return CaudalError(
            message,
            code,
            file=place["file"],
            row=row,
            byte=int(byte) if byte else None,
            column=place["column"] or None,
            illustration=illustration,
            standard_error=standard_error,
        )
    return CaudalError(
        message,
        code,
        file=_file(message, inputs),
        illustration=illustration,
        standard_error=standard_error,
    )


def _sentence(standard_error: str, code: int) -> tuple[str, list[str]]:
    """What is wrong, and the lines that belong to it; launchers add many of their own."""
    lines = standard_error.splitlines()
    for beginning in (_ERROR, _SWARM_ERROR):
        for number in reversed(range(len(lines))):
            if lines[number].startswith(beginning) and not lines[number].startswith(_NOTE):
                message = lines[number][len(beginning) :]
                return message, _indented(lines[number + 1 :])
    if "attempt to run as root" in standard_error:
        return _ROOT, []
    told = [line for line in lines if line.strip() and not line.startswith("---")]
    if code > 128 and not told:
        return f"the job was ended by signal {code - 128}", []
    return " ".join(told) or f"the job ended with exit code {code}", []


def _indented(lines: list[str]) -> list[str]:
    """The first lines that are indented."""
    found: list[str] = []
    for line in lines:
        if not line.startswith("  "):
            break
        found.append(line)
    return found


def _file(message: str, inputs: Sequence[str]) -> str | None:
    """The file with which a message begins, if it is one of the inputs."""
    for name in sorted(inputs, key=len, reverse=True):
        if message.startswith(f"{name}: "):
            return name
    beginning = message.split(": ", 1)[0]
    if beginning == "standard input" and "-" in inputs:
        return beginning
    if any(fnmatch.fnmatchcase(beginning, name) for name in inputs):
        return beginning
    return None
