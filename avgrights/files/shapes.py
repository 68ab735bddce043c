"""Descriptions of what a file may hold: one description reads it strictly and makes its schema.

A shape reads one value of a document into what the library works with. What does not fit is a
finding at its place, and the value is `BROKEN`; the reading goes on, so that one fault hides no
other. The same shape gives the JSON Schema (draft-07) of its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

from attrs import field, frozen

from avgrights.files.building import BROKEN
from avgrights.files.sheet import Sheet

Schema = dict[str, Any]


class Shape(Protocol):
    """Reads one value, the member `key` of the dict or list `box`, and describes it."""

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """The value as the library works with it; BROKEN with a finding where it does not fit."""

    def schema(self) -> Schema:
        """JSON Schema of the value."""


@frozen
class Text:
    """Text with something in it; spaces around it do not count.

    Attributes:
        pattern: what the whole text must match, where it must (a name that ends up in a query).
        code: the finding where the pattern does not match.
        accepted: what is accepted, for the message.
    """

    pattern: str | None = None
    code: str = "AVG208"
    accepted: str = ""
    _compiled: re.Pattern[str] | None = field(init=False)

    @_compiled.default
    def _compile(self) -> re.Pattern[str] | None:
        return re.compile(self.pattern) if self.pattern else None

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """The text, stripped."""
        if type(value) is not str:
            return sheet.wrong(value, box, key, "text")
        text = value.strip()
        if not text:
            return sheet.fault("AVG206", box, key, "is empty")
        if self._compiled is not None and not self._compiled.fullmatch(text):
            accepted = f": {self.accepted}" if self.accepted else ""
            return sheet.refuse(self.code, value, box, key, f"cannot be used{accepted}")
        return text

    def schema(self) -> Schema:
        """A string with something in it."""
        found: Schema = {"type": "string", "pattern": r"\S"}
        if self.pattern:
            found["pattern"] = rf"^\s*(?:{self.pattern})\s*$"
        return found


@frozen
class Flag:
    """true or false."""

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """The flag."""
        return value if type(value) is bool else sheet.wrong(value, box, key, "true or false")

    def schema(self) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


@frozen(kw_only=True)
class Number:
    """A number in a range, both ends included.

    Attributes:
        whole: whether it must be a whole number.
    """

    least: float
    most: float
    whole: bool = False

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """The number."""
        kinds = (int,) if self.whole else (int, float)
        if type(value) not in kinds:
            return sheet.wrong(value, box, key, "a whole number" if self.whole else "a number")
        if not self.least <= value <= self.most:
            span = f"{self.least:g} to {self.most:g}"
            return sheet.fault("AVG209", box, key, f"is {value}, outside {span}")
        return value

    def schema(self) -> Schema:
        """A number with its bounds."""
        kind = "integer" if self.whole else "number"
        return {"type": kind, "minimum": self.least, "maximum": self.most}


@frozen
class Day:
    """A calendar day, YYYY-MM-DD, with or without quotes."""

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """The day."""
        if isinstance(value, date):
            return value
        if type(value) is not str:
            return sheet.wrong(value, box, key, "a day as YYYY-MM-DD")
        try:
            if len(value) != 10:
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            return sheet.refuse("AVG118", value, box, key, "is no day: write YYYY-MM-DD")

    def schema(self) -> Schema:
        """A string in the form of a day."""
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


@frozen
class Choice:
    """One of a few texts.

    Attributes:
        values: text -> what it stands for.
        code: the finding for any other text.
        offered: the texts that the schema offers, where those are fewer.
    """

    values: Mapping[str, Any]
    code: str = "AVG204"
    offered: tuple[str, ...] = ()

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """What the text stands for."""
        if type(value) is not str:
            return sheet.wrong(value, box, key, "one of " + ", ".join(self.values))
        found = self.values.get(value, BROKEN)
        if found is BROKEN:
            return sheet.not_among(self.code, value, self.values, box, key)
        return found

    def schema(self) -> Schema:
        """An enumeration."""
        return {"enum": list(self.offered or self.values)}


def choice(*values: str, code: str = "AVG204") -> Choice:
    """One of these texts, which stand for themselves."""
    return Choice({value: value for value in values}, code)


@frozen
class Parsed:
    """Text that a function reads.

    Attributes:
        parse: from the text; its ValueError becomes the finding's message.
        pattern: the same as a regular expression, for the schema.
        wanted: what is asked, for the message on another kind of value.
    """

    parse: Callable[[str], Any]
    code: str
    pattern: str
    wanted: str = "text"

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """What the text stands for."""
        if type(value) is not str:
            return sheet.wrong(value, box, key, self.wanted)
        if not value.strip():
            return sheet.fault("AVG206", box, key, "is empty")
        try:
            return self.parse(value.strip())
        except ValueError as fault:
            return sheet.fault(self.code, box, key, f": {fault}")

    def schema(self) -> Schema:
        """A string with the pattern."""
        return {"type": "string", "pattern": self.pattern}


@frozen
class Scalar:
    """A text, a whole number, or true or false, as a column may hold it."""

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """The value as it is."""
        if type(value) in (str, int, bool):
            return value
        return sheet.wrong(value, box, key, "text, a whole number, true or false")

    def schema(self) -> Schema:
        """Any of the three."""
        return {"type": ["string", "integer", "boolean"]}


@frozen
class Nullable:
    """A value of one shape, or null where null says something of its own."""

    member: Shape

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """The value; None for null."""
        return None if value is None else self.member.read(value, box, key, sheet)

    def schema(self) -> Schema:
        """Either of the two."""
        return {"anyOf": [self.member.schema(), {"type": "null"}]}


@frozen
class ListOf:
    """A list, each member of one shape. Broken members are left out.

    Attributes:
        filled: whether it must have a member.
        empty: the finding where it has none.
    """

    member: Shape
    filled: bool = False
    empty: str = "AVG206"

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """A tuple."""
        if type(value) is not list:
            return sheet.wrong(value, box, key, "a list")
        if self.filled and not value:
            return sheet.fault(self.empty, box, key, "is empty")
        one = self.member.read
        read = [one(item, value, i, sheet) for i, item in enumerate(value) if item is not BROKEN]
        return tuple(item for item in read if item is not BROKEN)

    def schema(self) -> Schema:
        """An array."""
        return {"type": "array", "items": self.member.schema(), "minItems": int(self.filled)}


@frozen
class OneOrMore:
    """One value, or a list of them."""

    member: Shape

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """A tuple in both cases."""
        if type(value) is list:
            return ListOf(self.member, filled=True).read(value, box, key, sheet)
        one = self.member.read(value, box, key, sheet)
        return one if one is BROKEN else (one,)

    def schema(self) -> Schema:
        """Either of the two."""
        return {"anyOf": [self.member.schema(), ListOf(self.member, filled=True).schema()]}


@frozen
class MapOf:
    """A mapping with names of the writer's own as keys, each value of one shape."""

    member: Shape
    name: Text = Text()
    filled: bool = False

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """A dict in the order of the file."""
        if type(value) is not dict:
            return sheet.wrong(value, box, key, "a mapping of names to values")
        if self.filled and not value:
            return sheet.fault("AVG206", box, key, "is empty")
        read: dict[str, Any] = {}
        for name, item in value.items():
            known = self.name.read(name, value, name, sheet.of_keys)
            if known is not BROKEN and item is not BROKEN:
                one = self.member.read(item, value, name, sheet)
                if one is not BROKEN:
                    read[name] = one
        return read

    def schema(self) -> Schema:
        """An object with any names."""
        return {
            "type": "object",
            "additionalProperties": self.member.schema(),
            "propertyNames": self.name.schema(),
            "minProperties": int(self.filled),
        }


@frozen
class Either:
    """A short form and a long form, told apart by the kind of value.

    Attributes:
        forms: kind of value (str, dict, list, int, bool) -> the shape that reads it.
        wanted: both, in words, for the message.
    """

    forms: Mapping[type, Shape]
    wanted: str

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """What the form that fits makes of it."""
        form = self.forms.get(type(value))
        if form is None:
            return sheet.wrong(value, box, key, self.wanted)
        return form.read(value, box, key, sheet)

    def schema(self) -> Schema:
        """Any of the forms."""
        return {"anyOf": [form.schema() for form in self.forms.values()]}


@frozen
class As:
    """A shape whose value is made into something else.

    Attributes:
        make: from what the inner shape read.
    """

    inner: Shape
    make: Callable[[Any], Any]

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """What `make` makes."""
        read = self.inner.read(value, box, key, sheet)
        return read if read is BROKEN else self.make(read)

    def schema(self) -> Schema:
        """As the inner shape."""
        return self.inner.schema()
