"""By which day an answer is due: the term, its extension, its pauses, and the working day after.

Counting follows Regulation 1182/71 for requests under the GDPR, and the Algemene termijnenwet
for terms of Dutch statutes. Numbers come from policies/procedures.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from attrs import field, frozen

from avgrights.law import deadline_steps as steps
from avgrights.law.answers import Derivation, Step
from avgrights.law.pauses import Pause, Settled, settle
from avgrights.law.policies import Policies
from avgrights.law.procedures import Extension, ProcedureVersion, Term
from avgrights.terms.errors import InputFault
from avgrights.terms.period import Period

T = TypeVar("T")


@frozen(kw_only=True)
class Deadline:
    """When an answer is due, and how that day was found. Every last day is itself in time.

    Attributes:
        nominal: `due` before it moved to a working day; None while the term is suspended.
        due: the last day in time; None while the term is suspended.
        first_due: the last day of the term without an extension.
        extension: valid, too late, or not provided (the law knows none); None: none announced.
        extended_due: the last day with an extension; None where there can be none.
        suspended_days: days on which the term stood still, closed pauses only.
        status: running, suspended or expired, on `as_of`; without that day running or suspended.
        remaining_days: of a suspended term: what is left of it; of a running one: days from
            `as_of` to `due`. None where neither is known.
        refuse_by: the last day to tell that nothing will be done, where the law gives one.
        other_calendar: the last day by the other calendar, where it differs.
    """

    procedure: str
    start: date
    calendar: str
    nominal: date | None
    due: date | None
    first_due: date | None
    extension: str | None = None
    extended_due: date | None = None
    suspended_days: int = 0
    status: str = "running"
    remaining_days: int | None = None
    refuse_by: date | None = None
    other_calendar: date | None = None
    derivation: Derivation = field(default=(), repr=False)


def deadline(
    policies: Policies,
    procedure: str,
    *,
    start: date,
    extension_announced: date | None = None,
    pauses: Sequence[Pause] = (),
    committee: bool = False,
    several_units: bool = False,
    as_of: date | None = None,
    calendar: str | None = None,
) -> Deadline:
    """The last day, that day included, on which the answer is in time.

    Args:
        procedure: a name of policies/procedures.yaml.
        start: the day of receipt; of the announcement, or of the end of the objection term, for
            the procedures that count from there. It does not count itself (1182/71 3(1)).
        as_of: the day of knowledge; later events are left out. None: everything given is known.
        calendar: strict or awt, instead of the procedure's own.

    Raises:
        InputFault: an unknown procedure or calendar, or an event before the start.
        NotCovered: the policies say nothing about that time.
    """
    version = policies.procedure(procedure, start)
    facts = {"committee": committee, "several_units": several_units}
    _check_facts(procedure, version, facts)
    reckoning = _Reckoning(
        policies=policies,
        version=version,
        start=start,
        term=_special(version.special_terms, facts) or version.term,
        extension=_special(version.special_extensions, facts) or version.extension,
        calendar=_calendar(policies, calendar or version.calendar),
    )
    _check_kinds(procedure, version, pauses)
    if version.counts_from != "window_ends":  # much may happen while the window is still open
        _check_order(start, extension_announced, pauses, as_of)
    known = [pause.as_of(as_of) for pause in pauses if as_of is None or pause.asked <= as_of]
    if as_of is not None and extension_announced is not None and as_of < extension_announced:
        extension_announced = None
    return reckoning.answer(procedure, known, extension_announced, as_of)


@frozen(kw_only=True)
class _Reckoning:
    """One procedure from one day: everything that the answer is computed from."""

    policies: Policies
    version: ProcedureVersion
    start: date
    term: Term
    extension: Extension | None
    calendar: str

    def nominal(self, extended: bool, suspended: int) -> date:
        """The end before it moves: the whole period from the start, then the suspended days."""
        return self._whole(extended).after(self.start) + timedelta(suspended)

    def ends(self, extended: bool, suspended: int) -> date:
        """The last day in time."""
        return self._roll(self.nominal(extended, suspended), extended, self.calendar)

    def answer(
        self, procedure: str, pauses: list[Pause], announced: date | None, as_of: date | None
    ) -> Deadline:
        counted = pauses if self.version.pauses else []
        first = settle(counted, None, self.ends)
        settled = settle(counted, announced if self.extension else None, self.ends)
        extended = settled.extension == "valid"
        stands_still = settled.open is not None
        due = None if stands_still else self.ends(extended, settled.days)
        refuse = self.version.refusal
        return Deadline(
            procedure=procedure,
            start=self.start,
            calendar=self.calendar,
            nominal=None if stands_still else self.nominal(extended, settled.days),
            due=due,
            first_due=None if first.open else self.ends(False, first.days),
            extension=settled.extension or ("not provided" if announced else None),
            extended_due=self._extended_due(settled, first),
            suspended_days=settled.days,
            status=_status(settled, due, as_of),
            remaining_days=self._remaining(settled, due, as_of),
            refuse_by=self._short(refuse, first) if refuse and not first.open else None,
            other_calendar=self._elsewhere(extended, settled),
            derivation=self._derivation(settled, first, pauses, announced),
        )

    def _whole(self, extended: bool) -> Period:
        if extended and self.extension:
            return _together(self.term.length, self.extension.adds)
        return self.term.length

    def _roll(self, day: date, extended: bool, calendar: str) -> date:
        part = self.extension if extended and self.extension else self.term
        return self.policies.calendar.working_day_from(day, calendar) if part.rolls else day

    def _extended_due(self, settled: Settled, first: Settled) -> date | None:
        """The end with an extension, announced or still to be announced."""
        if self.extension is None or settled.extension == "too late" or settled.open:
            return None
        days = settled.days if settled.extension else first.days
        return self.ends(True, days)

    def _short(self, refusal: Term, first: Settled) -> date:
        day = refusal.length.after(self.start) + timedelta(first.days)
        return self._roll(day, False, self.calendar) if refusal.rolls else day

    def _remaining(self, settled: Settled, due: date | None, as_of: date | None) -> int | None:
        if settled.open is not None:
            return self._left(settled, settled.open.asked)
        return None if due is None or as_of is None else max((due - as_of).days, 0)

    def _left(self, settled: Settled, asked: date) -> int:
        """What was left of the term when the open question was asked."""
        passed = Settled(pauses=tuple(p for p in settled.pauses if p.asked < asked))
        suspended = sum(any(p.suspends(day) for p in passed.pauses) for day in _days(
            self.start, asked))  # fmt: skip
        return max((self.nominal(settled.extension == "valid", suspended) - asked).days, 0)

    def _elsewhere(self, extended: bool, settled: Settled) -> date | None:
        """The last day by the other calendar, where it is another day."""
        if settled.open:
            return None
        other = "awt" if self.calendar == "strict" else "strict"
        nominal = self.nominal(extended, settled.days)
        there = self._roll(nominal, extended, other)
        return there if there != self._roll(nominal, extended, self.calendar) else None

    def _derivation(
        self, settled: Settled, first: Settled, pauses: list[Pause], announced: date | None
    ) -> Derivation:
        """The answer's way, step by step."""
        told: list[Step] = [*steps.term(self.version, self.start, self.term)]
        told += steps.extension(
            self.version, self.extension, announced, settled, self.start, self._whole(True)
        )
        told += steps.pauses(self.version, pauses, settled)
        if settled.open is not None:
            left = self._left(settled, settled.open.asked)
            return (*told, steps.suspended(self.version, settled.open, left))
        extended = settled.extension == "valid"
        nominal = self.nominal(extended, settled.days)
        part = self.extension if extended and self.extension else self.term
        told += steps.end(self.policies, nominal, part.rolls, self.calendar, part.article)
        told += steps.other_calendar(
            self.policies, self.version, self._elsewhere(extended, settled), self.calendar
        )
        if self.version.refusal and not first.open:
            told.append(
                steps.refusal(self.version.refusal, self._short(self.version.refusal, first))
            )
        return tuple(told)


def _together(length: Period, adds: Period) -> Period:
    """A term and its extension as one period, so that it is counted once from the start."""
    return Period(
        years=length.years + adds.years,
        months=length.months + adds.months,
        weeks=length.weeks + adds.weeks,
        days=length.days + adds.days,
    )


def _special(variants: dict[str, T], facts: dict[str, bool]) -> T | None:
    """The variant for a fact that is given, such as a committee."""
    return next((variant for fact, variant in variants.items() if facts.get(fact)), None)


def _calendar(policies: Policies, name: str) -> str:
    if name not in policies.calendar.calendars:
        names = ", ".join(policies.calendar.calendars)
        raise InputFault(f"{name!r} is no calendar; there are: {names}")
    return name


def _check_order(
    start: date, announced: date | None, pauses: Sequence[Pause], as_of: date | None
) -> None:
    """Nothing can happen in a procedure before the day on which its term starts."""
    early = [("extension_announced", announced), ("as_of", as_of)]
    early += [("a pause asked", pause.asked) for pause in pauses]
    for name, day in early:
        if day is not None and day < start:
            raise InputFault(
                f"{name} on {day} lies before the term starts, on {start}",
                remedy="Give a day on or after the one from which the term counts.",
            )


def _check_facts(procedure: str, version: ProcedureVersion, facts: dict[str, bool]) -> None:
    """A fact that the procedure does not know would silently change nothing: refused."""
    known = {*version.special_terms, *version.special_extensions}
    for fact, given in facts.items():
        if given and fact not in known:
            raise InputFault(f"{procedure} makes no difference for {fact!r}: leave it out")


def _check_kinds(procedure: str, version: ProcedureVersion, pauses: Sequence[Pause]) -> None:
    """Only the questions that the policies name suspend a term."""
    if version.pauses is None:
        return
    for pause in pauses:
        if pause.kind not in version.pauses.kinds:
            raise InputFault(
                f"{pause.kind!r} does not suspend {procedure}; "
                f"there are: {', '.join(version.pauses.kinds)}"
            )


def _status(settled: Settled, due: date | None, as_of: date | None) -> str:
    if settled.open is not None or (as_of is not None and settled.standing_still(as_of)):
        return "suspended"
    return "expired" if due and as_of and as_of > due else "running"


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(n) for n in range((end - start).days + 1)]
