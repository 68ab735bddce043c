"""Several handlers at one desk at once: nothing lost, nothing done twice, on both databases."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from avgrights.cases.assessment import Verdict
from avgrights.cases.events import Extended
from avgrights.desk import casebook, requests
from avgrights.desk.assessing import answer, assess_case
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.terms.errors import AvgRightsError, Refused
from avgrights.terms.identifier import Identifier
from tests.conftest import make_workspace
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    NOTES,
    OTHER,
    PERSON,
    REGISTER,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    ticket,
)

TEAM = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, tmp_path) -> House:
    """A desk on each of the two, with four tickets of the person and one of another."""
    url = "sqlite:///var/desk.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    folder = tmp_path / "house"
    urls = {name: f"sqlite:///{folder}/data/{name}.db" for name in STORES}
    (folder / "data" / "cameras").mkdir(parents=True)
    stores = {**{name: {"url": f"sqlite:///data/{name}.db"} for name in STORES},
              "cameras": {"folder": "data/cameras"}}  # fmt: skip
    make_workspace(folder, stores=stores, registers={"huis": (REGISTER, DATA_MAP)}, desk=url)
    made = House(folder, urls)
    made.put(TICKETS, *(ticket(n, "2026-01-02") for n in range(1, 5)),
             ticket(9, "2026-01-02", email=OTHER))  # fmt: skip
    made.put(NOTES, {"id": 1, "ticket_id": 1, "text": "x", "written_on": TODAY})
    made.put(CONTACTS, contact(1, "2026-01-02"))
    return made


def _handler(root: Path, urls: Any, work: Any, number: int, gate: Any, answers: Any) -> None:
    house = House.__new__(House)
    house.root, house.urls = root, urls
    gate.wait()
    try:
        answers.put(("done", work(house, number)))
    except AvgRightsError as fault:
        answers.put((type(fault).__name__, str(fault)))
    except BaseException as fault:
        answers.put(("crashed", repr(fault)))


def together(house: House, work: Any, team: int = TEAM) -> list[tuple[str, Any]]:
    """Every handler does the work in a process of its own, all at the same moment."""
    fork = multiprocessing.get_context("fork")
    gate, answers = fork.Barrier(team), fork.Queue()
    handlers = [
        fork.Process(target=_handler, args=(house.root, house.urls, work, n, gate, answers))
        for n in range(team)
    ]
    for handler in handlers:
        handler.start()
    found = [answers.get(timeout=180) for _ in handlers]
    for handler in handlers:
        handler.join()
    assert not [one for one in found if one[0] == "crashed"], found
    return found


def kinds(house: House) -> Counter[str]:
    with house.desk() as desk:
        assert desk.logbook.verify().failure is None
        return Counter(one.kind for one in desk.logbook.entries())


# No lost updates


def test_a_change_made_on_an_older_reading_is_refused(house):
    """Optimistic lock: two read, both write; the second is told to look again."""
    case = house.case("access")
    extended = Extended(on=TODAY, because="drukte")
    with house.desk() as one, house.desk() as two:
        with two.database.read() as connection:
            early = casebook.read_file(two, connection, case)
        requests.pause(one, case, reason="clarification", on=None)
        with (
            pytest.raises(Refused, match="changed by somebody else meanwhile"),
            two.database.change() as connection,
        ):
            casebook.append(two, connection, early, extended, due=None)
        assert requests.show(two, case).case.extended is None
        assert requests.show(two, case).case.paused is not None


def _pauses(house: House, number: int) -> int:
    (case,) = _cases(house)
    done = 0
    with house.desk() as desk:
        for turn in range(30):
            try:
                if turn % 2:
                    requests.resume(desk, case, on=None)
                else:
                    requests.pause(desk, case, reason="clarification", on=None)
                done += 1
            except Refused:
                continue
    return done


def _cases(house: House) -> tuple[str, ...]:
    with house.desk() as desk:
        return tuple(one.case for one in requests.list_cases(desk))


def test_every_step_that_was_taken_is_in_the_file_and_in_the_journal(house):
    """Four handlers pause and resume the same case; what each was told it did, stands."""
    case = house.case("access")
    found = together(house, _pauses)

    done = sum(number for _, number in found)
    told = kinds(house)
    with house.desk() as desk, desk.database.read() as connection:
        file = casebook.read_file(desk, connection, case)
    pauses = file.case.pauses
    assert done == told["case.paused"] + told["case.resumed"]
    assert len(pauses) == told["case.paused"]
    assert sum(one.answered is not None for one in pauses) == told["case.resumed"]
    assert file.version == 2 + done


def _receives(house: House, number: int) -> list[str]:
    made = []
    with house.desk() as desk:
        for n in range(10):
            who = Identifier("email", f"a{number}-{n}@example.nl")
            made.append(requests.receive(
                desk, right="access", identifiers=[who], name="de betrokkene", channel="e-mail",
                received=date(2026, 11, 10),
            ).case.id)  # fmt: skip
    return made


def test_requests_that_come_in_at_once_all_get_a_file(house):
    found = together(house, _receives)
    assert {what for what, _ in found} == {"done"}, found
    ids = [id for _, made in found for id in made]
    assert len(set(ids)) == TEAM * 10
    assert sorted(_cases(house)) == sorted(ids)
    assert kinds(house)["case.received"] == TEAM * 10


# The same step again


def _again(house: House, number: int) -> Counter[str]:
    """A quarter of the hundred replays of one step: each is done, or refused."""
    (case,) = _cases(house)
    told: Counter[str] = Counter()
    with house.desk() as desk:
        for _ in range(100 // TEAM):
            try:
                requests.identify(desk, case, method="desk", level="high", by="x", on=None)
                told["done"] += 1
            except Refused:
                told["refused"] += 1
    return told


def test_a_hundred_replays_of_a_step_are_one_effect(house):
    with house.desk() as desk:
        requests.receive(
            desk, right="access", identifiers=[PERSON], name="de betrokkene", channel="e-mail",
            received=date(2026, 11, 10),
        )  # fmt: skip
    found = together(house, _again)

    told = sum((one for _, one in found), Counter())
    assert told == {"done": 1, "refused": 99}
    assert kinds(house)["case.identified"] == 1


def _receives_once(house: House, number: int) -> set[str]:
    made = set()
    with house.desk() as desk:
        for _ in range(100 // TEAM):
            made.add(requests.receive(
                desk, right="access", identifiers=[PERSON], name="de betrokkene", channel="portal",
                received=date(2026, 11, 10), once="portal-4711",
            ).case.id)  # fmt: skip
    return made


def test_a_request_sent_a_hundred_times_opens_one_case(house):
    found = together(house, _receives_once)
    assert len(set().union(*(made for _, made in found))) == 1
    assert kinds(house)["case.received"] == 1


# Carrying out


def _carries_out(house: House, number: int) -> int:
    (case,) = _cases(house)
    with house.desk() as desk:
        return sum(one.done for one in carry_out(desk, case).results)


def settled(house: House, right: str) -> str:
    case = house.case(right)
    with house.desk() as desk:
        for one in assess_case(desk, case).assessments:
            if one.verdict is Verdict.DEPENDS:
                answer(desk, case, activity=one.activity, applies=True, because="x", by="fg")
    return case


def test_carry_outs_of_one_erasure_at_once_erase_once(house):
    """One does the work; the others wait, and find it done."""
    case = settled(house, "erasure")
    found = together(house, _carries_out)

    assert found == [("done", 6)] * TEAM  # the contact counts for two activities
    assert house.left(TICKETS) == [9]
    with house.desk() as desk:
        again = carry_out(desk, case)
        evidence = desk.store("one").evidence(case)
        pieces = [one for one in desk.logbook.entries() if one.kind == "purge.batch"]
    assert sum(one.done for one in again.results) == 6
    assert sum(one.rows for one in evidence) == 4
    assert len(pieces) == 2
    assert kinds(house)["case.carried out"] == len(again.results)


def test_carry_outs_of_one_access_at_once_are_one_plan(house, tmp_path):
    case = settled(house, "access")
    found = together(house, _carries_out)
    assert {what for what, _ in found} == {"done"}
    with house.desk() as desk:
        work = carry_out(desk, case)
        decide(desk, case, out=tmp_path / "out", password_to_file=True)
    assert kinds(house)["case.carried out"] == len(work.results)


def _erases_another(house: House, number: int) -> int:
    case = sorted(_cases(house))[number]
    with house.desk() as desk:
        return sum(one.done for one in carry_out(desk, case).results)


def test_erasures_of_different_persons_at_once_take_their_own_rows(house):
    """Each case erases what is its person's; nothing of one goes under another's number."""
    made = {}
    for number in range(TEAM):
        email = f"p{number}@example.nl"
        house.put(TICKETS, *(ticket(100 * number + 100 + n, "2026-01-02", email=email)
                             for n in range(3)))  # fmt: skip
        case = house.case("erasure", identifiers=[Identifier("email", email)])
        made[case] = number
    for case in made:
        with house.desk() as desk:
            for one in assess_case(desk, case).assessments:
                if one.verdict is Verdict.DEPENDS:
                    answer(desk, case, activity=one.activity, applies=True, because="x", by="fg")

    found = together(house, _erases_another)

    assert [done for _, done in found] == [3] * TEAM
    assert house.left(TICKETS) == [1, 2, 3, 4, 9]
    with house.desk() as desk:
        rows = {case: sum(e.rows for e in desk.store("one").evidence(case)) for case in made}
    assert set(rows.values()) == {3}
