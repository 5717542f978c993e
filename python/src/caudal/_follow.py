"""Results of rows that still come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from . import _errors, _frames
from ._launch import Job

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Result:
    """One of the results that `follow` gives, one after the other.

    Attributes:
        number: of the result, from 1.
        last: whether no other will come.
        rows: how many rows have come so far; None where words of a text are counted.
        late_rows: how many of them were too late for their window, and are in none.
        document: all of it, as `caudal follow --format jsonl` prints it.

    """

    number: int
    last: bool
    rows: int | None
    late_rows: int
    document: dict[str, Any]

    def frame(self) -> pandas.DataFrame:
        """The result as a table; with windows, those of all of them, one below the other."""
        tables = [_window_table(window) for window in self.document["windows"]]
        filled = [table for table in tables if table.rows] or tables[:1]
        if not filled:
            return _frames.Table([], []).frame()
        rows = [row for table in filled for row in table.rows]
        return _frames.Table(filled[0].names, rows, filled[0].keys).frame(self.document)

    def counts(self) -> dict[str, int]:
        """The counts by word or value, of `words` and `count` without windows.

        Several columns' values are joined by commas.
        """
        return {
            ",".join(str(part) for part in entry["key"].values()): entry["count"]
            for window in self.document["windows"]
            for entry in window.get("values", ())
        }


class Follow:
    """Results of rows that still come: an iterator, and a context manager that ends the job.

    ```python
    with caudal.follow("tcp://localhost:9999", words=True) as results:
        for result in results:
            print(result.frame())
    ```
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._is_over = False

    def __iter__(self) -> Iterator[Result]:
        return self

    def __next__(self) -> Result:
        """The next result, when it has come.

        Raises:
            CaudalError: if the job has failed.

        """
        if self._is_over:
            raise StopIteration
        assert self._job.process.stdout is not None
        try:
            line = self._job.process.stdout.readline()
        except BaseException:
            self.close()
            raise
        if not line.endswith(b"\n"):
            self._is_over = True
            self._job.check(2)
            raise StopIteration
        document = _frames.parse(line.decode("utf-8", "surrogateescape"))
        return Result(
            document["result"],
            document["last"],
            document["rows"],
            document["late_rows"],
            document,
        )

    @property
    def notes(self) -> list[str]:
        """What the program has said so far, such as which connections were lost."""
        return _errors.notes(self._job.standard_error)

    def stop(self) -> None:
        """Ask the job to end in order, and with it the iteration.

        What has come since the result before gives a last one.
        """
        self._job.interrupt()

    def close(self) -> None:
        """End the job, if it hasn't ended."""
        self._is_over = True
        self._job.stop()

    def __enter__(self) -> Follow:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _window_table(window: dict[str, Any]) -> _frames.Table:
    bounds: list[tuple[str, _frames.Value]] = []
    if "start" in window:
        bounds = [("window_start", window["start"]), ("window_end", window["end"])]
    if "columns" in window:
        return _frames.statistics_table(window["columns"], bounds)
    values = window["values"]
    keys = list(values[0]["key"]) if values else []
    return _frames.frequency_table(values, keys, bounds)
