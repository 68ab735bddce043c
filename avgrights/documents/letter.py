"""The decision letter: what was asked, what was decided and why, and what can be done about it.

A decision of a public body on such a request is a decision in the sense of the Awb (UAVG 34), so
it bears a remedies clause (Awb 3:45); of others UAVG 35 opens the way to the court.
"""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from avgrights.documents.pages import render
from avgrights.terms.citation import Citation
from avgrights.terms.register import Register


@frozen(kw_only=True)
class KeptLine:
    """Rows of one activity that stay, for one reason.

    Attributes:
        why: the reason as the machine knows it; the template has a sentence for each.
        first, until: between which days their terms end; None where it is not known.
    """

    why: str
    rows: int
    detail: str = ""
    first: date | None = None
    until: date | None = None
    citations: tuple[Citation, ...] = ()


@frozen(kw_only=True)
class ActivityLine:
    """What was found, done and kept for one activity.

    Attributes:
        withheld: labels of the fields that were left out of the copy, for others' sake.
        because: why the right does not apply, as the machine knows it; empty where it does.
        explained: what the case handler wrote as the ground, where one answered.
        route_to: another law under which the request is handled.
    """

    name: str
    purpose: str
    found: int
    done: int
    kept: tuple[KeptLine, ...] = ()
    withheld: tuple[str, ...] = ()
    because: str = ""
    explained: str = ""
    route_to: str | None = None
    citations: tuple[Citation, ...] = ()


@frozen(kw_only=True)
class Letter:
    """Everything the letter says; the templates add words, never facts.

    Attributes:
        extended: whether the term was extended, and on which day that was told.
        objection_weeks, objection_until: the term for objection (Awb 6:7, 6:8) and its last day
            when the letter goes out on `day`.
        package: whether a package with a copy goes with it.
        not_searched: names of activities in which these identifiers find nothing (GDPR 11(2)).
    """

    case: str
    right: str
    outcome: str
    register: Register
    day: date
    received: date
    name: str = field(repr=False)
    representative: str | None = field(default=None, repr=False)
    extended: date | None = None
    activities: tuple[ActivityLine, ...] = ()
    not_searched: tuple[str, ...] = ()
    nothing_found: tuple[str, ...] = ()
    package: bool = False
    objection_weeks: int = 0
    objection_until: date | None = None

    @property
    def searched(self) -> bool:
        """Whether any search took place; only then may the letter say so."""
        return bool(self.activities or self.nothing_found)

    @property
    def found(self) -> int:
        """Rows found, over all activities."""
        return sum(line.found for line in self.activities)

    @property
    def done(self) -> int:
        """Rows copied or erased, over all activities."""
        return sum(line.done for line in self.activities)

    @property
    def kept(self) -> int:
        """Rows that stay, over all activities."""
        return self.found - self.done


def letter_html(letter: Letter, language: str) -> str:
    """The letter as one HTML page that asks for nothing from elsewhere."""
    return render("letter", language, letter=letter)
