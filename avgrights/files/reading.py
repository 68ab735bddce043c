"""Reads a YAML file into plain values, with line and column of everything in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, field

from avgrights.files.building import BROKEN, Builder, Marks, place
from avgrights.files.gate import text_from, text_of
from avgrights.files.report import Report
from avgrights.terms.errors import InputFault
from avgrights.terms.finding import Finding, Severity

Path_ = tuple[str | int, ...]


class Unreadable(InputFault):
    """A file that does not load; its findings say why, each with its place.

    Attributes:
        findings: all of them, warnings too.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = [f for f in findings if f.severity is Severity.ERROR]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        where = f"{first.file}:{first.line}:{first.column}"
        super().__init__(
            f"{where}: {first.code} {first.message}{more}",
            remedy=f"{first.remedy} 'avgrights check' shows every finding.",
        )
        self.findings = tuple(findings)


@define(slots=False)
class Document:
    """One YAML file, read.

    Attributes:
        name: as the file is shown in findings.
        tree: dicts with text as keys, lists, str, int, float, bool, date, None. In a document with
            findings, `BROKEN` where a value was refused.
    """

    name: str
    text: str = field(repr=False)
    tree: Any = field(repr=False)
    marks: Marks = field(repr=False)
    start: Any = field(repr=False)
    kept: list[Any] = field(repr=False)
    starts: dict[int, Any] = field(factory=dict, repr=False)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, without their ends."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    def place(self, path: Path_, *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of a value, or of its key.

        Where the path leads nowhere (the key is missing): of the nearest value on the way to it.
        """
        return self.place_in(self.tree, path, key=key)

    def place_in(self, box: Any, path: Path_, *, key: bool = False) -> tuple[int, int]:
        """As `place`, by the steps from a dict or list of the tree."""
        node, at = box, self.begin(box)
        for step in path:
            found = self.spot(node, step, key=key)
            if found is None:
                break
            node, at = node[step], found
        return at

    def begin(self, box: Any) -> tuple[int, int]:
        """Where a dict or list of the tree begins; the tree itself for what is not of it."""
        mark = self.starts.get(id(box))
        return self._root if mark is None else place(mark)

    def spot(self, box: Any, step: str | int, *, key: bool = False) -> tuple[int, int] | None:
        """The place of one member of a dict or list of the tree; None where it has none."""
        marks = self.marks.get(id(box))
        if marks is None:
            return None
        if isinstance(box, list):
            known = isinstance(step, int) and 0 <= step < len(marks)
            return place(marks[step]) if known else None  # type: ignore[index]
        if step not in box:
            return None
        return place(marks[2 * list(box).index(step) + (not key)])

    @property
    def _root(self) -> tuple[int, int]:
        return place(self.start) if self.start is not None else (1, 1)

    @cached_property
    def _paths(self) -> dict[int, Path_]:
        """id of each dict and list -> where it stands."""
        paths: dict[int, Path_] = {}
        waiting: list[tuple[Path_, Any]] = [((), self.tree)]
        while waiting:
            path, node = waiting.pop()
            if isinstance(node, dict | list):
                paths[id(node)] = path
                members = node.items() if isinstance(node, dict) else enumerate(node)
                waiting += [((*path, step), member) for step, member in members]
        return paths

    def path_of(self, box: Any) -> Path_:
        """Where a dict or list of the tree stands; the root for what is not of the tree."""
        return self._paths.get(id(box), ())


def scan(path: Path, name: str, report: Report) -> Document | None:
    """Reads as far as can be, findings into the report; None where nothing could be read."""
    text = text_of(path, report)
    return None if text is None else scan_text(text, name, report)


def scan_text(text: str, name: str, report: Report) -> Document | None:
    """As `scan`, from a text that went through the gate."""
    builder = Builder(text, report)
    tree = builder.document()
    if tree is BROKEN:
        return None
    return Document(name, text, tree, builder.marks, builder.start, builder.kept, builder.starts)


def read(path: Path, *, name: str | None = None) -> Document:
    """Reads a YAML file.

    Args:
        name: how findings name the file; else its path.

    Raises:
        Unreadable: the file is not there or is refused; with every finding on its form.
    """
    report = Report(name or str(path))
    document = scan(path, report.file, report)
    if document is None or report.errors:
        raise Unreadable(report.findings)
    return document


def read_bytes(content: bytes, *, name: str) -> Document:
    """As `read`, from bytes.

    Raises:
        Unreadable: as `read`.
    """
    report = Report(name)
    text = text_from(content, report)
    document = None if text is None else scan_text(text, name, report)
    if document is None or report.errors:
        raise Unreadable(report.findings)
    return document
