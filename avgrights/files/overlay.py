"""An organisation's own policy values, laid over those of the package, one by one."""

from __future__ import annotations

from typing import Any

from avgrights.files.building import Marks
from avgrights.files.reading import Document, Path_
from avgrights.law.policies import Override

#: What tells the members of a list apart, in this order; all of those present together.
_NAMES = ("id", "decree", "valid_from", "from_age")


class Overlay:
    """Lays one document over another. What the upper one names replaces what lies below.

    Mappings are merged key by key. Members of a list are matched by their names and dates; one
    that is new comes before those of the package. Any other value is replaced whole.
    """

    def __init__(self, below: Document, above: Document) -> None:
        self._below, self._above = below, above
        self._marks: Marks = dict(above.marks)
        self._kept: list[Any] = [below.kept, above.kept]
        self.overrides: list[Override] = []
        tree = self._lay(below.tree, above.tree, ())
        self.document = Document(above.name, above.text, tree, self._marks, above.start, self._kept)

    def _lay(self, lower: Any, upper: Any, path: Path_) -> Any:
        if isinstance(lower, dict) and isinstance(upper, dict):
            return self._mapping(lower, upper, path)
        if _named(lower) and _named(upper):
            return self._list(lower, upper, path)
        return upper

    def _mapping(self, lower: dict[str, Any], upper: dict[str, Any], path: Path_) -> Any:
        merged = dict(lower)
        for key, value in upper.items():
            if key not in lower:
                merged[key] = value
                self._note((*path, key), None, value, upper, key)
            elif lower[key] != value or type(lower[key]) is not type(value):
                merged[key] = self._lay(lower[key], value, (*path, key))
                if merged[key] is value:
                    self._note((*path, key), lower[key], value, upper, key)
        self._place(merged, [mark for key in merged for mark in self._both(upper, key)])
        return merged

    def _list(self, lower: list[Any], upper: list[Any], path: Path_) -> list[Any]:
        known = {_name(item): item for item in lower}
        fresh = [item for item in upper if _name(item) not in known]
        for item in fresh:
            self._note((*path, _name(item)), None, item, upper, upper.index(item))
        named = {_name(item): item for item in upper}
        merged = fresh + [
            self._lay(item, named[_name(item)], (*path, _name(item)))
            if _name(item) in named
            else item
            for item in lower
        ]
        self._place(merged, [self._above.start] * len(merged))
        return merged

    def _place(self, box: Any, marks: list[Any]) -> None:
        self._marks[id(box)] = marks
        self._kept.append(box)

    def _both(self, upper: dict[str, Any], key: str) -> tuple[Any, Any]:
        """The marks of a key and its value: in the upper file, or where that begins."""
        if key not in upper:
            return self._above.start, self._above.start
        at = 2 * list(upper).index(key)
        marks = self._above.marks[id(upper)]
        return marks[at], marks[at + 1]

    def _note(self, path: Path_, ours: Any, theirs: Any, box: Any, key: str | int) -> None:
        line, column = self._above.spot(box, key) or (1, 1)
        self.overrides.append(
            Override(
                file=self._above.name,
                path=".".join(map(str, path)),
                ours=None if ours is None else _short(ours),
                theirs=_short(theirs),
                line=line,
                column=column,
            )
        )


def _named(value: Any) -> bool:
    """Whether it is a list whose members have names of their own."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and _name(item) for item in value)
    )


def _name(item: dict[str, Any]) -> str:
    return " ".join(str(item[name]) for name in _NAMES if name in item)


def _short(value: Any) -> str:
    """A value for a note: a mapping by its keys, anything else as it is."""
    text = f"{{{', '.join(value)}}}" if isinstance(value, dict) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
