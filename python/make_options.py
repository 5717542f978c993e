"""Write src/caudal/_options.py: the version, and the options as types for editors and checkers.

    CAUDAL=.build/release/caudal python make_options.py

A test holds the file against the program.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from caudal import _program

OUTPUT = Path(__file__).parent / "src/caudal/_options.py"

HEAD = '''"""The version, and the options of the commands, by make_options.py."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, TypedDict, Union

#: What stands for one value: a number, a path, or a text as it is typed.
Word = Union[str, int, float, "os.PathLike[str]"]
#: One value or several.
Words = Union[Word, Sequence[Word]]
'''

# Those that this package sets, by command.
TAKEN = {
    "describe": ("format", "output", "explain"),
    "frequency": ("format", "output", "explain"),
    "select": ("output", "explain"),
    "forecast": ("format", "output", "explain"),
    "follow": ("format",),
    "check": ("format", "output"),
}


def value_type(argument: dict[str, Any]) -> str:
    """The type of an option's value."""
    if argument["kind"] == "flag":
        return "bool"
    values = argument.get("allValues")
    if values and not argument["isRepeating"] and "," not in argument["valueName"]:
        return f"Literal[{', '.join(repr(value) for value in values)}]".replace("'", '"')
    return "Words"


def field(name: str, kind: str) -> list[str]:
    """The lines of an option in its class."""
    line = f"    {name.replace('-', '_')}: {kind}"
    if len(line) <= 100:
        return [line]
    values = kind[len("Literal[") : -1].split(", ")
    return [
        f"    {name.replace('-', '_')}: Literal[",
        *(f"        {value}," for value in values),
        "    ]",
    ]


def version(path: str) -> str:
    """The line of the version, which is the program's."""
    shown = subprocess.run([path, "--version"], check=True, capture_output=True, text=True)
    number = json.dumps(shown.stdout.split()[1])
    return f"\n#: The version of the program to which this package belongs.\nVERSION = {number}"


def contents(path: str) -> str:
    """What the file says for a program."""
    classes: list[str] = []
    table: list[str] = [
        "",
        "",
        "#: By command and name: whether it is a flag, and whether it repeats.",
    ]
    table.append("OPTIONS: dict[str, dict[str, tuple[bool, bool]]] = {")
    for command in _program.commands(path):
        name = command["commandName"]
        table.append(f'    "{name}": {{')
        if name in TAKEN:
            classes += ["", "", f"class {name.capitalize()}Options(TypedDict, total=False):"]
            classes += [f'    """The options of `caudal {name}`."""', ""]
        for argument in _program.arguments(command):
            for long in (part["name"] for part in argument["names"] if part["kind"] == "long"):
                is_flag, repeats = argument["kind"] == "flag", argument["isRepeating"]
                table.append(f'        "{long}": ({is_flag}, {repeats}),')
                if name in TAKEN and long not in TAKEN[name]:
                    classes += field(long, value_type(argument))
        table.append("    },")
    return HEAD + "\n".join([version(path), *classes, *table, "}", ""])


if __name__ == "__main__":
    OUTPUT.write_text(contents(_program.program()), encoding="utf-8")
