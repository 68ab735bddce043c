"""Who asks, and for whom: how sure that must be, and what a mandate covers (GDPR 12(6), UAVG 5).

Nothing is told to anybody but the person or who may act for the person. Who that is depends on
age, on a measure of protection and on the mandate, on the day of the request.
"""

from __future__ import annotations

from attrs import frozen

from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope, regime
from avgrights.cases.events import Identified, Received
from avgrights.cases.rights import Right
from avgrights.law.capacity import Capacity, capacity
from avgrights.law.dated import on as version_on
from avgrights.law.identities import RepresentativeKind
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.register import Register

FILE = "policies/identity.yaml"
REPRESENTATIVE, SUBJECT = "representative", "subject"


@frozen(kw_only=True)
class _Ages:
    """Who may act under each law of the case, as far as age says."""

    found: tuple[Capacity, ...]

    def allow(self, who: str) -> bool:
        return all(who in one.may_act for one in self.found)


def need_sound_mandate(policies: Policies, event: Received, register: Register) -> None:
    """A mandate is recorded whole, before anybody rests on it.

    Raises:
        InputFault: an unknown kind of representative, a scope that is neither right nor activity,
            a kind that needs an age or a scope without it, or any of these without representative.
    """
    said = event.representation or event.mandate_for or event.mandate_until
    if event.representative is None:
        if said:
            raise InputFault("a mandate belongs to a representative: give --representative too")
        return
    known = [*(one.value for one in Right), *(one.id for one in register.activities)]
    for name in event.mandate_for:
        if name not in known:
            raise InputFault(
                f"{name!r:.60} is neither a right nor an activity that a mandate can cover; there "
                f"are: {', '.join(known)}"
            )
    if event.representation is not None:
        _need_sound_kind(kind_of(policies, event.representation), event)


def kind_of(policies: Policies, name: str) -> RepresentativeKind:
    """The kind of representative of that name.

    Raises:
        InputFault: there is no such kind.
    """
    found = policies.identity.representatives.get(name)
    if found is None:
        names = ", ".join(policies.identity.representatives)
        raise InputFault(f"{name!r:.40} is no kind of representative; there are: {names}")
    return found


def need_authority(policies: Policies, case: Case, register: Register) -> None:
    """Whoever asks may exercise this right, on the day of the request.

    Raises:
        Refused: the mandate had ended or does not cover the request, or the age or the measure of
            protection lets somebody else act.
    """
    if case.representative is not None:
        _need_mandate_in_time(case)
        _need_mandate_for(case, register)
    ages = _ages(policies, case, register)
    if case.representative is None:
        _need_subject(case, ages)
    elif case.representation is not None:
        _need_kind(case, kind_of(policies, case.representation), ages)


def need_level(policies: Policies, case: Case, event: Identified) -> None:
    """Identity is at least as sure as the right asks.

    Raises:
        Refused: it is not; the sentence names the least level.
    """
    least = policies.identity.least.get(case.right.value)
    if least is None:
        return
    least = version_on((least,), event.on, file=FILE, value=f"least.{case.right}")
    order = policies.identity.levels.order
    if order.index(event.level.value) < order.index(least.level):
        raise Refused(
            f"case {case.id}: {case.right} asks for an identity that is at least {least.level}, "
            f"and this one is {event.level} ({FILE})",
            remedy="Establish identity in a surer way; 'request pause --for identity' stops the "
            "clock meanwhile.",
        )


def need_second_check(policies: Policies, case: Case, event: Identified) -> None:
    """A recently changed address asks for a second check, by another way than the first.

    Raises:
        InputFault: a change after the day of identification, or a second check without a change.
        Refused: the address changed lately, and no second check was made.
    """
    if event.address_changed is None:
        if event.second_check is not None:
            raise InputFault("a second check goes with --address-changed DATE")
        return
    if event.address_changed > event.on:
        raise InputFault(f"address changed on {event.address_changed}: that is after {event.on}")
    rule = policies.identity.changed_address
    rule = version_on((rule,), event.on, file=FILE, value="changed_address")
    ago = (event.on - event.address_changed).days
    if ago >= rule.second_check_within:
        return
    if event.second_check is None or event.second_check.value == event.method.value:
        raise Refused(
            f"case {case.id}: the address changed {ago} days before; under "
            f"{rule.second_check_within} days identity is checked a second time, by another way "
            f"than {event.method}",
            remedy="Check again, and record it with --second-check METHOD.",
        )


def _need_sound_kind(kind: RepresentativeKind, event: Received) -> None:
    if kind.acts_for == "minor" and event.born is None:
        raise InputFault(
            f"a {event.representation} acts up to an age: give the day of birth with --born"
        )
    if kind.needs_scope and not event.mandate_for:
        raise InputFault(
            f"a {event.representation} acts within the scope of the measure: say what it covers "
            "with --mandate-for"
        )


def _need_mandate_in_time(case: Case) -> None:
    until = case.mandate_until
    if until is not None and until < case.received:
        raise Refused(
            f"case {case.id}: the mandate ended on {until}, before the request came in on "
            f"{case.received}",
            remedy="Ask for a mandate that holds, and receive the request anew with it.",
        )


def _need_mandate_for(case: Case, register: Register) -> None:
    """The rights that a mandate names limit it, and so do the activities."""
    rights = [one for one in case.mandate_for if one in [right.value for right in Right]]
    if rights and case.right.value not in rights:
        raise Refused(
            f"case {case.id}: the mandate is for {', '.join(rights)}, not for {case.right}",
            remedy="Ask for a mandate that covers it, and receive the request anew with it.",
        )
    there = [one.id for one in register.activities]
    covered = [one for one in case.mandate_for if one in there]
    asked = [one.id for one in in_scope(case, register)]
    beyond = [one for one in asked if covered and one not in covered]
    if beyond:
        raise Refused(
            f"case {case.id}: the mandate does not cover {', '.join(beyond)}",
            remedy="Receive the request anew for what it covers: "
            + " ".join(f"--activity {one}" for one in covered),
        )


def _ages(policies: Policies, case: Case, register: Register) -> _Ages:
    """Who may act, by law and age; nothing where the day of birth is not known."""
    if case.born is None:
        return _Ages(found=())
    laws = sorted({regime(one, register) for one in in_scope(case, register)})
    return _Ages(found=tuple(
        capacity(policies, regime=law, born=case.born, requested=case.received) for law in laws
    ))  # fmt: skip


def _need_subject(case: Case, ages: _Ages) -> None:
    if not ages.allow(SUBJECT):
        raise Refused(
            f"case {case.id}: at this age only the legal representative may ask",
            remedy="Receive the request anew with --representative and --mandate.",
        )


def _need_kind(case: Case, kind: RepresentativeKind, ages: _Ages) -> None:
    if kind.acts_for == "minor" and not ages.allow(REPRESENTATIVE):
        raise Refused(
            f"case {case.id}: at this age the person asks, and a {case.representation} no longer "
            "acts (UAVG 5(4))",
            remedy="Have the person ask, or give a mandate: receive the request anew.",
        )
    if kind.acts_for == "mandate" and not ages.allow(SUBJECT):
        raise Refused(
            f"case {case.id}: at this age only the legal representative may ask, and a "
            f"{case.representation} is none",
            remedy="Receive the request anew with the parent or guardian as --representative.",
        )
