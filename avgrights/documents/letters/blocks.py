"""A page taken apart into headings, paragraphs, lists and tables: what text and PDF are made of.

Letters have one template a kind and language, in HTML; the other formats are made from the page
that it gives, so that they can never say something else.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from attrs import define, evolve, field, frozen

#: Elements whose text is no part of the page's body.
_UNSEEN = {"head", "style", "script", "template"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
#: Elements that stand within a line and end nothing.
_INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "small", "span", "strong", "u"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_GROUPS = {"ul": "list", "ol": "list", "dl": "facts", "table": "table"}
_CELLS = {"li", "dt", "dd", "th", "td"}
BREAK = "\n"


@frozen
class Run:
    """Some words in one weight; `BREAK` starts a new line."""

    text: str
    strong: bool = False


Runs = tuple[Run, ...]


@frozen(kw_only=True)
class Block:
    """One block of a page.

    Attributes:
        kind: heading, paragraph, sender, list, facts or table.
        level: of a heading, from 1.
        boxed: whether it stands in a box.
        ordered: of a list.
        rows: of facts and tables: the cells of each row; of a list: one cell a row.
        header: of a table: its head.
        ruled: of facts: whether a new row of data begins with them.
    """

    kind: str
    runs: Runs = ()
    level: int = 0
    boxed: bool = False
    ordered: bool = False
    rows: tuple[tuple[Runs, ...], ...] = ()
    header: tuple[Runs, ...] = ()
    ruled: bool = False


def blocks(page: str) -> tuple[Block, ...]:
    """The blocks of a page, in reading order. No text of its body is left out."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.settle()
    return tuple(reader.found)


def plain(runs: Runs) -> str:
    """The words without their weight."""
    return "".join(run.text for run in runs)


@define
class _Element:
    tag: str
    css: str


class _Reader(HTMLParser):
    """Gathers words until a block ends. Elements that it does not know only hold others."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self._open: list[_Element] = []
        self._runs: list[Run] = []
        self._groups: list[_Group] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._runs.append(Run(BREAK))
        if tag in _VOID:
            return
        if tag not in _INLINE:
            self.settle()
        elif tag == "span" and self._within("sender"):
            self._runs.append(Run(BREAK))
        css = next((value or "" for name, value in attrs if name == "class"), "")
        self._open.append(_Element(tag, css))
        if tag in _GROUPS:
            self._groups.append(_Group(_GROUPS[tag], ordered=tag == "ol"))
        elif tag in ("tr", "dt") and self._groups:
            self._groups[-1].rows.append([])

    def handle_endtag(self, tag: str) -> None:
        if not any(one.tag == tag for one in self._open):
            return
        if tag not in _INLINE:
            self.settle()
        while self._open and self._open.pop().tag != tag:
            pass
        if tag in _GROUPS and self._groups:
            group = self._groups.pop()
            if group.rows or group.header:
                ruled = self._within("row") and not self._within("part")
                self.found.append(evolve(group.block(), boxed=self._within("box"), ruled=ruled))

    def handle_data(self, data: str) -> None:
        if not any(one.tag in _UNSEEN or one.css == "skip" for one in self._open):
            strong = any(one.tag in ("strong", "b", "th") for one in self._open)
            self._runs.append(Run(_seen(data), strong))

    def settle(self) -> None:
        """What was gathered becomes a block, or a cell of the group that is open."""
        runs, self._runs = _tidy(self._runs), []
        if not runs:
            return
        leaf = next((one.tag for one in reversed(self._open) if one.tag not in _INLINE), "")
        if leaf in _CELLS and self._groups:
            head = any(one.tag == "thead" for one in self._open)
            self._groups[-1].add(leaf, runs, head=head)
        else:
            self.found.append(self._block(leaf, runs))

    def _block(self, leaf: str, runs: Runs) -> Block:
        if leaf in _HEADINGS:
            return Block(kind="heading", runs=runs, level=_HEADINGS[leaf])
        if self._within("sender"):
            return Block(kind="sender", runs=runs)
        return Block(kind="paragraph", runs=runs, boxed=self._within("box"))

    def _within(self, css: str) -> bool:
        return any(css in one.css.split() for one in self._open)


@define
class _Group:
    """A list, pairs of facts or a table while it is read."""

    kind: str
    ordered: bool = False
    rows: list[list[Runs]] = field(factory=list)
    header: list[Runs] = field(factory=list)

    def add(self, cell: str, runs: Runs, *, head: bool) -> None:
        if head:
            self.header.append(runs)
        elif cell == "li" or not self.rows:
            self.rows.append([runs])
        else:
            self.rows[-1].append(runs)

    def block(self) -> Block:
        rows = tuple(tuple(row) for row in self.rows if row)
        return Block(kind=self.kind, ordered=self.ordered, rows=rows, header=tuple(self.header))


def _seen(text: str) -> str:
    """Text without what steers a screen or a reader: control characters and turns of direction."""
    return _TURNS.sub("", _CONTROLS.sub(" ", text))


#: Signs that turn the direction of what follows, and could show a text other than it is.
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def _tidy(runs: list[Run]) -> Runs:
    """White space as a browser shows it: one space, none at the ends of a line."""
    tidy: list[Run] = []
    for run in runs:
        if run.text == BREAK:
            tidy = _stripped(tidy)
            tidy.append(run)
            continue
        text = " ".join(run.text.split()) if run.text.strip() else " "
        before = not tidy or tidy[-1].text == BREAK or tidy[-1].text.endswith(" ")
        text = text if text == " " else _edges(run.text, text)
        if before:
            text = text.lstrip(" ")
        if text:
            tidy.append(Run(text, run.strong))
    return tuple(_stripped(tidy))


def _edges(raw: str, text: str) -> str:
    lead = " " if raw[:1].isspace() else ""
    return lead + text + (" " if raw[-1:].isspace() else "")


def _stripped(runs: list[Run]) -> list[Run]:
    """Without white space and breaks at the end."""
    while runs and (runs[-1].text == BREAK or not runs[-1].text.strip()):
        runs = runs[:-1]
    if runs:
        runs = [*runs[:-1], evolve(runs[-1], text=runs[-1].text.rstrip(" "))]
    return runs
