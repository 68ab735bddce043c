"""One request as it stands, and how each event changes it. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.correcting import ordered, stated
from avgrights.cases.default import in_default
from avgrights.cases.events import (
    Acknowledged,
    Answered,
    Assessed,
    CarriedOut,
    Channel,
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
    Outcome,
    OverlayInvoked,
    OverlayWithdrawn,
    Paused,
    PauseFor,
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
from avgrights.cases.following import afterwards, while_weighed
from avgrights.cases.human_review import awaiting_review, handed_over, human_reviewed
from avgrights.cases.overlays import invoked, taken_back
from avgrights.cases.plan import PlannedDataset, Result, Searched
from avgrights.cases.recipients import RecipientTask, exempted, named, told
from avgrights.cases.restriction import need_liftable
from avgrights.cases.reviews import reviewed
from avgrights.cases.rights import Right
from avgrights.cases.silence import lapsed, reminded
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier


class Status(StrEnum):
    """How far a request has come."""

    RECEIVED = "received"
    IDENTIFIED = "identified"
    ASSESSED = "assessed"
    UNDER_WAY = "partly carried out"
    CARRIED_OUT = "carried out"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


#: Telling recipients is a duty of its own, that does not end with the case (GDPR 19).
AFTER_CLOSING = (RecipientTold, RecipientExempt)

#: In these nothing more is to be done for the person.
OVER = (Status.DECIDED, Status.WITHDRAWN, Status.CLOSED)


@frozen(kw_only=True)
class Pause:
    """A time that the clock stood still: asked on one day, answered on another (None: open)."""

    reason: PauseFor
    asked: date
    answered: date | None = None
    reminded: date | None = None


@frozen(kw_only=True)
class Case:
    """One request (zaak). Made by `open_case`, changed by `happen`, never otherwise."""

    id: str
    register: str
    right: Right
    status: Status
    recorded: date
    received: date
    identifiers: tuple[Identifier, ...] = field(repr=False)
    name: str = field(repr=False)
    channel: Channel
    activities: tuple[str, ...] = ()
    representative: str | None = field(default=None, repr=False)
    mandate: str | None = field(default=None, repr=False)
    born: date | None = field(default=None, repr=False)
    ground: str | None = None
    lifted: Lifted | None = None
    representation: str | None = None
    mandate_for: tuple[str, ...] = ()
    mandate_until: date | None = None
    identity: Identified | None = None
    pauses: tuple[Pause, ...] = ()
    extended: date | None = None
    acknowledged: date | None = None
    notices: tuple[date, ...] = ()
    lapsed: bool = False
    assessments: tuple[Assessment, ...] = ()
    answers: tuple[Answered, ...] = ()
    overlays: tuple[OverlayInvoked, ...] = ()
    reviews: tuple[FieldReviewed, ...] = ()
    handlers: tuple[str, ...] = field(default=(), repr=False)
    human_reviews: tuple[HumanReviewed, ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    corrections: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    only: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    known_as: tuple[Identifier, ...] = field(default=(), repr=False)
    statement: str | None = field(default=None, repr=False)
    stated: date | None = None
    digest: str | None = None
    planned: tuple[PlannedDataset, ...] = field(default=(), repr=False)
    results: tuple[Result, ...] = ()
    searched: tuple[Searched, ...] = ()
    open: tuple[str, ...] = ()
    recipients: tuple[RecipientTask, ...] = ()
    outcome: Outcome | None = None
    decided: date | None = None
    closed: date | None = None

    @property
    def paused(self) -> Pause | None:
        """The pause that is open, or None."""
        return next((pause for pause in self.pauses if pause.answered is None), None)

    @property
    def refused_throughout(self) -> bool:
        """Whether there is nothing to carry out: the right applies to no activity."""
        return bool(self.assessments) and all(
            found.verdict is Verdict.DOES_NOT_APPLY for found in self.assessments
        )

    @property
    def ready_to_decide(self) -> bool:
        """Whether what was to be done is done, or there is nothing to do."""
        done = self.status is Status.CARRIED_OUT
        return done or (self.status is Status.ASSESSED and self.refused_throughout)

    def answer(self, activity: str) -> Answered | None:
        """The last answer of the case handler on that activity."""
        return next((a for a in reversed(self.answers) if a.activity == activity), None)


def open_case(id: str, event: Received) -> Case:
    """The case that a request which came in opens.

    Raises:
        InputFault: no identifier, a day in the wrong order, a representative without a mandate.
    """
    if not event.identifiers:
        raise InputFault("a request needs at least one identifier, such as email=a@example.nl")
    _need_words(event.name, "the name of the person")
    if event.received > event.on:
        raise InputFault(f"received on {event.received}: that lies in the future")
    if (event.representative is None) != (event.mandate is None):
        raise InputFault("a representative acts under a mandate: give both or neither")
    if event.born is not None and event.born > event.received:
        raise InputFault("born after the request was received: mend the date")
    return Case(
        id=id, register=event.register, right=event.right, status=Status.RECEIVED,
        recorded=event.on, received=event.received, identifiers=event.identifiers,
        name=event.name, channel=event.channel, activities=event.activities,
        representative=event.representative, mandate=event.mandate, born=event.born,
        ground=event.ground,
        representation=event.representation, mandate_for=event.mandate_for,
        mandate_until=event.mandate_until,
    )  # fmt: skip


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
    if case.status is Status.WITHDRAWN and not isinstance(event, Closed):
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


def need_identity(case: Case) -> None:
    """Nothing is looked up, gathered or told before identity is recorded (GDPR 12(6)).

    Raises:
        Refused: no identity yet.
    """
    if case.identity is None:
        raise Refused(
            f"case {case.id}: nothing is looked up before identity is recorded",
            remedy=f"First: avgrights request identify {case.id} --method … --level … --by …",
        )


def _identified(case: Case, event: Identified) -> Case:
    if case.identity is not None:
        raise Refused(f"case {case.id}: identity was recorded on {case.identity.on}")
    _undecided(case)
    _need_words(event.by, "the name of who established it")
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
    _need_words(event.because, "the reason that the person was told")
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


def _need_words(text: str, what: str) -> None:
    if not text.strip():
        raise InputFault(f"{what} is needed")


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


def next_steps(case: Case) -> tuple[str, ...]:
    """The commands that fit now, the most usual first."""
    if case.status is Status.CLOSED:
        return ()
    if case.status is Status.WITHDRAWN:
        return ("close",)
    if case.status is Status.DECIDED:
        return ("close", *afterwards(case))
    steps = _forward(case)
    clock = ("resume",) if case.paused else ("pause",)
    extend = () if case.extended else ("extend",)
    return (*steps, *clock, *extend, "withdraw", *while_weighed(case))


def _forward(case: Case) -> tuple[str, ...]:
    if case.identity is None:
        return ("identify",)
    if case.ready_to_decide:
        return ("decide",)
    if case.status is Status.IDENTIFIED:
        return ("assess",)
    if case.status is Status.ASSESSED and not all(one.settled for one in case.assessments):
        return ("assess", "carry-out")
    if awaiting_review(case):
        return ("human-review", "carry-out")
    return ("carry-out",)
