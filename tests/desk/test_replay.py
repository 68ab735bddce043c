"""A backup brings erased rows back; the list takes just those away again."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.cases.assessment import Verdict
from avgrights.desk import holding
from avgrights.desk.assessing import answer, assess_case
from avgrights.desk.doing import carry_out
from avgrights.desk.erased_list import erasures_due, forget_due_erasures
from avgrights.desk.identity import readopt
from avgrights.desk.planning import make_plan
from avgrights.desk.replaying import plan_replay, replay
from avgrights.desk.tables import erased
from avgrights.terms.errors import InputFault, Refused
from tests.conftest import make_workspace
from tests.purge.killing import in_a_child
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    NOTES,
    OTHER,
    REGISTER,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    ticket,
)

MINE, THEIRS, MY_CONTACTS = (1, 2, 3), (7, 8), (4, 5)


def made(folder: Path) -> House:
    urls = {name: f"sqlite:///{folder}/data/{name}.db" for name in STORES}
    (folder / "data" / "cameras").mkdir(parents=True)
    # Relative, so that a copy of the workspace has stores of its own.
    stores = {**{name: {"url": f"sqlite:///data/{name}.db"} for name in STORES},
              "cameras": {"folder": "data/cameras"}}  # fmt: skip
    make_workspace(folder, stores=stores, registers={"huis": (REGISTER, DATA_MAP)})
    house = House(folder, urls)
    house.put(TICKETS, *(ticket(n, "2026-01-02") for n in MINE),
              *(ticket(n, "2026-01-02", email=OTHER) for n in THEIRS))  # fmt: skip
    house.put(NOTES, *({"id": n, "ticket_id": n, "text": "x", "written_on": TODAY}
                       for n in (*MINE, *THEIRS)))  # fmt: skip
    house.put(CONTACTS, *(contact(n, "2026-01-02") for n in MY_CONTACTS))
    return house


def adopted(house: House) -> None:
    """A first erasure of somebody who is not there adopts the stores."""
    with house.desk() as desk:
        from avgrights.desk.identity import adopt

        for name in ("one", "two", "three", "cameras"):
            adopt(desk, name)


def backup(house: House, store: str = "one") -> Path:
    file = house.root / "data" / f"{store}.db"
    return Path(shutil.copy(file, file.with_suffix(".bak")))


def restore(house: House, copy: Path) -> None:
    """Puts the backup back, without the log of the database that it replaces."""
    for left in copy.parent.glob(f"{copy.stem}.db*"):
        left.unlink()
    shutil.copy(copy, copy.with_suffix(".db"))


def erase(house: House, **given: Any) -> str:
    case = assessed(house, **given)
    with house.desk() as desk:
        carry_out(desk, case)
    return case


def assessed(house: House, **given: Any) -> str:
    """A case of erasure on which every question was answered: the right applies."""
    case = house.case("erasure", **given)
    with house.desk() as desk:
        for one in assess_case(desk, case).assessments:
            if one.verdict is Verdict.DEPENDS:
                answer(desk, case, activity=one.activity, applies=True, because="x", by="fg")
    return case


@pytest.fixture
def restored(tmp_path) -> House:
    """Adopted, backed up, erased, and the backup put back."""
    house = made(tmp_path / "house")
    adopted(house)
    copy = backup(house)
    erase(house)
    assert house.left(TICKETS) == list(THEIRS)
    restore(house, copy)
    assert house.left(TICKETS) == [*MINE, *THEIRS]
    return house


def test_what_was_erased_goes_again_and_nothing_else(restored):
    """0 left, 0 others touched; the plan says so first, and again there is nothing to do."""
    with restored.desk() as desk:
        plan = plan_replay(desk, "one", made=TODAY)
        done = replay(desk, "one", made=TODAY, expect=plan.digest)
        again = replay(desk, "one", made=TODAY)
        told = [one for one in desk.logbook.entries() if one.kind == "store.replayed"]
        assert desk.logbook.verify().failure is None

    assert (plan.found, plan.returned[0].examined) == (3, 5)
    assert done.done == {"tickets": 3}
    assert (again.found, again.done) == (0, {})
    assert restored.left(TICKETS) == restored.left(NOTES) == list(THEIRS)
    assert [(one.facts["found"], one.facts["erased"]) for one in told] == [(3, 3)]


def test_the_list_names_nobody(restored):
    data = b"".join(file.read_bytes() for file in (restored.root / "var").glob("desk.db*"))
    assert b"betrokkene@example.nl" not in data
    with restored.desk() as desk, desk.database.read() as connection:
        rows = connection.execute(sa.select(erased)).all()
    assert len(rows) == len(MINE) + len(MY_CONTACTS)
    assert all(len(row.digest) == 64 and row.settled for row in rows)


def test_a_key_that_somebody_else_got_since_is_not_touched(restored):
    """Databases give keys of deleted rows out again."""
    with restored.engine("one").begin() as connection:
        connection.execute(TICKETS.update().where(TICKETS.c.id == 2).values(email=OTHER))

    with restored.desk() as desk:
        done = replay(desk, "one", made=TODAY)

    assert done.done == {"tickets": 2}
    assert restored.left(TICKETS) == [2, *THEIRS]


def test_what_was_erased_before_the_backup_was_made_is_no_business_of_it(restored):
    """A record of the same person under the same key that is younger than the erasure stays."""
    tomorrow = TODAY + timedelta(1)
    with restored.desk(tomorrow) as desk:
        assert plan_replay(desk, "one", made=tomorrow).found == 0
        assert plan_replay(desk, "one", made=TODAY).found == 3


def test_a_hold_placed_since_stops_it(restored):
    with restored.desk() as desk:
        holding.place(desk, reason="legal claim", because="x", by="fg", dataset="tickets",
                      keys=[("3",)])  # fmt: skip
        done = replay(desk, "one", made=TODAY)
    assert done.as_json()["datasets"][0]["kept"] == 1
    assert restored.left(TICKETS) == [3, *THEIRS]


def test_what_was_held_at_the_time_was_not_erased_and_is_not_on_the_list(tmp_path):
    house = made(tmp_path / "house")
    adopted(house)
    with house.desk() as desk:
        holding.place(desk, reason="legal claim", because="x", by="fg", dataset="tickets",
                      keys=[("3",)])  # fmt: skip
    copy = backup(house)
    erase(house)
    restore(house, copy)
    with house.desk() as desk:
        assert plan_replay(desk, "one", made=TODAY).found == 2


def test_another_plan_than_was_looked_at_is_refused(restored):
    with restored.desk() as desk:
        plan = plan_replay(desk, "one", made=TODAY)
        with restored.engine("one").begin() as connection:
            connection.execute(NOTES.delete())
            connection.execute(TICKETS.delete().where(TICKETS.c.id == 1))
        with pytest.raises(Refused, match="other records are found now"):
            replay(desk, "one", made=TODAY, expect=plan.digest)
    assert restored.left(TICKETS) == [2, 3, *THEIRS]


def _erases(house: House, case: str) -> int:
    with house.desk() as desk:
        carry_out(desk, case)
    return 0


def _replays(house: House) -> int:
    with house.desk() as desk:
        replay(desk, "one", made=TODAY)
    return 0


def test_an_erasure_killed_at_any_step_is_on_the_list_once_it_is_finished(tmp_path):
    """Whatever is gone can be erased again; until it is finished a replay says so and waits."""
    ready = made(tmp_path / "ready")
    adopted(ready)
    backup(ready)
    case = assessed(ready)
    whole = _copied(ready, tmp_path / "whole")
    status, steps = in_a_child(lambda: _erases(whole, case), None)
    assert status == 0
    for at in range(5, steps + 1, 7):
        house = _copied(ready, tmp_path / "one")
        in_a_child(lambda house=house: _erases(house, case), at)
        with house.desk() as desk:
            try:
                plan_replay(desk, "one", made=TODAY)
            except Refused as fault:
                assert case in str(fault)
        _erases(house, case)
        restore(house, house.root / "data" / "one.bak")
        with house.desk() as desk:
            assert replay(desk, "one", made=TODAY).done == {"tickets": 3}
        assert house.left(TICKETS) == list(THEIRS)
        shutil.rmtree(house.root)


def test_a_replay_killed_at_any_step_is_finished_by_the_next(restored, tmp_path):
    whole = _copied(restored, tmp_path / "whole")
    status, steps = in_a_child(lambda: _replays(whole), None)
    assert status == 0
    for at in range(1, steps + 1, 5):
        house = _copied(restored, tmp_path / "one")
        in_a_child(lambda house=house: _replays(house), at)
        _replays(house)
        assert house.left(TICKETS) == list(THEIRS)
        with house.desk() as desk:
            assert desk.logbook.verify().failure is None
        shutil.rmtree(house.root)


def _copied(house: House, to: Path) -> House:
    shutil.copytree(house.root, to)
    return House(to, {name: f"sqlite:///{to}/data/{name}.db" for name in STORES})


def test_the_list_has_a_term_of_its_own(restored):
    last = date(TODAY.year + 2, TODAY.month, TODAY.day)
    with restored.desk(last) as desk:
        assert [one["due"] for one in erasures_due(desk)] == [0]
    with restored.desk(last + timedelta(1)) as desk:
        (line,) = forget_due_erasures(desk)
        assert (line["rule"], line["done"], line["examined"]) == ("re-erasure-list", 5, 5)
        assert forget_due_erasures(desk) == []
        assert list(desk.logbook.entries())[-1].kind == "erasures.forgotten"


# A backup of before the adoption


def test_a_backup_of_before_the_adoption_is_taken_back_by_hand(tmp_path):
    """The whole way: refused with the way out, taken back, erased again, plans go on."""
    house = made(tmp_path / "house")
    copy = backup(house)
    erase(house)
    restore(house, copy)
    with house.desk() as desk:
        with pytest.raises(Refused, match="store readopt"):
            plan_replay(desk, "one", made=TODAY)
        identity = readopt(desk, "one", because="de back-up van maandag, met eigen hand")
        assert readopt(desk, "one", because="nogmaals") == identity
        assert replay(desk, "one", made=TODAY).done == {"tickets": 3}
        assert make_plan(desk).stores["one"] == identity
        kinds = [one.kind for one in desk.logbook.entries()]
    assert kinds.count("store.readopted") == 1
    assert house.left(TICKETS) == list(THEIRS)


def test_another_database_is_not_taken_back(tmp_path):
    house = made(tmp_path / "house")
    erase(house)
    with house.engine("one").begin() as connection:
        connection.exec_driver_sql("DROP TABLE avgrights_store")
        connection.exec_driver_sql("DROP TABLE notes")
    with house.desk() as desk:
        with pytest.raises(Refused, match="does not fit the data map"):
            readopt(desk, "one", because="x")
        with pytest.raises(InputFault, match="--because"):
            readopt(desk, "one", because=" ")
    with house.engine("three").begin() as connection:
        connection.exec_driver_sql("UPDATE avgrights_store SET identity = 'other'")
    with house.desk() as desk, pytest.raises(Refused, match="another desk"):
        readopt(desk, "three", because="x")
    with house.desk() as desk, pytest.raises(InputFault, match="never adopted"):
        readopt(desk, "two", because="x")


def test_the_command(restored, capsys):
    from avgrights.cli.main import main

    def said(*arguments: str) -> tuple[int, Any]:
        common = ["--workspace", str(restored.root), "--today", str(TODAY), "--format", "json"]
        with pytest.raises(SystemExit) as ended:
            main([*common, *arguments])
        out = capsys.readouterr().out
        return int(ended.value.code or 0), json.loads(out) if out else None

    status, plan = said("store", "replay", "one", "--made", str(TODAY), "--plan")
    assert (status, plan["datasets"][0]["found"]) == (0, 3)
    assert said("store", "replay", "one", "--made", str(TODAY), "--expect", "0" * 64)[0] == 4
    status, done = said("store", "replay", "one", "--made", str(TODAY), "--expect", plan["digest"])
    assert (status, done["datasets"][0]["done"], done["datasets"][0]["kept"]) == (0, 3, 0)
    assert said("store", "replay", "no-such", "--made", str(TODAY))[0] == 2
    assert said("store", "replay", "one", "--made", "2027-01-01")[0] == 2
