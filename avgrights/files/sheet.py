"""Where a shape says what does not fit: a finding at its place, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from attrs import define, field

from avgrights.files.building import BROKEN
from avgrights.files.codes import lookup
from avgrights.files.reading import Document, Path_
from avgrights.files.report import Report, quoted
from avgrights.files.scalars import shown

_QUOTE = "Put it between quotes; a code such as a BSN or an OIN is text, and keeps its zeros."
_KINDS = {
    dict: "a mapping", list: "a list", str: "text", int: "a number", float: "a number",
    bool: "true or false", date: "a day", type(None): "nothing",
}  # fmt: skip


@define(slots=False)
class Sheet:
    """One document and the report on it. Its methods return BROKEN, for a shape to return.

    Attributes:
        keys: whether findings point at keys instead of values.
        origins: id of each thing that was made -> the mapping of the file that it was made from.
    """

    document: Document
    report: Report
    keys: bool = False
    origins: dict[int, Any] = field(factory=dict, repr=False)

    @cached_property
    def of_keys(self) -> Sheet:
        """The same sheet, pointing at keys."""
        return Sheet(self.document, self.report, keys=True)

    def fault(
        self, code: str, box: Any, key: str | int, what: str, *, remedy: str | None = None
    ) -> Any:
        """A finding on a member: its name, then what is wrong with it."""
        subject = self.name(box, key)
        message = f"{subject}{_joined(what)}"
        self.report.add(code, self._place(box, key), message, remedy=remedy)
        return BROKEN

    def refuse(self, code: str, value: Any, box: Any, key: str | int, what: str) -> Any:
        """As `fault`, with the value that is refused."""
        return self.fault(code, box, key, f": {quoted(value)} {what}")

    def wrong(self, value: Any, box: Any, key: str | int, wanted: str) -> Any:
        """Another kind of value than is asked; nothing where the value itself was refused."""
        if value is BROKEN:
            return BROKEN
        kind = _KINDS.get(type(value), "something else")
        code = "AVG206" if value is None else "AVG202"
        remedy = _QUOTE if "text" in wanted and isinstance(value, int | float | date) else None
        what = f"must be {wanted}; here stands {kind}{_value(value)}"
        return self.fault(code, box, key, what, remedy=remedy)

    def not_among(
        self, code: str, value: str, accepted: Iterable[str], box: Any, key: str | int
    ) -> Any:
        """A text that is not one of those accepted."""
        known = list(accepted)
        meant = _meant(value, known)
        return self.fault(
            code, box, key, f": {quoted(value)} is not one of {', '.join(known)}{meant}"
        )

    def unknown(self, name: str, known: Iterable[str], box: Any) -> None:
        """A key that the record does not have."""
        at = self.document.spot(box, name, key=True) or self.document.place(())
        where = self.where(box)
        meant = _meant(name, list(known))
        self.report.add("AVG201", at, f"{where}unknown key {quoted(name)}{meant}")

    def missing(self, code: str, name: str, value: Any, box: Any, key: str | int) -> None:
        """A required key that is not there, or holds nothing."""
        at = self.document.spot(value, name, key=True) or self._place(box, key)
        what = "holds nothing" if name in value else "is missing"
        title = "" if code == "AVG203" else f"{lookup(code).title}: "
        self.report.add(code, at, f"{self.where(value)}{title}the key '{name}' {what}")

    def _place(self, box: Any, key: str | int) -> tuple[int, int]:
        return self.document.spot(box, key, key=self.keys) or self.document.place(())

    def name(self, box: Any, key: str | int) -> str:
        """A member in words, such as `activities › service-desk: purpose`."""
        return f"{self.where(box)}{_member(box, key)}"

    def where(self, box: Any) -> str:
        """The way to a dict or list in words, with a colon after it; empty at the root."""
        words = in_words(self.document.tree, self.document.path_of(box))
        return f"{words}: " if words else ""


def in_words(tree: Any, path: Path_) -> str:
    """A path as a person would say it: members of a list by their id or name.

    >>> in_words({"activities": [{"id": "security"}]}, ("activities", 0))
    'activities › security'
    """
    words = []
    for step in path:
        words.append(_member(tree, step))
        tree = tree[step]
    return " › ".join(words)


def _member(box: Any, key: str | int) -> str:
    if isinstance(key, str):
        return key if len(key) <= 60 else key[:57] + "..."
    member = box[key] if isinstance(box, list) and key < len(box) else None
    if isinstance(member, dict):
        for naming in ("id", "name", "category", "basis", "table"):
            if isinstance(member.get(naming), str):
                return str(member[naming])[:60]
    return f"number {key + 1}"


def _value(value: Any) -> str:
    """A value for a message; of a long number only its length, for it may be a BSN."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f" ({shown(str(value))})"
    return f" ({quoted(value)})" if isinstance(value, str | bool | date) else ""


def _joined(what: str) -> str:
    return what if what.startswith(":") else f" {what}"


def _meant(word: str, known: list[str]) -> str:
    near = get_close_matches(word.lower()[:80], known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
