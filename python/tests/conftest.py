"""What all tests use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "Tests/Fixtures/Datos_Hidrometeorologicos.csv"
HOURS = ROOT / "Documentation/Examples/hours.csv"


@pytest.fixture(autouse=True)
def _as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open MPI asks root, who runs the tests in containers, to say so twice."""
    monkeypatch.setenv("OMPI_ALLOW_RUN_AS_ROOT", "1")
    monkeypatch.setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
    monkeypatch.setenv("OMPI_MCA_mpi_yield_when_idle", "1")


def program() -> str:
    """The program under test; there are no tests without it."""
    return os.environ["CAUDAL"]
