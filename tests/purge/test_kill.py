"""A purge killed at every step it takes: nothing lost, nothing double, and a rerun finishes it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from avgrights.desk import engine
from tests.purge.house import TODAY, House, fill, make_house
from tests.purge.killing import in_a_child
from tests.purge.test_story import line

RECORDINGS = [TODAY - timedelta(n) for n in (27, 28, 29, 30, 31)]


def ready(folder: Path, url: str | None = None) -> tuple[House, Path, set[int]]:
    """A house with an approved plan: 25 tickets of three batches, three recordings, a hold."""
    house = make_house(folder, url)
    _, stay = fill(house, due=25, kept=40)
    house.record(*RECORDINGS)
    house.run("hold", "place", "--reason", "incident", "--dataset", "tickets", "--key", "3",
              "--because", "proef", "--by", "fg")  # fmt: skip
    file, _ = house.plan()
    house.approve(file)
    return house, file, stay | {3}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Several batches, so that a kill falls between them too."""
    monkeypatch.setattr(engine, "_FIRST_BATCH", 10)
    monkeypatch.setattr(engine, "_LARGEST_BATCH", 10)


def consistent(house: House) -> None:
    """At any moment: what the evidence says went is what is gone, children with their parents."""
    left = house.ids()
    assert house.evidence() == 65 - len(left)
    assert {n // 2 for n in house.ids("notes")} == left


def finished(house: House, file: Path, stay: set[int]) -> None:
    """After the rerun: just what was due is gone, once."""
    status, ran = house.run("purge", "run", str(file))
    assert status == 0, ran
    assert house.ids() == stay
    consistent(house)
    assert len(house.files()) == 2
    assert (line(ran, "tickets")["done"], line(ran, "footage")["done"]) == (24, 3)
    _, told = house.run("purge", "status")
    assert [[rule["done"] for rule in run["rules"]] for run in told["runs"]] == [[24, 3]]
    assert house.run("journal", "verify")[0] == 0


def test_killed_at_every_step_on_sqlite(tmp_path):
    """Every statement, commit and file step, one run each, from the same approved plan."""
    house, file, stay = ready(tmp_path / "ready")
    whole = House(tmp_path / "whole", f"sqlite:///{tmp_path}/whole/data/helpdesk.db")
    shutil.copytree(house.folder, whole.folder)
    status, steps = in_a_child(lambda: whole.run("purge", "run", str(file))[0], None)
    assert status == 0 and steps > 100

    for at in range(1, steps + 1):
        one = House(tmp_path / "one", f"sqlite:///{tmp_path}/one/data/helpdesk.db")
        shutil.copytree(house.folder, one.folder)
        status, _ = in_a_child(lambda one=one: one.run("purge", "run", str(file))[0], at)
        assert status is None, f"step {at} of {steps} was not reached"
        consistent(one)
        finished(one, file, stay)
        shutil.rmtree(one.folder)


def test_killed_at_steps_on_postgres(tmp_path, postgres_url):
    """The same on PostgreSQL: killed again and again at another step, until it is through."""
    house, file, stay = ready(tmp_path / "ready", postgres_url)
    before = len(house.ids())
    for at in range(3, 200, 4):
        status, _ = in_a_child(lambda: house.run("purge", "run", str(file))[0], at)
        consistent(house)
        assert len(house.ids()) <= before
        if status == 0:
            break
    assert status == 0
    finished(house, file, stay)


@pytest.mark.parametrize("place", ["sqlite", "postgres"])
def test_a_killed_night_is_finished_by_the_next(tmp_path, request, place):
    """The next night takes over at once: a dead holder leaves no lock."""
    url = request.getfixturevalue("postgres_url") if place == "postgres" else None
    house, file, stay = ready(tmp_path / "ready", url)
    house.run("purge", "run", str(file))
    house.stand()
    tomorrow = TODAY + timedelta(1)
    for at in range(5, 120, 9):
        status, _ = in_a_child(lambda: house.run("purge", "nightly", today=tomorrow)[0], at)
        consistent(house)

    status, _ = house.run("purge", "nightly", today=tomorrow)

    assert status == 0
    assert house.ids() == stay - {1000}
    consistent(house)
    _, told = house.run("purge", "status")
    assert sum(line(run, "tickets")["done"] for run in told["runs"]) == 25
    assert house.run("journal", "verify")[0] == 0
