"""Rows that still come: real sockets, files and ends."""

from __future__ import annotations

import collections
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import caudal

WORDS = [f"caudal río {number % 7}" for number in range(1000)]


class Server:
    """Serves lines as `nc -lk` does, and keeps the connection open."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._connection = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        self._client, _ = self._listener.accept()
        self._connection.set()

    def send(self, text: str) -> None:
        """Send a text to the client, when there is one."""
        assert self._connection.wait(30)
        self._client.sendall(text.encode())

    def close(self) -> None:
        """End the connection."""
        if self._connection.is_set():
            self._client.close()
        self._listener.close()


@pytest.fixture
def server() -> Iterator[Server]:
    serving = Server()
    yield serving
    serving.close()


def test_words_of_a_socket(server: Server) -> None:
    expected = collections.Counter(word for line in WORDS for word in line.split())
    with caudal.follow(server.address, words=True, interval="50ms") as results:
        server.send("\n".join(WORDS[:500]) + "\n")
        first = next(results)
        assert not first.last
        server.send("\n".join(WORDS[500:]) + "\n")
        for result in results:
            if sum(result.counts().values()) == len(WORDS) * 3:
                break
        assert result.counts() == expected
        results.stop()
        assert [one.counts() for one in results if one.counts() != expected] == []
    frame = result.frame()
    assert list(frame)[:2] == ["word", "count"]
    assert dict(zip(frame["word"], frame["count"])) == expected


def test_windows_are_those_of_pandas(tmp_path: Path) -> None:
    times = pd.date_range("2024-01-01", periods=500, freq="97s")
    rows = pd.DataFrame({"time": times, "g": ["a", "b"] * 250, "v": range(500)})
    file = tmp_path / "rows.csv"
    rows.to_csv(file, index=False)
    with caudal.follow(
        file, until_end=True, column="v", by="g", time="time", window="1h", mode="append"
    ) as results:
        frames = [result.frame() for result in results]
    ours = pd.concat(frame for frame in frames if len(frame))
    theirs = rows.groupby([rows["time"].dt.floor("1h").astype(str), "g"])["v"].agg(["count", "sum"])
    keys = list(zip(ours["window_start"], ours["g"]))
    assert dict(zip(keys, ours["count"])) == theirs["count"].to_dict()
    assert dict(zip(keys, ours["sum"])) == theirs["sum"].to_dict()


def test_a_file_that_grows(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("v\n1\n")
    with caudal.follow(file, column="v", interval="20ms") as results:
        assert next(results).rows == 1
        with file.open("a") as appended:
            appended.write("2\n4\n")
        (row,) = next(results).frame().to_dict("records")
        assert (row["count"], row["sum"], row["max"]) == (3, 7.0, 4.0)


def test_counts_of_standard_input() -> None:
    with caudal.follow("-", stdin="x\na\nb\na\n", count="x") as results:
        (result,) = results
    assert result.last
    assert result.counts() == {"a": 2, "b": 1}


def test_what_goes_wrong_comes_out_of_the_iteration() -> None:
    with (
        pytest.raises(caudal.CaudalError) as caught,
        caudal.follow("-", stdin="x\n1\nno\n", column="x") as results,
    ):
        for _ in results:
            pass
    assert (caught.value.exit_code, caught.value.row) == (65, 3)
    with pytest.raises(TypeError, match=r"follow\(\) has no option 'word'; did you mean words"):
        caudal.follow("-", word=True)  # type: ignore[call-arg]


def test_the_end_of_the_block_ends_the_job(server: Server) -> None:
    with caudal.follow(server.address, words=True) as results:
        server.send("a b\n")
        next(results)
        process = results._job.process
        assert process.poll() is None
    assert process.poll() is not None
    assert list(results) == []


def test_a_forgotten_job_ends(server: Server) -> None:
    results = caudal.follow(server.address, words=True)
    server.send("a\n")
    next(results)
    number = results._job.process.pid
    del results
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("it still runs")
