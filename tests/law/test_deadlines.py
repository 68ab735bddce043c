"""Terms: edge days, and what always holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.files.policies import load_policies
from avgrights.law.deadlines import deadline
from avgrights.law.pauses import Pause, suspended_days
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault

POLICIES = load_policies(None)
PROCEDURES = [name for name in POLICIES.procedures if name != "awb-objection-decision"]
starts = st.dates(date(2019, 6, 1), date(2045, 12, 31))
gaps = st.integers(0, 80)


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[Pause]:
    """A few answered questions in the first months."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        asked = start + timedelta(draw(st.integers(0, 60)))
        found.append(Pause(asked=asked, answered=asked + timedelta(draw(gaps))))
    return found


@pytest.mark.parametrize(
    ("told", "due"),
    [
        pytest.param(None, date(2024, 4, 5), id="never told: one month"),
        pytest.param(date(2024, 4, 5), date(2024, 6, 5), id="told on the last day: three"),
        pytest.param(date(2024, 4, 6), date(2024, 4, 5), id="told a day late: still one"),
    ],
)
def test_an_extension_counts_only_if_announced_within_the_first_month(
    policies: Policies, told: date | None, due: date
) -> None:
    """A data subject and a municipality.

    Facts:   A data subject asks for access (inzage) on Tuesday 5 March 2024. The municipality
             finds the request complex and wants two more months.
    Law:     GDPR 12(3), third sentence: the data subject is told of any such extension, with
             reasons, within one month of receipt.
    Holding: 5 April is in time; on 6 April the first term has passed, and a late notice does not
             bring it back.
    """
    found = deadline(policies, "avg-request", start=date(2024, 3, 5), extension_announced=told)
    assert found.due == due


def test_the_derivation_of_31_january_2027_names_every_step(policies: Policies) -> None:
    """One month, no 31 February, a Sunday, Monday 1 March; each with its article."""
    found = deadline(policies, "avg-request", start=date(2027, 1, 31))
    way = [(step.value, step.article) for step in found.derivation]
    assert way[:4] == [
        (date(2027, 1, 31), "1182/71 3(1)"),
        (date(2027, 2, 28), "GDPR 12(3)"),
        (date(2027, 2, 28), "1182/71 3(2)(c)"),
        (date(2027, 3, 1), "1182/71 3(4)"),
    ]


def test_terms_of_dutch_acts_do_not_cite_the_regulation(policies: Policies) -> None:
    """Six weeks of Awb 9:11 are moved by the Algemene termijnenwet."""
    found = deadline(policies, "awb-complaint", start=date(2026, 11, 13))
    assert not [step for step in found.derivation if "1182/71" in step.article]


def test_both_calendars_are_shown_where_they_differ(policies: Policies) -> None:
    """Friday 15 May 2026 is equated by decree."""
    found = deadline(policies, "avg-request", start=date(2026, 4, 14))
    assert (found.due, found.other_calendar) == (date(2026, 5, 15), date(2026, 5, 18))
    assert any(step.value == date(2026, 5, 18) for step in found.derivation)


@given(start=starts, name=st.sampled_from(PROCEDURES))
def test_a_term_ends_on_a_working_day_at_most_a_week_after_its_nominal_end(
    start: date, name: str
) -> None:
    """Rolling only adds, and never more than a few days."""
    found = deadline(POLICIES, name, start=start)
    assert found.nominal is not None
    assert found.due is not None
    assert timedelta(0) <= found.due - found.nominal <= timedelta(6)
    term = POLICIES.procedure(name, start).term
    assert not term.rolls or POLICIES.calendar.is_working_day(found.due, found.calendar)


@given(start=starts)
def test_a_month_is_28_to_31_days_before_it_rolls(start: date) -> None:
    """And carries the number of the day of receipt wherever the month has it."""
    nominal = deadline(POLICIES, "avg-request", start=start).nominal
    assert nominal is not None
    assert 28 <= (nominal - start).days <= 31
    assert nominal.day == start.day or (nominal + timedelta(1)).day == 1


@given(st.data(), starts, st.sampled_from(PROCEDURES))
def test_the_due_date_never_moves_earlier_through_an_extension_or_a_pause(
    data: st.DataObject, start: date, name: str
) -> None:
    """Whatever happens only gives time."""
    bare = deadline(POLICIES, name, start=start).due
    given_pauses = data.draw(pauses(start))
    told = data.draw(st.none() | st.integers(0, 120).map(lambda n: start + timedelta(n)))
    paused = deadline(POLICIES, name, start=start, pauses=given_pauses).due
    both = deadline(POLICIES, name, start=start, pauses=given_pauses, extension_announced=told).due
    assert bare is not None
    assert paused is not None
    assert both is not None
    assert bare <= paused <= both


@given(st.data(), starts)
def test_the_answer_on_a_day_depends_on_no_event_after_it(data: st.DataObject, start: date) -> None:
    """Leaving out what had not happened changes nothing."""
    given_pauses = data.draw(pauses(start))
    told = start + timedelta(data.draw(gaps))
    day = start + timedelta(data.draw(gaps))
    full = deadline(POLICIES, "avg-request", start=start, pauses=given_pauses,
                    extension_announced=told, as_of=day)  # fmt: skip
    cut = deadline(
        POLICIES,
        "avg-request",
        start=start,
        pauses=[
            Pause(asked=p.asked, answered=p.answered if p.answered <= day else None)
            for p in given_pauses
            if p.answered is not None and p.asked <= day
        ],
        extension_announced=told if told <= day else None,
        as_of=day,
    )
    assert full == cut


@given(st.data(), starts)
def test_suspended_days_are_a_union(data: st.DataObject, start: date) -> None:
    """Counted day by day, each day once."""
    found = data.draw(pauses(start))
    days = [start + timedelta(n) for n in range(200)]
    assert len(suspended_days(found)) == sum(any(p.suspends(day) for p in found) for day in days)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"extension_announced": date(2026, 5, 31)}, "before the term starts"),
        ({"as_of": date(2026, 5, 31)}, "before the term starts"),
        ({"pauses": [Pause(asked=date(2026, 5, 31))]}, "before the term starts"),
        ({"committee": True}, "no difference for 'committee'"),
        ({"several_units": True}, "no difference for 'several_units'"),
        ({"calendar": "lunar"}, "'lunar' is no calendar; there are: strict, awt"),
        ({"pauses": [Pause(asked=date(2026, 6, 3), kind="holiday")]}, "'holiday' does not suspend"),
    ],
)
def test_a_contradiction_is_refused(
    policies: Policies, options: dict[str, object], says: str
) -> None:
    """A sentence with what is accepted."""
    with pytest.raises(InputFault, match=says):
        deadline(policies, "avg-request", start=date(2026, 6, 1), **options)  # type: ignore[arg-type]


def test_a_pause_is_asked_before_it_is_answered() -> None:
    """Both days are named."""
    with pytest.raises(InputFault, match="answered on 2026-06-03 was asked later, on 2026-06-17"):
        Pause(asked=date(2026, 6, 17), answered=date(2026, 6, 3))
