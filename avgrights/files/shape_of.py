"""The shape of a policy file, taken from the classes that it is read into: one description."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, Attribute, fields, has

from avgrights.files.records import Key, Record
from avgrights.files.shapes import (
    Choice,
    Day,
    Flag,
    ListOf,
    MapOf,
    Number,
    OneOrMore,
    Parsed,
    Scalar,
    Shape,
    Text,
)
from avgrights.law.links import cited
from avgrights.terms.citation import Citation
from avgrights.terms.period import Period
from avgrights.terms.register import CountFrom, MonthDay

_MOST = 1_000_000
_PERIOD = r"^\s*(P|\d).*$"
_MONTH_DAY = r"^\d{2}-\d{2}$"


def month_day(text: str) -> MonthDay:
    """A day of every year, such as 04-27.

    Raises:
        ValueError: the text is no such day.
    """
    try:
        day = date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise ValueError(
            f"{text!r} is no day of the year: write month-day, such as 04-27"
        ) from None
    return MonthDay(day.month, day.day)


def shape_of(kind: Any, name: str = "") -> Shape:
    """The shape that reads a value of this type.

    Args:
        kind: an attrs class, a tuple, a mapping from text, or one of the plain types.
        name: the attribute that holds it; a few names accept only certain words.
    """
    if name in _WORDS:
        return Choice({word: word for word in _WORDS[name]})
    if kind in _PLAIN:
        return _PLAIN[kind]()
    if has(kind):
        return record_of(kind)
    return _composed(kind, name)


def _composed(kind: Any, name: str) -> Shape:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        given = [one for one in inner if one is not NoneType]
        return Scalar() if len(given) > 1 else shape_of(given[0], name)
    if origin is tuple:
        member = shape_of(inner[0])
        return OneOrMore(member) if inner[0] is Citation else ListOf(member, filled=True)
    if origin is dict:
        return MapOf(shape_of(inner[1]))
    raise TypeError(f"no shape for {kind}")


def record_of(kind: Any) -> Record:
    """The record that reads into an attrs class: a key for each attribute."""
    hints = get_type_hints(kind)
    members: tuple[Attribute[Any], ...] = fields(kind)
    told = _told(kind)
    keys = {
        member.name: Key(
            shape_of(hints[member.name], member.name),
            told.get(member.name) or member.name.replace("_", " ") + ".",
            required=member.default is NOTHING,
        )
        for member in members
        if member.init
    }
    return Record(kind, keys)


def _told(kind: Any) -> dict[str, str]:
    """Attribute -> what the docstrings of the class and its bases say of it."""
    told: dict[str, str] = {}
    for cls in reversed(kind.__mro__):
        last: tuple[str, ...] = ()
        for line in (cls.__doc__ or "").partition("Attributes:")[2].splitlines():
            names, colon, text = line.strip().partition(": ")
            if colon and all(part.isidentifier() for part in names.split(", ")):
                last = tuple(names.split(", "))
                told.update(dict.fromkeys(last, text))
            else:  # a sentence that goes on
                told.update({name: f"{told[name]} {line.strip()}".strip() for name in last})
    return told


_WORDS = {
    "reading": ("ours",),
    "verdict": ("applies", "does not apply", "depends"),
    "combine": ("any", "all"),
    "count_from": tuple(start.value for start in CountFrom),
    "level": ("low", "substantial", "high"),
    "acts_for": ("minor", "guardianship", "mandate"),
    "counts_from": ("received", "announced", "window_ends"),
}

_PLAIN: dict[Any, Callable[[], Shape]] = {
    str: Text,
    bool: Flag,
    int: lambda: Number(least=-_MOST, most=_MOST, whole=True),
    date: Day,
    Period: lambda: Parsed(Period.parse, "AVG208", _PERIOD),
    Citation: lambda: Parsed(cited, "AVG208", r"\S"),
    MonthDay: lambda: Parsed(month_day, "AVG208", _MONTH_DAY),
}
