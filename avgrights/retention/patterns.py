"""Whether a path can fit two patterns of files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from avgrights.terms.data_map import Scalar

_PLACEHOLDER = re.compile(r"\{([^{}:]*)(?::[^{}]*)?\}")

#: One character, whichever; and any number of them.
_ANY, _STAR = "any", "star"
#: A folder's or file's name as a pattern: characters by themselves, and the two above.
_Name = tuple[str, ...]
#: Each folder on the way and the file: the ways in which its name can be written.
Ways = list[list[_Name]]
#: So many ways to fill in a name; above it a placeholder is left open, and fits anything.
_MOST = 1000


def meet(
    one: str, only: Mapping[str, tuple[Scalar, ...]],
    other: str, other_only: Mapping[str, tuple[Scalar, ...]],
) -> bool:  # fmt: skip
    """Whether there is a path that fits both patterns and both `only` filters.

    A placeholder of a day fits any text, for a name whose day cannot be read is a file of its
    dataset all the same.

    >>> meet("{camera}/{day:%Y}.mp4", {}, "hal/{day:%Y}.mp4", {})
    True
    >>> meet("{camera}/{day:%Y}.mp4", {"camera": ("deur",)}, "hal/{day:%Y}.mp4", {})
    False
    >>> meet("{camera}/{day:%Y}.mp4", {}, "{camera}/{day:%Y}.jpg", {})
    False
    """
    return fit(ways(one, only), ways(other, other_only))


def ways(pattern: str, only: Mapping[str, tuple[Scalar, ...]]) -> Ways:
    """A pattern made ready for `fit`, its `only` filled in."""
    return [list(_ways(part, only)) for part in pattern.split("/")]


def fit(one: Ways, other: Ways) -> bool:
    """As `meet`, on patterns that were made ready."""
    return len(one) == len(other) and all(
        any(name == with_ or _cross(name, with_) for name, with_ in product(*both))
        for both in zip(one, other, strict=True)
    )


def _ways(part: str, only: Mapping[str, tuple[Scalar, ...]]) -> Iterator[_Name]:
    pieces: list[Sequence[_Name]] = []
    at = 0
    for found in _PLACEHOLDER.finditer(part):
        values = only.get(found[1], ())
        pieces.append([tuple(part[at : found.start()])])
        pieces.append([tuple(str(value)) for value in values] or [(_ANY, _STAR)])
        at = found.end()
    pieces.append([tuple(part[at:])])
    if prod(len(piece) for piece in pieces) > _MOST:
        pieces = [piece if len(piece) == 1 else [(_STAR,)] for piece in pieces]
    for way in product(*pieces):
        yield tuple(token for piece in way for token in piece)


def _cross(one: _Name, other: _Name) -> bool:
    """Whether a name fits both: every pair of places that both can have come to is followed."""
    seen = {(0, 0)}
    left = [(0, 0)]
    while left:
        i, j = left.pop()
        if i == len(one) and j == len(other):
            return True
        for step in _steps(one[i : i + 1], other[j : j + 1]):
            to = (i + step[0], j + step[1])
            if to not in seen:
                seen.add(to)
                left.append(to)
    return False


def _steps(a: _Name, b: _Name) -> Iterator[tuple[int, int]]:
    """How far each can go; both are empty at their end."""
    if a == (_STAR,):
        yield 1, 0
        if b and b != (_STAR,):
            yield 0, 1
    if b == (_STAR,):
        yield 0, 1
        if a and a != (_STAR,):
            yield 1, 0
    if a and b and (_STAR,) not in (a, b) and (a == b or (_ANY,) in (a, b)):
        yield 1, 1
