"""Mappings with known keys: the shape of most of a register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from avgrights.files.building import BROKEN
from avgrights.files.shapes import Schema, Shape
from avgrights.files.sheet import Sheet


@frozen
class Key:
    """One key of a record.

    Attributes:
        doc: what it is for, one sentence; editors show it.
        required: whether it must be there, with something in it.
        attribute: the argument it becomes; else the key's own name.
        blank: stands in where a required key is missing or broken, so that the rest of the record
            is still looked at. Nothing is ever loaded with it.
        missing: the code where a required key is missing.
    """

    shape: Shape
    doc: str
    required: bool = False
    attribute: str = ""
    blank: Any = ""
    missing: str = "AVG203"


@frozen
class Record:
    """A mapping of which every key is known.

    Attributes:
        make: takes each key that is there as an argument.
        keys: in the order in which a file is best written.
        one_of: groups of keys of which at least one must be there.
        named: the argument that takes the record's own name, in a mapping of names to records.
        more: what else the schema asks, beyond the keys.
    """

    make: Callable[..., Any]
    keys: Mapping[str, Key]
    one_of: tuple[tuple[str, ...], ...] = ()
    named: str = ""
    more: tuple[Schema, ...] = ()
    _readers: dict[str, tuple[str, Callable[..., Any]]] = field(init=False)
    _required: tuple[tuple[str, str, Key], ...] = field(init=False)

    @_readers.default
    def _compile(self) -> dict[str, tuple[str, Callable[..., Any]]]:
        return {name: (key.attribute or name, key.shape.read) for name, key in self.keys.items()}

    @_required.default
    def _compile_required(self) -> tuple[tuple[str, str, Key], ...]:
        return tuple(
            (name, key.attribute or name, key) for name, key in self.keys.items() if key.required
        )

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """What `make` makes of the keys that are there."""
        if type(value) is not dict:
            return sheet.wrong(value, box, key, "a mapping with " + ", ".join(self.keys))
        given: dict[str, Any] = {}
        readers = self._readers
        for name, item in value.items():
            reader = readers.get(name)
            if reader is None:
                sheet.unknown(name, self.keys, value)
            elif item is not None and item is not BROKEN:
                read = reader[1](item, value, name, sheet)
                if read is not BROKEN:
                    given[reader[0]] = read
        self._complete(given, value, box, key, sheet)
        if self.named:
            given[self.named] = key
        made = self.make(**given)
        sheet.origins[id(made)] = value
        return made

    def _complete(
        self, given: dict[str, Any], value: dict[str, Any], box: Any, key: str | int, sheet: Sheet
    ) -> None:
        """Fills in what is required and not there, each with its finding."""
        for name, attribute, entry in self._required:
            if attribute not in given:
                given[attribute] = entry.blank
                if value.get(name) is None:
                    sheet.missing(entry.missing, name, value, box, key)
        for group in self.one_of:
            if all(value.get(name) is None for name in group):
                sheet.missing("AVG203", "' or '".join(group), value, box, key)

    def schema(self) -> Schema:
        """An object with these properties and no other."""
        found: Schema = {
            "type": "object",
            "properties": {name: _property(key) for name, key in self.keys.items()},
            "required": [name for name, key in self.keys.items() if key.required],
            "additionalProperties": False,
        }
        groups = [{"anyOf": [_there(name) for name in group]} for group in self.one_of]
        if groups or self.more:
            found["allOf"] = [*groups, *self.more]
        return found


def _there(name: str) -> Schema:
    """The key is there and holds something."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


def _property(key: Key) -> Schema:
    """The schema of one key; null says the same as leaving an optional key out."""
    found = key.shape.schema()
    if not key.required:
        found = {"anyOf": [found, {"type": "null"}]}
    return {"description": key.doc, **found}
