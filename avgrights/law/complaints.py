"""What a complaint obliges to, and when it need not be handled (Awb title 9.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from avgrights.law.answers import Derivation, Step, Text
from avgrights.law.dated import on
from avgrights.law.policies import Policies
from avgrights.law.values import ComplaintDuties, Refusal
from avgrights.terms.errors import InputFault

FILE = "policies/refusals.yaml"


@frozen(kw_only=True)
class Handling:
    """How a complaint is to be taken up.

    Attributes:
        older_than_one_year: whether the conduct lies longer back than the law's year; None: not
            known. The very anniversary is still in time.
        duty_to_continue: False once the complainant is satisfied (Awb 9:5).
        must_register: a written complaint stays in the register and the yearly report (9:12a).
        may_decline: whether a ground of 9:8 is there; it never obliges to decline.
        grounds: the grounds, by id of policies/refusals.yaml.
        check_as_objection: whether to check that it is not really an objection (bezwaar).
        check_as_notice_of_default: whether to check that it is not also a notice of default.
    """

    older_than_one_year: bool | None
    duty_to_continue: bool
    must_register: bool
    may_decline: bool
    grounds: tuple[str, ...]
    check_as_objection: bool
    check_as_notice_of_default: bool
    derivation: Derivation = field(default=(), repr=False)


def handling(
    policies: Policies,
    *,
    conduct: date | None = None,
    submitted: date | None = None,
    subject: str = "",
    satisfied_informally: bool = False,
    oral: bool = False,
    facts: Mapping[str, bool] | None = None,
) -> Handling:
    """How to take up a complaint.

    Args:
        conduct: the day of the conduct complained about.
        subject: what it is about, in words; a decision that came too late is carved out of the
            grounds of objection and appeal (Awb 9:8(1)(d)).
        facts: grounds of 9:8 that are there, by `fact` of policies/refusals.yaml.

    Raises:
        InputFault: submitted before the conduct, or one of the two days without the other.
    """
    if (conduct is None) != (submitted is None):
        raise InputFault("the age of a complaint needs both conduct and submitted")
    if conduct and submitted and submitted < conduct:
        raise InputFault(f"submitted on {submitted}, before the conduct of {conduct}")
    duties = on(policies.refusals.complaints, submitted, file=FILE, value="complaints")
    grounds = _grounds(policies, submitted)
    late = _speaks_of(subject, duties.late_decision_words)
    old = _older(grounds, conduct, submitted)
    present = [g for g in grounds if _is_there(g, old, facts or {}, late)]
    objection = _as_objection(duties, subject, facts or {}, late)
    steps = [
        *_age_steps(grounds, conduct, old),
        *_ground_steps(grounds, present, late, facts or {}),
        *_duty_steps(duties, satisfied_informally, oral, objection),
    ]
    return Handling(
        older_than_one_year=old,
        duty_to_continue=not satisfied_informally,
        must_register=not oral,
        may_decline=bool(present),
        grounds=tuple(ground.id for ground in present),
        check_as_objection=objection,
        check_as_notice_of_default=late,
        derivation=tuple(steps),
    )


def fact_names(policies: Policies) -> tuple[str, ...]:
    """The facts of a complaint that may bring up a ground for not handling it."""
    return tuple(g.fact for g in policies.refusals.refusals if g.fact)


def _grounds(policies: Policies, day: date | None) -> list[Refusal]:
    every = [g for g in policies.refusals.refusals if "complaint" in g.applies_to]
    return [g for g in every if (g.valid_until is None if day is None else g.holds_on(day))]


def _older(grounds: list[Refusal], conduct: date | None, submitted: date | None) -> bool | None:
    """Longer ago than the ground's age: the anniversary itself is still in time."""
    if conduct is None or submitted is None:
        return None
    return any(g.older_than and submitted > g.older_than.after(conduct) for g in grounds)


def _is_there(ground: Refusal, old: bool | None, facts: Mapping[str, bool], late: bool) -> bool:
    if ground.older_than is not None:
        return bool(old)
    return bool(ground.fact and facts.get(ground.fact)) and not (
        late and ground.except_late_decision
    )


def _speaks_of(subject: str, words: tuple[str, ...]) -> bool:
    return any(word in subject.lower() for word in words)


def _as_objection(
    duties: ComplaintDuties, subject: str, facts: Mapping[str, bool], late: bool
) -> bool:
    """A complaint about a decision may really be an objection; one about its absence is none."""
    if late:
        return False
    return facts.get("objection_possible", _speaks_of(subject, duties.decision_words))


def _age_steps(grounds: list[Refusal], conduct: date | None, old: bool | None) -> list[Step]:
    if conduct is None:
        return []
    return [
        Step(what=ground.name, value=old, article=ground.article, decision=ground.decision)
        for ground in grounds
        if ground.older_than
    ]


def _ground_steps(
    grounds: list[Refusal], present: list[Refusal], late: bool, facts: Mapping[str, bool]
) -> list[Step]:
    steps = [
        Step(what=Text(nl=f"hoeft niet te worden behandeld: {ground.name.nl}",
                       en=f"need not be handled: {ground.name.en}"),
             value=True, article=ground.article)
        for ground in present
    ]  # fmt: skip
    steps += [_stating(ground) for ground in present[:1]]
    if late:
        carved = Text(
            nl="niet tijdig beslissen: deze grond geldt dan niet; het blijft een klacht",
            en="no decision in time: this ground does not hold; it stays a complaint",
        )
        steps += [
            Step(what=carved, value=False, article=ground.article)
            for ground in grounds
            if ground.except_late_decision
        ]
    return steps


def _stating(ground: Refusal) -> Step:
    """What the notice of not handling must say (Awb 9:8(3))."""
    stated = ground.must_state
    what = Text(
        nl=f"de kennisgeving vermeldt: {'; '.join(stated.nl)}",
        en=f"the notice states: {'; '.join(stated.en)}",
    )
    return Step(what=what, value=len(stated.nl), article=stated.article)


def _duty_steps(
    duties: ComplaintDuties, satisfied: bool, oral: bool, objection: bool
) -> list[Step]:
    steps: list[Step] = []
    if satisfied:
        lapsed = Text(nl="tevreden: de plicht tot behandeling vervalt",
                      en="satisfied: the duty to continue lapses")  # fmt: skip
        steps.append(Step(what=lapsed, value=False, article=duties.satisfied.article))
    register = Text(nl="in het register en het jaarverslag", en="in the register and yearly report")
    article = duties.written_only.article if oral else duties.register.article
    steps.append(Step(what=register, value=not oral, article=article))
    if objection:
        check = Text(
            nl="nagaan of het een bezwaarschrift is", en="check whether it is an objection"
        )
        steps.append(Step(what=check, value=True, article=duties.check_as_objection.article))
    return steps
