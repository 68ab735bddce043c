"""Values that hold from one day until another: cover or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from attrs import frozen

from avgrights.terms.citation import Citation
from avgrights.terms.errors import InputFault


@frozen(kw_only=True)
class Sourced:
    """A value with its place in the law.

    Attributes:
        reading: `ours` where the text leaves a choice.
        decision: number of the record under docs/decisions/ that explains the choice.
    """

    source: tuple[Citation, ...]
    reading: str | None = None
    decision: str | None = None

    @property
    def article(self) -> str:
        """Every source, as a step of a derivation shows it."""
        return "; ".join(str(citation) for citation in self.source)


@frozen(kw_only=True)
class Dated(Sourced):
    """A sourced value that holds from `valid_from` until `valid_until`, both days included."""

    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the value holds on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class NotCovered(InputFault):
    """The policies say nothing about that day: never the nearest value instead."""


D = TypeVar("D", bound=Dated)


def on(versions: Sequence[D], day: date | None, *, file: str, value: str) -> D:
    """The version that holds on `day`; without a day, the one that holds without an end.

    Args:
        file, value: what the error names, such as `policies/penalty.yaml` and `penalty`.

    Raises:
        NotCovered: no version holds; the message names the gap.
    """
    for version in versions:
        holds = version.valid_until is None if day is None else version.holds_on(day)
        if holds:
            return version
    raise NotCovered(
        f"{file}: {value} is not covered on {day or 'a day without an end'}: {_gap(versions, day)}",
        remedy="Add a version with its valid_from and source, or ask about a day that is covered.",
    )


def _gap(versions: Sequence[Dated], day: date | None) -> str:
    """What the file does hold: each span, in words."""
    spans = [f"{v.valid_from} to {v.valid_until or 'now'}" for v in versions]
    return f"it holds {', '.join(spans)}" if spans else "it holds nothing"
