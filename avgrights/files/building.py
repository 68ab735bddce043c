"""From the events of a YAML parser to plain dicts and lists, with the place of everything.

The parser is C (libyaml, through ruamel.yaml.clib); where that is not installed ruamel's own
parser gives the same events, many times slower. Nothing is built that the gate refuses: no
anchor, alias, tag, merge key or directive, no key twice, no depth or number beyond bounds.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from avgrights.files.gate import HIDDEN, looks_like_another, name_of
from avgrights.files.report import MOST, Report, quoted
from avgrights.files.scalars import Unclear, resolve

#: The deepest nesting; a register needs nine levels.
DEEPEST = 40
#: The most values in one file; a thousand activities have 27,000.
MOST_VALUES = 150_000


class _Broken:
    """Stands where a value was refused: its finding is made, and nobody should make another."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN: Final[Any] = _Broken()


class _Stop(Exception):
    """The rest of the file is not looked at."""


Marks = dict[int, list[Any]]


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector, which would look again and again through the many
    lasting objects that a large file becomes, and find nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Builder:
    """Builds the tree of one document.

    Attributes:
        marks: id of a dict -> mark of key, mark of value, and so on; id of a list -> a mark each.
            A mark has `line` and `column`, from 0. All dicts and lists live as long as the builder.
        starts: id of a dict or list -> the mark where it begins.
        start: the mark where the tree begins.
    """

    def __init__(self, text: str, report: Report) -> None:
        from ruamel.yaml import events

        self._events = events
        self._scalar = events.ScalarEvent
        self._mapping_end = events.MappingEndEvent
        self._sequence_end = events.SequenceEndEvent
        self._next: Callable[[], Any] = parser_events(text)
        self._report = report
        self._text = text
        self._left = MOST_VALUES
        self._left_to_say = MOST
        self.marks: Marks = {}
        self.starts: dict[int, Any] = {}
        self.kept: list[Any] = []
        self.start: Any = None

    def document(self) -> Any:
        """The tree of the file's one document; BROKEN where there is none."""
        from ruamel.yaml.error import YAMLError

        try:
            with uncollected():
                return self._document()
        except _Stop:
            return BROKEN
        except YAMLError as fault:
            self._invalid(_fault_place(fault), _problem(fault))
        except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError):
            # Only ruamel's own parser raises these, and without a place.
            self._refuse("AVG105", (1, 1), "not valid YAML")
        return BROKEN

    def _refuse(self, code: str, at: tuple[int, int], message: str) -> None:
        """A finding; after very many the rest of the file is not looked at."""
        self._report.add(code, at, message)
        self._left_to_say -= 1
        if self._left_to_say == 0:
            self._report.add("AVG121", at, "too many findings: the rest is not looked at")
            raise _Stop

    def _invalid(self, at: tuple[int, int], problem: str) -> None:
        line = self._text.split("\n")[at[0] - 1 : at[0]]
        if line and line[0].startswith("%"):
            self._refuse("AVG112", at, f"a directive before the document: {problem}")
        else:
            self._refuse("AVG105", at, f"not valid YAML: {problem}")

    def _document(self) -> Any:
        self._next()  # the stream's start
        first = self._next()
        if isinstance(first, self._events.StreamEndEvent):
            self._refuse("AVG114", (1, 1), "the file holds nothing")
            return BROKEN
        self._directives(first)
        root = self._next()
        self.start = root.start_mark
        tree = self._node(root, 0)
        self._next()  # the document's end
        self._no_more(self._next())
        return tree

    def _directives(self, start: Any) -> None:
        if start.version or start.tags:
            self._refuse("AVG112", place(start.start_mark), "a directive before the document")

    def _no_more(self, event: Any) -> None:
        if not isinstance(event, self._events.StreamEndEvent):
            self._refuse("AVG113", place(event.start_mark), "a second document begins here")

    def _node(self, event: Any, depth: int) -> Any:
        """Any value."""
        if type(event) is self._scalar:
            return self._value(event)
        if isinstance(event, self._events.AliasEvent):
            self._refuse(
                "AVG109", place(event.start_mark), f"the alias {quoted('*' + event.anchor)}"
            )
            return BROKEN
        self._plain(event)
        if depth == DEEPEST:
            at = place(event.start_mark)
            self._refuse("AVG106", at, f"nested more than {DEEPEST} levels deep")
            raise _Stop
        if isinstance(event, self._events.MappingStartEvent):
            return self._mapping(event, depth + 1)
        return self._sequence(event, depth + 1)

    def _mapping(self, start: Any, depth: int) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        marks: list[Any] = []
        self.marks[id(tree)] = marks
        self.starts[id(tree)] = start.start_mark
        self.kept.append(tree)
        while type(event := self._next()) is not self._mapping_end:
            key = self._key(event, tree, marks, depth)
            value = self._next()
            self._count(value)
            if key is None and type(event) is self._scalar and event.value == "<<":
                self._skip(value)
                continue
            mark = value.start_mark
            built = self._value(value) if type(value) is self._scalar else self._node(value, depth)
            if key is not None:
                tree[key] = built
                marks += (event.start_mark, mark)
        return tree

    def _skip(self, event: Any) -> None:
        """Passes over a value: what a merge key would bring in is one finding with it."""
        starts = (self._events.MappingStartEvent, self._events.SequenceStartEvent)
        ends = (self._mapping_end, self._sequence_end)
        depth = int(isinstance(event, starts))
        while depth:
            event = self._next()
            self._count(event)
            depth += isinstance(event, starts) - isinstance(event, ends)

    def _sequence(self, start: Any, depth: int) -> list[Any]:
        tree: list[Any] = []
        marks: list[Any] = []
        self.marks[id(tree)] = marks
        self.starts[id(tree)] = start.start_mark
        self.kept.append(tree)
        while type(event := self._next()) is not self._sequence_end:
            self._count(event)
            marks.append(event.start_mark)
            tree.append(self._node(event, depth))
        return tree

    def _count(self, event: Any) -> None:
        self._left -= 1
        if self._left < 0:
            self._refuse(
                "AVG107", place(event.start_mark), f"more than {MOST_VALUES:,} values in one file"
            )
            raise _Stop

    def _value(self, event: Any) -> Any:
        """A scalar as YAML 1.2 reads it; BROKEN with a finding where it may not stand."""
        if event.anchor is not None or event.tag is not None:
            self._plain(event)
        text = event.value
        if event.style:
            # Escapes in double quotes bring in what the gate could not see.
            return self._seen(event, text) if event.style == '"' else text
        try:
            return resolve(text)
        except Unclear as fault:
            self._refuse(fault.code, place(event.start_mark), str(fault))
            return BROKEN

    def _seen(self, event: Any, text: str) -> Any:
        hidden = HIDDEN.search(text)
        if hidden is None:
            return text
        self._refuse("AVG104", place(event.start_mark), f"{name_of(hidden[0])} by an escape")
        return BROKEN

    def _plain(self, event: Any) -> None:
        """No anchor and no tag; the value itself still stands."""
        if event.anchor is not None:
            self._refuse(
                "AVG108", place(event.start_mark), f"the anchor {quoted('&' + event.anchor)}"
            )
        if event.tag is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._refuse("AVG110", place(event.start_mark), f"the tag {quoted(tag)}")

    def _key(self, event: Any, tree: dict[str, Any], marks: list[Any], depth: int) -> str | None:
        """The key's text; None with a finding where its value has no place in the tree."""
        if type(event) is not self._scalar:
            if self._node(event, depth) is not BROKEN:
                self._refuse("AVG116", place(event.start_mark), "a key is one word or phrase")
            return None
        if event.anchor is not None or event.tag is not None:
            self._plain(event)
        key: str = event.value
        if key in tree:
            first = marks[2 * list(tree).index(key)].line + 1
            at = place(event.start_mark)
            self._refuse("AVG115", at, f"the key {quoted(key)} stands twice, first on line {first}")
            return None
        if key == "<<" or not key or event.style == '"' or not key.isascii():
            return self._odd_key(key, event)
        return key

    def _odd_key(self, key: str, event: Any) -> str | None:
        at = place(event.start_mark)
        if not key.strip():
            self._refuse("AVG116", at, "a key without a name")
        elif key == "<<" and not event.style:
            self._refuse("AVG111", at, "the merge key '<<'")
        elif HIDDEN.search(key):
            self._refuse("AVG104", at, "a character in the key that cannot be seen")
        elif why := looks_like_another(key):
            self._refuse("AVG120", at, f"the key {quoted(key)} is not what it looks like: {why}")
        else:
            return key
        return None


def parser_events(text: str) -> Callable[[], Any]:
    """A function that gives the next event of the text, from the C parser where it is there."""
    try:
        parser = import_module("_ruamel_yaml").CParser
    except ImportError:
        from ruamel.yaml import YAML

        slow: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
        return slow.__next__
    get_event: Callable[[], Any] = parser(text).get_event
    return get_event


def place(mark: Any) -> tuple[int, int]:
    """Line and column, from 1."""
    return mark.line + 1, mark.column + 1


def _fault_place(fault: Any) -> tuple[int, int]:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    return place(mark) if mark is not None else (1, 1)


def _problem(fault: Any) -> str:
    """What the parser says, without its own account of the place."""
    context, problem = getattr(fault, "context", None), getattr(fault, "problem", None)
    words = ", ".join(part for part in (context, problem) if part)
    return words or "the parser cannot go on"
