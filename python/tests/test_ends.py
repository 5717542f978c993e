"""Ctrl-C, foreign launchers, and what isn't there."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest

import caudal

from .conftest import SAMPLE, program

MARK = "CAUDAL_TEST_JOB"

#: A job that waits for standard input, of which there is none yet.
WAITING = """
import caudal, signal, sys
# Who starts tests in the background has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    {call}
except KeyboardInterrupt:
    sys.exit(5)
"""


def processes_of(mark: str) -> set[int]:
    """The processes whose environment has the mark, wherever they hang in the tree."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"{MARK}={mark}".encode() in environment:
                found.add(int(folder.name))
    return found


def ranks_of(mark: str) -> set[int]:
    """Those among them that are the program."""
    name = Path(program()).name
    found = set()
    for number in processes_of(mark):
        try:
            if os.path.basename(os.readlink(f"/proc/{number}/exe")) == name:
                found.add(number)
        except OSError:
            continue
    return found


def wait_for(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("call", "ranks"),
    [
        ('caudal.describe("-", stdin=sys.stdin, column="x")', 1),
        ('caudal.describe("-", stdin=sys.stdin, column="x", ranks=3)', 3),
        ('list(caudal.follow("-", stdin=sys.stdin, column="x"))', 1),
        ('caudal.run("frequency", "-", "--words", stdin=sys.stdin, ranks=2)', 2),
    ],
)
def test_an_interrupt_ends_all_ranks(call: str, ranks: int) -> None:
    mark = uuid.uuid4().hex
    with subprocess.Popen(
        [sys.executable, "-c", WAITING.format(call=call)],
        stdin=subprocess.PIPE,
        env={**os.environ, MARK: mark},
    ) as process:
        try:
            wait_for(lambda: len(ranks_of(mark)) == ranks)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 5
            assert processes_of(mark) == set()
        finally:
            process.kill()


def test_the_end_of_python_ends_its_jobs(tmp_path: Path) -> None:
    """A job that nobody has closed, on a file that could grow for ever."""
    file = tmp_path / "words.txt"
    file.write_text("a b\n")
    script = f"""
import caudal
results = caudal.follow({str(file)!r}, words=True)
print(next(results).counts() == {{"a": 1, "b": 1}})
"""
    mark = uuid.uuid4().hex
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, MARK: mark},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert told.stdout == b"True\n"
    left = processes_of(mark)
    for number in left:
        os.kill(number, signal.SIGKILL)
    assert left == set()


def test_a_job_inside_a_batch_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook under Slurm, or under mpirun, starts jobs of its own machine."""
    for name, value in {
        "SLURM_JOB_ID": "1",
        "SLURM_NODELIST": "nowhere[1-3]",
        "SLURM_NTASKS": "3",
        "SLURM_TASKS_PER_NODE": "1(x3)",
        "OMPI_COMM_WORLD_SIZE": "3",
        "PMIX_RANK": "0",
        "PMIX_NAMESPACE": "gone",
    }.items():
        monkeypatch.setenv(name, value)
    assert caudal.describe(SAMPLE, column="Latitud")["count"][0] == 4000
    assert caudal.describe(SAMPLE, column="Latitud", ranks=2)["count"][0] == 4000


def test_a_hostfile(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("localhost slots=2\n")
    result = caudal.describe(SAMPLE, column="Latitud", hostfile=hosts, as_dict=True)
    assert result["run"]["ranks"] == 2
    result = caudal.describe(SAMPLE, column="Latitud", hostfile=hosts, ranks=1, as_dict=True)
    assert result["run"]["ranks"] == 1


def test_a_launcher() -> None:
    words = ["mpirun", "-quiet", "--oversubscribe", "-n", "3"]
    result = caudal.describe(SAMPLE, column="Latitud", launcher=words, as_dict=True)
    assert result["run"]["ranks"] == 3


def test_the_words_of_a_swarm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The swarm itself has tests of its own; here it is a script that shows what it is asked."""
    script = tmp_path / "caudal-swarm"
    script.write_text(f'#!/bin/sh\necho "$@" >{tmp_path}/words\nshift 3\nexec {program()} "$@"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("CAUDAL_SWARM", str(script))
    frame = caudal.describe(SAMPLE, column="Latitud", statistics="count", swarm="rivers")
    assert frame["count"][0] == 4000
    words = (tmp_path / "words").read_text().split()
    assert words[:3] == ["run", "--stack=rivers", "--"]
    assert words[3] == "describe"
    script.write_text("#!/bin/sh\necho 'caudal-swarm: the stack is not up' >&2\nexit 69\n")
    with pytest.raises(caudal.CaudalError, match=r"^the stack is not up$") as caught:
        caudal.describe(SAMPLE, column="Latitud", swarm=True)
    assert caught.value.exit_code == 69


def test_pandas_only_where_asked() -> None:
    """Neither the import nor documents need it; a table says what to install."""
    script = f"""
import sys
sys.modules["pandas"] = None
import caudal
print(caudal.describe({str(SAMPLE)!r}, column="Latitud", as_dict=True)["columns"][0]["count"])
print(len(caudal.select({str(SAMPLE)!r}, columns="Latitud", as_dict=True)))
with caudal.follow("-", stdin="a b a", words=True) as results:
    print(*[result.counts() for result in results])
try:
    caudal.describe({str(SAMPLE)!r}, column="Latitud")
except ImportError as error:
    print(error)
"""
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert told[:3] == ["4000", "4000", "{'a': 2, 'b': 1}"]
    assert told[3].startswith("a table is a pandas.DataFrame, and pandas is missing: pip install")


def test_progress_is_shown_while_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input ends when a line has been shown, which comes after five seconds."""
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    reader, writer = os.pipe()

    def feed() -> None:
        with os.fdopen(writer, "w") as pipe:
            pipe.write("x\n1\n2\n")
            pipe.flush()
            wait_for(shown.getvalue)

    feeding = threading.Thread(target=feed)
    feeding.start()
    with os.fdopen(reader, "rb") as source:
        frame = caudal.describe("-", stdin=source, column="x", progress=True)
    feeding.join()
    assert frame["count"][0] == 2
    assert shown.getvalue().startswith("caudal: ")
