"""The decision letter: what was asked, what was decided and why, and what can be done about it.

A decision of a public body on such a request is a decision in the sense of the Awb (UAVG 34), so
it bears a remedies clause (Awb 3:45); of others UAVG 35 opens the way to the court.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import field, frozen

from avgrights.documents.letters.facts import Remedies, RequestLetter
from avgrights.terms.citation import Citation


@frozen(kw_only=True)
class KeptLine:
    """Rows of one activity that stay as they are, for one reason.

    Attributes:
        rows: how many.
        detail: which other purpose, where that is the reason.
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
class Change:
    """A field that was corrected (GDPR 16).

    Attributes:
        label: what the data map calls it.
        value: what stands there now; empty: the field was emptied.
    """

    label: str
    value: str = field(default="", repr=False)


@frozen(kw_only=True)
class Stated:
    """One thing that a refusal must state.

    Attributes:
        what: what must be stated, in the words of the law.
        text: the words of who refused.
    """

    what: str
    text: str = field(repr=False)


@frozen(kw_only=True)
class ActivityLine:
    """What was found, done and kept for one activity.

    Attributes:
        name: of the activity.
        purpose: what the data is used for.
        found: rows that were found.
        done: rows copied, corrected, erased, restricted or no longer used, by the evidence.
        withheld: labels of the fields that were left out of a copy, for others' sake.
        because: why the right does not apply, as the machine knows it; empty where it does.
        explained: what the case handler wrote as the ground, or what the law gives as its reason.
        route_to: another law under which the request is handled.
        served: whether that other law has a procedure for what is asked.
        changes: what was corrected (rectification).
        statement: whether a statement of the person was added to the data (GDPR 16).
        anonymised: of `done`: rows that were made anonymous instead of erased.
        ground: the point of the article on which it rests, such as 18(1)(a).
        substitute: the right or safeguard that stands in its place, as an article.
        review: what the person who looked at an automated decision again came to (GDPR 22(3)).
        reviewed_by_human: whether somebody looked at it again.
        stands: of a decision that was looked at again: whether it stands; None: not looked at.
        stopped: the day from which the data is no longer used for this.
        recipients: names of those who must be told (GDPR 19).
        stated: what a right that was set aside must state (GDPR 12(5), UAVG 41).
        masked: labels of the fields in which something of others was made unreadable.
        fee: why a reasonable fee is asked (GDPR 12(5)(a)); empty: none is.
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
    served: bool = True
    citations: tuple[Citation, ...] = ()
    changes: tuple[Change, ...] = ()
    statement: bool = False
    anonymised: int = 0
    ground: str = ""
    substitute: str = ""
    review: str = ""
    reviewed_by_human: bool = False
    stands: bool | None = None
    stopped: date | None = None
    recipients: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    masked: tuple[str, ...] = ()
    fee: str = ""

    @property
    def erased(self) -> int:
        """Of the rows that were done: those that are gone."""
        return self.done - self.anonymised


@frozen(kw_only=True)
class Decision(RequestLetter):
    """The decision on a request.

    Attributes:
        outcome: granted, partly or refused.
        extended: the day on which the person was told that it takes longer.
        package: whether a package with a copy goes with it.
        pdf: whether the copy holds an overview as PDF too.
        not_searched: names of activities in which these identifiers find nothing (GDPR 11(2)).
        nothing_found: names of activities in which nothing was found.
        quiet: whether of some activity nothing is said (UAVG 41(2)(h)): then the letter says
            nothing of all data together.
    """

    kind: ClassVar[str] = "decision"

    outcome: str
    remedies: Remedies
    extended: date | None = None
    activities: tuple[ActivityLine, ...] = ()
    not_searched: tuple[str, ...] = ()
    nothing_found: tuple[str, ...] = ()
    package: bool = False
    pdf: bool = False
    quiet: bool = False

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
        """Rows copied, corrected, erased, restricted or no longer used, over all activities."""
        return sum(line.done for line in self.activities)

    @property
    def anonymised(self) -> int:
        """Rows that were made anonymous instead of erased, over all activities."""
        return sum(line.anonymised for line in self.activities)

    @property
    def kept(self) -> int:
        """Rows that stay, over all activities."""
        return self.found - self.done

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who must be told of what was done (GDPR 19), each once."""
        named = [name for line in self.activities if line.done for name in line.recipients]
        return tuple(dict.fromkeys(named))
