"""A letter as plain text, at most 76 characters a line, for mail and for those who read by ear."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from avgrights.documents.letters.blocks import BREAK, Block, Run, Runs, blocks, plain

WIDTH = 76


def text(page: str) -> str:
    """The page as text, an empty line between blocks."""
    return "\n\n".join(_shown(block) for block in blocks(page)) + "\n"


def _shown(block: Block) -> str:
    if block.kind == "heading":
        return _heading(block)
    if block.kind == "list":
        return "\n".join(_items(block))
    if block.kind == "facts":
        return "\n".join(_facts(block))
    if block.kind == "table":
        return "\n".join(_table(block))
    return _paragraph(block.runs, "  " if block.boxed else "")


def _heading(block: Block) -> str:
    lines = _paragraph(block.runs)
    if block.level > 2:
        return lines
    sign = "=" if block.level == 1 else "-"
    return f"{lines}\n{sign * max(map(len, lines.splitlines()))}"


def _paragraph(runs: Runs, first: str = "", then: str | None = None) -> str:
    """Wrapped words; a break in them stays a break."""
    hang = first if then is None else then
    lines = []
    for number, line in enumerate(plain(runs).split(BREAK)):
        lines.append(
            textwrap.fill(
                line, WIDTH, initial_indent=hang if number else first, subsequent_indent=hang,
                break_long_words=False, break_on_hyphens=False,
            )
        )  # fmt: skip
    return "\n".join(lines)


def _items(block: Block) -> Iterator[str]:
    """A list; in a box it moves in like the rest."""
    margin = "  " if block.boxed else ""
    for number, (cell, *_) in enumerate(block.rows, start=1):
        mark = f"{margin}{number}. " if block.ordered else f"{margin}- "
        yield _paragraph(cell, mark, " " * len(mark))


def _facts(block: Block) -> Iterator[str]:
    width = max((len(plain(row[0])) for row in block.rows), default=0)
    for name, *values in block.rows:
        label = f"{plain(name):<{width}}  "
        yield _paragraph(values[0], label, " " * len(label)) if values else label.rstrip()


def _table(block: Block) -> Iterator[str]:
    """A row a line, its cells apart by a bar; a head, where there is one, before them."""
    for row in (block.header, *block.rows):
        if row:
            yield _paragraph(_joined(row), "- " if row is not block.header else "", "  ")


def _joined(row: tuple[Runs, ...]) -> Runs:
    return (Run(" | ".join(plain(cell).replace(BREAK, " ") for cell in row)),)
