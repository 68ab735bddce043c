"""How each event changes a request, and which events fit when. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from attrs import evolve

from avgrights.cases.case import Case, Pause, Status, need_identity, need_words, open_case
from avgrights.cases.correcting import ordered, stated
from avgrights.cases.default import in_default
from avgrights.cases.events import (
    Acknowledged,
    Answered,
    Assessed,
    CarriedOut,
    Closed,
    Decided,
    Event,
    Extended,
    FieldReviewed,
    HandedOver,
    HumanReviewed,
    Identified,
    InDefault,
    Lapsed,
    Lifted,
    Ordered,
    OverlayInvoked,
    OverlayWithdrawn,
    Paused,
    Planned,
    Received,
    RecipientExempt,
    RecipientsNamed,
    RecipientTold,
    Reminded,
    Resumed,
    Stated,
    Withdrawn,
)
from avgrights.cases.human_review import handed_over, human_reviewed
from avgrights.cases.manners import PauseFor
from avgrights.cases.overlays import invoked, taken_back
from avgrights.cases.recipients import exempted, named, told
from avgrights.cases.restriction import need_liftable
from avgrights.cases.reviews import reviewed
from avgrights.cases.silence import lapsed, reminded
from avgrights.terms.errors import InputFault, Refused

#: Telling recipients is a duty of its own, that does not end with the case (GDPR 19).
AFTER_CLOSING = (RecipientTold, RecipientExempt)


def happen(case: Case, event: Event) -> Case:
    """The case after the event.

    Raises:
        Refused: the event does not fit here; the sentence names what comes first.
        InputFault: a day that lies before the one it follows.
    """
    if isinstance(event, Lifted):
        need_liftable(case)
        return evolve(case, lifted=event)
    if case.status is Status.CLOSED and not isinstance(event, AFTER_CLOSING):
        raise Refused(f"case {case.id} is closed; a new request opens a new case")
    if case.status is Status.WITHDRAWN and not isinstance(event, (Closed, *AFTER_CLOSING)):
        raise Refused(f"case {case.id} was withdrawn; what is left is to close it")
    step = _STEPS.get(type(event))
    if step is None:
        raise Refused(f"case {case.id} was received already")
    return step(case, event)


def replay(id: str, events: Iterable[Event]) -> Case:
    """The case that these events, the first of them `Received`, lead to."""
    first, *rest = events
    if not isinstance(first, Received):
        raise InputFault(f"case {id} does not begin with its receipt")
    case = open_case(id, first)
    for event in rest:
        case = happen(case, event)
    return case


def _identified(case: Case, event: Identified) -> Case:
    if case.identity is not None:
        raise Refused(f"case {case.id}: identity was recorded on {case.identity.on}")
    _undecided(case)
    need_words(event.by, "the name of who established it")
    _not_before(event.on, case.received, "the request was received")
    pause = case.paused
    if pause is not None and pause.reason is PauseFor.IDENTITY:
        case = _resumed(case, Resumed(on=event.on))
    return evolve(case, identity=event, status=Status.IDENTIFIED)


def _paused(case: Case, event: Paused) -> Case:
    _undecided(case)
    if case.paused is not None:
        raise Refused(f"case {case.id} is paused since {case.paused.asked}: resume it first")
    if event.reason is PauseFor.IDENTITY and case.identity is not None:
        raise Refused(f"case {case.id}: identity was recorded on {case.identity.on}")
    _not_before(event.on, case.received, "the request was received")
    return evolve(case, pauses=(*case.pauses, Pause(reason=event.reason, asked=event.on)))


def _resumed(case: Case, event: Resumed) -> Case:
    _undecided(case)
    pause = case.paused
    if pause is None:
        raise Refused(f"case {case.id} is not paused")
    _not_before(event.on, pause.asked, "the question was asked")
    return evolve(case, pauses=(*case.pauses[:-1], evolve(pause, answered=event.on)))


def _extended(case: Case, event: Extended) -> Case:
    _undecided(case)
    if case.extended is not None:
        raise Refused(f"case {case.id} was extended on {case.extended}; the law allows it once")
    need_words(event.because, "the reason that the person was told")
    _not_before(event.on, case.received, "the request was received")
    return evolve(case, extended=event.on)


def _assessed(case: Case, event: Assessed) -> Case:
    need_identity(case)
    _not_carried_out(case)
    if case.status is Status.UNDER_WAY:
        return evolve(case, assessments=event.activities)
    return evolve(case, assessments=event.activities, status=Status.ASSESSED)


def _answered(case: Case, event: Answered) -> Case:
    need_identity(case)
    _undecided(case)
    if case.status is Status.CARRIED_OUT:
        raise Refused(f"case {case.id} is carried out; the answer would come too late")
    return evolve(case, answers=(*case.answers, event), handlers=(*case.handlers, event.by))


def _ordered(case: Case, event: Ordered) -> Case:
    need_identity(case)
    _not_carried_out(case)
    return ordered(case, event)


def _stated(case: Case, event: Stated) -> Case:
    need_identity(case)
    _undecided(case)
    return stated(case, event)


def _planned(case: Case, event: Planned) -> Case:
    need_identity(case)
    _not_carried_out(case)
    if case.status is Status.IDENTIFIED:
        raise Refused(
            f"case {case.id} was not assessed yet",
            remedy=f"First: avgrights request assess {case.id}",
        )
    fresh = {planned.dataset for planned in event.datasets}
    kept = tuple(planned for planned in case.planned if planned.dataset not in fresh)
    return evolve(
        case, planned=(*kept, *event.datasets), digest=event.digest, status=Status.UNDER_WAY
    )


def _human_reviewed(case: Case, event: HumanReviewed) -> Case:
    need_identity(case)
    _not_carried_out(case)
    return human_reviewed(case, event)


def _carried_out(case: Case, event: CarriedOut) -> Case:
    need_identity(case)
    _not_carried_out(case)
    if case.status is not Status.UNDER_WAY:
        raise Refused(f"case {case.id} has no plan: nothing is done that was not planned")
    return evolve(
        case, results=event.results, searched=event.searched, open=event.open,
        status=Status.UNDER_WAY if event.open else Status.CARRIED_OUT,
    )  # fmt: skip


def _decided(case: Case, event: Decided) -> Case:
    need_identity(case)
    if case.lapsed:
        raise Refused(f"case {case.id} was left aside on {case.decided} for want of an answer")
    if case.status is not Status.DECIDED and not case.ready_to_decide:
        first = "carry-out" if case.assessments else "assess"
        left = f" (open: {', '.join(case.open)})" if case.open else ""
        raise Refused(
            f"case {case.id} is {case.status}{left}: nothing to decide on yet",
            remedy=f"First: avgrights request {first} {case.id}",
        )
    case = _clock_running(case, event.on)
    return evolve(case, outcome=event.outcome, decided=event.on, status=Status.DECIDED)


def _acknowledged(case: Case, event: Acknowledged) -> Case:
    _undecided(case)
    if case.acknowledged is not None:
        raise Refused(f"case {case.id}: the receipt was acknowledged on {case.acknowledged}")
    _not_before(event.on, case.received, "the request was received")
    return evolve(case, acknowledged=event.on)


def _withdrawn(case: Case, event: Withdrawn) -> Case:
    _undecided(case)
    return evolve(_clock_running(case, event.on), status=Status.WITHDRAWN)


def _clock_running(case: Case, on: date) -> Case:
    """Whoever decides or withdraws waits for no answer any more: an open pause ends that day."""
    if case.paused is None:
        return case
    return _resumed(case, Resumed(on=max(on, case.paused.asked)))


def _closed(case: Case, event: Closed) -> Case:
    if case.status not in (Status.DECIDED, Status.WITHDRAWN):
        raise Refused(
            f"case {case.id} is {case.status}: decide it, or record that it was withdrawn, first",
            remedy=f"First: avgrights request decide {case.id} --out DIR",
        )
    return evolve(case, status=Status.CLOSED, closed=event.on)


def _undecided(case: Case) -> None:
    if case.status is Status.DECIDED:
        raise Refused(f"case {case.id} was decided on {case.decided}; what is left is to close it")


def _not_carried_out(case: Case) -> None:
    _undecided(case)
    if case.status is Status.CARRIED_OUT:
        raise Refused(f"case {case.id} is carried out already")


def _not_before(day: date, earlier: date, what: str) -> None:
    if day < earlier:
        raise InputFault(f"{day} lies before {earlier}, the day that {what}")


_STEPS: dict[type, Callable[[Case, Any], Case]] = {
    Identified: _identified,
    Paused: _paused,
    Resumed: _resumed,
    Extended: _extended,
    Assessed: _assessed,
    Answered: _answered,
    OverlayInvoked: invoked,
    OverlayWithdrawn: taken_back,
    FieldReviewed: reviewed,
    Ordered: _ordered,
    Stated: _stated,
    Planned: _planned,
    CarriedOut: _carried_out,
    HumanReviewed: _human_reviewed,
    HandedOver: handed_over,
    Decided: _decided,
    Acknowledged: _acknowledged,
    Reminded: reminded,
    Lapsed: lapsed,
    InDefault: in_default,
    RecipientsNamed: named,
    RecipientTold: told,
    RecipientExempt: exempted,
    Withdrawn: _withdrawn,
    Closed: _closed,
}
