"""Tables as they are in the world: keys of several columns, odd names, schemas, no rowid."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from avgrights.retention.questions import Cut, Protection, Question
from avgrights.stores.interface import Ticket
from avgrights.stores.opening import open_store
from avgrights.terms.data_map import Dataset, EventColumn, Part
from avgrights.terms.settings import StoreSettings

TICKET = Ticket(work="w", day=date(2026, 11, 21), fence=1, digest_key=bytes(32))
OLD, NEW = "2020-01-01", "2026-01-01"
LINES = Part(table="lines", key=("id",), join={"g": "group", "y": "year"})


def opened(place: str, tmp_path, request, *statements: str):
    if place == "sqlite":
        sqlite3.connect(tmp_path / "s.db").close()
        url = f"sqlite:///{tmp_path}/s.db"
    else:
        url = request.getfixturevalue(f"{place}_url")
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(_spelled(statement, engine)))
    store = open_store(StoreSettings(name="s", url=url))
    store.adopt("0" * 32)
    store.enter(TICKET)
    return store, engine


def asked(dataset: Dataset, held: tuple[Protection, ...] = ()) -> Question:
    event = dataset.events["e"]
    cut = Cut(rule="r", activity="a", event=event, last_day=date(2024, 1, 1))
    return Question(dataset=dataset, cuts=(cut,), today=date(2026, 2, 1),
                    zone="Europe/Amsterdam", held=held)  # fmt: skip


def purge(store, question: Question, most: int = 2) -> int:
    done = 0
    while found := store.delete_due(question, TICKET, register="x", rule="r", most=most):
        done += found.rows
    return done


def left(engine, what: str) -> set:
    with engine.connect() as connection:
        return {tuple(row) for row in connection.execute(text(_spelled(what, engine)))}


def _spelled(statement: str, engine) -> str:
    """MariaDB quotes names in its own way."""
    return statement.replace('"', "`") if engine.dialect.name == "mariadb" else statement


@pytest.mark.parametrize("place", ["sqlite", "postgres", "mariadb"])
@pytest.mark.parametrize("rowid", ["", "WITHOUT ROWID"])
def test_keys_of_several_columns_with_parts(place, rowid, tmp_path, request):
    """A key with a comma in it, a hold on one record, children that join on two columns."""
    if rowid and place != "sqlite":
        rowid = ""
    store, engine = opened(
        place,
        tmp_path,
        request,
        'CREATE TABLE "Order" ("group" varchar(20), year integer, "on" date, '
        f'PRIMARY KEY ("group", year)) {rowid}',
        'CREATE TABLE "lines" (id integer PRIMARY KEY, g varchar(20), y integer)',
        *(
            f"INSERT INTO \"Order\" VALUES ('a,{n}', {2000 + n}, '{OLD if n % 2 else NEW}')"
            for n in range(10)
        ),
        *(f"INSERT INTO \"lines\" VALUES ({n}, 'a,{n // 2}', {2000 + n // 2})" for n in range(20)),
    )
    dataset = Dataset(name="d", activities=("a",), store="s", table="Order", key=("group", "year"),
                      events={"e": EventColumn(column="on")},
                      parts=(LINES,))  # fmt: skip
    hold = Protection(reason="incident", keys=(("a,3", "2003"), ("a,3", "2005")))
    question = asked(dataset, (hold,))

    counted = store.count(question)
    assert (counted.examined, counted.due, counted.held) == (10, 4, 1)
    assert counted.parts == {"lines": 8}
    assert purge(store, question) == 4

    assert {year for _, year in left(engine, 'SELECT "group", year FROM "Order"')} == {
        2000, 2002, 2003, 2004, 2006, 2008}  # fmt: skip
    assert len(left(engine, 'SELECT id FROM "lines"')) == 12
    assert sum(sum(one.parts.values()) for one in store.evidence()) == 8
    engine.dispose()
    store.close()


@pytest.mark.parametrize("place", ["sqlite", "postgres", "mariadb"])
def test_records_named_by_key_go_and_others_stay(place, tmp_path, request):
    store, engine = opened(
        place,
        tmp_path,
        request,
        "CREATE TABLE t (code varchar(20) PRIMARY KEY, e date)",
        *(f"INSERT INTO t VALUES ('k{n}', '{NEW}')" for n in range(6)),
    )
    dataset = Dataset(name="d", activities=("a",), store="s", table="t", key=("code",),
                      events={"e": EventColumn(column="e")})  # fmt: skip
    hold = Protection(reason="incident", keys=(("k1",),))

    done = store.delete_rows(dataset, [("k0",), ("k1",), ("k2",), ("weg",)], TICKET, register="x",
                             rule="GDPR 17", day=date(2026, 2, 1), stay=[hold])  # fmt: skip

    assert done is not None and done.rows == 2
    assert left(engine, "SELECT code FROM t") == {("k1",), ("k3",), ("k4",), ("k5",)}
    engine.dispose()
    store.close()


def test_a_table_in_a_schema_of_postgres(tmp_path, request):
    store, engine = opened(
        "postgres",
        tmp_path,
        request,
        'CREATE SCHEMA "Help"',
        'CREATE TABLE "Help"."Desk" (id bigint PRIMARY KEY, e timestamptz)',
        *(f'INSERT INTO "Help"."Desk" VALUES ({n}, \'{OLD}\')' for n in range(5)),
    )
    dataset = Dataset(name="d", activities=("a",), store="s", table="Help.Desk", key=("id",),
                      events={"e": EventColumn(column="e")})  # fmt: skip

    assert store.count(asked(dataset)).due == 5
    assert purge(store, asked(dataset)) == 5
    assert left(engine, 'SELECT id FROM "Help"."Desk"') == set()
    engine.dispose()
    store.close()


@pytest.mark.parametrize("declared", ["timestamp with time zone", "datetimeoffset", "", "TIME"])
def test_sqlite_by_any_name_of_a_type_holds_text(declared, tmp_path, request):
    store, engine = opened(
        "sqlite",
        tmp_path,
        request,
        f"CREATE TABLE t (rowid integer, id integer PRIMARY KEY, e {declared})",
        *(f"INSERT INTO t VALUES (7, {n}, '{OLD if n < 3 else NEW}')" for n in range(6)),
    )
    dataset = Dataset(name="d", activities=("a",), store="s", table="t", key=("id",),
                      events={"e": EventColumn(column="e")})  # fmt: skip

    assert purge(store, asked(dataset)) == 3
    assert left(engine, "SELECT id FROM t") == {(3,), (4,), (5,)}
    engine.dispose()
    store.close()


def test_a_run_of_rowids_is_a_range_only_where_it_has_no_gap(tmp_path, request):
    """Rows 5, 3, 7 in the order of the index: three rows, and not the range 5 to 7."""
    store, engine = opened(
        "sqlite",
        tmp_path,
        request,
        "CREATE TABLE t (id integer PRIMARY KEY, e date)",
        "CREATE INDEX t_e ON t (e)",
        *(f"INSERT INTO t VALUES ({n}, '{NEW}')" for n in range(400)),
        "UPDATE t SET e = '2020-01-01' WHERE id = 5",
        "UPDATE t SET e = '2020-01-02' WHERE id = 3",
        "UPDATE t SET e = '2020-01-03' WHERE id = 7",
    )
    dataset = Dataset(name="d", activities=("a",), store="s", table="t", key=("id",),
                      events={"e": EventColumn(column="e")})  # fmt: skip

    assert purge(store, asked(dataset), most=3) == 3
    assert left(engine, "SELECT id FROM t") == {(n,) for n in range(400) if n not in (3, 5, 7)}
    engine.dispose()
    store.close()
