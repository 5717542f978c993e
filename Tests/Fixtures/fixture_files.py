"""Reading and writing of the fixture files, shared by the makers."""

import csv
import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parent
SAMPLE_NAME = "Datos_Hidrometeorologicos.csv"
VALUE_COLUMN = "ValorObservado"

# The fields that mean "missing" besides the empty one; the default of `--null`.
MISSING_TOKENS = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL"})


def compact(value: Any) -> str:
    """JSON on one line; a NaN or infinity is an error."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Write an object with one line for each object or array in its lists, so that differences stay readable."""
    members = []
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict | list):
            members.append(f"{compact(key)}: [\n" + ",\n".join(compact(element) for element in value) + "\n]")
        else:
            members.append(f"{compact(key)}: {compact(value)}")
    path.write_bytes(("{\n" + ",\n".join(members) + "\n}\n").encode())


def sample_fields(directory: Path) -> list[str]:
    """The fields of the sample's value column, as they stand in the file."""
    with (directory / SAMPLE_NAME).open(encoding="utf-8", newline="") as file:
        return [row[VALUE_COLUMN] for row in csv.DictReader(file)]


def numbers(fields: list[str]) -> list[float]:
    """The non-missing values, in order."""
    return [float(field) for field in fields if field not in MISSING_TOKENS]


def require(condition: bool, what: str) -> None:
    """Stop the maker when an oracle can't be trusted."""
    if not condition:
        raise AssertionError(what)
