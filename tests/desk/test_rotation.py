"""A new wrapping key while the desk is at work: nothing lost, and the earlier key opens nothing."""

from __future__ import annotations

import base64
import multiprocessing
import secrets
import shutil
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from avgrights.desk import requests, rotating
from avgrights.desk.desk import Desk, open_desk
from avgrights.desk.rotating import key_list, rotate
from avgrights.desk.tables import case as table
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier
from tests.conftest import make_workspace
from tests.purge.killing import in_a_child
from tests.requests.house import DATA_MAP, REGISTER, STORES

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
CASES = 5


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request) -> str:
    """The desk's URL, on each of the two."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return "sqlite:///var/desk.db"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Several batches, so that kills and other commands fall between them."""
    monkeypatch.setattr(rotating, "_BATCH", 2)


def opened(root: Path) -> Desk:
    return open_desk(root, today=TODAY, now=NOW, changes=True)


def receive(desk: Desk, number: int) -> str:
    who = Identifier("email", f"a{number}@example.nl")
    return requests.receive(
        desk, right="access", identifiers=[who], name="de betrokkene", channel="e-mail",
        received=TODAY,
    ).case.id  # fmt: skip


def house(folder: Path, url: str = "sqlite:///var/desk.db", **settings: Any) -> Path:
    stores = {name: {"url": f"sqlite:///data/{name}.db"} for name in STORES}
    root = make_workspace(
        folder, stores={**stores, "cameras": {"folder": "data/cameras"}},
        registers={"huis": (REGISTER, DATA_MAP)}, desk=url, **settings,
    )  # fmt: skip
    with opened(root) as desk:
        for number in range(CASES):
            receive(desk, number)
    return root


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def every_case_opens(desk: Desk, count: int = CASES) -> None:
    ids = [one.case for one in requests.list_cases(desk)]
    assert len(ids) == count
    for id in ids:
        assert requests.show(desk, id).case.name == "de betrokkene"


def key_files(root: Path) -> list[str]:
    return sorted(file.name for file in (root / "var" / "keys").iterdir())


def test_every_key_is_wrapped_anew_and_the_earlier_one_is_gone(tmp_path, url):
    root = house(tmp_path / "house", url)
    earlier = (root / "var" / "keys" / "wrapping.key").read_bytes()

    with opened(root) as desk:
        before = desk.vault.in_use()
        done = rotate(desk)
        every_case_opens(desk)
        listed = key_list(desk)
        told = list(desk.logbook.entries())[-1]

    assert done.earlier == before != done.key
    assert dict(done.items) == {"secret": 2, "case": CASES}
    assert listed == [
        {"key": done.key, "in_use": True, "at_hand": True, "items": {"secret": 2, "case": CASES}}
    ]
    assert (told.kind, told.facts) == (
        "keys.rotated", {"earlier": before, "key": done.key, "items": {"secret": 2, "case": CASES}}
    )  # fmt: skip
    assert key_files(root) == ["wrapping.key"]
    assert (root / "var" / "keys" / "wrapping.key").read_bytes() != earlier
    with opened(root) as desk:
        every_case_opens(desk)
        assert desk.logbook.verify().failure is None


def test_with_the_earlier_key_nothing_opens_any_more(tmp_path):
    root = house(tmp_path / "house")
    file = root / "var" / "keys" / "wrapping.key"
    earlier = file.read_bytes()
    with opened(root) as desk:
        rotate(desk)
    file.write_bytes(earlier)

    with opened(root) as desk, pytest.raises(InputFault, match="holds another wrapping key"):
        requests.list_cases(desk)


def test_a_key_that_is_destroyed_opens_nothing(tmp_path):
    """0 of the files can be read: not by command, and not with what the database holds."""
    root = house(tmp_path / "house")
    (root / "var" / "keys" / "wrapping.key").unlink()

    with opened(root) as desk, pytest.raises(InputFault, match="the wrapping key of this desk is"):
        requests.list_cases(desk)


def test_who_was_open_before_wraps_under_the_new_key_afterwards(tmp_path, url):
    """A process that only ever saw the earlier key goes on, and nothing of it is lost."""
    root = house(tmp_path / "house", url)
    with opened(root) as early:
        every_case_opens(early)
        receive(early, 98)
        _ = early.vault.wrapping.id
        with opened(root) as desk:
            done = rotate(desk)
        fresh = receive(early, 99)
        every_case_opens(early, CASES + 2)
        requests.withdraw(early, fresh)

    with opened(root) as desk:
        every_case_opens(desk, CASES + 2)
        assert [one["key"] for one in key_list(desk)] == [done.key]


def _work(root: Path, gate: Any, stop: Any, answers: Any, number: int) -> None:
    gate.wait()
    made = 0
    try:
        with opened(root) as desk:
            while not stop.is_set() and made < 40:
                id = receive(desk, number * 1000 + made)
                requests.extend(desk, id, because="drukte", on=None)
                requests.show(desk, id)
                made += 1
        answers.put(made)
    except Exception as fault:
        answers.put(repr(fault))


def test_under_load_nothing_is_lost(tmp_path, url):
    """Two processes receive and change requests while the key is rotated, three times."""
    root = house(tmp_path / "house", url)
    fork = multiprocessing.get_context("fork")
    gate, stop, answers = fork.Barrier(3), fork.Event(), fork.Queue()
    workers = [fork.Process(target=_work, args=(root, gate, stop, answers, n)) for n in (1, 2)]
    for worker in workers:
        worker.start()
    gate.wait()
    for _ in range(3):
        with opened(root) as desk:
            done = rotate(desk)
    stop.set()
    made = [answers.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join()

    assert all(type(one) is int for one in made), made
    with opened(root) as desk:
        every_case_opens(desk, CASES + sum(made))
        assert [one["key"] for one in key_list(desk)] == [done.key]
        assert desk.logbook.verify().failure is None


def _rotates(root: Path, to: str | None = None) -> int:
    with opened(root) as desk:
        rotate(desk, to)
    return 0


def copied(root: Path, to: Path) -> Path:
    shutil.copytree(root, to)
    return to


def test_killed_at_every_step_nothing_is_lost(tmp_path):
    """After each kill everything opens, requests come in, and the same command finishes."""
    ready = house(tmp_path / "ready")
    earlier = (ready / "var" / "keys" / "wrapping.key").read_bytes()
    whole = copied(ready, tmp_path / "whole")
    status, steps = in_a_child(lambda: _rotates(whole), None)
    assert status == 0 and steps > 40
    for at in range(1, steps + 1):
        root = copied(ready, tmp_path / "one")
        status, _ = in_a_child(lambda root=root: _rotates(root), at)
        assert status is None, f"step {at} of {steps} was not reached"
        with opened(root) as desk:
            every_case_opens(desk)
            receive(desk, 50)
            rotate(desk)
        assert key_files(root) == ["wrapping.key"]
        assert (root / "var" / "keys" / "wrapping.key").read_bytes() != earlier
        with opened(root) as desk:
            every_case_opens(desk, CASES + 1)
            assert len(key_list(desk)) == 1
            assert desk.logbook.verify().failure is None
        shutil.rmtree(root)


def test_killed_on_the_way_into_the_environment_nothing_is_lost(tmp_path, monkeypatch):
    monkeypatch.setenv("NEXT_KEY", new_key())

    ready = house(tmp_path / "ready")
    whole = copied(ready, tmp_path / "whole")
    status, steps = in_a_child(lambda: _rotates(whole, "env:NEXT_KEY"), None)
    assert status == 0
    for at in range(1, steps + 1):
        root = copied(ready, tmp_path / "one")
        status, _ = in_a_child(lambda root=root: _rotates(root, "env:NEXT_KEY"), at)
        assert status is None
        _finish(root)
        assert key_files(root) == []
        text = (root / "avgrights.yaml").read_text()
        (root / "avgrights.yaml").write_text(text.replace('"var/keys"', '"env:NEXT_KEY"'))
        with opened(root) as desk:
            every_case_opens(desk)
            assert [one["at_hand"] for one in key_list(desk)] == [True]
        shutil.rmtree(root)


def _finish(root: Path) -> None:
    """The same command again; where it was through already, `keys` has to name the new place."""
    try:
        _rotates(root, "env:NEXT_KEY")
    except InputFault as fault:
        assert "gone" in str(fault) or "in use already" in str(fault)


def test_killed_on_postgresql_nothing_is_lost(tmp_path, postgres_url):
    root = house(tmp_path / "house", postgres_url)
    for at in range(1, 300, 7):
        status, _ = in_a_child(lambda: _rotates(root), at)
        with opened(root) as desk:
            every_case_opens(desk)
        if status == 0:
            break
    assert status == 0
    assert key_files(root) == ["wrapping.key"]


def test_from_variable_to_variable(tmp_path, monkeypatch):
    """Other commands need both while it runs: the variable may hold the two of them."""
    first, second = new_key(), new_key()
    monkeypatch.setenv("DESK_KEY", first)
    root = house(tmp_path / "house", keys="env:DESK_KEY")
    with opened(root) as desk, pytest.raises(InputFault, match="in the environment"):
        rotate(desk)
    monkeypatch.setenv("DESK_KEY", f"{first} {second}")
    monkeypatch.setenv("NEW_KEY", second)
    with opened(root) as desk:
        done = rotate(desk, "env:NEW_KEY")
        every_case_opens(desk)

    assert not done.destroyed
    monkeypatch.setenv("DESK_KEY", second)
    with opened(root) as desk:
        every_case_opens(desk)
    with opened(root) as desk, pytest.raises(InputFault, match="in use already"):
        rotate(desk, "env:NEW_KEY")


def test_what_cannot_be_opened_stops_it_before_anything_is_done(tmp_path):
    root = house(tmp_path / "house")
    with opened(root) as desk:
        with desk.database.change() as connection:
            one = connection.scalar(select(table.c.id).limit(1))
            lost = update(table).where(table.c.id == one).values(key_id="0" * 16)
            connection.execute(lost)
        with pytest.raises(InputFault, match="1 keys in 'case' are wrapped under 0000"):
            rotate(desk)
        assert {one["at_hand"] for one in key_list(desk)} == {True, False}
        assert list(desk.logbook.entries())[-1].kind != "keys.rotated"


def test_another_rotation_waits_until_the_first_is_finished(tmp_path, monkeypatch):
    monkeypatch.setenv("NEXT_KEY", new_key())
    root = house(tmp_path / "house")
    with opened(root) as desk:
        rotating._begun(desk, None)
        with pytest.raises(Refused, match="is under way"):
            rotate(desk, "env:NEXT_KEY")
        assert rotate(desk).resumed


def test_two_at_once_are_two_rotations_one_after_the_other(tmp_path):
    root = house(tmp_path / "house")
    threads = [threading.Thread(target=_rotates, args=(root,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with opened(root) as desk:
        every_case_opens(desk)
        kinds = [one.kind for one in desk.logbook.entries()]
    assert kinds.count("keys.rotated") == 2
    assert key_files(root) == ["wrapping.key"]
