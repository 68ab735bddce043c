"""Stores that fail, processes that are killed, and what is left in clear: nothing."""

from __future__ import annotations

import base64
import os
import signal
from collections.abc import Callable
from itertools import count, product
from pathlib import Path

import pytest
import sqlalchemy as sa

from avgrights.cases.assessment import Because, Verdict
from avgrights.cases.case import Status
from avgrights.desk import assessing, deciding, requests, tables
from avgrights.desk.carrying_out import plan_case
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.terms.errors import Refused, StoreFault
from tests.requests.house import CONTACTS, LEDGER, TICKETS, House, contact, entry, ticket
from tests.requests.opening import opened

#: How many statements lie between two kills; 1 strikes at every one of them.
STRIDE = int(os.environ.get("AVGRIGHTS_KILL_STRIDE", "17"))
STORES = ("one", "two", "three")


def _fill(house: House, rows: int = 1) -> None:
    house.put(TICKETS, *(ticket(n, "2020-01-01") for n in range(1, rows + 1)))
    house.put(LEDGER, *(entry(n, "2010-01-01") for n in range(1, rows + 1)))
    house.put(CONTACTS, *(contact(n, "2010-01-01") for n in range(1, rows + 1)))


@pytest.mark.parametrize("up", list(product((True, False), repeat=3)))
def test_whatever_store_is_down_the_account_never_overstates(
    house: House, tmp_path: Path, up: tuple[bool, ...]
) -> None:
    """Three stores, every pattern of up and down, then all up: the rerun finishes the work.

    Law:     No letter claims what no evidence shows.
    Holding: Those that are up are done, those that are down are named, the case stays open.
    """
    _fill(house)
    case = house.case("erasure")
    down = [name for name, there in zip(STORES, up, strict=True) if not there]
    for name in down:
        (tmp_path / f"{name}.db").rename(tmp_path / f"{name}.away")

    with house.desk() as desk:
        work = carry_out(desk, case)

    assert work.open == tuple(down)
    assert {one.store: one.status.value for one in work.searched if one.store in STORES} == {
        name: "searched" if there else "unreachable" for name, there in zip(STORES, up, strict=True)
    }
    assert sum(one.done for one in work.results) == sum(up[:2]) + 2 * up[2]
    for name in down:
        assert not (tmp_path / f"{name}.db").exists(), "a missing database is not made anew"
    if down:
        with house.desk() as desk, pytest.raises(Refused, match="partly carried out"):
            decide(desk, case, out=tmp_path / "uit")
    for name in down:
        (tmp_path / f"{name}.away").rename(tmp_path / f"{name}.db")

    with house.desk() as desk:
        again = carry_out(desk, case)
        assert (again.open, sum(one.done for one in again.results)) == ((), 4)
        assert requests.show(desk, case).case.status is Status.CARRIED_OUT
    assert [house.left(table) for table in (TICKETS, LEDGER, CONTACTS)] == [[], [], []]


def test_a_rerun_keeps_the_verdicts_and_asks_what_is_new(house: House, tmp_path: Path) -> None:
    """What was settled stays settled; the store that came back brings a question of its own."""
    house.put(TICKETS, ticket(1, "2026-06-01"))
    house.put(LEDGER, entry(1, "2024-01-01"))
    case = house.case("erasure")
    (tmp_path / "one.db").rename(tmp_path / "one.away")
    with house.desk() as desk:
        assert carry_out(desk, case).open == ("one",)
    (tmp_path / "one.away").rename(tmp_path / "one.db")

    with house.desk() as desk:
        with pytest.raises(Refused, match="service-desk depends on an answer"):
            carry_out(desk, case)
        found = {a.activity: a for a in assessing.assess_case(desk, case).assessments}
        assert found["service-desk"].verdict is Verdict.DEPENDS
        assert found["administration"].because is Because.DUTY_TO_KEEP
        assessing.answer(desk, case, activity="service-desk", applies=True, because="x", by="FG")
        work = carry_out(desk, case)
        found = {a.activity: a for a in requests.show(desk, case).case.assessments}

    assert work.open == ()
    assert found["administration"].because is Because.DUTY_TO_KEEP
    assert (house.left(TICKETS), house.left(LEDGER)) == ([], [1])


def test_a_letter_is_not_written_through_a_link(house: House, tmp_path: Path) -> None:
    """A link that waits in the folder is replaced, and what it points at is left alone."""
    (tmp_path / "uit").mkdir()
    (tmp_path / "elders").write_text("blijft")
    case = house.case("access")
    (tmp_path / "uit" / f".{case}-letter.html.part").symlink_to(tmp_path / "elders")
    (tmp_path / "uit" / "letter.html").symlink_to(tmp_path / "nergens")
    with house.desk() as desk:
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit")

    assert (tmp_path / "elders").read_text() == "blijft"
    assert not (tmp_path / "nergens").exists()
    assert not (tmp_path / "uit" / "letter.html").is_symlink()


def test_a_verdict_waits_for_its_store(house: House, tmp_path: Path) -> None:
    _fill(house)
    case = house.case("access")
    (tmp_path / "two.db").rename(tmp_path / "two.away")

    with house.desk() as desk:
        found = assessing.assess_case(desk, case)

    assert found.open == ("two",)
    verdicts = {one.activity: one.verdict.value for one in found.assessments}
    assert verdicts["administration"] == "unknown"
    assert verdicts["service-desk"] == "applies"


def test_a_store_that_fails_while_the_copy_is_made_leaves_no_copy(
    house: House, tmp_path: Path
) -> None:
    _fill(house)
    case = house.case("access")
    with house.desk() as desk:
        carry_out(desk, case)
    (tmp_path / "two.db").rename(tmp_path / "two.away")

    with house.desk() as desk, pytest.raises(StoreFault):
        decide(desk, case, out=tmp_path / "uit")
    assert not list((tmp_path / "uit").iterdir() if (tmp_path / "uit").exists() else ())


def test_a_strangers_database_in_the_place_of_ours_is_not_read(
    house: House, tmp_path: Path
) -> None:
    """Staging that points at production: another identity, so nothing is looked up or erased."""
    _fill(house)
    first = house.case("erasure")
    with house.desk() as desk:
        carry_out(desk, first)
    _fill(house)
    with house.engine("one").begin() as connection:
        connection.execute(sa.text("UPDATE avgrights_store SET identity = 'ffffffffffffffff'"))

    access, erasure = house.case("access"), house.case("erasure")
    for looking in (
        lambda desk: assessing.assess_case(desk, access),
        lambda desk: carry_out(desk, access),
        lambda desk: carry_out(desk, erasure),
    ):
        with house.desk() as desk, pytest.raises(Refused, match="another identity"):
            looking(desk)
    assert house.left(TICKETS) == [1]


def _kill_at(house: House, case: str, at: int) -> bool:
    """Carries out in a process of its own, killed before its n-th SQL statement."""
    child = os.fork()
    if child == 0:
        statements = count(1)

        @sa.event.listens_for(sa.Engine, "before_cursor_execute")
        def strike(connection: object, cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith("PRAGMA") and next(statements) == at:
                os.kill(os.getpid(), signal.SIGKILL)

        with house.desk() as desk:
            carry_out(desk, case)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), "the child ended by itself or by our hand"
    return status != 0


@pytest.mark.slow
def test_killed_anywhere_a_rerun_finishes_and_counts_once(house: House) -> None:
    """A kill before statements all along the way: nothing is lost, nothing counted twice."""
    at, killed = 1, True
    while killed:
        for table, store in ((TICKETS, "one"), (LEDGER, "two"), (CONTACTS, "three")):
            with house.engine(store).begin() as connection:
                connection.execute(sa.delete(table))
        _fill(house, rows=2)
        case = house.case("erasure")
        killed = _kill_at(house, case, at)

        with house.desk() as desk:
            work = carry_out(desk, case)
            assert desk.logbook.verify().failure is None

        assert work.open == ()
        assert {(one.found, one.done, one.kept) for one in work.results if one.found} == {(2, 2, 0)}
        assert [house.left(table) for table in (TICKETS, LEDGER, CONTACTS)] == [[], [], []]
        at += STRIDE
    assert at > 40, "the run has many statements, and each was its last"


def _in_a_process(work: Callable[[], None]) -> int:
    """Runs work in a process of its own; its wait status."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except Refused:
            os._exit(4)
        os._exit(0)
    return child


def test_a_decision_killed_anywhere_is_written_by_the_same_command(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill at each step to the disk: the next call leaves whole files, and no others."""
    # typst has threads of its own, which a forked child does not have and would wait for.
    monkeypatch.setattr(deciding, "pdf_available", lambda: False)
    _fill(house)
    case = house.case("access")
    out = tmp_path / "uit"
    with house.desk() as desk:
        carry_out(desk, case)
    for at in count(1):
        steps = count(1)

        def strike(real: Callable[..., object]) -> Callable[..., object]:
            def step(*given: object) -> object:
                if next(steps) == at:  # noqa: B023 - the child has this very number
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*given)

            return step

        def killed() -> None:
            os.fsync = strike(os.fsync)  # type: ignore[assignment]
            Path.replace = strike(Path.replace)  # type: ignore[method-assign,assignment]
            with house.desk() as desk:
                decide(desk, case, out=out, password_to_file=True)

        _, status = os.waitpid(_in_a_process(killed), 0)
        with house.desk() as desk:
            decide(desk, case, out=out, password_to_file=True)
        opened(out)
        assert sorted(path.name for path in out.iterdir()) == [
            "letter.html", "package.zip", "password.txt",
        ]  # fmt: skip
        if status == 0:
            break
    assert at > 6


def test_two_at_once_do_the_work_once(house: House) -> None:
    """Two processes carry out one case: the evidence counts every row once."""
    for _ in range(3):
        _fill(house, rows=20)
        case = house.case("erasure")

        def work() -> None:
            with house.desk() as desk:
                carry_out(desk, case)  # noqa: B023 - the child has this very case

        statuses = [os.waitpid(child, 0)[1] for child in (_in_a_process(work), _in_a_process(work))]

        assert {os.waitstatus_to_exitcode(status) for status in statuses} <= {0, 4}
        with house.desk() as desk:
            results = carry_out(desk, case).results
        assert {(one.found, one.done) for one in results if one.found} == {(20, 20)}
        assert [house.left(table) for table in (TICKETS, LEDGER, CONTACTS)] == [[], [], []]


def test_nothing_of_the_person_is_left_in_clear(house: House, tmp_path: Path) -> None:
    """Names, addresses, reasons and row values: in no file of the desk, in no encoding."""
    secrets = {
        "name": "Zeer Bijzondere Naam", "because": "geheime reden", "by": "behandelaar negen",
        "value": "betrokkene@example.nl", "row": "toets kapot",
        "representative": "Vertegenwoordiger", "mandate": "volmacht van gisteren",
    }  # fmt: skip
    _fill(house)
    case = house.case(
        "erasure", name=secrets["name"], representative=secrets["representative"],
        mandate=secrets["mandate"],
    )  # fmt: skip
    house.put(TICKETS, ticket(7, "2026-06-01"))
    with house.desk() as desk:
        assessing.assess_case(desk, case)
        assessing.answer(
            desk, case, activity="service-desk", applies=True, because=secrets["because"],
            by=secrets["by"],
        )  # fmt: skip
        requests.extend(desk, case, because=secrets["because"], on=None)
        plan_case(desk, case)
        carry_out(desk, case)
        decide(desk, case, out=tmp_path / "uit")
        requests.close(desk, case)

    for path in (house.root / "var").rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        for text in secrets.values():
            for needle in (
                text.encode(), text.encode("utf-16-le"), base64.b64encode(text.encode())[:-4],
            ):  # fmt: skip
                assert needle not in content, f"{text!r} in {path.name}"


def test_a_running_purge_hears_of_every_open_request(house: House) -> None:
    """The epoch, which each batch of a purge reads, rises when rows become held and free again."""

    def epoch() -> int:
        with house.desk() as desk, desk.database.read() as connection:
            return connection.scalar(sa.select(tables.epoch.c.value)) or 0

    begun = epoch()
    case = house.case("access")
    received = epoch()
    with house.desk() as desk:
        requests.withdraw(desk, case)
        requests.close(desk, case)

    assert begun < received < epoch()
    now = epoch()
    house.case("erasure")
    assert epoch() == now


def test_two_handlers_do_not_overwrite_each_other(house: House) -> None:
    """The version of the file is an optimistic lock."""
    from avgrights.cases.events import Extended, Paused
    from avgrights.cases.manners import PauseFor
    from avgrights.desk import casebook

    case = house.case("access")
    with house.desk() as desk:
        with desk.database.read() as connection:
            mine = theirs = casebook.read_file(desk, connection, case)
        day = desk.clock.today
        with desk.database.change() as connection:
            paused = Paused(on=day, reason=PauseFor.CLARIFICATION)
            casebook.append(desk, connection, theirs, paused, due=None)
        extended = Extended(on=day, because="x")
        refused = pytest.raises(Refused, match="changed by somebody else")
        with refused, desk.database.change() as connection:
            casebook.append(desk, connection, mine, extended, due=None)
