"""Exact statistics of CSV columns, tables, forecasts and streams, computed by the program `caudal`.

```python
import caudal

caudal.describe("data.csv", column="x", by="station", ranks=3)
```

Files come first. Options are the command's own: `--time-zone UTC` is `time_zone="UTC"`, a flag is
True, several values are a list. `caudal.help("describe")` prints them. Where a job runs is said by

- `ranks=3`: so many processes of this machine, by mpirun;
- `hostfile="hosts"`, with or without ranks: on the machines that the file names;
- `swarm=True`, or `swarm="stack"`: on the nodes of a Docker Swarm, by caudal-swarm;
- `launcher=["srun", "--mpi=pmix"]`: any words in front of the program.

The result has the same bits everywhere. The environment variable CAUDAL names the program; without
it, it is that of PATH. What goes wrong is a `CaudalError`, what is worth knowing a warning of the
class `Note`. Ctrl-C ends a job on all ranks.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Union, overload

from . import _commands, _program
from ._commands import File, Question, checked, file_words, run_words
from ._errors import CaudalError, Note
from ._follow import Follow, Result
from ._launch import Input, Job, Place, standard_output
from ._options import VERSION, Word

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from pandas import DataFrame
    from typing_extensions import Unpack

    from ._options import (
        CheckOptions,
        DescribeOptions,
        FollowOptions,
        ForecastOptions,
        FrequencyOptions,
        SelectOptions,
    )

__all__ = [
    "CaudalError",
    "Follow",
    "Note",
    "Result",
    "check",
    "describe",
    "follow",
    "forecast",
    "frequency",
    "help",
    "run",
    "select",
]

__version__ = VERSION

_Path = Union[str, "os.PathLike[str]"]

# Set here, and not by options: what comes back is what the command prints as JSON.
_TAKEN = ("format", "output", "explain")


@overload
def describe(
    *files: File,
    as_dict: Literal[False] = ...,
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[DescribeOptions],
) -> DataFrame: ...


@overload
def describe(
    *files: File,
    as_dict: Literal[True],
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[DescribeOptions],
) -> dict[str, Any]: ...


def describe(
    *files: File,
    as_dict: bool = False,
    stdin: Input | None = None,
    ranks: int | None = None,
    hostfile: _Path | None = None,
    swarm: str | bool | None = None,
    launcher: Sequence[str] | None = None,
    **options: Any,
) -> DataFrame | dict[str, Any]:
    """Every column of a table, or every statistic of some, also for each group of rows.

    Without `column` there is a row for each column of the table, of whatever kind. With it, a row
    for each column and group: `describe("data.csv", column="x", by=["a", "month(t)"])`. The
    table's columns are those of the command's CSV; `attrs["caudal"]` has the definitions, how the
    file was read, and how long that took.

    Args:
        files: which form one table in this order; `"-"` for `stdin`.
        as_dict: return the document instead, `caudal.describe/1` or without `column`
            `caudal.profile/1`; pandas isn't needed then.
        stdin: standard input: a text, bytes, or an open file.
        ranks: see the module, as hostfile, swarm and launcher.
        hostfile: a file of hosts.
        swarm: True, or the name of a stack.
        launcher: words in front of the program.
        options: those of `caudal describe`.

    Raises:
        CaudalError: if the job fails, with the place in the file if there is one.
        TypeError: if there is no such option.

    """
    question = _question("describe", files, options, Place(ranks, hostfile, swarm, launcher), stdin)
    return question.document(2) if as_dict else question.frame(2)


@overload
def frequency(
    *files: File,
    as_dict: Literal[False] = ...,
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[FrequencyOptions],
) -> DataFrame: ...


@overload
def frequency(
    *files: File,
    as_dict: Literal[True],
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[FrequencyOptions],
) -> dict[str, Any]: ...


def frequency(
    *files: File,
    as_dict: bool = False,
    stdin: Input | None = None,
    ranks: int | None = None,
    hostfile: _Path | None = None,
    swarm: str | bool | None = None,
    launcher: Sequence[str] | None = None,
    **options: Any,
) -> DataFrame | dict[str, Any]:
    """How often each value of columns occurs, or each word: `frequency("book.txt", words=True)`.

    A row for each value, with its count and shares. Arguments and errors are as for `describe`;
    with `as_dict=True` the result is the document `caudal.frequency/1`.
    """
    question = _question(
        "frequency", files, options, Place(ranks, hostfile, swarm, launcher), stdin
    )
    return question.document(2) if as_dict else question.frame(2)


@overload
def forecast(
    *files: File,
    as_dict: Literal[False] = ...,
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[ForecastOptions],
) -> DataFrame: ...


@overload
def forecast(
    *files: File,
    as_dict: Literal[True],
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[ForecastOptions],
) -> dict[str, Any]: ...


def forecast(
    *files: File,
    as_dict: bool = False,
    stdin: Input | None = None,
    ranks: int | None = None,
    hostfile: _Path | None = None,
    swarm: str | bool | None = None,
    launcher: Sequence[str] | None = None,
    **options: Any,
) -> DataFrame | dict[str, Any]:
    """What comes next: `forecast("hours.csv", columns="Bogota", every="1h", horizon=72)`.

    A row for each step of each series, with the bounds of its intervals.
    `attrs["caudal"]["series"]` has the models, and what `backtest` found. Arguments and errors are
    as for `describe`; with `as_dict=True` the result is the document `caudal.forecast/1`.
    """
    question = _question("forecast", files, options, Place(ranks, hostfile, swarm, launcher), stdin)
    return question.document(2) if as_dict else question.frame(2)


@overload
def select(
    *files: File,
    as_dict: Literal[False] = ...,
    output: None = ...,
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[SelectOptions],
) -> DataFrame: ...


@overload
def select(
    *files: File,
    as_dict: Literal[True],
    output: None = ...,
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[SelectOptions],
) -> list[dict[str, Any]]: ...


@overload
def select(
    *files: File,
    output: _Path,
    stdin: Input | None = ...,
    ranks: int | None = ...,
    hostfile: _Path | None = ...,
    swarm: str | bool | None = ...,
    launcher: Sequence[str] | None = ...,
    **options: Unpack[SelectOptions],
) -> None: ...


def select(
    *files: File,
    as_dict: bool = False,
    output: _Path | None = None,
    stdin: Input | None = None,
    ranks: int | None = None,
    hostfile: _Path | None = None,
    swarm: str | bool | None = None,
    launcher: Sequence[str] | None = None,
    **options: Any,
) -> DataFrame | list[dict[str, Any]] | None:
    """Rows and columns, chosen, computed, joined and sorted.

    `select("data.csv", columns="station, x * 2 as double", where="x > 5")` is a table. A column has
    numbers if all its texts are numbers that come back as the same texts: `0021` stays a text, and
    so do times, which `pandas.to_datetime` reads.

    Arguments and errors are as for `describe`, but for:

    Args:
        files: which form one table in this order; `"-"` for `stdin`.
        as_dict: return a list of rows, each a dict.
        output: write a file or a table instead, such as `"rows.parquet"`, and return None. That is
            the way for what has no room in memory.
        stdin: standard input.
        ranks: see the module, as hostfile, swarm and launcher.
        hostfile: a file of hosts.
        swarm: True, or the name of a stack.
        launcher: words in front of the program.
        options: those of `caudal select`.

    """
    place = Place(ranks, hostfile, swarm, launcher)
    if output is not None:
        question = _question("select", files, options, place, stdin, ("explain",))
        question.printed([f"--output={os.fspath(output)}"], 2)
        return None
    question = _question("select", files, options, place, stdin, ("explain", "output-format"))
    if not as_dict:
        return question.frame(2)
    table = question.rows(2)
    return [dict(zip(table.names, row)) for row in table.rows]


def follow(
    *sources: File,
    stdin: Input | None = None,
    ranks: int | None = None,
    hostfile: _Path | None = None,
    swarm: str | bool | None = None,
    launcher: Sequence[str] | None = None,
    **options: Unpack[FollowOptions],
) -> Follow:
    """Results of rows that still come, one after the other.

    ```python
    with caudal.follow("tcp://localhost:9999", words=True) as results:
        for result in results:
            print(result.counts())
    ```

    Args:
        sources: where rows come from: files, folders, `tcp://host:port`, `listen://:port`,
            `kafka://host/topic`, `"-"`.
        stdin: standard input.
        ranks: see the module, as hostfile, swarm and launcher.
        hostfile: a file of hosts.
        swarm: True, or the name of a stack.
        launcher: words in front of the program.
        options: those of `caudal follow`.

    Raises:
        CaudalError: from the iteration, if the job fails.
        TypeError: if there is no such option.

    """
    words = _program.words_of("follow", options, ("format",))
    place = Place(ranks, hostfile, swarm, launcher)
    return Follow(Job(["follow", "--format=jsonl", *words, *file_words(sources)], place, stdin))


def check(
    file: _Path | None = None,
    *,
    ranks: int | None = None,
    hostfile: _Path | None = None,
    swarm: str | bool | None = None,
    launcher: Sequence[str] | None = None,
    **options: Unpack[CheckOptions],
) -> dict[str, Any]:
    """A look at ranks, network and file before a job: the document `caudal.check/1`.

    Raises:
        CaudalError: if a job can't run; its `report` is the document.
        TypeError: if there is no such option.

    """
    words = _program.words_of("check", options, ("format", "output"))
    files = file_words([] if file is None else [file])
    return checked([*words, *files], Place(ranks, hostfile, swarm, launcher))


def run(
    *words: Word,
    stdin: Input | None = None,
    ranks: int | None = None,
    hostfile: _Path | None = None,
    swarm: str | bool | None = None,
    launcher: Sequence[str] | None = None,
) -> str:
    """What the program prints for any words: `run("describe", "data.csv", "--column", "x")`.

    Raises:
        CaudalError: if it fails.

    """
    return standard_output(run_words(words), Place(ranks, hostfile, swarm, launcher), stdin)


def help(command: str | None = None) -> None:  # noqa: A001
    """Print the help of a command, or the list of all commands."""
    words = [_program.program(), "help", *([command] if command else [])]
    print(subprocess.run(words, capture_output=True, text=True, check=True).stdout)  # noqa: T201


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Make `%load_ext caudal` know the cells that begin with `%%caudal`."""
    from . import _magic

    _magic.register(shell)


def _question(
    command: str,
    files: tuple[File, ...],
    options: dict[str, Any],
    place: Place,
    stdin: Input | None,
    taken: tuple[str, ...] = _TAKEN,
) -> Question:
    words = _program.words_of(command, options, taken)
    paths = file_words(files)
    if stdin is not None and "-" not in paths:
        raise TypeError('stdin is read where a file is called "-"')
    is_shown = bool(options.get("progress"))
    return _commands.Question(command, [*words, *paths], place, stdin, shows_progress=is_shown)
