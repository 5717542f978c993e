"""Make csv_expected.json, nasty.csv and nasty_expected.json: what a CSV file's rows are, by Python's csv module.

Every case is also read by a second, plain state machine (`reference_rows`), in which a lone carriage return never ends a line; Python's
module would end one there, so that the two only agree on files without one outside quotes. Files with text behind a closing quote, which Python
takes for a part of the field, are marked: their rows are not to be used.
"""

import base64
import codecs
import csv
import io
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixture_files import FIXTURES, require, write_json

OUTPUT = "csv_expected.json"
NASTY = "nasty.csv"
NASTY_EXPECTED = "nasty_expected.json"
RANDOM_CASES = 300
RANDOM_SEED = 4180
DELIMITERS = ",;\t|"
ALPHABET = ["a", "1", ".", ",", ";", '"', "\n", "\r\n", " ", "é"]

Rows = list[list[str]]


@dataclass(frozen=True)
class Case:
    """A file's text; `rows` where it was made from known rows."""

    name: str
    text: str
    delimiter: str = ","
    bom: bool = False
    rows: Rows | None = None


def python_rows(text: str, delimiter: str) -> Rows:
    """The rows, header included, by Python's csv; a blank line is no row unless the file has one column."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    one_column = len(rows[0]) == 1
    return [row or [""] for row in rows if row or one_column]


def reference_rows(text: str, delimiter: str) -> tuple[Rows, bool]:
    """The same rows by the rules as README.md tells them, one character at a time; and whether text stands behind a closing quote."""
    rows, row, field = [], [], ""
    has_stray_text = False
    quoted = was_quoted = False
    position = 0
    while position < len(text):
        character = text[position]
        pair = text[position : position + 2]
        position += 1
        if quoted and pair == '""':
            field += '"'
            position += 1
        elif quoted:
            quoted = character != '"'
            field += character if quoted else ""
        elif character == '"' and not field and not was_quoted:
            quoted = was_quoted = True
        elif character == delimiter:
            row.append(field)
            field, was_quoted = "", False
        elif character == "\n" or pair == "\r\n":
            position += pair == "\r\n"
            rows.append([*row, field] if row or field or was_quoted else [])
            row, field, was_quoted = [], "", False
        else:
            field += character
            has_stray_text = has_stray_text or was_quoted
    require(not quoted, f"a quote is left open in {text!r}")
    if row or field or was_quoted:
        rows.append([*row, field])
    one_column = len(rows[0]) == 1
    return [row or [""] for row in rows if row or one_column], has_stray_text


def expected(case: Case) -> dict[str, Any]:
    """The case as it stands in the file, after every check."""
    rows = python_rows(case.text, case.delimiter)
    reference, has_stray_text = reference_rows(case.text, case.delimiter)
    require(rows == reference, f"{case.name}: two readers differ")
    require(case.rows is None or rows == case.rows, f"{case.name}: not the rows it was made from")
    require(all(len(row) == len(rows[0]) for row in rows), f"{case.name}: a row has too many or too few fields")
    data = (codecs.BOM_UTF8 if case.bom else b"") + case.text.encode()
    return {
        "name": case.name,
        "bytes_base64": base64.b64encode(data).decode("ascii"),
        "delimiter": case.delimiter,
        "header": rows[0],
        "rows": rows[1:],
        "stray_text": has_stray_text,
    }


def written_cases() -> list[Case]:
    """The small nasty cases, by hand."""
    return [
        Case("plain", "a,b\n1,2\n3,4\n"),
        Case("no final newline", "a,b\n1,2\n3,4"),
        Case("carriage return and line feed", "a,b\r\n1,2\r\n3,4\r\n"),
        Case("carriage return and line feed, none at the end", "a,b\r\n1,2\r\n3,4"),
        Case("mixed line ends", "a,b\n1,2\r\n3,4\n5,6\r\n"),
        Case("byte-order mark", "a,b\n1,2\n", bom=True),
        Case("byte-order mark before a quoted header", '"a,x",b\n1,2\n', bom=True),
        Case("byte-order mark before a header alone", "a,b", bom=True),
        Case("byte-order mark inside a field is text", "a,b\n\ufeff1,2\n"),
        Case("header only", "a,b\n"),
        Case("header only, no newline", "a,b"),
        Case("one column", "a\n1\n2\n"),
        Case("one column, blank lines", "a\n1\n\n\n2\n\n"),
        Case("one column, blank lines with carriage returns", "a\r\n1\r\n\r\n2"),
        Case("one column, quoted and unquoted empties", 'a\n""\n\n"x"\n""'),
        Case("one column, no final newline after a blank line", "a\n\n1"),
        Case("blank lines are skipped", "a,b\n\n1,2\n\n\n3,4\n\n"),
        Case("blank lines with carriage returns are skipped", "a,b\r\n\r\n1,2\r\n\r\n"),
        Case("a blank line inside quotes is text", 'a,b\n"1\n\n2",3\n'),
        Case("all fields empty", "a,b,c\n,,\n,,\n"),
        Case("last field empty at the end of the file", "a,b,c\n1,2,"),
        Case("empty names in the header", ",b,\n1,2,3\n"),
        Case("repeated names in the header", "a,a\n1,2\n"),
        Case("spaces are text", "a,b\n 1 , 2 \n  ,\t\n"),
        Case("quoted delimiter", 'a,b\n"1,2","3,4"\n'),
        Case("quoted line feed", 'a,b\n"1\n2",3\n'),
        Case("quoted carriage return and line feed", 'a,b\r\n"1\r\n2",3\r\n'),
        Case("quoted lone carriage return", 'a,b\n"1\r2",3\n"\r",""\n'),
        Case("carriage return before the closing quote", 'a,b\n"1\r",3\n2,"4\r"\n'),
        Case("quoted header with line end", '"a\nb","c,d"\n1,2\n'),
        Case("quoted header with carriage return and quotes", '"a\r\n""b""",c\r\n1,2\r\n'),
        Case("doubled quotes", 'a,b\n"say ""hi""",""""\n'),
        Case("only doubled quotes", 'a,b\n"""",""""""""\n'),
        Case("quoted empties", 'a,b\n"",""\n"",\n,""\n'),
        Case("quoted last field at the end of the file", 'a,b\n1,"2"'),
        Case("quoted empty at the end of the file", 'a,b\n1,""'),
        Case("doubled quote at the end of the file", 'a,b\n1,"2"""'),
        Case("quoted line end at the end of the file", 'a,b\n1,"2\n"'),
        Case("quote in the middle of a field", 'a,b\nx"y,z\n5" disk,"7"\n'),
        Case("quotes in the middle don't hide a delimiter", 'a,b,c\nx"y,z"w,v\n'),
        Case("quotes in the middle don't hide a line end", 'a,b\n1,x"y\n2,z"w\n'),
        Case("quote at the end of a field", 'a,b\nx",y"\nz"",""\n'),
        Case("space before the quote makes it text", 'a,b,c\n "1,2",3\n'),
        Case("text after the closing quote", 'a,b\n"1"x,"2" \n'),
        Case("quotes after the closing quote are text", 'a,b\n"1"x"y","2" "3"\n'),
        Case("a doubled quote after text after the closing quote", 'a,b\n"1"x""y,"2"z"""\n'),
        Case("empty quotes before text", 'a,b\n""x,""y"z"\n'),
        Case("a closing quote, text, and the line ends", 'a,b\n1,"2"x\n3,"4"y\r\n'),
        Case("content that looks like rows", 'id,note\n1,"x\n2,y\n3,z\n"\n4,"""\n5,""w"""\n'),
        Case("content that looks like the ends of quoted fields", 'a,b\n"x"",""y","\n"",""\n"\n'),
        Case("content that looks like rows, an odd number of quotes", 'a,b\n"1"",2\n3"",4\n""5",6\n7,8\n'),
        Case("apostrophes are text", "a,b\n'1,2'\n"),
        Case("backslashes are text", 'a,b\n"x\\",y\n\\"z,w\n'),
        Case("semicolons", 'a;b\n1,5;2\n"3;4";","\n', delimiter=";"),
        Case("tabs", 'a\tb\n1, 2\t3\n"x\ty"\t" "\n', delimiter="\t"),
        Case("bars", 'a|b\n1|"2|3"\n|\n', delimiter="|"),
        Case("letters of two, three and four bytes", 'código,年\nQUIBDÓ,"NARIÑO, 雨"\n🌧,é\n'),
        Case("many columns", ",".join(f"c{i}" for i in range(80)) + "\n" + ",".join(str(i) for i in range(80)) + "\n"),
        Case("a long field", 'a,b\n"' + "x,\n" * 1500 + '",1\n2,' + "y" * 3000 + "\n"),
        Case("a long run of quotes", 'a,b\n"' + '""' * 500 + '",1\n2,3\n'),
        Case("many blank lines", "a,b\n1,2" + "\n" * 300 + "3,4" + "\r\n" * 200),
    ]


def border_cases() -> list[Case]:
    """Critical pairs of bytes moved across the 64th, 128th and 192nd byte, where a vector of bytes ends."""
    tails = {
        "doubled quote": '"x""y",1\n2,3\n',
        "closing quote and delimiter": '"",1\n"2","3"\n',
        "carriage return and line feed": "x,1\r\n2,3\r\n",
        "quoted carriage return and line feed": '"\r\n",1\r\n2,3\r\n',
        "closing quote and line end": '1,"2"\n"3","4"\n',
        "quote in the middle of a field": 'x"y,1"\n"2,3",4\n',
    }
    return [
        Case(f"{name}, {shift} bytes before byte {border}", "a,b\n" + "p" * (border - shift - 7) + ",q\n" + tail)
        for name, tail in tails.items()
        for border in (64, 128, 192)
        for shift in range(6)
    ]


def random_field(rng: random.Random) -> str:
    """Up to eight pieces of the alphabet."""
    return "".join(rng.choices(ALPHABET, k=rng.choice([0, 0, 1, 1, 2, 3, 5, 8])))


def plain_text(text: str, delimiter: str) -> bool:
    """Whether the text can stand without quotes, if a quote isn't first."""
    return not any(character in text for character in (delimiter, "\n", "\r"))


def serialised(field: str, delimiter: str, rng: random.Random) -> str:
    """The field in one of the ways that read back as it: bare, quoted, or quoted in its first part only."""
    ways = [quoted(field)]
    if plain_text(field, delimiter) and not field.startswith('"'):
        ways += [field, field]
    cut = rng.randint(0, len(field))
    head, tail = field[:cut], field[cut:]
    if tail and not tail.startswith('"') and plain_text(tail, delimiter) and not head.endswith("\r"):
        ways.append(quoted(head) + tail)
    return rng.choice(ways)


def quoted(field: str) -> str:
    """The field in quotes."""
    return '"' + field.replace('"', '""') + '"'


def random_case(index: int, rng: random.Random) -> Case:
    """A small file made from known rows."""
    delimiter = rng.choice(DELIMITERS)
    header = ["x", "y", "z"] if rng.random() < 0.7 else [random_field(rng) for _ in range(3)]
    rows = [header] + [[random_field(rng) for _ in range(3)] for _ in range(rng.randint(0, 8))]
    line_ends = rng.choice([["\n"], ["\r\n"], ["\n", "\r\n"]])
    blank_share = rng.choice([0, 0, 0.2])
    text = ""
    for row in rows:
        text += delimiter.join(serialised(field, delimiter, rng) for field in row) + rng.choice(line_ends)
        while rng.random() < blank_share:
            text += rng.choice(line_ends)
    if rng.random() < 0.4:
        text = without_last_line_end(text)
    return Case(f"random {index}", text, delimiter, rng.random() < 0.2, rows)


def without_last_line_end(text: str) -> str:
    """The text without its final newline."""
    return text[: -2 if text.endswith("\r\n") else -1]


def random_cases() -> list[Case]:
    """Every random case."""
    rng = random.Random(RANDOM_SEED)
    return [random_case(index, rng) for index in range(RANDOM_CASES)]


NASTY_TEXT = (
    "id,value,note,other\n"
    "1,20.5,plain,x\n"
    '2,,"",y\r\n'
    '3,-1.25,"two\nlines",z\n'
    '4,7,"a\r\nb",w\r\n'
    '5,1e2,"say ""hi""",q\n'
    '6,.5,mid"quote,a"b"c\n'
    '7,8,"a,b,c",",,"\n'
    '8,,"\n9,999,x,y\n",fake\n'
    '9,3.5,"\r\n88,888,""x"",y\r\n",real\n'
    '10,"4.25","""",""""""\n'
    '11,-0,"x",p"q"r\n'
    "12,6,é,ñ\n"
    '13,6,"\n","\r\n"\n'
    "14,, , \n"
    '15,9.75,"a"",""b","c,""d"\n'
    '16,1E+1,"\n""\n""","""\n"\n'
    "\n"
    '17,2,"",""\n'
    '18,3,"x,""\n18,777,""",k\n'
    '19,4,"1,2,3,4\n5,6,7,8\n9,10,11,12",m\r\n'
    "\r\n"
    '20,5,"é\r\n""é""\n",\'\n'
    "21,,,\n"
    '22,11,"id,value,note,other\n",h\n'
    '23,"","lone\rreturn",c\n'
    '24,13,"""\n24,666,""z"",""\n""",d""\n'
    '25,-2.5,"\n100,1,a,""b\r\n101,2,""c"",d\n102,3,e"",f\n103,4,g,h\n104,5,""i,j""\n\n\r\n105,""6"",k,l\n106,7,m"",""n""\n",long\n'
    '26,14.5,last,"no\nend"'
)


def make_nasty(directory: Path) -> None:
    """Write the file that tests cut at every byte, and what is in it."""
    entry = expected(Case("nasty", NASTY_TEXT))
    require(not entry["stray_text"], "text stands behind a closing quote")
    (directory / NASTY).write_bytes(NASTY_TEXT.encode())
    values = [float(row[1]) if row[1] else None for row in entry["rows"]]
    document = {"delimiter": ",", "header": entry["header"], "values": values, "rows": entry["rows"]}
    write_json(directory / NASTY_EXPECTED, document)


def make(directory: Path) -> None:
    """Write the three files."""
    cases = [*written_cases(), *border_cases(), *random_cases()]
    require(len({case.name for case in cases}) == len(cases), "two cases of one name")
    write_json(directory / OUTPUT, {"cases": [expected(case) for case in cases]})
    make_nasty(directory)


if __name__ == "__main__":
    make(FIXTURES)
