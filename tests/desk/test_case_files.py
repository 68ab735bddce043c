"""The end of a case file: its key and content go when its term is over, and nothing else does."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from avgrights.desk import case_files, holding, requests, restricting
from avgrights.desk.approving import approve_standing
from avgrights.desk.case_files import destroy_due_files, files_due
from avgrights.desk.casebook import Destroyed
from avgrights.desk.nightly import nightly
from avgrights.desk.planning import make_plan
from avgrights.desk.tables import case as cases
from avgrights.desk.tables import person
from avgrights.retention.plan import read_plan
from tests.conftest import make_workspace
from tests.desk.earlier import CASES, earlier_workspace
from tests.purge.killing import in_a_child
from tests.requests.house import DATA_MAP, PERSON, REGISTER, STORES, TODAY, House

#: The last day on which a file of a case closed on TODAY is kept: five years later, that day too.
LAST = date(2031, 11, 20)
OVER = LAST + timedelta(1)

OWN = """
  - id: rights-requests
    name: Verzoeken
    purpose: Verzoeken behandelen
    legal_basis: [{basis: 6(1)(c), law: AVG 12}]
    data_subjects: [betrokkenen]
    data: [{category: verzoek, source: betrokkene}]
    retention:
      - {id: dossiers, datasets: [case-files], keep: TERM, after: case closed,
         count_from: trigger date, because: eigen selectielijst}
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request) -> str:
    """The desk's URL, on each of the two."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return "sqlite:///var/desk.db"


def made(folder: Path, url: str = "sqlite:///var/desk.db", register: str = REGISTER) -> House:
    urls = {name: f"sqlite:///{folder}/data/{name}.db" for name in STORES}
    (folder / "data" / "cameras").mkdir(parents=True)
    stores = {**{name: {"url": one} for name, one in urls.items()},
              "cameras": {"folder": "data/cameras"}}  # fmt: skip
    make_workspace(folder, stores=stores, registers={"huis": (register, DATA_MAP)}, desk=url)
    return House(folder, urls)


def closed(house: House, **given) -> str:
    case = house.case("access", **given)
    with house.desk() as desk:
        requests.withdraw(desk, case)
        requests.close(desk, case)
    return case


def left(house: House) -> dict[str, bool]:
    """Case -> whether its file can still be opened."""
    with house.desk(OVER) as desk:
        found = {}
        for line in requests.list_cases(desk):
            try:
                requests.show(desk, line.case)
                found[line.case] = True
            except Destroyed:
                found[line.case] = False
        return found


def test_a_file_is_kept_on_the_last_day_and_goes_the_day_after(tmp_path, url):
    """The file of a request, five years after it was closed.

    Facts:   A request is closed on 20 November 2026; another is still open.
    Law:     GDPR 5(1)(e): no longer than needed. Five years is a choice (BW 3:310(1)), counted from
             the closing; the last day is kept, that day included.
    Holding: on 20 November 2031 both files open; on the 21st only that of the open request does.
    """
    house = made(tmp_path / "house", url)
    gone, stays = closed(house), house.case("erasure")

    with house.desk(LAST) as desk:
        (line,) = destroy_due_files(desk)
        assert (line["due"], line["done"], line["not_due"], line["open"]) == (0, 0, 1, 1)
    with house.desk(OVER) as desk:
        assert [one["due"] for one in files_due(desk)] == [1]
        (line,) = destroy_due_files(desk)
        assert (line["examined"], line["due"], line["done"], line["open"]) == (2, 1, 1, 1)
        assert [one["done"] for one in destroy_due_files(desk)] == [0]
        told = [one for one in desk.logbook.entries() if one.kind == "case.destroyed"]
        with desk.database.read() as connection:
            row = connection.execute(sa.select(cases).where(cases.c.id == gone)).one()
            assert connection.scalars(sa.select(person.c.case)).all() == [stays]
        assert desk.logbook.verify().failure is None

    assert left(house) == {gone: False, stays: True}
    assert (row.wrapped, row.key_id, row.sealed, row.destroyed) == (b"", "", b"", OVER)
    assert [one.facts["case"] for one in told] == [gone]
    assert told[0].facts["closed"] == TODAY.isoformat()


def test_nothing_of_it_is_left_in_the_bytes_of_the_database(tmp_path):
    house = made(tmp_path / "house")
    gone = closed(house)
    closed(house)
    with house.desk() as desk, desk.database.read() as connection:
        row = connection.execute(sa.select(cases).where(cases.c.id == gone)).one()
    files = house.root / "var"
    assert any(row.wrapped in file.read_bytes() for file in files.glob("desk.db*"))

    with house.desk(OVER) as desk:
        destroy_due_files(desk)

    for file in files.glob("desk.db*"):
        data = file.read_bytes()
        assert row.wrapped not in data
        assert row.sealed not in data and row.sealed[20:60] not in data


def test_the_night_does_it_and_the_plan_shows_it(tmp_path):
    """Beside the rules of the registers, whose brakes and status are as they were."""
    house = made(tmp_path / "house")
    gone = closed(house)
    with house.desk(OVER) as desk:
        plan = make_plan(desk)
        approve_standing(desk, by="fg")
        night = nightly(desk)

    (line,) = plan.as_json()["desk"]
    assert (line["rule"], line["activity"], line["due"]) == ("case-files", "rights-requests", 1)
    assert (line["own"], line["keep"]) == (False, "5 years")
    assert read_plan(json.loads(json.dumps(plan.as_json()))).digest == plan.digest
    assert [one["done"] for one in night.as_json()["desk"]] == [1]
    assert night.status == "braked"  # the first run of the rules, as without any case
    assert {one["rule"] for one in night.lines} == {one["rule"] for one in plan.rules}
    assert left(house) == {gone: False}


@pytest.mark.parametrize(
    ("term", "done"), [("4 weeks", 1), ("10 years", 0), ("permanent", 0), ("P5Y", 1)]
)
def test_a_register_of_ones_own_decides_the_term(tmp_path, term, done):
    house = made(tmp_path / "house", register=REGISTER + OWN.replace("TERM", term))
    closed(house)

    with house.desk(OVER) as desk:
        (line,) = destroy_due_files(desk)

    assert (line["done"], line["own"], line["rule"]) == (done, True, "dossiers")


@pytest.mark.parametrize("scope", ["case", "subject", "activity"])
def test_a_hold_keeps_the_file_until_the_day_after_its_release(tmp_path, scope):
    house = made(tmp_path / "house", register=REGISTER + OWN.replace("TERM", "5 years"))
    case, other = closed(house), closed(house, identifiers=[PERSON.__class__("phone", "0612")])
    on = {"case": {"case": case}, "subject": {"identifier": PERSON},
          "activity": {"activity": "rights-requests"}}[scope]  # fmt: skip
    with house.desk() as desk:
        id = holding.place(desk, reason="legal claim", because="proef", by="fg", **on)

    with house.desk(OVER) as desk:
        (line,) = destroy_due_files(desk)
        make_plan(desk)
        assert line["reasons"] == {"legal claim": line["held"]}
        holding.release(desk, id, because="klaar", by="fg")
        destroy_due_files(desk)
    held = {case: True, other: scope == "activity"}
    assert left(house) == held
    with house.desk(OVER + timedelta(1)) as desk:
        destroy_due_files(desk)
    assert left(house) == {case: False, other: False}


def test_a_hold_that_comes_in_between_still_counts(tmp_path, monkeypatch):
    """What was due when it was looked at is looked at again under the lock."""
    house = made(tmp_path / "house")
    case = closed(house)
    real = case_files._every

    def and_then_a_hold(desk):
        found = real(desk)
        holding.place(desk, reason="legal claim", because="x", by="fg", case=case)
        return found

    monkeypatch.setattr(case_files, "_every", and_then_a_hold)
    with house.desk(OVER) as desk:
        (line,) = destroy_due_files(desk)

    assert (line["due"], line["done"]) == (1, 0)
    assert left(house) == {case: True}


def test_a_restriction_that_still_runs_keeps_the_file(tmp_path):
    house = made(tmp_path / "house")
    case = closed(house)
    with house.desk() as desk:
        id = restricting.restrict(
            desk, dataset="tickets", ground="18(1)(c)", by="fg", keys=[("1",)], case=case
        )
    with house.desk(OVER) as desk:
        assert destroy_due_files(desk)[0]["reasons"] == {"restriction": 1}
        restricting.lift(desk, id, informed=OVER)
    with house.desk(OVER + timedelta(1)) as desk:
        assert destroy_due_files(desk)[0]["done"] == 1


def test_a_file_closed_under_an_earlier_version_tells_its_day_from_within(tmp_path):
    root = earlier_workspace(tmp_path / "old", f"sqlite:///{tmp_path}/old/var/desk.db", 1)
    house = House(root, {name: f"sqlite:///{root}/data/{name}.db" for name in STORES})
    with house.desk(LAST) as desk:
        assert destroy_due_files(desk)[0]["done"] == 0
    with house.desk(OVER) as desk:
        assert destroy_due_files(desk)[0]["done"] == 1
    found = left(house)
    assert [case for case, there in found.items() if not there] == ["R-RHTC7T3W57"]
    assert set(found) == set(CASES)


def test_what_is_left_is_told_and_nothing_more_can_be_done(tmp_path, capsys):
    from avgrights.cli.main import main

    house = made(tmp_path / "house")
    case = closed(house)
    with house.desk(OVER) as desk:
        destroy_due_files(desk)

    def said(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["--workspace", str(house.root), "--today", str(OVER), *arguments])
        return int(ended.value.code or 0), capsys.readouterr().out

    status, out = said("--format", "json", "request", "show", case)
    assert status == 0
    shown = json.loads(out)
    assert (shown["status"], shown["destroyed"]) == ("destroyed", OVER.isoformat())
    assert "destroyed on 2031-11-21" in said("request", "show", case)[1]
    assert said("request", "close", case)[0] == 4
    assert json.loads(said("--format", "json", "request", "list", "--open")[1]) == {"cases": []}
    assert json.loads(said("--format", "json", "request", "list")[1])["cases"][0]["status"] == (
        "destroyed"
    )
    assert said("hold", "place", "--reason", "legal claim", "--because", "x", "--by", "fg",
                "--case", case)[0] == 4  # fmt: skip


def _destroys(house: House) -> int:
    with house.desk(OVER) as desk:
        destroy_due_files(desk)
    return 0


def test_killed_at_every_step_each_file_is_whole_or_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(case_files, "_BATCH", 2)
    ready = made(tmp_path / "ready")
    for _ in range(5):
        closed(ready)
    whole = House(_copied(ready.root, tmp_path / "whole"), ready.urls)
    status, steps = in_a_child(lambda: _destroys(whole), None)
    assert status == 0 and steps > 15
    for at in range(1, steps + 1):
        house = House(_copied(ready.root, tmp_path / "one"), ready.urls)
        status, _ = in_a_child(lambda house=house: _destroys(house), at)
        assert status is None
        gone = [case for case, there in left(house).items() if not there]
        with house.desk(OVER) as desk:
            told = [one.facts["case"] for one in desk.logbook.entries()
                    if one.kind == "case.destroyed"]  # fmt: skip
            assert sorted(told) == sorted(gone)
            destroy_due_files(desk)
            assert desk.logbook.verify().failure is None
        assert not any(left(house).values())
        shutil.rmtree(house.root)


def _copied(root: Path, to: Path) -> Path:
    shutil.copytree(root, to)
    return to
