"""A PostgreSQL server of the benchmark's own, in a temporary folder, as Debian installs it: its settings are the standard ones."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "benchmark"

# A scan begins at the table's beginning, so that rows are compared in their order; and checkpoints don't come in the middle of a load.
OPTIONS = "-c listen_addresses='' -c synchronize_seqscans=off -c max_wal_size=16GB"


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    folder: Path
    process: int

    @property
    def address(self) -> str:
        """Where Caudal writes to."""
        return f"postgresql://{USER}@/postgres?host={self.folder}"

    def client(self, *statements: str) -> list[str]:
        """The command line of `psql` with some statements, in one session."""
        words = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", USER, "-d", "postgres"]
        return words + [word for statement in statements for word in ("-c", statement)]

    def ask(self, *statements: str) -> str:
        """What `psql` prints of some statements."""
        return subprocess.run(self.client(*statements), check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def unprivileged(command: list[str]) -> list[str]:
    """A command of the server, which refuses to be run by root, and is run by somebody else then."""
    paths = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = [str(paths[-1] / command[0]) if paths else command[0], *command[1:]]
    return ["runuser", "-u", "postgres", "--", *found] if os.geteuid() == 0 else found


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """A server in a new folder, which ends with the context."""
    folder.mkdir()
    if os.geteuid() == 0:
        subprocess.run(["chown", "postgres", str(folder)], check=True)
        # Everybody may go through, but nobody may look.
        for above in (folder, *folder.parents):
            if above.stat().st_uid == os.geteuid() and not above.stat().st_mode & 0o001:
                above.chmod(above.stat().st_mode | 0o011)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(unprivileged(list(command)), check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run("initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", f"{OPTIONS} -k {folder}", "start")
    try:
        yield Server(folder, int((data / "postmaster.pid").read_text(encoding="ascii").split()[0]))
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
