"""The penalty for a late decision (dwangsom bij niet tijdig beslissen, Awb 4:17 to 4:20)."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import field, frozen

from avgrights.law.answers import Derivation, Step, Text
from avgrights.law.dated import on
from avgrights.law.policies import Policies
from avgrights.law.values import PenaltyVersion
from avgrights.law.words import length_in_words
from avgrights.terms.errors import InputFault

FILE = "policies/penalty.yaml"
NO_NOTICE, PREMATURE = "no notice", "premature notice"


@frozen(kw_only=True)
class Penalty:
    """What a late decision has cost so far.

    Attributes:
        days: days in default for which a penalty is due, at most those of the law.
        euros: whole euros.
        first_day: the first day that counts; None without a notice that has effect.
        last_day: the last day that can count.
        fixed_by: the last day on which the amount must be fixed, after all days (Awb 4:18).
        reason: why nothing is due: no notice, premature notice; None elsewhere.
    """

    days: int
    euros: int
    first_day: date | None = None
    last_day: date | None = None
    fixed_by: date | None = None
    reason: str | None = None
    derivation: Derivation = field(default=(), repr=False)


def for_days(policies: Policies, days: int, *, day: date | None = None) -> Penalty:
    """The amount for so many days in default; days beyond the maximum add nothing.

    Args:
        days: 0 or more.
        day: a day of the default, for the amounts of that time; None: those now in force.

    Raises:
        InputFault: a negative number of days.
        NotCovered: the amounts of that day are not known.
    """
    if days < 0:
        raise InputFault(f"{days} days in default: give 0 or more")
    version = version_on(policies, day)
    counted = min(days, version.most_days)
    steps = _amount_steps(version, days, counted)
    return Penalty(days=counted, euros=euros(version, counted), derivation=steps)


def penalty(
    policies: Policies,
    *,
    due: date,
    notice_received: date | None,
    as_of: date,
    decided: date | None = None,
) -> Penalty:
    """What is due on `as_of`, that day included, for a decision that was due on `due`.

    The first day is the day after two weeks have passed since the term ended and the notice of
    default was received. Two weeks that end on a holiday end on the next working day.

    Args:
        due: the last day of the term; a notice on that day or before it has no effect.
        notice_received: the day on which the written notice of default came in; None: none did.
        decided: the day on which the decision was announced; it does not count itself.

    Raises:
        InputFault: a decision before the term ended is in time, and needs no penalty asked.
        NotCovered: the rules of that day are not known.
    """
    version = version_on(policies, due)
    known = notice_received if notice_received and notice_received <= as_of else None
    if known is None or known <= due:
        return _nothing(version, PREMATURE if known else NO_NOTICE)
    grace_ends = version.grace.length.after(known)
    last_free = _rolled(policies, grace_ends, version.grace.rolls)
    first = last_free + timedelta(1)
    last = first + timedelta(version.most_days - 1)
    until = _until(version, as_of, decided)
    days = max(0, min((until - first).days + 1, version.most_days))
    fixed = version.fixed_within.length.after(last)
    steps = (
        *_grace_steps(policies, version, known, grace_ends, last_free, first),
        *_amount_steps(version, days, days),
    )
    return Penalty(
        days=days,
        euros=euros(version, days),
        first_day=first,
        last_day=last,
        fixed_by=_rolled(policies, fixed, version.fixed_within.rolls),
        derivation=steps,
    )


def version_on(policies: Policies, day: date | None) -> PenaltyVersion:
    """The rules for a term that ended on that day; None: those now in force.

    Raises:
        NotCovered: the rules of that day are not known.
    """
    return on(policies.penalty, day, file=FILE, value="penalty")


def euros(version: PenaltyVersion, days: int) -> int:
    """The sum of the daily amounts over so many days, from the first on."""
    total = 0
    for amount in version.amounts:
        total += amount.euros_a_day * min(days, amount.days)
        days -= min(days, amount.days)
    return total


def _rolled(policies: Policies, day: date, rolls: bool) -> date:
    return policies.calendar.working_day_from(day, "awt") if rolls else day


def _until(version: PenaltyVersion, as_of: date, decided: date | None) -> date:
    """The last day that may count."""
    if decided is None or decided > as_of:
        return as_of
    return decided if version.decision_day_counts.value else decided - timedelta(1)


def _nothing(version: PenaltyVersion, reason: str) -> Penalty:
    what = {
        NO_NOTICE: Text(
            nl="geen schriftelijke ingebrekestelling", en="no written notice of default"
        ),
        PREMATURE: Text(
            nl="ingebrekestelling vóór het einde van de termijn: zonder gevolg",
            en="notice of default before the end of the term: without effect",
        ),
    }[reason]
    step = Step(what=what, value=0, article=version.notice.article)
    return Penalty(days=0, euros=0, reason=reason, derivation=(step,))


def _grace_steps(
    policies: Policies,
    version: PenaltyVersion,
    notice: date,
    grace_ends: date,
    last_free: date,
    first: date,
) -> list[Step]:
    """From the notice to the first day."""
    grace = version.grace
    length = length_in_words(grace.length)
    steps = [
        Step(what=Text(nl="ingebrekestelling ontvangen", en="notice of default received"),
             value=notice, article=version.notice.article),
        Step(what=Text(nl=f"{length.nl} verstreken op", en=f"{length.en} have passed on"),
             value=grace_ends, article=grace.article, decision=grace.decision),
    ]  # fmt: skip
    if last_free != grace_ends:
        why = policies.calendar.why_not(grace_ends, "awt")
        moved = Text(nl=f"dat is {why.nl}: de volgende werkdag",
                     en=f"that is {why.en}: the next working day")  # fmt: skip
        steps.append(Step(what=moved, value=last_free, article="Awt 1(1)"))
    first_day = Text(nl="eerste dag van de dwangsom", en="first day of the penalty")
    return [*steps, Step(what=first_day, value=first, article=grace.article)]


def _amount_steps(version: PenaltyVersion, days: int, counted: int) -> tuple[Step, ...]:
    """The days, the cap, the sum."""
    most = "; ".join(map(str, version.most_days_source))
    amounts = "; ".join(map(str, version.amounts_source))
    steps = [Step(what=Text(nl="dagen in gebreke", en="days in default"), value=days, article=most)]
    if counted < days:
        cap = Text(nl="ten hoogste, in dagen", en="at most, in days")
        steps.append(Step(what=cap, value=counted, article=most))
    total = Text(nl="dwangsom in euro", en="penalty in euros")
    return (*steps, Step(what=total, value=euros(version, counted), article=amounts))
