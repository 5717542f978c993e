"""Which texts match which patterns, by Python's re: Tests/Fixtures/pattern_expected.json.

A like is made a regular expression by the rules of SQL. What Python means otherwise is written
otherwise for it: \\d and \\s as the characters that are meant, . with line ends, $ as the very end.
"""
import json
import random
import re
import warnings

TEXTS = [
    "", "a", "A", "b", "ab", "AB", "aab", "abab", "abc", "a.c", "a\nb", "é", "É", "BOLÍVAR", "bolívar",
    "BOLIVAR", "NARIÑO", "nariño", "100%", "a_b", "a\\b", "x12", "12", "2017-05-22", "𝄞", "a𝄞b", "META ",
    " meta", "ß", "ẞ", "σ", "ς", "Σ", "k", "K", "K", "(a)", "[x]", "aaaaaaaaaaaa", "O'HIGGINS", "a|b", "^a$",
]
LITERALS = ["a", "b", "c", "A", "é", "Í", "Ñ", "𝄞", "1", "2", " ", "x", "\n", "σ", "k", "M"]


def atom(random):
    """One character, or a set of them."""
    kind = random.randrange(14)
    if kind < 7:
        letter = random.choice(LITERALS)
        return letter, letter
    if kind == 7:
        return ".", "."
    if kind == 8:
        return random.choice([("\\d", "[0-9]"), ("\\D", "[^0-9]"), ("\\w", "\\w"), ("\\W", "\\W"), ("\\s", "\\s"), ("\\S", "\\S")])
    if kind == 9:
        sign = random.choice(".^$*+?()[]{}|\\%_-")
        return "\\" + sign, re.escape(sign)
    members = random.choice(["abc", "a-z", "A-Z", "á-ú", "0-9", "aé𝄞", "\\d_", "%", "-a", "]a", "a-z0-9", "σ"])
    text = "[" + random.choice(["", "^"]) + members + "]"
    return text, text.replace("[]", "[\\]").replace("[^]", "[^\\]").replace("\\d", "0-9")


def regexp(random, depth=3):
    """A pattern, and the same as Python writes it."""
    def part():
        if depth > 0 and random.random() < 0.3:
            inner, python = regexp(random, depth - 1)
            opening = random.choice(["(", "(?:"])
            result = opening + inner + ")", "(?:" + python + ")"
        else:
            result = atom(random)
        if random.random() < 0.35:
            times = random.choice(["*", "+", "?", "{2}", "{1,}", "{0,2}", "{1,3}", "{0}"])
            lazy = random.choice(["", "", "?"])
            result = result[0] + times + lazy, result[1] + times + lazy
        return result
    choices = []
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        parts = [part() for _ in range(random.choice([0, 1, 1, 2, 3, 4]))]
        if random.random() < 0.2:
            parts.insert(0, ("^", "^"))
        if random.random() < 0.2:
            parts.append(("$", "\\Z"))
        choices.append(("".join(p[0] for p in parts), "".join(p[1] for p in parts)))
    return "|".join(c[0] for c in choices), "|".join(c[1] for c in choices)


def like(random):
    """A pattern of like, and the same as Python writes it."""
    text, python = "", ""
    for _ in range(random.choice([0, 1, 1, 2, 3, 4, 6])):
        kind = random.randrange(10)
        if kind < 3:
            text, python = text + "%", python + ".*"
        elif kind < 5:
            text, python = text + "_", python + "."
        elif kind == 5:
            sign = random.choice("%_\\a")
            text, python = text + "\\" + sign, python + re.escape(sign)
        else:
            word = random.choice(LITERALS + ["ab", "META", "bol", "ÑO", "%"[:0], "é"])
            text, python = text + word, python + re.escape(word)
    return text, python


def matches(python, text, any_case):
    """Whether Python finds a pattern in a text."""
    # A set such as [[a] may mean something else one day.
    warnings.simplefilter("ignore", FutureWarning)
    return re.search(python, text, re.DOTALL | (re.IGNORECASE if any_case else 0)) is not None


def make(directory):
    """Write pattern_expected.json."""
    source = random.Random(20170522)
    cases = []
    for _ in range(600):
        text, python = regexp(source)
        any_case = source.random() < 0.25
        found = [i for i, t in enumerate(TEXTS) if matches(python, t, any_case)]
        cases.append({"kind": "regexp", "pattern": ("(?i)" if any_case else "") + text, "matches": found})
    for _ in range(250):
        text, python = like(source)
        any_case = source.random() < 0.4
        python = "\\A(?:" + python + ")\\Z"
        found = [i for i, t in enumerate(TEXTS) if matches(python, t, any_case)]
        cases.append({"kind": "ilike" if any_case else "like", "pattern": text, "matches": found})
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    texts = json.dumps(TEXTS, ensure_ascii=False)
    (directory / "pattern_expected.json").write_text('{"texts": %s,\n"cases": [\n%s\n]}\n' % (texts, lines))
