"""The programs that write tables: what each set of `compare-tables` asks for, of Caudal and of its peers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from harness import data, programs
from harness.comparison import Entry
from harness.postgresql import Server
from harness.programs import PeerEnvironment, Program
from harness.written import TABLE, ParquetFile, ServerTable, SQLiteFile, TextFile, Written, ordered_digest, unordered_digest

COLUMNS = ["--columns", "CodigoEstacion, FechaObservacion, ValorObservado"]
QUESTIONS = {
    "select": COLUMNS,
    "filter": [*COLUMNS, "--where", "Departamento = 'META' or ValorObservado > 20"],
    "sort": [*COLUMNS, "--sort", "ValorObservado, NombreEstacion, CodigoEstacion"],
    "parquet": [],
}
# Another table is joined: its rows are those of the same times, or of 20 minutes later.
JOINS = {"join": (["--on", "station, datetime"], 0), "asof": (["--on", "station, datetime", "--asof"], 20)}

# Into databases go texts, times and numbers.
STORED = {"station": "text", "datetime": "timestamp", "temperature": "double precision"}
SQLITE_TYPES = {"station": "text", "datetime": "text", "temperature": "real"}

# Rows of equal keys may stand in any order there.
UNORDERED = {("duckdb", "sort"), ("duckdb", "join"), ("duckdb", "asof"), ("polars", "asof")}


@dataclass
class TableEntry(Entry):
    """A program that writes a table. Several may write to the same place."""

    written: Written | None = None
    is_ordered: bool = True
    shares_place: bool = False
    size: int = 0
    digests: dict[bool, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Remove what was written before."""
        if self.written:
            self.written.remove()

    def look(self) -> None:
        """Look at what was written."""
        if self.written:
            self.size = self.written.size
            if self.shares_place:
                self.digest(True)
                self.digest(False)

    def digest(self, is_ordered: bool) -> str:
        """A digest of the rows, in their order or in any; it is made once."""
        if is_ordered not in self.digests and self.written:
            self.digests[is_ordered] = (ordered_digest if is_ordered else unordered_digest)(self.written.lines())
        return self.digests[is_ordered]


@dataclass
class Bench:
    """What all sets need."""

    rows: int
    data: Path
    executable: Path
    environment: PeerEnvironment
    peers: list[str]
    connections: list[int]
    server: Server | None = None

    def files(self, name: str) -> list[Path]:
        """The files that a set reads."""
        if name in QUESTIONS:
            return [data.make("plain", self.rows, self.data)]
        left = data.make_joined("left", self.rows, self.data, JOINS[name][1] if name in JOINS else 0)
        return [left, data.make_joined("right", self.rows, self.data)] if name in JOINS else [left]

    def caudal(self, words: list[str], *options: str, ranks: int = 0) -> Program:
        """Caudal, directly or as some ranks."""
        return programs.asked_caudal(self.executable, ["select", *words], *options, ranks=ranks)

    def peer(self, peer: str, name: str, written: TextFile) -> TableEntry:
        """A peer that writes a file."""
        program = self.environment.table_peer(peer, name, written.path, self.files(name))
        entry = TableEntry(program, written=written, is_ordered=(peer, name) not in UNORDERED)
        entry.version = self.environment.version(peer)
        return entry


Place = TypeVar("Place", bound=Written)

# How Caudal is run: its options, and the number of ranks.
WAYS: list[tuple[list[str], int]] = [([], 0), (["--threads", "1"], 0), (["--threads", "1"], 2)]


def ways(bench: Bench, words: Callable[[Place], list[str]], places: Callable[[int], Place]) -> list[TableEntry]:
    """Caudal in all ways of being run, each with a place of its own to write to."""
    entries = []
    for number, (options, ranks) in enumerate(WAYS):
        written = places(number)
        entries.append(TableEntry(bench.caudal(words(written), *options, ranks=ranks), written=written))
    return [*entries, TableEntry(programs.launcher_alone(2))]


def files_out(bench: Bench, name: str, folder: Path) -> list[TableEntry]:
    """CSV or Parquet in one file."""
    paths = [str(path) for path in bench.files(name)]
    question = QUESTIONS[name] if name in QUESTIONS else ["--join", paths[1], *JOINS[name][0]]

    def place(who: object) -> TextFile:
        if name == "parquet":
            return ParquetFile(folder / f"{who}.parquet", bench.environment.python)
        return TextFile(folder / f"{who}.csv")

    def words(written: TextFile) -> list[str]:
        return [paths[0], *question, "--output", str(written.path)]

    return ways(bench, words, place) + [bench.peer(peer, name, place(peer)) for peer in bench.peers]


def into_sqlite(bench: Bench, name: str, folder: Path) -> list[TableEntry]:
    """A database of SQLite, beside the importer of its own program."""
    path = str(bench.files(name)[0])

    def place(who: object) -> SQLiteFile:
        return SQLiteFile(folder / f"{who}.db", tuple(STORED))

    def words(written: SQLiteFile) -> list[str]:
        return [path, "--output", f"sqlite:{written.path}", "--table", TABLE]

    columns = ", ".join(f"{name} {kind}" for name, kind in SQLITE_TYPES.items())
    importer = place("import")
    statements = [f"create table {TABLE} ({columns})", ".mode csv", f".import --skip 1 {path} {TABLE}"]
    program = Program("sqlite3 .import", ["sqlite3", str(importer.path), *statements], files=[path])
    return [*ways(bench, words, place), TableEntry(program, written=importer)]


def into_postgresql(bench: Bench, name: str, folder: Path) -> list[TableEntry]:
    """A table of PostgreSQL, by one connection and by several, beside what the server takes for the same rows ready to be stored."""
    server, path = bench.server, str(bench.files(name)[0])
    assert server
    table = ServerTable(server)
    words = [path, "--output", server.address, "--table", TABLE]
    entries = ways(bench, lambda _: words, lambda _: table)
    for count in bench.connections:
        if count > 1:
            program = bench.caudal(words, "--threads", "1", "--connections", str(count), ranks=count)
            entries.append(TableEntry(program, written=table, is_ordered=False))
    # The rows as a binary COPY has them come from a table that has been loaded.
    binary = server.folder / "readings.bin"
    columns = ", ".join(f"{name} {kind}" for name, kind in STORED.items())
    create = f"create table {TABLE} ({columns})"
    server.ask(create, f"\\copy {TABLE} from '{path}' with (format csv, header)", f"copy {TABLE} to '{binary}' (format binary)")
    into = f"copy {TABLE} from"
    copies = {
        "psql \\copy binary": [f"\\{into} '{binary}' with (format binary, freeze)"],
        "COPY FROM a binary file": [f"{into} '{binary}' with (format binary, freeze)"],
        "psql \\copy csv": [f"\\{into} '{path}' with (format csv, header, freeze)"],
    }
    for title, statements in copies.items():
        command = server.client("begin", create, *statements, "commit")
        entries.append(TableEntry(Program(title, command, files=[str(binary), path]), written=table))
    for entry in entries:
        entry.shares_place = entry.program.answers
        entry.program = Program(**vars(entry.program) | {"server": server.process})
    return entries


SETS: dict[str, Callable[[Bench, str, Path], list[TableEntry]]] = {
    **dict.fromkeys(["select", "filter", "sort", "join", "asof", "parquet"], files_out),
    "sqlite": into_sqlite,
    "postgresql": into_postgresql,
}
