"""Who may exercise the rights of a data subject (UAVG 5(4); Wjsg 20(2); Wpg 26(2))."""

from __future__ import annotations

from calendar import isleap
from datetime import date

from attrs import field, frozen

from avgrights.law.answers import Derivation, Step, Text
from avgrights.law.dated import on
from avgrights.law.policies import Policies
from avgrights.law.values import AgeBand
from avgrights.terms.errors import InputFault

FILE = "policies/capacity.yaml"


@frozen(kw_only=True)
class Capacity:
    """Who may act for a data subject.

    Attributes:
        age: in whole years, on the day of the request.
        may_act: subject, representative, or both.
    """

    age: int
    may_act: tuple[str, ...]
    derivation: Derivation = field(default=(), repr=False)


def capacity(
    policies: Policies, *, regime: str, born: date, requested: date, guardianship: bool = False
) -> Capacity:
    """Who may make a request on `requested` about a person born on `born`.

    The day of the request decides which rule holds: it changed on 1 September 2026 for the AVG
    regime, not for the Wjsg and the Wpg.

    Args:
        guardianship: a guardian, administrator or mentor acts within the scope of the measure.

    Raises:
        InputFault: an unknown regime, or a birth after the request.
        NotCovered: the rule of that day is not known.
    """
    versions = policies.capacity.regimes.get(regime)
    if versions is None:
        names = ", ".join(policies.capacity.regimes)
        raise InputFault(f"{regime!r} is no regime; there are: {names}")
    if born > requested:
        raise InputFault(f"born on {born}, after the request of {requested}")
    version = on(versions, requested, file=FILE, value=f"regimes.{regime}")
    age = age_on(policies, born, requested)
    reached = [band for band in version.ages if band.from_age <= age]
    band = max(reached, key=lambda band: band.from_age)
    steps = [_age_step(policies, age), _band_step(policies, band)]
    may_act = band.may_act
    if guardianship:
        rule = on((policies.capacity.guardianship,), requested, file=FILE, value="guardianship")
        may_act = rule.may_act
        what = Text(nl="onder curatele, bewind of mentorschap", en="under guardianship")
        steps.append(Step(what=what, value=", ".join(may_act), article=rule.article))
    return Capacity(age=age, may_act=may_act, derivation=tuple(steps))


def age_on(policies: Policies, born: date, day: date) -> int:
    """Age in whole years on that day.

    A birthday on 29 February falls on 1 March in a year that has none (policies/capacity.yaml).
    """
    birthday = (born.month, born.day)
    early = policies.capacity.reckoning.birthday_without_leap_day == "28 February"
    if early and birthday == (2, 29) and not isleap(day.year):
        birthday = (2, 28)
    return day.year - born.year - ((day.month, day.day) < birthday)


def _age_step(policies: Policies, age: int) -> Step:
    rule = policies.capacity.reckoning
    what = Text(nl="leeftijd op de dag van het verzoek", en="age on the day of the request")
    return Step(what=what, value=age, article=rule.article, decision=rule.decision)


def _band_step(policies: Policies, band: AgeBand) -> Step:
    what = Text(
        nl=f"vanaf {band.from_age} jaar mag handelen", en=f"from age {band.from_age} may act"
    )
    return Step(what=what, value=", ".join(band.may_act), article=band.article,
                decision=policies.capacity.transition.decision)  # fmt: skip
