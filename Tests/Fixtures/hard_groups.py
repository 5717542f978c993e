"""Make groups_hard.csv and words.txt: keys, groups and words that are easily got wrong.

Only the arithmetic of random.Random is used for random values, so that they are the same on every machine.
"""

import random
import unicodedata
from pathlib import Path

from fixture_files import FIXTURES

FILE = "groups_hard.csv"
TEXT_FILE = "words.txt"
SEED = 501
OFFSET = 1e9

# Keys that are all different: by case, blanks, accents (composed or not), digits, and by where delimiters are.
PAIRS = [
    ("META", ""), ("Meta", ""), (" META", ""), ("META ", ""), ("", ""), ("", "META"), ("NA", "null"), ("1", "x"), ("01", "x"), ("1.0", "x"),
    ("a,b", "c"), ("a", "b,c"), ("ab", "c"), ("a", "bc"), ('say "no"', "\n"), ("two\nlines", "two\r\nlines"), ('"', '""'),
    ("CHOCÓ", "composed"), (unicodedata.normalize("NFD", "CHOCÓ"), "decomposed"), ("ключ", "🔑"), ("k" * 300, "long"), ("k" * 299 + "l", "long"),
]  # fmt: skip


def series(key: str, draw: random.Random) -> list[str]:
    """The values of a key that has a case of its own; few values for the others."""
    match key:
        case "META":  # more than two windows of 500
            return [f"{draw.normalvariate(20, 5):.1f}" if draw.random() > 0.02 else "" for _ in range(1_300)]
        case "Meta":  # one value more than a window
            return [f"{draw.uniform(-1, 1):.6f}" for _ in range(501)]
        case " META":  # exactly a window, so none that counts
            return [f"{draw.uniform(0, 100):.2f}" for _ in range(500)]
        case "META ":  # an offset that cancels
            return [f"{OFFSET + draw.normalvariate(0, 1):.3f}" for _ in range(600)]
        case "CHOCÓ":  # one outlier
            return [f"{draw.uniform(0, 1):.3f}" for _ in range(300)] + ["1000000"] + [f"{draw.uniform(0, 1):.3f}" for _ in range(300)]
        case "":
            return ["", "NA", "null", ""]
        case "NA":
            return ["42.5"]
        case "1":
            return ["0.1"] * 40
        case "01":
            return ["-0", "0", "0.0", "-1", "1", "-1.0", "1e0", "+1"]
        case "1.0":
            return ["3", "7", "3.0", "7", "", "5"]
        case _:
            return [f"{draw.uniform(-50, 50):.1f}" for _ in range(draw.randint(1, 30))]


def hard_rows() -> list[tuple[str, str, str]]:
    """Keys and values: each key's in their order, the keys mixed."""
    draw = random.Random(SEED)
    waiting = [(pair, series(pair[0], draw)[::-1]) for pair in PAIRS]
    found = []
    while waiting:
        pair, values = waiting[draw.randrange(len(waiting))]
        # Now single rows, now a run of them.
        for _ in range(draw.choice((1, 1, 1, 5, 40))):
            if values:
                found.append((*pair, values.pop()))
        waiting = [(other, left) for other, left in waiting if left]
    return found


def field(text: str, draw: random.Random) -> str:
    """A field as it stands in the file: in quotes where it must be, and now and then where it needn't."""
    if any(character in text for character in ',"\r\n') or draw.random() < 0.3:
        return '"' + text.replace('"', '""') + '"'
    return text


TEXT = (
    "El río baja crecido; el RÍO crece, y El rio no es el río.\r\n"
    "snake_case, _under_ and __ are words; kebab-case is two, don't is two, 3.14 is two, x2 is one.\n"
    f"Composed é and decomposed {unicodedata.normalize('NFD', 'é')} differ: café, {unicodedata.normalize('NFD', 'café')}.\n"
    "\n"
    "Страница, страница; ελληνικά; हिन्दी हिन्दी शब्द; עִבְרִית; العربية ١٢٣; 水の流れ, 水; ไทยภาษา\n"
    "no\u00a0break\u2003space\ttab—dash…dots “quoted” (¿qué?) a/b\\c 🌊wave🌊 e\u200bzero\n"
    + ("long" * 200) + " " + ("long" * 200) + "\n"
    "the last line has no end"
)  # fmt: skip


def make(directory: Path) -> None:
    """Write both files."""
    draw = random.Random(SEED + 1)
    lines = ["key,other,x\n"]
    lines += [",".join((field(key, draw), field(other, draw), field(value, draw))) + "\n" for key, other, value in hard_rows()]
    (directory / FILE).write_bytes("".join(lines).encode())
    (directory / TEXT_FILE).write_bytes(TEXT.encode())


if __name__ == "__main__":
    make(FIXTURES)
