"""What policies/procedures.yaml holds, typed: the terms of each procedure."""

from __future__ import annotations

from attrs import field, frozen

from avgrights.law.answers import Text
from avgrights.law.dated import Dated, Sourced
from avgrights.terms.period import Period


@frozen(kw_only=True)
class Term(Sourced):
    """A length of time that the law gives.

    Attributes:
        length: such as 1 month or 6 weeks.
        rolls: whether a last day that is no working day moves to the next one.
    """

    length: Period
    rolls: bool


@frozen(kw_only=True)
class Extension(Sourced):
    """What may be added to a term, as one period with it, counted from the same event.

    Attributes:
        adds: the length that is added.
        rolls: whether a last day that is no working day moves to the next one.
        condition: on what condition, in words.
    """

    adds: Period
    rolls: bool
    condition: Text | None = None


@frozen(kw_only=True)
class Counting:
    """Where the rules of counting stand: the day of the event, and a day that a month lacks."""

    event_day: Sourced
    missing_day: Sourced


@frozen(kw_only=True)
class Pauses(Sourced):
    """The questions that suspend a term while they are open.

    Attributes:
        kinds: identity, clarification, and what an organisation adds.
    """

    kinds: tuple[str, ...]


@frozen(kw_only=True)
class PenaltyApplies(Sourced):
    """Whether a late answer in this procedure may cost a penalty."""

    applies: bool


@frozen(kw_only=True)
class Remedy(Sourced):
    """The procedure that is open against what is decided in this one."""

    procedure: str


@frozen(kw_only=True)
class Notice(Sourced):
    """What a notice must say, item by item."""

    nl: tuple[str, ...]
    en: tuple[str, ...]

    def of(self, language: str) -> tuple[str, ...]:
        """The items in `nl` or `en`."""
        return self.nl if language == "nl" else self.en


@frozen(kw_only=True)
class ProcedureVersion(Dated):
    """The terms of a procedure during some years.

    Attributes:
        counts_from: the event that starts the term: received, announced or window_ends.
        calendar: strict or awt.
        calendar_choice: why that calendar, where the law leaves a choice.
        counting: where the rules of counting stand, for a term of Union law.
        term: the ordinary term.
        extension: what may be added to it.
        pauses: what suspends it; absent: nothing does.
        refusal: within which time must be told that nothing will be done.
        penalty: whether a late answer may cost a penalty.
        remedy: what is open against the outcome.
        notice: kind of notice -> what it must say.
        received_in_time: where it stands that receipt within the term is in time.
        special_terms, special_extensions: instead of the ordinary one, for a fact that is given
            (committee, several_units).
        by_post: how long after the end a letter may arrive that was posted before it.
    """

    counts_from: str
    calendar: str
    term: Term
    calendar_choice: Sourced | None = None
    counting: Counting | None = None
    special_terms: dict[str, Term] = field(factory=dict)
    extension: Extension | None = None
    special_extensions: dict[str, Extension] = field(factory=dict)
    pauses: Pauses | None = None
    refusal: Term | None = None
    penalty: PenaltyApplies | None = None
    remedy: Remedy | None = None
    by_post: Term | None = None
    received_in_time: Sourced | None = None
    notice: dict[str, Notice] = field(factory=dict)


@frozen(kw_only=True)
class Procedure:
    """One procedure: its title, the rights it serves, its versions through time."""

    title: Text
    regime: str
    versions: tuple[ProcedureVersion, ...]
    rights: tuple[str, ...] = ()
