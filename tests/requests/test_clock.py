"""By which day a case must be answered: law.md's reckoning, as the desk meets it."""

from __future__ import annotations

from datetime import date

import pytest

from avgrights.desk import requests
from avgrights.terms.errors import InputFault, Refused
from tests.conftest import MakeWorkspace
from tests.requests.house import DATA_MAP, PERSON, REGISTER, STORES, House


def _receive(house: House, received: date, right: str = "access", today: date | None = None) -> str:
    with house.desk(today or received) as desk:
        return requests.receive(
            desk, right=right, identifiers=[PERSON], name="x", channel="letter", received=received
        ).case.id


def test_one_month_from_receipt_then_the_next_working_day(house: House) -> None:
    """Law:     GDPR 12(3); Regulation 1182/71 3(1), 3(2)(c), 3(4).
    Facts:   Received on 5 March 2026; 5 April is Easter Sunday, the 6th Easter Monday.
    Holding: Due on Tuesday 7 April.
    """
    case = _receive(house, date(2026, 3, 5))
    with house.desk(date(2026, 3, 6)) as desk:
        assert requests.show(desk, case).clock.due == date(2026, 4, 7)


def test_an_open_pause_leaves_no_day_and_the_answer_gives_one(house: House) -> None:
    """Facts:   Received on 2 March 2026, proof asked on the 4th, given on the 18th.
    Law:     Suspended from the day after the question until the day of the answer: 13 days.
    Holding: 2 April and 13 days is 15 April.
    """
    case = _receive(house, date(2026, 3, 2))
    with house.desk(date(2026, 3, 18)) as desk:
        paused = requests.pause(desk, case, reason="identity", on=date(2026, 3, 4))
        assert (paused.clock.due, paused.clock.remaining_days) == (None, 29)
        resumed = requests.identify(
            desk, case, method="document-seen", level="high", by="x", on=date(2026, 3, 18)
        )
        assert resumed.clock.due == date(2026, 4, 15)


@pytest.mark.parametrize(
    ("told", "in_time"),
    [
        pytest.param(date(2026, 4, 1), True, id="the day before the last: in time"),
        pytest.param(date(2026, 4, 2), True, id="the last day: in time"),
        pytest.param(date(2026, 4, 3), False, id="the day after: too late"),
    ],
)
def test_an_extension_counts_only_if_told_within_the_first_term(
    house: House, told: date, in_time: bool
) -> None:
    """Received on 2 March 2026; two further months make one period of three: 2 June."""
    case = _receive(house, date(2026, 3, 2))
    with house.desk(date(2026, 4, 7)) as desk:
        if in_time:
            extended = requests.extend(desk, case, because="veel verzoeken", on=told)
            assert extended.clock.due == date(2026, 6, 2)
            with pytest.raises(Refused, match="the law allows it once"):
                requests.extend(desk, case, because="nog eens", on=told)
        else:
            with pytest.raises(Refused, match="comes too late; the first term ended on 2026-04-02"):
                requests.extend(desk, case, because="veel verzoeken", on=told)
            assert requests.show(desk, case).clock.due == date(2026, 4, 2)


def test_a_question_after_the_term_no_longer_stops_it(house: House) -> None:
    case = _receive(house, date(2026, 3, 2))
    with house.desk(date(2026, 4, 7)) as desk, pytest.raises(Refused, match="no longer stops it"):
        requests.pause(desk, case, reason="clarification", on=date(2026, 4, 3))


def test_nothing_is_recorded_for_a_day_to_come(house: House) -> None:
    case = _receive(house, date(2026, 3, 2))
    with house.desk(date(2026, 3, 3)) as desk:
        with pytest.raises(InputFault, match="lies in the future"):
            requests.pause(desk, case, reason="identity", on=date(2026, 3, 4))
        with pytest.raises(InputFault, match="lies in the future"):
            requests.receive(
                desk, right="access", identifiers=[PERSON], name="x", channel="desk",
                received=date(2026, 3, 4),
            )  # fmt: skip


@pytest.mark.parametrize(
    ("right", "regime", "due"),
    [
        pytest.param("access", "wjsg", date(2026, 4, 2), id="six weeks or a month: the month"),
        pytest.param("erasure", "wjsg", date(2026, 3, 30), id="four weeks or a month: the weeks"),
    ],
)
def test_with_several_laws_the_earliest_day_counts(
    workspace: MakeWorkspace, tmp_path: object, right: str, regime: str, due: date
) -> None:
    """One activity falls under the Wjsg: six weeks for access (18), four for erasure (22(4))."""
    register = REGISTER.replace("  - id: cameras\n", f"  - id: cameras\n    regime: {regime}\n")
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    stores = {**{name: {"url": url} for name, url in urls.items()}, "cameras": {"folder": "x"}}
    house = House(workspace(stores=stores, registers={"huis": (register, DATA_MAP)}), urls)

    case = _receive(house, date(2026, 3, 2), right)

    with house.desk(date(2026, 3, 2)) as desk:
        assert requests.show(desk, case).clock.due == due


def test_a_child_under_twelve_does_not_ask_alone(house: House) -> None:
    """UAVG 5(4) as of 1 September 2026: under twelve the representative only."""
    given = {"identifiers": [PERSON], "name": "x", "channel": "desk", "right": "access",
             "received": date(2026, 11, 10), "born": date(2015, 1, 1)}  # fmt: skip
    with house.desk() as desk:
        alone = requests.receive(desk, **given).case.id
        with pytest.raises(Refused, match="only the legal representative may ask"):
            requests.identify(desk, alone, method="desk", level="high", by="x", on=None)
        both = requests.receive(desk, **given, representative="ouder", mandate="gezag").case.id
        requests.identify(desk, both, method="mandate", level="high", by="x", on=None)


def test_a_representative_needs_a_mandate(house: House) -> None:
    with house.desk() as desk, pytest.raises(InputFault, match="give both or neither"):
        requests.receive(
            desk, right="access", identifiers=[PERSON], name="x", channel="desk",
            received=date(2026, 11, 10), representative="een ander",
        )  # fmt: skip


def test_late_and_open_are_told_apart(house: House) -> None:
    late = _receive(house, date(2026, 3, 2))
    early = _receive(house, date(2026, 11, 2))
    with house.desk(date(2026, 11, 20)) as desk:
        requests.withdraw(desk, early)
        requests.close(desk, early)
        assert [one.case for one in requests.list_cases(desk, late=True)] == [late]
        assert [one.case for one in requests.list_cases(desk, open=True)] == [late]
        assert {one.case for one in requests.list_cases(desk)} == {late, early}
