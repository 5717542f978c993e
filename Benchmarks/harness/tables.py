"""Tables in Markdown, which read well on a terminal, too."""

from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are numbers."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(line(row, widths) for row in (header, rule, *rows))


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """One row."""
    texts = [cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(cells, widths, strict=True))]
    return "| " + " | ".join(texts) + " |"


def seconds(value: float) -> str:
    """A time."""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def megabytes(count: float) -> str:
    """An amount of memory, in units of 10⁶ bytes."""
    return f"{count / 1e6:,.0f}"
