"""The programs that are measured: Caudal in its ways of being started, and its peers in a virtual environment."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import measuring
from harness.data import REPOSITORY

PEERS_FOLDER = REPOSITORY / "Benchmarks" / "peers"
PEER_PACKAGES = {
    "polars": ["polars"],
    "duckdb": ["duckdb"],
    "pandas": ["pandas"],
    "dask": ["dask[dataframe]"],
    "pyspark": ["pyspark", "setuptools"],
    "statsmodels": ["statsmodels"],
    "pmdarima": ["pmdarima"],
    "statsforecast": ["statsforecast"],
}
GROUP_PEERS = ("polars", "duckdb", "pandas")
STANDARD_GROUP_PEERS = ("polars", "duckdb")
STANDARD_PEERS = ("polars", "duckdb", "pandas")
TRUTH_PACKAGES = ["numpy"]

# What `--statistics` computes of the truth without the windows.
ALL_BUT_ROLLING = "count,missing,mean,variance,std,skewness,kurtosis,min,max,mode,percentiles"

# Names of statistics and their values, as in the answer of every peer.
Statistics = dict[str, float | None]

# The answer to a question about groups, as `peers/group_peer.py` defines it.
GroupAnswer = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """A command line, and what it is called in tables.

    `server` is the process of a server that works for it, and `files` are those that it reads and doesn't name by words of their own.
    """

    name: str
    command: list[str]
    answers: bool = True
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    server: int = 0
    files: list[str] = field(default_factory=list)


def build_caudal() -> Path:
    """Build the command in release, if it isn't up to date."""
    print("building caudal", file=sys.stderr)
    command = ["swift", "build", "-c", "release", "--product", "caudal"]
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=sys.stderr)
    return REPOSITORY / ".build" / "release" / "caudal"


def launcher_environment() -> dict[str, str]:
    """The environment of `mpirun`, which must be told that it may be root where it is."""
    allowed = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return dict(os.environ) | (allowed if os.geteuid() == 0 else {})


def launcher(ranks: int) -> list[str]:
    """`mpirun`, which gives up where a job hangs."""
    many = ["--oversubscribe"] if ranks > measuring.PROCESSORS else []
    return ["mpirun", "--timeout", "300", *many, "-n", str(ranks)]


def caudal(executable: Path, path: Path, column: str, *options: str, ranks: int = 0) -> Program:
    """Caudal, directly or as some ranks."""
    question = ["describe", str(path), "--column", column, "--format", "json"]
    return asked_caudal(executable, question, *options, ranks=ranks)


def asked_caudal(executable: Path, question: list[str], *options: str, ranks: int = 0) -> Program:
    """Caudal with any question, directly or as some ranks; the options alone are part of its name."""
    name = " ".join(["caudal", *options])
    command = [str(executable), *question, *options]
    if ranks == 0:
        return Program(name, command)
    return Program(f"mpirun -n {ranks} {name}", [*launcher(ranks), *command], environment=launcher_environment())


def launcher_alone(ranks: int) -> Program:
    """`mpirun` with nothing to do: what it takes by itself."""
    command = [*launcher(ranks), "true"]
    return Program(f"mpirun -n {ranks} true", command, answers=False, environment=launcher_environment())


class PeerEnvironment:
    """The virtual environment that the peers are installed in."""

    def __init__(self, folder: Path, peers: list[str]) -> None:
        self.python = folder / "bin" / "python"
        packages = sorted({*TRUTH_PACKAGES, *(package for peer in peers for package in PEER_PACKAGES[peer])})
        marker = folder / "installed.json"
        installed = set(json.loads(marker.read_text(encoding="utf-8"))) if marker.exists() else set()
        if installed.issuperset(packages):
            return
        print(f"installing {', '.join(packages)} in {folder}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(self.python), "-m", "pip", "install", "--quiet", *packages], check=True, stdout=sys.stderr)
        marker.write_text(json.dumps(sorted(installed.union(packages))), encoding="utf-8")

    def version(self, name: str) -> str:
        """The version of a package."""
        code = f"import importlib.metadata as m; print(m.version({name!r}))"
        return subprocess.run([str(self.python), "-c", code], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def table_peer(self, name: str, task: str, output: Path, paths: list[Path]) -> Program:
        """A peer's program for a table that comes out."""
        script = PEERS_FOLDER / f"{name}_tables.py"
        return Program(name, [str(self.python), str(script), task, str(output), *map(str, paths)])

    def peer(self, name: str, path: Path, column: str, rolling: bool) -> Program:
        """A peer's program."""
        script = PEERS_FOLDER / f"{name}_peer.py"
        return Program(name, [str(self.python), str(script), str(path), column, *(["--rolling"] if rolling else [])])

    def group_peer(self, name: str, question: list[str]) -> Program:
        """A peer's program for a question about groups: a task, a file and options."""
        return Program(name, [str(self.python), str(PEERS_FOLDER / f"{name}_groups.py"), *question])

    def group_truth(self, path: Path, question: list[str], kept: Path) -> GroupAnswer:
        """The true answer to a question about groups of a file; computed once for each file."""
        command = [str(self.python), str(PEERS_FOLDER / "truth_groups.py"), *question]
        return json.loads(self.kept_output(command, path, kept))

    def truth(self, path: Path, column: str) -> Statistics:
        """The true statistics of a column; computed once for each file."""
        kept = path.with_suffix(f".{column}.truth.json")
        command = [str(self.python), str(PEERS_FOLDER / "truth.py"), str(path), column]
        return json.loads(self.kept_output(command, path, kept))["statistics"]

    @staticmethod
    def kept_output(command: list[str], path: Path, kept: Path) -> str:
        """What a command says of a file; it runs only if what it said is older than the file."""
        if not kept.exists() or kept.stat().st_mtime < path.stat().st_mtime:
            print(f"computing the true statistics of {path}", file=sys.stderr)
            kept.write_text(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout, encoding="utf-8")
        return kept.read_text(encoding="utf-8")
