"""Plain tables for a terminal: numbers to the right, words to the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def as_table(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows under their titles, columns aligned, without trailing spaces."""
    cells = [list(titles), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    numeric = [
        bool(rows) and all(isinstance(row[n], int) for row in rows) for n in range(len(titles))
    ]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in cells
    )
