"""Jobs: how they are started, and how they end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
import weakref
from collections.abc import Callable, Sequence
from typing import IO, Any, NamedTuple, Union

from . import _errors, _program

#: What standard input can be: all of it, or an open file.
Input = Union[str, bytes, IO[Any]]

# What a launcher above this process has left to it. A program that finds it takes itself for a part
# of that job: Open MPI fails in MPI_Init, or waits for ranks that nobody started.
_OF_LAUNCHERS = ("SLURM_", "PMI_", "PMIX_", "OMPI_COMM_WORLD_", "OMPI_UNIVERSE_", "ORTE_", "PBS_")

# How long a job may take to end in order. mpirun gives its ranks 1 s; caudal-swarm asks Docker.
_SECONDS_TO_END = 5.0
_SECONDS_TO_END_IN_SWARM = 60.0


class Place(NamedTuple):
    """Where a job runs: without anything here, on this machine in one process."""

    ranks: int | None = None
    hostfile: str | os.PathLike[str] | None = None
    swarm: str | bool | None = None
    launcher: Sequence[str] | None = None

    def words(self, job: Sequence[str]) -> list[str]:
        """The command line that starts a job.

        Raises:
            TypeError: if the arguments don't go together.
            FileNotFoundError: if the program isn't there.

        """
        given = [name for name, value in self._asdict().items() if value not in (None, False)]
        if len(given) > 1 and set(given) != {"ranks", "hostfile"}:
            raise TypeError(f"{' and '.join(given)} can't be given together")
        if self.swarm:
            stack = [] if self.swarm is True else [f"--stack={self.swarm}"]
            return [_program.swarm_program(), "run", *stack, "--", *job]
        caudal = [_program.program(), *job]
        if self.launcher:
            return [*self.launcher, *caudal]
        if self.ranks is None and self.hostfile is None:
            return caudal
        return ["mpirun", "-quiet", *self._mpirun_options(), *caudal]

    def _mpirun_options(self) -> list[str]:
        # On this machine more ranks than cores are a matter of who asks; a hostfile says how many.
        options = ["--hostfile", os.fspath(self.hostfile)] if self.hostfile else ["--oversubscribe"]
        if self.ranks is not None:
            if isinstance(self.ranks, bool) or not isinstance(self.ranks, int) or self.ranks < 1:
                raise TypeError(f"ranks is a number from 1, not {self.ranks!r}")
            options += ["-n", str(self.ranks)]
        return options

    def environment(self) -> dict[str, str] | None:
        """The environment of the job; None for that of this process.

        A notebook may itself be a batch job. Jobs that it starts on its own machine are none of it;
        mpirun with a hostfile, and launchers that are given, may want what the batch system says.
        """
        if self.launcher or self.hostfile or self.swarm:
            return None
        return {k: v for k, v in os.environ.items() if not k.startswith(_OF_LAUNCHERS)}


#: On this machine, in one process.
HERE = Place()


class Job:
    """A process of the program, or of the launcher that starts it on several ranks.

    It is the first of a session of its own: Ctrl-C comes to this process alone, which ends the job
    in order and then goes on.
    """

    def __init__(
        self,
        words: Sequence[str],
        place: Place,
        stdin: Input | None = None,
        shows_progress: bool = False,
    ) -> None:
        self.inputs = [word for word in words[1:] if not word.startswith("--")]
        self._in_swarm = bool(place.swarm)
        with contextlib.ExitStack() as files:
            given: IO[Any] | None
            if isinstance(stdin, (str, bytes)):
                # Its end is seen at once when it comes, as that of a pipe isn't.
                given = files.enter_context(tempfile.TemporaryFile())
                given.write(stdin.encode() if isinstance(stdin, str) else stdin)
                given.seek(0)
            else:
                given = stdin
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                place.words(words),
                stdin=_standard_input(given),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=place.environment(),
                start_new_session=True,
            )
        # A job whose object was forgotten goes with it.
        self._finalizer = weakref.finalize(self, _end, self.process, 1.0)
        self._errors: list[str] = []
        # Neither thread holds this object: it may be forgotten while they wait.
        work: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
            (_read_lines, (self.process.stderr, self._errors, shows_progress))
        ]
        if self.process.stdin is not None:
            work.append((_feed, (given, self.process.stdin)))
        self._threads = [threading.Thread(target=do, args=on, daemon=True) for do, on in work]
        for thread in self._threads:
            thread.start()

    @property
    def standard_error(self) -> str:
        """What the job has written to standard error so far."""
        return "".join(self._errors)

    def output(self) -> bytes:
        """All of standard output, when it is complete."""
        assert self.process.stdout is not None
        try:
            return self.process.stdout.read()
        except BaseException:
            self.stop()
            raise

    def wait(self) -> int:
        """The exit code, when the job has ended."""
        try:
            code = self.process.wait()
            for thread in self._threads:
                thread.join(_SECONDS_TO_END)
        except BaseException:
            self.stop()
            raise
        self._finalizer.detach()
        _close(self.process)
        return code

    def interrupt(self) -> None:
        """Ask the job to end in order: `follow` gives a last result then."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """End the job on all ranks, and wait until it has ended."""
        self._finalizer.detach()
        _end(self.process, _SECONDS_TO_END_IN_SWARM if self._in_swarm else _SECONDS_TO_END)

    def check(self, stacklevel: int) -> None:
        """Wait for the end; raise what went wrong, or give notes as warnings.

        Args:
            stacklevel: of `warnings.warn`: whose line the notes are about.

        Raises:
            CaudalError: if the job has failed.

        """
        code = self.wait()
        if code:
            raise _errors.error(code, self.standard_error, self.inputs)
        for note in _errors.notes(self.standard_error):
            warnings.warn(note, _errors.Note, stacklevel=stacklevel + 1)


def _read_lines(source: IO[bytes], lines: list[str], shows_others: bool) -> None:
    """Collect what is written to standard error, and show what is no note if that is wanted."""
    # The pipe is closed under it when the job was stopped.
    with contextlib.suppress(ValueError):
        for raw in source:
            line = raw.decode("utf-8", "backslashreplace")
            lines.append(line)
            if shows_others and not _errors.notes(line):
                sys.stderr.write(line)
                sys.stderr.flush()


def _feed(source: IO[Any], pipe: IO[bytes]) -> None:
    """Hand standard input over; a job that wants no more of it says so by its end."""
    with contextlib.suppress(BrokenPipeError, ValueError):
        while piece := source.read(1 << 16):
            pipe.write(piece.encode() if isinstance(piece, str) else piece)
    with contextlib.suppress(BrokenPipeError, ValueError):
        pipe.close()


def _standard_input(given: IO[Any] | None) -> int | IO[Any]:
    """What the process gets: the file itself if the system knows it, or else a pipe."""
    if given is None:
        return subprocess.DEVNULL
    try:
        given.fileno()
    except (OSError, AttributeError):
        return subprocess.PIPE
    return given


def _end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """SIGTERM, which launchers hand on to all ranks; SIGKILL if that wasn't enough."""
    try:
        if process.poll() is None:
            process.terminate()
            process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        # Whatever has stayed in its group goes, too; ranks end when their launcher does.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _close(process)


def _close(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a process that has ended."""
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def standard_output(
    words: Sequence[str],
    place: Place,
    stdin: Input | None = None,
    *,
    shows_progress: bool = False,
    stacklevel: int = 2,
) -> str:
    """What a job prints, when it has ended well.

    Raises:
        CaudalError: if it hasn't.

    """
    job = Job(words, place, stdin, shows_progress)
    output = job.output()
    job.check(stacklevel + 1)
    return output.decode("utf-8", "surrogateescape")
