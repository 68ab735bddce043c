"""The description of a file of worked cases (see `avgrights law test`)."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from avgrights.files.records import Key, Record
from avgrights.files.register_shape import TEXT
from avgrights.files.shapes import Choice, Either, ListOf, Schema, choice
from avgrights.files.sheet import Sheet
from avgrights.files.workspace_shape import given
from avgrights.law.topics import TOPICS


@frozen
class Free:
    """A mapping whose keys the topic knows; it is read by the law, not here."""

    def read(self, value: Any, box: Any, key: str | int, sheet: Sheet) -> Any:
        """The mapping as it is."""
        if type(value) is not dict:
            return sheet.wrong(value, box, key, "a mapping")
        return value or sheet.fault("AVG206", box, key, "is empty")

    def schema(self) -> Schema:
        """An object that holds something."""
        return {"type": "object", "minProperties": 1}


def _expected(topic: str) -> Schema:
    """What may be expected of an answer to this topic."""
    names = {"propertyNames": {"enum": list(TOPICS[topic].expect)}}
    return {
        "if": {"properties": {"topic": {"const": topic}}, "required": ["topic"]},
        "then": {"properties": {"expect": names}},
    }


_CASE = Record(
    given,
    {
        "id": Key(TEXT, "The name of the case; no other case of the file has it.", True),
        "topic": Key(Choice({topic: topic for topic in TOPICS}), "Which question.", True),
        "given": Key(Free(), "The facts.", True),
        "expect": Key(Free(), "What the answer must be; only these keys are compared.", True),
        "law": Key(Either({str: TEXT, list: ListOf(TEXT)}, "an article"), "The rule applied."),
        "because": Key(TEXT, "Why, in a sentence."),
        "reading": Key(choice("ours"), "The text leaves a choice; a decision record says ours."),
    },
    more=tuple(_expected(topic) for topic in TOPICS),
)
CASES = Record(given, {"cases": Key(ListOf(_CASE, filled=True), "The cases.", True)})
