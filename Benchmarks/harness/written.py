"""What programs wrote, of whatever kind, as a digest of its rows."""

import hashlib
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from harness.postgresql import Server
from harness.programs import PEERS_FOLDER

TABLE = "readings"


class Written(Protocol):
    """A table that a program writes."""

    @property
    def size(self) -> int:
        """Its bytes."""

    def remove(self) -> None:
        """Make room for it."""

    def lines(self) -> Iterator[bytes]:
        """Its rows as lines of text, the same for the same values."""


def ordered_digest(lines: Iterable[bytes]) -> str:
    """A digest of lines, whatever their ends are."""
    hashed = hashlib.blake2b(digest_size=16)
    for line in lines:
        hashed.update(line.rstrip(b"\r\n") + b"\n")
    return hashed.hexdigest()


def unordered_digest(lines: Iterable[bytes]) -> str:
    """A digest of lines in any order: the sum of those of all lines, each as often as it is there."""
    total = 0
    for line in lines:
        total += int.from_bytes(hashlib.blake2b(line.rstrip(b"\r\n"), digest_size=16).digest())
    return f"{total % 2**128:032x}"


def output_lines(command: list[str]) -> Iterator[bytes]:
    """The lines that a program prints."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield from process.stdout
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)


@dataclass(frozen=True)
class TextFile:
    """A file of CSV."""

    path: Path

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.path.stat().st_size

    def remove(self) -> None:
        """Make room for it."""
        self.path.unlink(missing_ok=True)

    def lines(self) -> Iterator[bytes]:
        """Its lines."""
        with self.path.open("rb") as file:
            yield from file


@dataclass(frozen=True)
class ParquetFile(TextFile):
    """A file of Parquet, which Polars reads."""

    python: Path

    def lines(self) -> Iterator[bytes]:
        """Its rows as CSV."""
        yield from output_lines([str(self.python), str(PEERS_FOLDER / "parquet_rows.py"), str(self.path)])


@dataclass(frozen=True)
class SQLiteFile(TextFile):
    """A database of SQLite, which its own program reads. What is missing is NULL, or empty where that program wrote it."""

    columns: tuple[str, ...]

    def lines(self) -> Iterator[bytes]:
        """Its rows as CSV, in the order of their numbers."""
        names = ", ".join(f"coalesce({name}, '')" for name in self.columns)
        yield from output_lines(["sqlite3", "-readonly", "-csv", str(self.path), f"select {names} from {TABLE} order by rowid"])


@dataclass(frozen=True)
class ServerTable:
    """A table of PostgreSQL."""

    server: Server

    @property
    def size(self) -> int:
        """Its bytes."""
        return int(self.server.ask(f"select pg_table_size('{TABLE}')"))

    def remove(self) -> None:
        """Make room for it, and have the server do now what it would do later."""
        self.server.ask(f"drop table if exists {TABLE}", "checkpoint")

    def lines(self) -> Iterator[bytes]:
        """Its rows as CSV, as they lie in it."""
        yield from output_lines(self.server.client(f"copy {TABLE} to stdout (format csv)"))
