"""Overlays in a case: what its handler invokes, and what that does to the verdict.

Invoking is a step like any other: with a reason and a name, on the whole case or on one activity,
and it can be taken back. What it says to the law stands in policies/invoking.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from avgrights.cases.assessment import Assessment, Ground, Verdict
from avgrights.cases.events import Answered, OverlayInvoked, OverlayWithdrawn
from avgrights.law.answers import Text
from avgrights.law.invoking import Invocation, reaches
from avgrights.law.policies import Policies
from avgrights.law.rulebook import Fact
from avgrights.terms.errors import InputFault, Refused

if TYPE_CHECKING:
    from avgrights.cases.case import Case

REFUSE, CHARGE = "refuse", "charge"


def invoked(case: Case, event: OverlayInvoked) -> Case:
    """The case after an overlay was invoked; the same one again takes the place of the earlier."""
    _open_to_it(case, event.because, event.by)
    kept = tuple(one for one in case.overlays if _about(one) != _about(event))
    answers = _still_answered(case, event.activity)
    return evolve(
        case, overlays=(*kept, event), answers=answers, handlers=(*case.handlers, event.by)
    )


def taken_back(case: Case, event: OverlayWithdrawn) -> Case:
    """The case after an overlay was taken back."""
    _open_to_it(case, event.because, event.by)
    kept = tuple(one for one in case.overlays if _about(one) != _about(event))
    if len(kept) == len(case.overlays):
        there = ", ".join(_named(one) for one in case.overlays) or "nothing"
        raise InputFault(
            f"case {case.id}: {event.overlay!r:.40} was not invoked there; invoked: {there}"
        )
    return evolve(
        case, overlays=kept, answers=_still_answered(case, event.activity),
        handlers=(*case.handlers, event.by),
    )  # fmt: skip


def in_force(case: Case, activity: str) -> tuple[OverlayInvoked, ...]:
    """What is invoked for one activity; what names the activity goes before the whole case."""
    found = {one.overlay: one for one in case.overlays if one.activity is None}
    found |= {one.overlay: one for one in case.overlays if one.activity == activity}
    return tuple(found.values())


def facts_of(policies: Policies, case: Case, activity: str) -> dict[str, Fact]:
    """What the overlays in force tell the law, by the names of policies/rights.yaml."""
    told: dict[str, Fact] = {}
    for one in in_force(case, activity):
        overlay = _known(policies, one.overlay)
        told |= overlay.facts
        if one.effect is not None:
            told |= overlay.refuse if one.effect == REFUSE else overlay.charge
    return told


def deciding(policies: Policies, case: Case, found: Assessment) -> OverlayInvoked | None:
    """The overlay that sets the right aside in this verdict, or None where none does."""
    if found.verdict is not Verdict.DOES_NOT_APPLY or found.route_to:
        return None
    cited = set(found.citations)
    return next(
        (one for one in in_force(case, found.activity)
         if set(_known(policies, one.overlay).source) <= cited),
        None,
    )  # fmt: skip


def as_invoked(policies: Policies, case: Case, found: Assessment) -> Assessment:
    """The verdict with what the overlay in force adds to it: its letter, its reason, its fee."""
    one = deciding(policies, case, found)
    if one is not None:
        return _set_aside(policies, found, one)
    if found.verdict is Verdict.APPLIES:
        for one in in_force(case, found.activity):
            overlay = _known(policies, one.overlay)
            if one.effect == CHARGE and overlay.charged is not None:
                found = _charged(found, overlay, overlay.charged, one)
    return found


def need_fitting(
    policies: Policies, case: Case, event: OverlayInvoked, scope: Iterable[str]
) -> None:
    """An overlay is invoked whole, where it reaches, and with what the law asks for it.

    Raises:
        InputFault: no such overlay or activity, one that does not reach the right, or a letter, a
            factor or a choice that is missing or does not belong to it.
    """
    overlay = policies.invoking.overlay(event.overlay)
    if overlay is None:
        names = ", ".join(one.id for one in policies.invoking.overlays)
        raise InputFault(f"{event.overlay!r:.40} is no overlay; there are: {names}")
    need_activity(case, event.activity, scope)
    if not reaches(policies.rights, overlay, case.right.value, event.on):
        raise InputFault(f"{overlay.id} does not reach {case.right}: it cannot set that aside")
    if event.effect is not None and not overlay.chooses:
        raise InputFault(f"--refuse and --charge belong to 12(5), not to {overlay.id}")
    if overlay.weighs:
        _need_weighing(policies, event)
    elif event.ground or event.weighed or event.kept_from_subject:
        raise InputFault(
            f"a letter, factors and what is kept from the person belong to UAVG 41, not to "
            f"{overlay.id}"
        )


def need_gdpr(case: Case, event: OverlayInvoked, laws: Mapping[str, str]) -> None:
    """Overlays belong to the GDPR; the Wjsg and the Wpg have grounds for refusing of their own.

    Args:
        laws: activity of the request -> the law that governs it.

    Raises:
        InputFault: nothing that the overlay would touch falls under the GDPR.
    """
    touched = [law for one, law in laws.items() if event.activity in (None, one)]
    if "avg" not in touched:
        raise InputFault(
            f"case {case.id}: {event.overlay} belongs to the GDPR, and this data falls under "
            f"{', '.join(sorted(set(touched))) or 'no law that is known'}"
        )


def need_activity(case: Case, activity: str | None, scope: Iterable[str]) -> None:
    """Raises InputFault for an activity that the request is not about."""
    names = tuple(scope)
    if activity is not None and activity not in names:
        raise InputFault(
            f"case {case.id} is not about {activity!r:.60}; it is about {', '.join(names)}"
        )


def _need_weighing(policies: Policies, event: OverlayInvoked) -> None:
    """The letter of UAVG 41(1), and all factors of 41(2), each once and in words."""
    letters = [one.id for one in policies.invoking.grounds]
    if event.ground not in letters:
        raise InputFault(
            f"{event.overlay} needs its ground, one of the letters {', '.join(letters)}",
            remedy="Name it with --ground; policies/invoking.yaml has the text of each.",
        )
    factors = [one.id for one in policies.invoking.factors]
    weighed = [one.factor for one in event.weighed if one.found.strip()]
    strange = [one.factor for one in event.weighed if one.factor not in factors]
    if strange or len(set(weighed)) < len(weighed):
        raise InputFault(f"weigh each factor once; they are: {', '.join(factors)}")
    missing = [letter for letter in factors if letter not in weighed]
    if missing:
        raise InputFault(
            f"{event.overlay} needs the weighing of every factor of UAVG 41(2); not weighed: "
            + ", ".join(missing),
            remedy="Say what was found on each, or that it does not matter here and why: "
            f'--weigh {missing[0]}="…".',
        )


def _open_to_it(case: Case, because: str, by: str) -> None:
    from avgrights.cases.case import Status, need_identity

    need_identity(case)
    if case.status not in (Status.IDENTIFIED, Status.ASSESSED):
        raise Refused(
            f"case {case.id} is {case.status}: what sets the right aside is invoked, and taken "
            "back, before it is carried out"
        )
    if not (because.strip() and by.strip()):
        raise InputFault("an overlay needs a reason and the name of who invokes it")


def _still_answered(case: Case, activity: str | None) -> tuple[Answered, ...]:
    """The answers to questions that the overlay does not touch: the others are asked anew."""
    if activity is None:
        return ()
    return tuple(one for one in case.answers if one.activity != activity)


def _about(one: OverlayInvoked | OverlayWithdrawn) -> tuple[str, str | None]:
    return one.overlay, one.activity


def _named(one: OverlayInvoked) -> str:
    return f"{one.overlay} on {one.activity}" if one.activity else one.overlay


def _known(policies: Policies, name: str) -> Invocation:
    found = policies.invoking.overlay(name)
    if found is None:
        raise InputFault(
            f"{name!r:.40} was invoked in this case, and is no longer in policies/invoking.yaml"
        )
    return found


def _set_aside(policies: Policies, found: Assessment, one: OverlayInvoked) -> Assessment:
    letter = policies.invoking.ground(one.ground)
    grounds, citations = found.grounds, found.citations
    points = found.points or (one.overlay,)
    if letter is not None:
        points = tuple(str(citation) for citation in letter.source)
        grounds = (*grounds, Ground(nl=letter.nl, en=letter.en))
        citations = tuple(dict.fromkeys((*citations, *letter.source)))
    return evolve(
        found, overlay=one.overlay, points=points, citations=citations,
        grounds=(*grounds, Ground(nl=one.because, en=one.because)),
    )  # fmt: skip


def _charged(
    found: Assessment, overlay: Invocation, charged: Text, one: OverlayInvoked
) -> Assessment:
    fee = Ground(nl=charged.nl, en=charged.en)
    return evolve(
        found, overlay=one.overlay,
        grounds=(*found.grounds, fee, Ground(nl=one.because, en=one.because)),
        citations=tuple(dict.fromkeys((*found.citations, *overlay.source))),
    )  # fmt: skip
