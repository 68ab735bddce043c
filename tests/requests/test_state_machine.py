"""The life of a case as a pure machine: what no order of events can bring about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.case import Case, Status, need_identity, open_case
from avgrights.cases.events import (
    Answered,
    Assessed,
    CarriedOut,
    Closed,
    Decided,
    Event,
    Extended,
    Identified,
    Paused,
    Planned,
    Received,
    Resumed,
    Withdrawn,
)
from avgrights.cases.manners import Channel, Level, Method, Outcome, PauseFor
from avgrights.cases.next_steps import next_steps
from avgrights.cases.rights import Right
from avgrights.cases.steps import happen, replay
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier

DAY = date(2026, 11, 2)
RECEIVED = Received(
    on=DAY,
    received=DAY,
    register="huis",
    right=Right.ACCESS,
    identifiers=(Identifier("email", "a@example.nl"),),
    name="de betrokkene",
    channel=Channel.EMAIL,
)
IDENTIFIED = Identified(on=DAY, method=Method.DESK, level=Level.HIGH, by="medewerker 1")
APPLIES = Assessed(on=DAY, activities=(Assessment(activity="a", verdict=Verdict.APPLIES),))
NOTHING = Assessed(on=DAY, activities=(Assessment(activity="a", verdict=Verdict.DOES_NOT_APPLY),))
DEPENDS = Assessed(on=DAY, activities=(Assessment(activity="a", verdict=Verdict.DEPENDS),))
PLANNED = Planned(on=DAY, digest="0" * 64, datasets=())
DONE = CarriedOut(on=DAY, results=(), searched=())
PARTLY = CarriedOut(on=DAY, results=(), searched=(), open=("one",))
DECIDED = Decided(on=DAY, outcome=Outcome.GRANTED)

EVENTS: tuple[Event, ...] = (
    IDENTIFIED, APPLIES, NOTHING, DEPENDS, PLANNED, DONE, PARTLY, DECIDED,
    Answered(on=DAY, activity="a", applies=True, because="x", by="y"),
    Paused(on=DAY, reason=PauseFor.IDENTITY), Paused(on=DAY, reason=PauseFor.CLARIFICATION),
    Resumed(on=DAY), Extended(on=DAY, because="x"), Withdrawn(on=DAY), Closed(on=DAY),
)  # fmt: skip
LOOKING = (Assessed, Answered, Planned, CarriedOut, Decided)


def _new() -> Case:
    return open_case("R-1", RECEIVED)


def _follow(events: list[Event]) -> tuple[Case, list[Event]]:
    """The case after the events that it takes, and these."""
    case, taken = _new(), []
    for event in events:
        try:
            case = happen(case, event)
        except Refused:
            continue
        taken.append(event)
    return case, taken


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_no_path_leads_past_the_identity_gate(events: list[Event]) -> None:
    """Nothing is looked up, gathered or told before identity is recorded (GDPR 12(6))."""
    _, taken = _follow(events)

    before = taken[: taken.index(IDENTIFIED)] if IDENTIFIED in taken else taken
    assert not any(isinstance(event, LOOKING) for event in before)


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_a_case_is_what_its_events_say_and_nothing_else(events: list[Event]) -> None:
    """Replayed from the file it is the same case; whatever it takes, it stays sound."""
    case, taken = _follow(events)

    assert replay("R-1", [RECEIVED, *taken]) == case
    assert sum(isinstance(event, Extended) for event in taken) <= 1
    assert sum(isinstance(event, Identified) for event in taken) <= 1
    if case.status is Status.CLOSED:
        assert {Decided, Withdrawn} & {type(event) for event in taken}
        assert next_steps(case) == ()
        with pytest.raises(Refused, match="is closed"):
            happen(case, Closed(on=DAY))
    if Status.DECIDED is case.status:
        last = next(e for e in reversed(taken) if isinstance(e, (CarriedOut, Assessed)))
        assert last == NOTHING or (isinstance(last, CarriedOut) and not last.open)


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_what_is_offered_as_the_next_step_is_taken(events: list[Event]) -> None:
    """`next` names no step that the machine then refuses for want of another."""
    case, _ = _follow(events)
    answers: dict[str, Event] = {
        "identify": IDENTIFIED, "assess": APPLIES, "carry-out": PLANNED, "decide": DECIDED,
        "close": Closed(on=DAY), "withdraw": Withdrawn(on=DAY), "resume": Resumed(on=DAY),
        "pause": Paused(on=DAY, reason=PauseFor.CLARIFICATION),
        "extend": Extended(on=DAY, because="x"),
    }  # fmt: skip
    for step in next_steps(case):
        happen(case, answers[step])


@pytest.mark.parametrize("event", [e for e in EVENTS if isinstance(e, LOOKING)])
def test_without_identity_the_refusal_says_so(event: Event) -> None:
    with pytest.raises(Refused, match="nothing is looked up before identity is recorded"):
        happen(_new(), event)


def test_a_withdrawn_case_can_only_be_closed() -> None:
    case = happen(_new(), Withdrawn(on=DAY))

    with pytest.raises(Refused, match="was withdrawn; what is left is to close it"):
        happen(case, IDENTIFIED)
    assert happen(case, Closed(on=DAY)).status is Status.CLOSED


def test_identity_ends_the_pause_for_identity_and_no_other() -> None:
    """The pause for identity ends with the day of identification; one for clarification runs."""
    for reason, ends in ((PauseFor.IDENTITY, True), (PauseFor.CLARIFICATION, False)):
        case = happen(_new(), Paused(on=DAY, reason=reason))
        case = happen(case, Identified(**{**_as_dict(IDENTIFIED), "on": DAY + timedelta(3)}))
        assert (case.paused is None) is ends


@pytest.mark.parametrize(
    "event",
    [
        Identified(on=DAY - timedelta(1), method=Method.DESK, level=Level.LOW, by="x"),
        Paused(on=DAY - timedelta(1), reason=PauseFor.IDENTITY),
        Extended(on=DAY - timedelta(1), because="x"),
    ],
    ids=lambda event: type(event).__name__,
)  # fmt: skip
def test_nothing_happens_before_the_request_was_received(event: Event) -> None:
    with pytest.raises(InputFault, match="lies before 2026-11-02"):
        happen(_new(), event)


def test_a_store_that_is_open_keeps_the_case_open() -> None:
    """No decision on what was only partly done."""
    case = _new()
    for event in (IDENTIFIED, APPLIES, PLANNED, PARTLY):
        case = happen(case, event)

    with pytest.raises(Refused, match=r"partly carried out \(open: one\)"):
        happen(case, DECIDED)
    assert happen(case, DONE).status is Status.CARRIED_OUT


def test_the_gate_itself() -> None:
    need_identity(happen(_new(), IDENTIFIED))
    with pytest.raises(Refused):
        need_identity(_new())


def _as_dict(event: Identified) -> dict[str, object]:
    return {"on": event.on, "method": event.method, "level": event.level, "by": event.by}


@pytest.mark.parametrize("end", [DECIDED, Withdrawn(on=DAY + timedelta(3))])
def test_a_question_that_nobody_waits_for_any_more_is_closed(end: Event) -> None:
    """A decided or withdrawn case is suspended no longer."""
    case = happen(_new(), IDENTIFIED)
    case = happen(case, Paused(on=DAY, reason=PauseFor.CLARIFICATION))
    for event in (NOTHING, end):
        case = happen(case, event)

    assert case.paused is None
    assert case.pauses[0].answered == end.on
