"""A desk of every earlier schema, opened by this version: the newest tables, and nothing lost."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.desk import database as database_module
from avgrights.desk import requests
from avgrights.desk.database import SCHEMA, Database
from avgrights.desk.desk import open_desk
from avgrights.desk.holding import holds
from avgrights.desk.tables import metadata
from avgrights.terms.errors import CheckFailed
from tests.desk.earlier import CASES, EARLIER, ENTRIES, earlier_workspace, fill
from tests.purge.killing import in_a_child

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)

every_earlier = pytest.mark.parametrize("schema", EARLIER)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> str:
    """The desk's URL, on each of the two."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path}/house/var/desk.db"


def opened(root: Path) -> Any:
    return open_desk(root, today=TODAY, now=NOW, changes=True)


def described(url: str) -> dict[str, Any]:
    """Every table with its columns, keys, constraints and indexes, in no order."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    look = sa.inspect(engine)
    found = {}
    for table in look.get_table_names():
        found[table] = {
            "columns": {
                one["name"]: (str(one["type"]), one["nullable"], one["default"])
                for one in look.get_columns(table)
            },
            "key": look.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(tuple(u["column_names"]) for u in look.get_unique_constraints(table)),
            "foreign": sorted(str(one) for one in look.get_foreign_keys(table)),
            "checks": sorted(str(one["sqltext"]) for one in look.get_check_constraints(table)),
            "indexes": sorted(
                (str(i["name"]), tuple(i["column_names"]), bool(i["unique"]))
                for i in look.get_indexes(table)
            ),
        }
    return found


def test_there_is_a_step_and_an_earlier_desk_for_every_schema():
    assert tuple(range(1, SCHEMA)) == EARLIER


@every_earlier
def test_the_tables_are_those_of_a_new_desk(url, schema, tmp_path):
    fill(url, schema)
    Database(url).close()
    migrated = described(url)

    engine = sa.create_engine(url, poolclass=sa.NullPool)
    earlier = sa.MetaData()
    earlier.reflect(engine)
    earlier.drop_all(engine)
    metadata.create_all(engine)

    assert migrated == described(url)


@every_earlier
def test_everything_in_it_is_there_and_open(url, schema, tmp_path):
    """The cases open under the keys they were sealed with; holds, approval and journal stand."""
    root = earlier_workspace(tmp_path / "house", url, schema)

    with opened(root) as desk:
        cases = {one.case: one.status for one in requests.list_cases(desk)}
        shown = [requests.show(desk, case).case for case in CASES]
        kept = holds(desk)
        told = desk.logbook.verify()
        entries = list(desk.logbook.entries())

    assert cases == CASES
    assert {one.name for one in shown} == {"de betrokkene"}
    assert [one.id for one in shown] == list(CASES)
    assert [one["because"] for one in kept] == ["proef"]
    assert (told.failure, told.entries) == (None, ENTRIES + 1)
    assert entries[-1].kind == "desk.migrated"
    assert entries[-1].facts == {"earlier": schema, "schema": SCHEMA}
    assert (root / "var" / "anchors" / f"{ENTRIES + 1:012}.checkpoint").exists()


@every_earlier
def test_it_goes_on_from_there_and_is_migrated_once(url, schema, tmp_path):
    root = earlier_workspace(tmp_path / "house", url, schema)
    with opened(root) as desk:
        requests.close(desk, "R-M7JR94THT2")
    with opened(root) as desk:
        requests.withdraw(desk, "R-93NJ3AD77B")
        kinds = [one.kind for one in desk.logbook.entries()][ENTRIES:]
        assert desk.logbook.verify().failure is None

    assert kinds == ["desk.migrated", "case.closed", "case.withdrawn"]


def _open(root: Path, gate: Any, answers: Any) -> None:
    gate.wait()
    try:
        with opened(root) as desk:
            answers.put(len(requests.list_cases(desk)))
    except Exception as fault:
        answers.put(repr(fault))


@every_earlier
def test_processes_that_open_it_at_once_migrate_it_once(url, schema, tmp_path):
    root = earlier_workspace(tmp_path / "house", url, schema)
    fork = multiprocessing.get_context("fork")
    gate, answers = fork.Barrier(4), fork.Queue()
    openers = [fork.Process(target=_open, args=(root, gate, answers)) for _ in range(4)]
    for opener in openers:
        opener.start()
    found = [answers.get(timeout=120) for _ in openers]
    for opener in openers:
        opener.join()

    assert found == [len(CASES)] * 4
    with opened(root) as desk:
        kinds = [one.kind for one in desk.logbook.entries()]
        assert desk.logbook.verify().failure is None
    assert kinds.count("desk.migrated") == 1


@every_earlier
def test_who_comes_second_finds_it_migrated(tmp_path, schema, monkeypatch):
    """Both saw the earlier schema; when the second may write, the first has migrated and told."""
    root = earlier_workspace(tmp_path / "house", f"sqlite:///{tmp_path}/house/var/desk.db", schema)
    _opens(root)
    real, late = database_module._known, [False]
    monkeypatch.setattr(database_module, "_known", lambda now: late.pop() if late else real(now))
    with opened(root) as desk:
        assert [one.kind for one in desk.logbook.entries()].count("desk.migrated") == 1


def _opens(root: Path) -> int:
    with opened(root) as desk:
        requests.list_cases(desk)
    return 0


def schema_of(url: str) -> str:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return str(connection.scalar(sa.text("SELECT value FROM meta WHERE name = 'schema'")))


@every_earlier
def test_killed_at_every_step_it_is_of_one_schema_or_the_other(tmp_path, schema):
    """A kill at each statement, commit and file step: as before, or as after, and then finished."""
    ready = earlier_workspace(tmp_path / "ready", f"sqlite:///{tmp_path}/ready/var/desk.db", schema)
    before = described(f"sqlite:///{ready}/var/desk.db")
    whole = _copy(ready, tmp_path / "whole")
    status, steps = in_a_child(lambda: _opens(whole), None)
    assert status == 0 and steps > 20
    after = described(f"sqlite:///{whole}/var/desk.db")

    for at in range(1, steps + 1):
        one = _copy(ready, tmp_path / "one")
        url = f"sqlite:///{one}/var/desk.db"
        status, _ = in_a_child(lambda one=one: _opens(one), at)
        assert status is None, f"step {at} of {steps} was not reached"
        expected = {str(schema): before, str(SCHEMA): after}[schema_of(url)]
        assert described(url) == expected
        _opens(one)
        with opened(one) as desk:
            assert desk.logbook.verify().failure is None
            kinds = [entry.kind for entry in desk.logbook.entries()]
        assert kinds.count("desk.migrated") == 1
        assert described(url) == after
        shutil.rmtree(one)


def _copy(root: Path, to: Path) -> Path:
    shutil.copytree(root, to)
    text = (to / "avgrights.yaml").read_text()
    (to / "avgrights.yaml").write_text(text.replace(str(root), str(to)))
    return to


@every_earlier
def test_killed_on_postgresql_it_is_of_one_schema_or_the_other(postgres_url, tmp_path, schema):
    root = earlier_workspace(tmp_path / "house", postgres_url, schema)
    before = described(postgres_url)
    for at in range(1, 200):
        status, _ = in_a_child(lambda: _opens(root), at)
        if schema_of(postgres_url) == str(schema):
            assert described(postgres_url) == before
        if status == 0:
            break
    assert status == 0
    with opened(root) as desk:
        assert desk.logbook.verify().failure is None
        assert [one.kind for one in desk.logbook.entries()].count("desk.migrated") == 1


@every_earlier
def test_a_journal_that_was_tampered_with_is_still_told(tmp_path, schema):
    """The tables are brought up to date, the entry waits, and `verify` names what fails first."""
    root = earlier_workspace(tmp_path / "house", f"sqlite:///{tmp_path}/house/var/desk.db", schema)
    file = root / "var" / "desk.db"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE tree SET size = 31")
        connection.execute("UPDATE journal SET entry = replace(entry, 'erasure', 'access')")
    connection.close()

    with opened(root) as desk:
        told = desk.logbook.verify()
        assert len(requests.list_cases(desk)) == len(CASES)
        with pytest.raises(CheckFailed, match="tampered"):
            requests.withdraw(desk, "R-93NJ3AD77B")

    assert told.failure is not None
    with suppress(CheckFailed), opened(root) as desk:
        assert [one.kind for one in desk.logbook.entries()].count("desk.migrated") == 0
