"""Erasure on request (GDPR 17), from the assessment to what is left in the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.cases.assessment import Because, Verdict
from avgrights.cases.plan import Why
from avgrights.desk import assessing, requests
from avgrights.desk.carrying_out import Work, plan_case
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.terms.errors import Refused
from avgrights.terms.identifier import Identifier
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    NOTES,
    OTHER,
    PERSON,
    TICKETS,
    House,
    contact,
    entry,
    ticket,
)

ALL = ("service-desk", "administration", "relations", "newsletter", "cameras")


def _answer(house: House, case: str, *activities: str, applies: bool = True) -> None:
    with house.desk() as desk:
        for activity in activities:
            assessing.answer(
                desk, case, activity=activity, applies=applies, because="afgewogen", by="FG"
            )


def _verdicts(house: House, case: str) -> dict[str, Verdict]:
    with house.desk() as desk:
        return {a.activity: a.verdict for a in assessing.assess_case(desk, case).assessments}


def _carry_out(house: House, case: str) -> Work:
    with house.desk() as desk:
        return carry_out(desk, case)


def _of(work: Work, activity: str) -> tuple[int, int, int]:
    (one,) = [one for one in work.results if one.activity == activity]
    return one.found, one.done, one.kept


def test_a_term_that_is_over_erases_without_a_question(either: House) -> None:
    """A person and a help desk.

    Facts:   One ticket was closed in 2020; the register keeps tickets for two years. A ticket of
             somebody else was closed on the same day.
    Law:     GDPR 17(1)(a): no longer necessary.
    Holding: The right applies, the ticket goes with its notes, the other's stays.
    """
    either.put(TICKETS, ticket(1, "2020-01-01"), ticket(2, "2020-01-01", email=OTHER))
    either.put(NOTES, {"id": 1, "ticket_id": 1}, {"id": 2, "ticket_id": 2})
    case = either.case("erasure")

    assert _verdicts(either, case)["service-desk"] is Verdict.APPLIES
    assert _of(_carry_out(either, case), "service-desk") == (1, 1, 0)
    assert either.left(TICKETS) == [2]
    assert either.left(NOTES) == [2]


def test_a_term_that_is_only_a_maximum_stops_nothing_but_asks(either: House) -> None:
    """The same, with a ticket closed this year.

    Law:     GDPR 17(1)(a) is not met by itself while the term runs; no other ground is known.
    Holding: It depends; nothing happens before the answer; once answered `applies`, the row goes.
    """
    either.put(TICKETS, ticket(1, "2026-06-01"), ticket(2, None))
    case = either.case("erasure")

    assert _verdicts(either, case)["service-desk"] is Verdict.DEPENDS
    with pytest.raises(Refused, match="service-desk depends on an answer"):
        _carry_out(either, case)
    assert either.left(TICKETS) == [1, 2]

    _answer(either, case, "service-desk")
    assert _of(_carry_out(either, case), "service-desk") == (2, 2, 0)
    assert either.left(TICKETS) == []


def test_what_was_answered_with_no_stays(house: House) -> None:
    house.put(TICKETS, ticket(1, "2026-06-01"))
    case = house.case("erasure")
    _verdicts(house, case)
    _answer(house, case, "service-desk", applies=False)

    work = _carry_out(house, case)

    assert _of(work, "service-desk") == (1, 0, 1)
    assert house.left(TICKETS) == [1]


def test_a_duty_to_keep_that_runs_for_all_rows_does_not_apply(either: House) -> None:
    """Facts:   Two ledger entries, settled in 2024; seven years from the end of the book year.
    Law:     GDPR 17(3)(b); AWR 52(4).
    Holding: The right does not apply; nothing is asked; both stay until 31 December 2031.
    """
    either.put(LEDGER, entry(1, "2024-03-01"), entry(2, "2024-05-01"))
    case = either.case("erasure")

    with either.desk() as desk:
        found = {a.activity: a for a in assessing.assess_case(desk, case).assessments}
    assert found["administration"].verdict is Verdict.DOES_NOT_APPLY
    assert found["administration"].because is Because.DUTY_TO_KEEP
    assert [str(c) for c in found["administration"].citations] == ["GDPR 17(3)(b)"]

    (result,) = [r for r in _carry_out(either, case).results if r.dataset == "ledger"]
    assert [(r.why, r.rows, r.until) for r in result.reasons] == [
        (Why.DUTY_TO_KEEP, 2, date(2031, 12, 31))
    ]
    assert either.left(LEDGER) == [1, 2]


@pytest.mark.parametrize(
    ("today", "left"),
    [
        pytest.param(date(2026, 12, 30), [2, 3], id="the day before the last: kept"),
        pytest.param(date(2026, 12, 31), [2, 3], id="the last day itself: kept"),
        pytest.param(date(2027, 1, 1), [3], id="the day after: goes"),
    ],
)
def test_a_duty_to_keep_ends_with_its_last_day(house: House, today: date, left: list[int]) -> None:
    """Facts:   Entry 1 was settled in 2015, entry 2 in 2019, entry 3 never.
    Law:     Kept until 31 December 2026, that day included; a term that has not begun also binds.
    Holding: 1 goes at once, 2 from 1 January 2027, 3 not at all.
    """
    house.put(LEDGER, entry(1, "2015-06-01"), entry(2, "2019-06-01"), entry(3, None))
    case = house.case("erasure")
    with house.desk(today) as desk:
        work = carry_out(desk, case)

    assert house.left(LEDGER) == left
    (result,) = [r for r in work.results if r.dataset == "ledger"]
    assert Why.NOT_BEGUN in [reason.why for reason in result.reasons]


def test_a_row_goes_only_when_no_purpose_needs_it(either: House) -> None:
    """Two purposes, one table.

    Facts:   Contacts serve relations (1 year) and a newsletter (5 years). Contact 1 ended in 2024:
             over for the one, running for the other. Contact 2 ended in 2015.
    Law:     GDPR 17(1)(a) per purpose; a row goes when no purpose needs it any more.
    Holding: The newsletter's question is answered with no: both stay, each with its reason.
    """
    either.put(CONTACTS, contact(1, "2024-01-01"), contact(2, "2015-01-01"))
    case = either.case("erasure")
    verdicts = _verdicts(either, case)
    assert (verdicts["relations"], verdicts["newsletter"]) == (Verdict.APPLIES, Verdict.DEPENDS)
    _answer(either, case, "newsletter", applies=False)

    work = _carry_out(either, case)

    assert len(either.left(CONTACTS)) == 2
    (mine,) = [one for one in work.results if one.activity == "relations"]
    assert {reason.why for reason in mine.reasons} == {Why.OTHER_PURPOSE}
    assert {reason.detail for reason in mine.reasons} == {"Nieuwsbrief"}


def test_an_activity_outside_the_request_still_keeps_what_it_needs(house: House) -> None:
    """A request limited to one purpose does not reach into another's rows."""
    house.put(CONTACTS, contact(1, "2024-01-01"), contact(2, "2015-01-01"))
    case = house.case("erasure", activities=["relations"])

    work = _carry_out(house, case)

    (only,) = work.results
    assert (only.found, only.done, only.kept) == (2, 1, 1)
    assert [(r.why, r.until) for r in only.reasons] == [(Why.OTHER_PURPOSE, date(2029, 1, 1))]


def test_what_is_held_or_restricted_stays_with_its_reason(either: House) -> None:
    """GDPR 17(3)(e) and 18(2): holds and restrictions stop an erasure where they stop a purge."""
    from avgrights.desk.holding import place
    from avgrights.desk.restricting import restrict

    either.put(TICKETS, *(ticket(n, "2020-01-01") for n in (1, 2, 3)))
    case = either.case("erasure")
    with either.desk() as desk:
        place(
            desk, reason="legal claim", because="lopende procedure", by="jurist",
            dataset="tickets", keys=[("1",)],
        )  # fmt: skip
        restrict(
            desk, register="huis", dataset="tickets", ground="18(1)(c)", by="FG", keys=[("2",)]
        )

    work = _carry_out(either, case)

    assert either.left(TICKETS) == [1, 2]
    (result,) = [one for one in work.results if one.dataset == "tickets"]
    assert (result.found, result.done, result.kept) == (3, 1, 2)
    assert {reason.why for reason in result.reasons} == {Why.HELD, Why.RESTRICTED}


def test_a_hold_on_the_person_or_on_the_activity_keeps_every_row_concerned(house: House) -> None:
    """By the person: whatever the dataset; by an activity: all that it uses."""
    from avgrights.desk.holding import place, release

    house.put(TICKETS, ticket(1, "2020-01-01"))
    house.put(LEDGER, entry(1, "2010-01-01"))
    about = {"reason": "complaint", "because": "x", "by": "y"}
    with house.desk() as desk:
        hold = place(desk, identifier=PERSON, **about)
    kept = _carry_out(house, house.case("erasure"))
    assert {(one.done, one.kept) for one in kept.results if one.found} == {(0, 1)}
    with house.desk() as desk:
        release(desk, hold, because="x", by="y")
        place(desk, activity="administration", **about)

    with house.desk(date(2026, 11, 21)) as desk:
        work = carry_out(desk, house.case("erasure"))

    assert _of(work, "service-desk") == (1, 1, 0)
    assert _of(work, "administration") == (1, 0, 1)
    assert (house.left(TICKETS), house.left(LEDGER)) == ([], [1])


def test_an_open_request_for_access_holds_the_rows_until_it_is_closed(house: House) -> None:
    """Answer first, erase afterwards: both requests of one person."""
    house.put(TICKETS, ticket(1, "2020-01-01"))
    access, erasure = house.case("access"), house.case("erasure")

    assert _of(_carry_out(house, erasure), "service-desk") == (1, 0, 1)

    with house.desk() as desk:
        requests.withdraw(desk, access)
        requests.close(desk, access)
    assert _of(_carry_out(house, house.case("erasure")), "service-desk") == (1, 1, 0)


def test_the_plan_changes_nothing_and_is_what_runs(house: House) -> None:
    house.put(TICKETS, ticket(1, "2020-01-01"), ticket(2, "2020-01-01"))
    case = house.case("erasure")
    with house.desk() as desk:
        plan = plan_case(desk, case)
        again = plan_case(desk, case)
    assert plan.digest == again.digest
    assert house.left(TICKETS) == [1, 2]

    house.put(TICKETS, ticket(3, "2020-01-01"))
    with house.desk() as desk, pytest.raises(Refused, match="no longer the one that was shown"):
        carry_out(desk, case, expect=plan.digest)
    assert house.left(TICKETS) == [1, 2, 3]

    with house.desk() as desk:
        plan = plan_case(desk, case)
        done = carry_out(desk, case, expect=plan.digest)
    assert done.results == plan.results
    assert house.left(TICKETS) == []


def test_a_hundred_times_is_once(house: House) -> None:
    """Rows that came later under the same address are another request's."""
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = house.case("erasure")
    first = _carry_out(house, case)
    house.put(TICKETS, ticket(2, "2020-01-01"))

    with house.desk() as desk:
        for _ in range(100):
            assert carry_out(desk, case).results == first.results
    assert house.left(TICKETS) == [2]


def test_identifiers_compare_trimmed_and_mail_without_regard_to_case(house: House) -> None:
    house.put(
        TICKETS, ticket(1, "2020-01-01", email="Betrokkene@Example.NL"),
        ticket(2, "2020-01-01", email=OTHER, cc=PERSON.value),
        ticket(3, "2020-01-01", email="xbetrokkene@example.nl"),
    )  # fmt: skip
    case = house.case("erasure", identifiers=[Identifier("email", "  BETROKKENE@example.nl ")])

    assert _of(_carry_out(house, case), "service-desk") == (2, 2, 0)
    assert house.left(TICKETS) == [3]


def test_nobody_is_looked_up_in_what_has_no_column_for_it(house: House) -> None:
    """Camera images are not searched by address, and no account says that they were."""
    case = house.case("erasure", identifiers=[Identifier("phone", "000-0000001")])
    with house.desk() as desk:
        found = {a.activity: a for a in assessing.assess_case(desk, case).assessments}
        work = carry_out(desk, case)

    assert found["cameras"].because is Because.NOT_SEARCHABLE
    assert found["service-desk"].because is Because.NOT_SEARCHABLE
    assert found["relations"].because is Because.NO_DATA
    searched = {one.dataset: one.status.value for one in work.searched}
    assert searched == {
        "tickets": "not searchable", "ledger": "not searchable", "contacts": "searched",
        "footage": "not searchable",
    }  # fmt: skip


def test_composite_keys_find_their_way_back(either: House) -> None:
    either.put(
        CONTACTS, contact(1, "2010-01-01"), contact(1, "2010-01-01", org="B"),
        contact(2, "2010-01-01", email=OTHER),
    )  # fmt: skip
    case = either.case("erasure")

    work = _carry_out(either, case)

    assert _of(work, "relations") == (2, 2, 0)
    assert len(either.left(CONTACTS)) == 1


def test_every_row_is_accounted_for(house: House) -> None:
    """found = done + kept, and kept is the sum of its reasons, in every result."""
    house.put(TICKETS, ticket(1, "2020-01-01"), ticket(2, "2026-01-01"), ticket(3, None))
    house.put(LEDGER, entry(1, "2010-01-01"), entry(2, "2026-01-01"), entry(3, None))
    house.put(CONTACTS, contact(1, "2010-01-01"), contact(2, "2026-01-01"), contact(3, None))
    case = house.case("erasure")
    asked = [a for a, verdict in _verdicts(house, case).items() if verdict is Verdict.DEPENDS]
    _answer(house, case, *asked)

    for result in _carry_out(house, case).results:
        assert result.found == result.done + result.kept
        assert result.kept == sum(reason.rows for reason in result.reasons)


def test_a_hold_placed_after_the_plan_still_keeps_its_row(
    either: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan said four go; before the first batch one was held, and one was changed hands.

    Holding: The account follows the evidence, not the plan, and names why.
    """
    from avgrights.desk.handling import erasure
    from avgrights.desk.holding import place

    either.put(TICKETS, *(ticket(n, "2020-01-01") for n in (1, 2, 3, 4)))
    case = either.case("erasure")
    erase = erasure.erase

    def late(desk: Desk, **given: Any) -> int:
        place(desk, reason="legal claim", because="x", by="y", dataset="tickets", keys=[("2",)])
        with either.engine("one").begin() as connection:
            connection.execute(sa.delete(TICKETS).where(TICKETS.c.id == 4))
        return erase(desk, **given)

    monkeypatch.setattr(erasure, "erase", late)
    work = _carry_out(either, case)

    assert either.left(TICKETS) == [2]
    (result,) = [one for one in work.results if one.dataset == "tickets"]
    assert (result.found, result.done, result.kept) == (3, 2, 1)
    assert [(r.why, r.detail) for r in result.reasons] == [(Why.HELD, "legal claim")]
