"""The program, and the options that it knows."""

from __future__ import annotations

import difflib
import functools
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ._options import OPTIONS

# Options that are this package's own matter, and who serves them instead.
_INSTEAD = "caudal.run(…) takes the command's own words"


class Kind(NamedTuple):
    """How an option is written: whether it has a value, and whether it may be repeated."""

    is_flag: bool
    repeats: bool


def program() -> str:
    """The path of the program `caudal`.

    It is what the environment variable CAUDAL says, or else the `caudal` of PATH.

    Raises:
        FileNotFoundError: if there is none.

    """
    return _found("CAUDAL", "caudal", "link .build/release/caudal to a folder of PATH")


def swarm_program() -> str:
    """The path of `caudal-swarm`: what CAUDAL_SWARM says, or else that of PATH."""
    return _found("CAUDAL_SWARM", "caudal-swarm", "it is swarm/caudal-swarm of the repository")


def _found(variable: str, name: str, advice: str) -> str:
    named = os.environ.get(variable)
    path = shutil.which(named or name)
    if path is None:
        where = f"{variable} names {named}, which" if named else f"{name} is not on PATH, and"
        what = "is no program" if named else f"{variable} doesn't name it; {advice}"
        raise FileNotFoundError(f"{where} {what}")
    return path


def known_options(command: str) -> Mapping[str, Kind]:
    """The options of a command, as the program that is there tells them.

    Where there is none, as on a manager that only has `caudal-swarm`, they are those of the version
    of this package.
    """
    try:
        path = program()
    except FileNotFoundError:
        return {name: Kind(*kind) for name, kind in OPTIONS[command].items()}
    return _asked(path, os.stat(path).st_mtime_ns)[command]


@functools.lru_cache(maxsize=8)
def _asked(path: str, _modified: int) -> Mapping[str, Mapping[str, Kind]]:
    return described(path)


def described(path: str) -> dict[str, dict[str, Kind]]:
    """The options of all commands that a program has, by their names without dashes."""
    return {
        command["commandName"]: {
            name["name"]: Kind(argument["kind"] == "flag", argument["isRepeating"])
            for argument in arguments(command)
            for name in argument["names"]
            if name["kind"] == "long"
        }
        for command in commands(path)
    }


def commands(path: str) -> list[dict[str, Any]]:
    """What a program says about its commands, made for programs that write completions."""
    told = subprocess.run(
        [path, "--experimental-dump-help"],
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    found: list[dict[str, Any]] = json.loads(told.stdout)["command"]["subcommands"]
    return [command for command in found if command["commandName"] != "help"]


def arguments(command: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The options of a command that its help shows, but for those about the program itself."""
    return [
        argument
        for argument in command["arguments"]
        if argument["kind"] != "positional"
        and argument["shouldDisplay"]
        and argument["valueName"] not in ("help", "version")
    ]


def words_of(command: str, options: Mapping[str, Any], taken: Iterable[str] = ()) -> list[str]:
    """The words that stand for keyword arguments.

    `time_zone="UTC"` becomes `--time-zone=UTC`, True a flag. A list is repeated if the option may
    be, and else joined by commas. None is as if it weren't given.

    Args:
        command: the command.
        options: the keyword arguments.
        taken: options that this package sets itself.

    Raises:
        TypeError: if the command has no such option, or not with such a value.

    """
    known = known_options(command)
    words: list[str] = []
    for keyword, value in options.items():
        name = keyword.replace("_", "-")
        if name in taken:
            raise TypeError(f"{command}() sets {keyword} itself; {_INSTEAD}")
        if name not in known or "-" in keyword:
            raise TypeError(_unknown(command, keyword, set(known) - set(taken)))
        words += _words(keyword, known[name], value, f"no-{name}" in known)
    return words


def _unknown(command: str, keyword: str, known: Iterable[str]) -> str:
    names = [name.replace("-", "_") for name in known]
    near = difflib.get_close_matches(keyword, names, n=1)
    advice = f"did you mean {near[0]}?" if near else f"caudal.help({command!r}) lists them"
    return f"{command}() has no option {keyword!r}; {advice}"


def _words(keyword: str, kind: Kind, value: object, has_opposite: bool) -> list[str]:
    name = "--" + keyword.replace("_", "-")
    if value is None:
        return []
    if kind.is_flag:
        if not isinstance(value, bool):
            raise TypeError(f"{keyword} is True or False, not {value!r}")
        return [name] if value else (["--no-" + name[2:]] if has_opposite else [])
    if isinstance(value, (str, int, float, os.PathLike)):
        return [f"{name}={text(keyword, value)}"]
    if not isinstance(value, Iterable) or isinstance(value, (bytes, Mapping)):
        raise TypeError(f"{keyword} is a text, a number, or a list of these, not {value!r}")
    texts = [text(keyword, part) for part in value]
    if kind.repeats:
        return [f"{name}={part}" for part in texts]
    return [f"{name}={','.join(texts)}"] if texts else []


def text(keyword: str, value: object) -> str:
    """A value as it is typed.

    Raises:
        TypeError: if it is neither text nor number nor path.

    """
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError(f"{keyword} is a text or a number, not {value!r}")
    return value if isinstance(value, str) else repr(value)
