"""The clock of a case: one story told day by day, and what always holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.files.policies import load_policies
from avgrights.law.clock import Event, EventKind, State, state
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault

POLICIES = load_policies(None)
K = EventKind

STORY = [
    Event(K.RECEIVED, date(2026, 6, 1)),
    Event(K.IDENTITY_ASKED, date(2026, 6, 3)),
    Event(K.IDENTITY_CONFIRMED, date(2026, 6, 17)),
    Event(K.NOTICE_OF_DEFAULT, date(2026, 7, 20)),
    Event(K.DECIDED, date(2026, 8, 10)),
    Event(K.OBJECTION, date(2026, 9, 1)),
]


def acts(found: State) -> list[str]:
    return [one.act for one in found.possible]


@pytest.mark.parametrize(
    ("day", "status", "left", "late", "euros"),
    [
        (date(2026, 5, 31), "not received", None, 0, None),
        (date(2026, 6, 1), "running", 30, 0, None),
        (date(2026, 6, 10), "suspended", 28, 0, None),
        (date(2026, 6, 17), "running", 27, 0, None),
        (date(2026, 7, 14), "running", 0, 0, None),
        (date(2026, 7, 15), "late", 0, 1, 0),
        (date(2026, 8, 3), "late", 0, 20, 0),
        (date(2026, 8, 4), "late", 0, 21, 23),
        (date(2026, 8, 9), "late", 0, 26, 138),
        (date(2026, 8, 10), "decided", None, 27, 138),
        (date(2026, 12, 31), "decided", None, 27, 138),
    ],
)
def test_a_late_decision_day_by_day(
    policies: Policies, day: date, status: str, left: int | None, late: int, euros: int | None
) -> None:
    """A request for access, answered 27 days late.

    Facts:   Received 1 June 2026; identity asked on the 3rd, confirmed on the 17th: 13 days of
             suspension. Notice of default on 20 July, decision on 10 August.
    Law:     GDPR 12(3); Awb 4:15(1)(a), 4:17; UAVG 34.
    Holding: due 14 July. Two weeks after the notice end on 3 August; the penalty runs from the
             4th to the day before the decision: 6 days of 23 euros.
    """
    found = state(policies, STORY, day)
    assert (found.status, found.days_left, found.late_by) == (status, left, late)
    assert (found.penalty.euros if found.penalty else None) == euros


def test_what_may_still_be_done_changes_with_the_days(policies: Policies) -> None:
    """Extend and refuse in the first term; then notice, then a free fortnight, then objection."""
    assert acts(state(policies, STORY, date(2026, 6, 2))) == ["answer", "extend", "refuse", "ask"]
    assert acts(state(policies, STORY, date(2026, 7, 15))) == ["answer", "give notice of default"]
    free = state(policies, STORY, date(2026, 7, 21))
    assert [(one.act, one.by) for one in free.possible][1] == (
        "decide without penalty", date(2026, 8, 3))  # fmt: skip
    decided = state(policies, STORY, date(2026, 8, 11)).possible
    assert [(one.act, one.who, one.by) for one in decided] == [
        ("object", "person", date(2026, 9, 21))]  # fmt: skip
    objected = state(policies, STORY, date(2026, 9, 1)).possible
    assert [(one.act, one.by) for one in objected] == [
        ("decide on the objection", date(2026, 11, 2))]  # fmt: skip


def test_a_complaint_runs_on_the_same_clock_without_a_penalty(policies: Policies) -> None:
    """Six weeks, adjourned by four; Awb 9:3 leaves no penalty."""
    events = [
        Event(K.RECEIVED, date(2026, 10, 1)),
        Event(K.EXTENSION_ANNOUNCED, date(2026, 11, 10)),
        Event(K.NOTICE_OF_DEFAULT, date(2026, 12, 15)),
    ]
    found = state(policies, events, date(2027, 2, 1), procedure="awb-complaint")
    assert (found.due, found.status, found.penalty) == (date(2026, 12, 10), "late", None)


def test_a_withdrawn_case_asks_for_nothing_more(policies: Policies) -> None:
    """Withdrawn in time is never late."""
    events = [Event(K.RECEIVED, date(2026, 6, 1)), Event(K.WITHDRAWN, date(2026, 6, 5))]
    found = state(policies, events, date(2027, 1, 1))
    assert (found.status, found.late_by, found.possible) == ("withdrawn", 0, ())


def test_a_premature_notice_has_no_effect_and_a_second_one_has(policies: Policies) -> None:
    """Only a notice after the term starts the two weeks."""
    events = [
        Event(K.RECEIVED, date(2026, 6, 1)),
        Event(K.NOTICE_OF_DEFAULT, date(2026, 6, 20)),
        Event(K.NOTICE_OF_DEFAULT, date(2026, 7, 7)),
    ]
    early = state(policies, events, date(2026, 7, 2)).penalty
    later = state(policies, events, date(2026, 7, 22)).penalty
    assert early is not None
    assert later is not None
    assert early.reason == "premature notice"
    assert (later.days, later.euros) == (1, 23)


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([Event(K.IDENTITY_ASKED, date(2026, 6, 1))], "before the case was received"),
        ([*STORY[:1], *STORY[2:3]], "nothing was asked before"),
        ([*STORY[:1], Event(K.RECEIVED, date(2026, 6, 2))], "received once"),
    ],
)
def test_an_impossible_story_is_refused(policies: Policies, events: list[Event], says: str) -> None:
    """A sentence that names the event."""
    with pytest.raises(InputFault, match=says):
        state(policies, events, date(2026, 7, 1))


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """A case with any of its events, in an order that can happen."""
    day = draw(st.dates(date(2019, 6, 1), date(2027, 12, 31)))
    story = [Event(K.RECEIVED, day)]
    for ask, answer in (
        (K.IDENTITY_ASKED, K.IDENTITY_CONFIRMED),
        (K.CLARIFICATION_ASKED, K.CLARIFICATION_GIVEN),
    ):
        if draw(st.booleans()):
            asked = day + timedelta(draw(st.integers(0, 40)))
            story.append(Event(ask, asked))
            if draw(st.booleans()):
                story.append(Event(answer, asked + timedelta(draw(st.integers(0, 40)))))
    for kind in (K.EXTENSION_ANNOUNCED, K.NOTICE_OF_DEFAULT, K.DECIDED):
        if draw(st.booleans()):
            story.append(Event(kind, day + timedelta(draw(st.integers(0, 200)))))
    return story


@given(stories(), st.integers(0, 250), st.sampled_from(["avg-request", "awb-complaint"]))
def test_the_state_on_a_day_depends_on_no_event_after_it(
    story: list[Event], days: int, procedure: str
) -> None:
    """Cutting off the future changes nothing."""
    on = story[0].day + timedelta(days)
    past = [event for event in story if event.day <= on]
    assert state(POLICIES, story, on, procedure=procedure) == state(
        POLICIES, past, on, procedure=procedure
    )


@given(stories(), st.integers(0, 250))
def test_status_days_and_lateness_agree(story: list[Event], days: int) -> None:
    """Late means after the due day; running and suspended never do."""
    on = story[0].day + timedelta(days)
    found = state(POLICIES, story, on)
    if found.status == "late":
        assert found.due is not None
        assert found.late_by == (on - found.due).days > 0
    if found.status in ("running", "suspended"):
        assert found.late_by == 0
        assert found.days_left is not None
        assert found.days_left >= 0
    if found.penalty:
        assert found.late_by > 0
        assert 0 <= found.penalty.euros <= 1442


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 7, 1), ["answer", "extend", "refuse", "ask"], id="the last day"),
        pytest.param(date(2026, 7, 2), ["answer", "give notice of default"], id="the day after"),
    ],
)
def test_what_the_first_term_allows_ends_with_it(
    policies: Policies, day: date, expected: list[str]
) -> None:
    """On the last day an extension is still in time (GDPR 12(3)), and a refusal (12(4))."""
    assert acts(state(policies, STORY[:1], day)) == expected


def test_an_extended_term_allows_no_second_extension_and_no_refusal(policies: Policies) -> None:
    """GDPR 12(3) extends once; 12(4) keeps to the first month."""
    events = [STORY[0], Event(K.EXTENSION_ANNOUNCED, date(2026, 6, 20))]
    assert acts(state(policies, events, date(2026, 6, 20))) == ["answer", "refuse", "ask"]
    assert acts(state(policies, events, date(2026, 7, 2))) == ["answer", "ask"]


def test_a_question_that_is_open_leaves_every_choice(policies: Policies) -> None:
    """The term stands still, so no day is given, and nobody asks twice."""
    found = state(policies, STORY[:2], date(2026, 6, 30))
    assert [(one.act, one.by) for one in found.possible] == [("answer", None), ("extend", None)]


def test_a_regime_without_extension_offers_none(policies: Policies) -> None:
    """Wjsg 18 and 22 know neither an extension nor a separate term for refusing."""
    found = state(policies, STORY[:1], date(2026, 6, 2), procedure="wjsg-access")
    assert acts(found) == ["answer", "ask"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 8, 3), ["answer", "decide without penalty"], id="last free day"),
        pytest.param(date(2026, 8, 4), ["answer", "appeal"], id="first day of the penalty"),
    ],
)
def test_the_fortnight_ends_where_the_penalty_starts(
    policies: Policies, day: date, expected: list[str]
) -> None:
    """Awb 4:17(3), after a notice on 20 July; then the court is open (6:12(2))."""
    assert acts(state(policies, [*STORY[:4]], day)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 9, 21), ["object"], id="the last day of the six weeks"),
        pytest.param(date(2026, 9, 22), [], id="the day after"),
    ],
)
def test_an_objection_can_be_made_for_six_weeks(
    policies: Policies, day: date, expected: list[str]
) -> None:
    """Awb 6:7 and 6:8, after a decision on 10 August."""
    assert acts(state(policies, STORY[:5], day)) == expected


def test_a_notice_on_the_last_day_is_premature(policies: Policies) -> None:
    """The term ends with the last hour of 1 July."""
    events = [STORY[0], Event(K.NOTICE_OF_DEFAULT, date(2026, 7, 1))]
    found = state(policies, events, date(2026, 8, 30)).penalty
    assert found is not None
    assert found.reason == "premature notice"


@pytest.mark.parametrize(("first", "status"), [(K.DECIDED, "decided"), (K.WITHDRAWN, "withdrawn")])
def test_the_first_ending_ends_the_case(policies: Policies, first: K, status: str) -> None:
    """Whatever is written in the file later."""
    other = K.WITHDRAWN if first is K.DECIDED else K.DECIDED
    events = [STORY[0], Event(first, date(2026, 6, 20)), Event(other, date(2026, 8, 20))]
    found = state(policies, events, date(2026, 9, 1))
    assert (found.status, found.late_by) == (status, 0)
