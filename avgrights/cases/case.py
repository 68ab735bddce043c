"""One request as it stands: how it is opened, and what is known of it. No I/O, no clock."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.events import (
    Answered,
    FieldReviewed,
    HandedOver,
    HumanReviewed,
    Identified,
    Lifted,
    OverlayInvoked,
    Received,
)
from avgrights.cases.manners import Channel, Outcome, PauseFor
from avgrights.cases.plan import PlannedDataset, Result, Searched
from avgrights.cases.recipients import RecipientTask
from avgrights.cases.rights import Right
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
    need_words(event.name, "the name of the person")
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


def need_words(text: str, what: str) -> None:
    """Raises InputFault where a text that must say something says nothing."""
    if not text.strip():
        raise InputFault(f"{what} is needed")
