"""The facts of a question about a right: their names, their values, what holds unsaid."""

from __future__ import annotations

from collections.abc import Mapping

from avgrights.law.rulebook import Fact, FactKind
from avgrights.terms.errors import InputFault


def normalised(kinds: Mapping[str, FactKind], given: Mapping[str, object]) -> dict[str, Fact]:
    """The facts by their own names and values, with the defaults of what was not said.

    Raises:
        InputFault: an unknown fact, a fact said twice, or a value that it does not take.
    """
    facts: dict[str, Fact] = {}
    for name, value in given.items():
        own = _name(kinds, name)
        if own in facts:
            raise InputFault(f"the fact {own!r} is given twice, the second time as {name!r}")
        facts[own] = _value(own, kinds[own], value)
    defaults = {n: k.default for n, k in kinds.items() if k.default is not None}
    return {**defaults, **facts}


def _name(kinds: Mapping[str, FactKind], name: str) -> str:
    for own, kind in kinds.items():
        if name == own or name in kind.also:
            return own
    raise InputFault(
        f"{name!r} is no fact that a right hangs on; there are: {', '.join(kinds)}",
        remedy="policies/rights.yaml lists the facts under 'facts'.",
    )


def _value(name: str, kind: FactKind, value: object) -> Fact:
    if not kind.values:
        if isinstance(value, bool):
            return value
        raise InputFault(f"{name}: {value!r} is neither true nor false")
    if isinstance(value, str):
        word = value.strip().lower()
        meant = [word] if word in kind.values else _meant(kind, word)
        if len(meant) == 1:
            return meant[0]
    raise InputFault(f"{name}: {value!r} is not accepted; there are: {', '.join(kind.values)}")


def _meant(kind: FactKind, text: str) -> list[str]:
    """The values that a free text may mean, by the words in it."""
    return [value for value, words in kind.words.items() if any(w in text for w in words)]
