"""The commands as functions: words go out, documents come in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union

from . import _errors, _frames, _launch, _program
from ._launch import HERE, Input, Place
from ._options import Word

if TYPE_CHECKING:
    import pandas

#: A file, a pattern, a table of a database; or several of these.
File = Union[str, "os.PathLike[str]", Iterable[Union[str, "os.PathLike[str]"]]]

#: The commands whose results are tables, and the words by which they print the document of one.
TABLES: Mapping[str, Sequence[str]] = {
    "describe": ("--format=json",),
    "frequency": ("--format=json",),
    "forecast": ("--format=json",),
    "select": ("--output-format=jsonl",),
}


def file_words(files: Iterable[File]) -> list[str]:
    """The files as words, the lists among them opened.

    Raises:
        TypeError: if something is no file.

    """
    words: list[str] = []
    for file in files:
        if isinstance(file, (str, os.PathLike)):
            word = os.fspath(file)
            # A file may be called like an option.
            words.append(f"./{word}" if word.startswith("-") and word != "-" else word)
        elif isinstance(file, Iterable) and not isinstance(file, (bytes, Mapping)):
            words += file_words(file)
        else:
            raise TypeError(f"a file is a text or a path, not {file!r}")
    return words


class Question:
    """A command whose result is a table, with all that it is asked."""

    def __init__(
        self,
        command: str,
        words: Sequence[str],
        place: Place = HERE,
        stdin: Input | None = None,
        *,
        shows_progress: bool = False,
    ) -> None:
        self.command = command
        self.words = list(words)
        self.place = place
        self.stdin = stdin
        self.shows_progress = shows_progress

    def printed(self, format: Sequence[str], stacklevel: int) -> str:
        """What the command prints with these words about its format."""
        return _launch.standard_output(
            [self.command, *format, *self.words],
            self.place,
            self.stdin,
            shows_progress=self.shows_progress,
            stacklevel=stacklevel + 1,
        )

    def document(self, stacklevel: int) -> dict[str, Any]:
        """The document that the command prints, by its contract."""
        document: dict[str, Any] = _frames.parse(self.printed(TABLES[self.command], stacklevel + 1))
        return document

    def rows(self, stacklevel: int) -> _frames.Table:
        """The rows of `select`."""
        table = _frames.rows_table(self.printed(TABLES["select"], stacklevel + 1))
        is_gone = self.stdin is not None and not isinstance(self.stdin, (str, bytes))
        if table.rows or is_gone:
            return table
        # No row tells the names, but a header does.
        import csv

        header = self.printed(["--output-format=csv", "--output-delimiter=,"], stacklevel + 1)
        return _frames.Table(next(csv.reader([header]), []), [])

    def frame(self, stacklevel: int) -> pandas.DataFrame:
        """The result as a table."""
        _frames.require_pandas()
        if self.command == "select":
            return _frames.rows_frame(self.rows(stacklevel + 1))
        document = self.document(stacklevel + 1)
        return frame_of(self.command, document)


def frame_of(command: str, document: Mapping[str, Any]) -> pandas.DataFrame:
    """A document as a table; what isn't in its rows is in `attrs["caudal"]`."""
    about = dict(document)
    if command == "frequency":
        table = _frames.frequency_table(about.pop("values"), document["keys"])
    elif command == "forecast":
        table = _frames.forecast_table(document["series"])
        steps = ("times", "mean", "intervals")
        about["series"] = [
            {name: value for name, value in one.items() if name not in steps}
            for one in document["series"]
        ]
    else:
        table = _frames.statistics_table(about.pop("columns"))
    return table.frame(about)


def checked(words: Sequence[str], place: Place) -> dict[str, Any]:
    """The report of `check`, also where it found that a job can't run."""
    job = _launch.Job(["check", "--format=json", *words], place)
    output = job.output().decode("utf-8", "surrogateescape")
    code = job.wait()
    report: dict[str, Any] | None = _frames.parse(output) if output.startswith("{") else None
    if code or report is None:
        failure = _errors.error(code, job.standard_error, job.inputs)
        failure.report = report
        if report:
            wrong = [one["message"] for one in report["findings"] if one["severity"] == "error"]
            failure.message = "; ".join(wrong) or failure.message
        raise failure
    return report


def run_words(words: Iterable[Word]) -> list[str]:
    """Words of a command line as texts."""
    return [_program.text("a word", word) for word in words]
