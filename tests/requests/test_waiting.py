"""Questions that stay without an answer, and what a late decision costs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from avgrights.cases.case import Status
from avgrights.cases.manners import Outcome
from avgrights.desk import requests, waiting
from avgrights.desk.deadlines import deadlines
from avgrights.desk.leaving_aside import decide_without_answer
from avgrights.terms.errors import InputFault, Refused
from tests.requests.house import PERSON, House


def _received(house: House, received: date = date(2026, 3, 2)) -> str:
    with house.desk(received) as desk:
        return requests.receive(
            desk, right="access", identifiers=[PERSON], name="x", channel="letter",
            received=received,
        ).case.id  # fmt: skip


def _asked(house: House) -> str:
    """A case of 2 March 2026, proof of identity asked on Wednesday the 4th."""
    case = _received(house)
    with house.desk(date(2026, 3, 4)) as desk:
        requests.pause(desk, case, reason="identity", on=None)
    return case


def test_silence_leads_to_a_reminder_and_then_to_a_decision(house: House) -> None:
    """Facts:   Proof asked on 4 March, reminded on the 20th; two weeks later is Friday 3 April,
             Good Friday, and Easter follows.
    Law:     Awb 4:5(1) and (4); Awt 1(1): the last day moves to Tuesday 7 April.
    Holding: On the 7th an answer is in time; on the 8th the request may be left aside.
    """
    case = _asked(house)
    with house.desk(date(2026, 3, 20)) as desk:
        waiting.remind(desk, case)
    with house.desk(date(2026, 4, 7)) as desk, pytest.raises(Refused, match="until 2026-04-07"):
        waiting.leave_aside(desk, case)
    with house.desk(date(2026, 4, 8)) as desk:
        left = waiting.leave_aside(desk, case).case
    assert (left.status, left.outcome, left.decided) == (
        Status.DECIDED, Outcome.REFUSED, date(2026, 4, 8),
    )  # fmt: skip
    with house.desk(date(2026, 4, 9)) as desk, pytest.raises(Refused):
        requests.identify(desk, case, method="desk", level="high", by="x", on=None)


def test_leaving_aside_writes_a_letter_with_its_remedies(house: House, tmp_path: Path) -> None:
    """Law:     Awb 4:5(4), 3:45. Facts: as above, from the command's own function.
    Holding: Too early nothing is written; then a letter that names objection and the AP, and again
             the same letter.
    """
    case = _asked(house)
    with house.desk(date(2026, 3, 20)) as desk:
        waiting.remind(desk, case)
    with house.desk(date(2026, 4, 7)) as desk, pytest.raises(Refused):
        decide_without_answer(desk, case, out=tmp_path / "brief")
    assert not (tmp_path / "brief").exists()
    for _ in range(2):
        with house.desk(date(2026, 4, 8)) as desk:
            left = decide_without_answer(
                desk, case, out=tmp_path / "brief", formats=("html", "text")
            )
    assert (left.case.lapsed, left.case.outcome) == (True, Outcome.REFUSED)
    text = (tmp_path / "brief" / "letter.txt").read_text("utf-8")
    for word in ("bezwaar", "Autoriteit Persoonsgegevens", "4 maart 2026", "20 maart 2026"):
        assert word in " ".join(text.split())


def test_without_a_reminder_nothing_is_left_aside(house: House) -> None:
    """Holding: However long it lasts, the person is reminded first."""
    case = _asked(house)
    with house.desk(date(2026, 10, 1)) as desk, pytest.raises(Refused, match="no reminder"):
        waiting.leave_aside(desk, case)


def test_an_answer_after_the_reminder_lets_the_case_go_on(house: House) -> None:
    """Holding: Who answers in time is dealt with, and there is nothing to leave aside."""
    case = _asked(house)
    with house.desk(date(2026, 3, 20)) as desk:
        waiting.remind(desk, case)
        requests.identify(desk, case, method="desk", level="high", by="x", on=None)
        with pytest.raises(Refused, match="waits for no answer"):
            waiting.leave_aside(desk, case)


def test_a_reminder_needs_a_question_and_comes_once(house: House) -> None:
    case = _received(house)
    with house.desk(date(2026, 3, 20)) as desk:
        with pytest.raises(Refused, match="nothing to remind of"):
            waiting.remind(desk, case)
        requests.pause(desk, case, reason="clarification", on=None)
        waiting.remind(desk, case)
        with pytest.raises(Refused, match="was sent on 2026-03-20"):
            waiting.remind(desk, case)


@pytest.mark.parametrize(
    ("today", "days", "euros"),
    [
        pytest.param(date(2026, 4, 27), 0, 0, id="King's Day, in the two weeks: nothing"),
        pytest.param(date(2026, 4, 30), 1, 23, id="the first day"),
        pytest.param(date(2026, 5, 14), 15, 14 * 23 + 35, id="the fifteenth day costs more"),
        pytest.param(date(2026, 12, 1), 42, 1442, id="after 42 days it stops"),
    ],
)
def test_what_lateness_costs_per_day(house: House, today: date, days: int, euros: int) -> None:
    """Facts:   Received on 2 March 2026, due on 2 April; a notice of default came on the 15th.
    Law:     Awb 4:17(1)-(3): from the day after two weeks, 23, 35 and 45 euros a day.
    Holding: The two weeks end on 29 April; the 30th is the first day.
    """
    case = _received(house)
    with house.desk(date(2026, 4, 15)) as desk:
        waiting.in_default(desk, case, received=date(2026, 4, 15))
    with house.desk(today) as desk:
        (late,) = deadlines(desk).late
    assert late.penalty is not None
    assert (late.penalty.days, late.penalty.euros) == (days, euros)


def test_a_notice_before_the_end_of_the_term_has_no_effect(house: House) -> None:
    """Facts:   Due on 2 April; a notice on the 2nd itself, and no other.
    Law:     Awb 4:17(3): the term has to be over.
    Holding: No penalty runs; a second notice, of 1 May, starts it. Two weeks after that is the day
             after Ascension, which is equated to a holiday, and a weekend follows.
    """
    case = _received(house)
    with house.desk(date(2026, 4, 2)) as desk:
        waiting.in_default(desk, case, received=date(2026, 4, 2))
    with house.desk(date(2026, 6, 1)) as desk:
        (late,) = deadlines(desk).late
        assert late.penalty is not None
        assert (late.penalty.euros, late.penalty.reason) == (0, "premature notice")
        waiting.in_default(desk, case, received=date(2026, 5, 1))
        (late,) = deadlines(desk).late
        assert late.penalty is not None
        assert late.penalty.first_day == date(2026, 5, 19)


def test_a_notice_in_the_future_is_no_notice(house: House) -> None:
    case = _received(house)
    with house.desk(date(2026, 4, 15)) as desk, pytest.raises(InputFault, match="future"):
        waiting.in_default(desk, case, received=date(2026, 4, 16))


def test_deadlines_by_how_near_they_are(house: House) -> None:
    """Facts:   On 8 April: one case was due on the 2nd, one is due on the 14th, one on the 15th,
             one stands still.
    Holding: "This week" is seven days, today the first: the 14th is in it, the 15th is not.
    """
    late, week = _received(house, date(2026, 3, 2)), _received(house, date(2026, 3, 14))
    later, still = _received(house, date(2026, 3, 15)), _received(house, date(2026, 3, 16))
    with house.desk(date(2026, 3, 20)) as desk:
        requests.pause(desk, still, reason="identity", on=None)
    with house.desk(date(2026, 4, 8)) as desk:
        found = deadlines(desk)
    names = [[one.case for one in some]
             for some in (found.late, found.this_week, found.suspended, found.later)]  # fmt: skip
    assert names == [[late], [week], [still], [later]]
    assert found.late[0].late_by == 6
    (paused,) = found.suspended
    assert paused.waiting is not None
    assert (paused.waiting.until, paused.remaining_days) == (date(2026, 4, 7), 27)


def test_what_is_decided_or_withdrawn_is_no_longer_due(house: House) -> None:
    case = _received(house)
    with house.desk(date(2026, 6, 1)) as desk:
        assert [one.case for one in deadlines(desk).late] == [case]
        requests.withdraw(desk, case)
        assert deadlines(desk).open == ()
