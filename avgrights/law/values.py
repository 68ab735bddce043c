"""What the other policy files hold, typed: ages, amounts, keeping, grounds for refusing."""

from __future__ import annotations

from attrs import frozen

from avgrights.law.answers import Text
from avgrights.law.dated import Dated, Sourced
from avgrights.law.procedures import Notice, Term
from avgrights.terms.citation import Citation
from avgrights.terms.period import Period


@frozen(kw_only=True)
class AgeBand(Sourced):
    """Who may act from an age on.

    Attributes:
        from_age: in whole years.
        may_act: subject, representative, or both.
    """

    from_age: int
    may_act: tuple[str, ...]


@frozen(kw_only=True)
class CapacityVersion(Dated):
    """Who may act in one regime during some years; the bands from young to old."""

    ages: tuple[AgeBand, ...]


@frozen(kw_only=True)
class Guardianship(Dated):
    """Who acts for a person under guardianship (curatele, bewind, mentorschap)."""

    may_act: tuple[str, ...]


@frozen(kw_only=True)
class Reckoning(Dated):
    """When a person born on 29 February is a year older in a year without that day."""

    birthday_without_leap_day: str


@frozen(kw_only=True)
class Transition(Dated):
    """Which day decides between an old and a new rule."""

    decided_by: str


@frozen(kw_only=True)
class Capacities:
    """policies/capacity.yaml."""

    reckoning: Reckoning
    transition: Transition
    guardianship: Guardianship
    regimes: dict[str, tuple[CapacityVersion, ...]]


@frozen(kw_only=True)
class Amount:
    """So many euros a day, for so many days."""

    days: int
    euros_a_day: int


@frozen(kw_only=True)
class Choice(Sourced):
    """A yes or no."""

    value: bool


@frozen(kw_only=True)
class PenaltyVersion(Dated):
    """The penalty for a late decision (dwangsom, Awb 4:17) during some years.

    Attributes:
        amounts: euros a day, span after span.
        most_days: the most days for which a penalty is due.
        grace: how long after the end and the notice the first day comes.
        notice: where it stands that a notice of default is needed.
        decision_day_counts: whether the day of the decision still counts.
        fixed_within: how soon after the last day the amount must be fixed.
        reclaim_within: until when it can be claimed back.
        none_where: when no penalty is due at all.
        direct_appeal: where it stands that one may go to court without a decision.
    """

    amounts: tuple[Amount, ...]
    amounts_source: tuple[Citation, ...]
    most_days: int
    most_days_source: tuple[Citation, ...]
    grace: Term
    notice: Sourced
    decision_day_counts: Choice
    fixed_within: Term
    reclaim_within: Term
    none_where: Notice
    direct_appeal: Sourced | None = None


@frozen(kw_only=True)
class Named(Dated):
    """A ground or a choice with its name in two languages."""

    nl: str
    en: str

    @property
    def name(self) -> Text:
        """The name."""
        return Text(nl=self.nl, en=self.en)


@frozen(kw_only=True)
class LastDay(Dated):
    """Whether the last day of a retention term moves to a working day."""

    rolls: bool


@frozen(kw_only=True)
class StatutoryTerm(Named):
    """A retention term that an act itself gives.

    Attributes:
        keep: how long.
        nl, en: the event that starts it.
        minimum: whether the data may not go earlier.
        count_from: from which day it counts, where the act or its practice says so.
    """

    keep: Period
    minimum: bool = False
    count_from: str | None = None


@frozen(kw_only=True)
class RestrictionPolicy:
    """What a restriction of processing stops, and what lifting it takes."""

    blocks: Dated
    lift: Dated
    grounds: tuple[str, ...]


@frozen(kw_only=True)
class PermanentVersion(Dated):
    """When permanently kept records go to an archive."""

    transfer_after: Term
    transfer_latest: Term


@frozen(kw_only=True)
class Retention:
    """policies/retention.yaml."""

    counting_starts: dict[str, Named]
    last_day: LastDay
    holds: dict[str, Named]
    late_hold: Dated
    anonymous: Dated
    restriction: RestrictionPolicy
    terms: dict[str, StatutoryTerm]
    permanent: tuple[PermanentVersion, ...]


@frozen(kw_only=True)
class Refusal(Dated):
    """One ground for refusing, with what the decision must then state.

    Attributes:
        fact: the fact of a complaint that brings the ground up; None for other refusals.
        older_than: for a ground of age: how old the conduct must be.
        except_late_decision: whether a failure to decide in time is carved out.
        must_state: what the refusal must say, item by item.
    """

    id: str
    name: Text
    applies_to: tuple[str, ...]
    must_state: Notice
    fact: str | None = None
    older_than: Period | None = None
    except_late_decision: bool = False


@frozen(kw_only=True)
class ComplaintDuties(Dated):
    """The duties of title 9.1 Awb that a complaint brings."""

    satisfied: Sourced
    register: Sourced
    written_only: Sourced
    check_as_objection: Sourced
    late_decision_words: tuple[str, ...]
    decision_words: tuple[str, ...]


@frozen(kw_only=True)
class Refusals:
    """policies/refusals.yaml."""

    refusals: tuple[Refusal, ...]
    complaints: tuple[ComplaintDuties, ...]
