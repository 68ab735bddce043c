"""The placeholders of a letter: what its template may ask for, read off the classes of facts."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

from attrs import fields, frozen, has

from avgrights.documents.letters.kinds import KINDS


@frozen(kw_only=True)
class Placeholder:
    """One name that a template may use.

    Attributes:
        name: such as `letter.sender.name`; `[]` stands for each of a list.
        means: in words.
    """

    name: str
    means: str
    optional: bool


def placeholders(kind: str) -> Iterator[Placeholder]:
    """Every placeholder of a kind of letter, in the order of its class."""
    yield from _of(KINDS[kind], "letter")


def member(kind: Any, name: str) -> Any:
    """The type of an attribute; None where there is no such attribute.

    A type that says no more about what it holds is `Any`.
    """
    if kind is Any:
        return Any
    known = _members(kind) if has(kind) else None
    if known is None:
        return Any if hasattr(kind, name) else None
    return known.get(name)


def element(kind: Any) -> Any:
    """The type of what a list holds; Any where that is not known."""
    arguments = typing.get_args(kind)
    return arguments[0] if typing.get_origin(kind) is tuple and arguments else Any


@cache
def _members(kind: type) -> dict[str, Any]:
    """Attributes and properties of a class, with their types; what may be None too."""
    hints = typing.get_type_hints(kind)
    found = {one.name: _sure(hints[one.name]) for one in fields(typing.cast("Any", kind))}
    for name, value in _properties(kind):
        found[name] = _sure(typing.get_type_hints(value.fget).get("return", Any))
    return {**found, "kind": str}


def _of(kind: Any, path: str) -> Iterator[Placeholder]:
    meanings = _meanings(kind)
    hints = typing.get_type_hints(kind)
    for name, type_ in _members(kind).items():
        if name == "kind":
            continue
        whole = f"{path}.{name}"
        optional = type(None) in typing.get_args(hints.get(name, str))
        inner, each = (element(type_), "[]") if typing.get_origin(type_) is tuple else (type_, "")
        means = meanings.get(name) or _first_line(inner)
        yield Placeholder(name=whole + each, means=means, optional=optional)
        if has(inner) and inner.__module__.startswith("avgrights.documents"):
            yield from _of(inner, whole + each)


def _meanings(kind: type) -> dict[str, str]:
    """What the docstrings of a class and of those it is made from say of each attribute."""
    found: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        _, _, told = (one.__doc__ or "").partition("Attributes:\n")
        name = ""
        for line in told.split("\n"):
            if line.startswith(" " * 8) and not line.startswith(" " * 9) and ":" in line:
                names, _, text = line.strip().partition(": ")
                name = names
                found |= dict.fromkeys(names.split(", "), text)
            elif name and line.strip():
                found |= {n: f"{found[n]} {line.strip()}" for n in name.split(", ")}
    for name, value in _properties(kind):
        found[name] = " ".join((value.fget.__doc__ or "").split())
    return found


def _first_line(kind: Any) -> str:
    """What a class of ours says of itself; of any other kind nothing."""
    ours = isinstance(kind, type) and kind.__module__.startswith("avgrights")
    return (kind.__doc__ or "").split("\n")[0] if ours else ""


def _properties(kind: type) -> Iterator[tuple[str, Any]]:
    for one in kind.__mro__:
        yield from ((n, v) for n, v in vars(one).items() if isinstance(v, property))


def _sure(type_: Any) -> Any:
    """The type without None."""
    if isinstance(type_, types.UnionType) or typing.get_origin(type_) is typing.Union:
        left = [one for one in typing.get_args(type_) if one is not type(None)]
        return left[0] if len(left) == 1 else Any
    return type_
