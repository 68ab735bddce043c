"""The law as data, loaded: what each file under policies/ holds, typed."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from avgrights.law.answers import Text
from avgrights.law.calendars import Calendar
from avgrights.law.dated import Dated, Sourced, on
from avgrights.law.rulebook import Rulebook
from avgrights.terms.citation import Citation
from avgrights.terms.errors import InputFault
from avgrights.terms.period import Period


@frozen(kw_only=True)
class Act:
    """Where one act stands.

    Attributes:
        bwb: its number at wetten.overheid.nl.
        celex: its number at EUR-Lex.
        valid_from: the first day for which the policies cite it.
    """

    name: Text
    valid_from: date
    bwb: str | None = None
    celex: str | None = None


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
    restriction: RestrictionPolicy
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


@frozen(kw_only=True)
class Override:
    """One value that an organisation's own policies folder replaces.

    Attributes:
        path: where in the file, such as `procedures.avg-request.versions.2018-05-25.term.length`.
        ours: the package's value; None where the overlay adds one.
    """

    file: str
    path: str
    ours: str | None
    theirs: str
    line: int
    column: int


@frozen(kw_only=True)
class Policies:
    """Every policy, as loaded: the package's own with an organisation's values over them."""

    acts: dict[str, Act]
    procedures: dict[str, Procedure]
    calendar: Calendar
    rights: Rulebook
    capacity: Capacities
    penalty: tuple[PenaltyVersion, ...]
    retention: Retention
    refusals: Refusals
    overrides: tuple[Override, ...] = ()

    def procedure(self, name: str, day: date | None) -> ProcedureVersion:
        """The version of a procedure for a term that starts on `day`.

        Raises:
            InputFault: there is no such procedure, or no version that covers the day.
        """
        known = self.procedures.get(name)
        if known is None:
            names = ", ".join(self.procedures)
            raise InputFault(f"{name!r} is no procedure; there are: {names}")
        return on(known.versions, day, file="policies/procedures.yaml", value=name)
