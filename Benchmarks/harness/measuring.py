"""Run a program and measure it: wall time, processor time, peak memory, and how much else went on meanwhile."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PROCESSORS = len(os.sched_getaffinity(0))

# As much of one processor may be busy with other things before and during a run.
QUIET_SHARE = 0.1
DISTURBED_SHARE = 0.25
ATTEMPTS = 6


class ProgramFailed(Exception):
    """A program ended with an error; the message is what it said."""


@dataclass(frozen=True)
class Measurement:
    """One run of a program.

    Seconds and processor time are those of the process and of all its descendants that were waited for; peak memory is that
    of the largest single process among them. `others` is how many processors were busy with anything else.
    """

    seconds: float
    processor_seconds: float
    peak_bytes: int
    others: float
    output: str


def busy_seconds() -> float:
    """The time that all processors together have been doing something, or were kept from it by the host, since the start."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _iowait, interrupts, soft_interrupts, stolen = map(int, fields[:8])
    return (user + nice + system + interrupts + soft_interrupts + stolen) / TICKS_PER_SECOND


def family_seconds(server: int) -> float:
    """The processor time of a server: of its own, of its processes, and of those that have ended."""
    if not server:
        return 0.0
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        # Behind the name: state, parent, …; utime, stime, and those of children that were waited for.
        if server in (int(path.parent.name), int(fields[1])):
            ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS_PER_SECOND


def run_once(command: list[str], environment: dict[str, str], server: int = 0) -> Measurement:
    """Run a program to its end, and measure it; what a server does for it meanwhile is its own processor time."""
    busy, served = busy_seconds(), family_seconds(server)
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = drain(process)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise ProgramFailed(f"{' '.join(command)} ended with {process.returncode}:\n{errors}")
    processor_seconds = usage.ru_utime + usage.ru_stime + family_seconds(server) - served
    others = max(0.0, busy_seconds() - busy - processor_seconds) / seconds
    return Measurement(seconds, processor_seconds, usage.ru_maxrss * 1024, others, output)


def drain(process: subprocess.Popen[str]) -> tuple[str, str]:
    """All that a process prints. (Not `communicate`, which would wait for it and hide what it used.)"""
    assert process.stdout and process.stderr
    # The answers are short: neither pipe fills while the other is read.
    with process.stdout, process.stderr:
        return process.stdout.read(), process.stderr.read()


def wait_for_quiet(patience: float) -> None:
    """Wait until the machine has nothing else to do, or `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        busy = busy_seconds()
        time.sleep(0.5)
        if (busy_seconds() - busy) / 0.5 <= QUIET_SHARE:
            return


def read_through(names: list[str]) -> None:
    """Read the files of some names, so that all of each is in the page cache.

    A host may take memory back from a virtual machine that hasn't looked at it for some seconds: whoever runs first after a long
    run would wait for the disk, and the others not.
    """
    for name in names:
        if not Path(name).is_file():
            continue
        with open(name, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def measure(
    command: list[str], environment: dict[str, str], patience: float, server: int = 0, files: list[str] | None = None,
    prepare: Callable[[], object] = lambda: None,
) -> Measurement:
    """Measure a program at a quiet moment: a run that was disturbed is repeated, some times; the least disturbed counts.

    Before each run `prepare` is called, and the files are read that the command names, or that are named beside it.
    """
    best: Measurement | None = None
    for _ in range(ATTEMPTS if patience > 0 else 1):
        prepare()
        wait_for_quiet(patience)
        read_through([*command, *(files or [])])
        found = run_once(command, environment, server)
        if best is None or found.others < best.others:
            best = found
        if best.others <= DISTURBED_SHARE:
            break
    assert best
    return best
