"""What a database can do behind a purge's back, and values that look alike."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from attrs import evolve
from sqlalchemy import create_engine, text

from avgrights.retention.questions import Cut, Protection, Question
from avgrights.terms.data_map import Dataset, EventColumn, FieldUse, Part
from avgrights.terms.errors import InputFault, StoreFault
from avgrights.terms.identifier import Identifier
from tests.stores.test_shapes import NEW, OLD, TICKET, asked, left, opened, purge

EACH = pytest.mark.parametrize("place", ["sqlite", "postgres", "mariadb"])
TICKETS = Dataset(
    name="d", activities=("a",), store="s", table="tickets", key=("id",),
    subject={"email": ("email",)}, events={"e": EventColumn(column="e")},
    fields={"email": FieldUse(category="c")},
)  # fmt: skip
NOTES = Part(table="notes", key=("id",), join={"ticket": "id"})
MAKE = "CREATE TABLE tickets (id integer PRIMARY KEY, ref varchar(10), email varchar(60), e date)"


def rows(*days: str, ref: str = "NULL", email: str = "a@example.nl") -> list[str]:
    return [f"INSERT INTO tickets VALUES ({n}, {ref}, '{email}', '{day}')"
            for n, day in enumerate(days, 1)]  # fmt: skip


@EACH
def test_parts_of_a_row_that_stays_are_never_taken_with_another(place, tmp_path, request):
    """Two tickets share what their notes join on; one of them is due."""
    store, engine = opened(
        place, tmp_path, request, MAKE, *rows(OLD, NEW, ref="'R'"),
        "CREATE TABLE notes (id integer PRIMARY KEY, ref varchar(10))",
        "INSERT INTO notes VALUES (1, 'R')",
    )  # fmt: skip
    dataset = evolve(TICKETS, parts=(Part(table="notes", key=("id",), join={"ref": "ref"}),))

    with pytest.raises(StoreFault, match="belong to several rows"):
        purge(store, asked(dataset))

    assert left(engine, "SELECT id FROM notes") == {(1,)}
    assert left(engine, "SELECT id FROM tickets") == {(1,), (2,)}

    engine.connect().close()
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE tickets SET e = '{OLD}'"))
    assert store.count(asked(dataset)).parts == {"notes": 1}
    assert purge(store, asked(dataset)) == 2
    assert left(engine, "SELECT id FROM notes") == set()
    engine.dispose()
    store.close()


@EACH
@pytest.mark.parametrize(
    "child",
    [
        "CREATE TABLE files (id integer PRIMARY KEY, note integer REFERENCES notes (id) "
        "ON DELETE CASCADE)",
        "ALTER TABLE notes ADD COLUMN moved integer REFERENCES tickets (id) ON DELETE CASCADE",
    ],
)
def test_a_cascade_at_one_remove_is_refused_too(place, child, tmp_path, request):
    """A child of a part; and a second foreign key of a table that is mapped by its first."""
    store, engine = opened(
        place, tmp_path, request, MAKE, *rows(OLD),
        "CREATE TABLE notes (id integer PRIMARY KEY, ticket integer REFERENCES tickets (id))",
        child,
    )  # fmt: skip
    dataset = evolve(TICKETS, parts=(NOTES,))

    assert any("cascade" in problem for problem in store.problems(dataset))
    with pytest.raises(InputFault, match="cascade"):
        store.count(asked(dataset))
    engine.dispose()
    store.close()


@EACH
def test_a_cascade_of_a_mapped_part_is_ours_to_count(place, tmp_path, request):
    store, engine = opened(
        place, tmp_path, request, MAKE, *rows(OLD, NEW),
        "CREATE TABLE notes (id integer PRIMARY KEY, ticket integer REFERENCES tickets (id) "
        "ON DELETE CASCADE)", "INSERT INTO notes VALUES (1, 1)", "INSERT INTO notes VALUES (2, 2)",
    )  # fmt: skip
    dataset = evolve(TICKETS, parts=(NOTES,))

    assert purge(store, asked(dataset)) == 1

    assert store.evidence()[0].parts == {"notes": 1}
    assert left(engine, "SELECT id FROM notes") == {(2,)}
    engine.dispose()
    store.close()


def test_a_cascade_from_another_schema_is_seen(tmp_path, request):
    store, engine = opened(
        "postgres", tmp_path, request, MAKE, *rows(OLD), "CREATE SCHEMA audit",
        "CREATE TABLE audit.log (id integer, ticket integer REFERENCES tickets ON DELETE CASCADE)",
    )  # fmt: skip

    with pytest.raises(InputFault, match=r"audit\.log"):
        store.count(asked(TICKETS))
    engine.dispose()
    store.close()


def test_a_partitioned_table_is_refused_and_not_half_purged(tmp_path, request):
    store, engine = opened(
        "postgres", tmp_path, request,
        "CREATE TABLE tickets (id integer, email varchar(60), e date) PARTITION BY RANGE (e)",
        "CREATE TABLE t1 PARTITION OF tickets FOR VALUES FROM ('2000-01-01') TO ('2030-01-01')",
    )  # fmt: skip

    assert "partitioned" in store.problems(TICKETS)[0]
    engine.dispose()
    store.close()


@EACH
@pytest.mark.parametrize("around", ["{}\t", "{}\r\n", "\u00a0{}", "\u2003 {} ", "{}"])
def test_white_space_around_a_value_hides_nobody(place, around, tmp_path, request):
    store, engine = opened(place, tmp_path, request, MAKE)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO tickets VALUES (1, NULL, :email, :e)"),
            {"email": around.format("A@example.nl"), "e": OLD},
        )
    person = (Identifier("email", "a@example.nl"),)
    held = Protection(reason="incident", identifiers=person)

    found = list(store.find(TICKETS, person, zone="Europe/Amsterdam", today=date(2026, 2, 1)))
    assert len(found) == 1
    assert store.count(asked(TICKETS, (held,))).held == 1
    engine.dispose()
    store.close()


def test_a_capital_outside_ascii_is_known_in_the_c_locale_too(tmp_path, request, postgres_server):
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    name = f"c_locale_{int(time.time() * 1000)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} LOCALE 'C' TEMPLATE template0"))
    url = postgres_server.replace("/postgres?", f"/{name}?")
    request.getfixturevalue = lambda _: url
    store, engine = opened("postgres", tmp_path, request, MAKE, *rows(OLD, email="JOSÉ@example.nl"))

    found = store.find(TICKETS, [Identifier("email", "José@example.nl")], zone="Europe/Amsterdam",
                       today=date(2026, 2, 1))  # fmt: skip
    assert len(list(found)) == 1
    engine.dispose()
    store.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@EACH
def test_an_erasure_takes_only_rows_that_are_still_that_persons(place, tmp_path, request):
    """Between search and deletion a number was given to somebody else."""
    store, engine = opened(place, tmp_path, request, MAKE, *rows(NEW, NEW))
    with engine.begin() as connection:
        connection.execute(text("UPDATE tickets SET email = 'b@example.nl' WHERE id = 2"))

    done = store.delete_rows(
        TICKETS, [("1",), ("2",)], TICKET, register="x", rule="GDPR 17", day=date(2026, 2, 1),
        stay=[], whose=[Identifier("email", "a@example.nl")],
    )  # fmt: skip

    assert done is not None and done.rows == 1
    assert left(engine, "SELECT id FROM tickets") == {(2,)}
    engine.dispose()
    store.close()


@EACH
def test_a_key_that_names_two_rows_erases_neither(place, tmp_path, request):
    store, engine = opened(place, tmp_path, request, MAKE, *rows(NEW, NEW, ref="'R'"))
    dataset = evolve(TICKETS, key=("ref",))

    with pytest.raises(StoreFault, match="names more than one row"):
        store.delete_rows(dataset, [("R",)], TICKET, register="x", rule="GDPR 17",
                          day=date(2026, 2, 1), stay=[])  # fmt: skip

    assert len(left(engine, "SELECT id FROM tickets")) == 2
    engine.dispose()
    store.close()


KEYS = {
    "sqlite": [("REAL", "1e20")],
    "postgres": [
        ("char(10)", "'ab'"), ("bytea", "'\\x0102'"), ("numeric(8,2)", "7.50"),
        ("uuid", "'0188ABCD-0000-4000-8000-00000000000A'"),
    ],
    "mariadb": [
        ("char(10)", "'ab'"), ("varbinary(4)", "x'ff02'"),
        ("decimal(40,20)", "7.5000000000000000001"),
        ("uuid", "'0188ABCD-0000-4000-8000-00000000000A'"),
        ("bigint unsigned", "18446744073709551615"),
        ("varchar(10)", "'\\\\%_`\"é😀'"), ("varchar(10) character set latin1", "'é'"),
        ("enum('a','b')", "'b'"), ("set('a','b')", "'a,b'"), ("bit(9)", "b'100000001'"),
        ("date", "'0000-00-00'"), ("datetime(3)", "'2024-01-01 10:00:00.125'"), ("year", "2024"),
        ("time", "'-101:00:01'"), ("double", "0.1"), ("float", "0.1"), ("inet6", "'2001:db8::1'"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "type_", "value"), [(place, *key) for place, keys in KEYS.items() for key in keys]
)
def test_a_record_that_is_found_can_be_erased(place, type_, value, tmp_path, request):
    store, engine = opened(
        place, tmp_path, request,
        f"CREATE TABLE tickets (id {type_} PRIMARY KEY, email varchar(60), e date)",
        f"INSERT INTO tickets VALUES ({value}, 'a@example.nl', '{NEW}')",
    )  # fmt: skip
    person = [Identifier("email", "a@example.nl")]
    keys = [row.key for row in store.find(TICKETS, person, zone="Europe/Amsterdam",
                                          today=date(2026, 2, 1))]  # fmt: skip

    assert store.present(TICKETS, keys) == set(keys)
    done = store.delete_rows(TICKETS, keys, TICKET, register="x", rule="GDPR 17",
                             day=date(2026, 2, 1), stay=[], whose=person)  # fmt: skip

    assert done is not None and done.rows == 1
    assert left(engine, "SELECT email FROM tickets") == set()
    engine.dispose()
    store.close()


def test_only_is_exact_whatever_the_collation(tmp_path, request):
    store, engine = opened(
        "sqlite", tmp_path, request,
        "CREATE TABLE tickets (id integer PRIMARY KEY, kind text COLLATE NOCASE, e date)",
        f"INSERT INTO tickets VALUES (1, 'request', '{OLD}')",
        f"INSERT INTO tickets VALUES (2, 'REQUEST', '{OLD}')",
    )  # fmt: skip
    dataset = evolve(TICKETS, subject={}, fields={}, only={"kind": ("request",)})

    assert purge(store, asked(dataset)) == 1
    assert left(engine, "SELECT id FROM tickets") == {(2,)}
    engine.dispose()
    store.close()


def test_an_enumeration_of_postgres_can_be_a_filter(tmp_path, request):
    store, engine = opened(
        "postgres", tmp_path, request, "CREATE TYPE kind AS ENUM ('request', 'other')",
        "CREATE TABLE tickets (id integer PRIMARY KEY, kind kind, e date)",
        f"INSERT INTO tickets VALUES (1, 'request', '{OLD}')",
        f"INSERT INTO tickets VALUES (2, 'other', '{OLD}')",
    )  # fmt: skip
    dataset = evolve(TICKETS, subject={}, fields={}, only={"kind": ("request", "gone")})

    assert purge(store, asked(dataset)) == 1
    engine.dispose()
    store.close()


def test_a_row_that_another_session_holds_does_not_end_the_walk(tmp_path, request):
    """The batch waits for the row, finds it changed, and the rest of the table still goes."""
    store, engine = opened(
        "postgres", tmp_path, request, MAKE, "CREATE INDEX t_e ON tickets (e)",
        f"INSERT INTO tickets SELECT n, NULL, 'a@example.nl', date '{OLD}' "
        "FROM generate_series(1, 60) AS n",
    )  # fmt: skip
    other = engine.connect()
    other.execute(text("UPDATE tickets SET email = 'b@example.nl' WHERE id = 5"))
    ending = threading.Timer(0.5, other.commit)
    ending.start()

    done = purge(store, _wide(), most=20)
    ending.join()
    done += purge(store, _wide(), most=20)

    assert done >= 59
    assert len(left(engine, "SELECT id FROM tickets")) == 60 - done
    other.close()
    engine.dispose()
    store.close()


def _wide() -> Question:
    event = TICKETS.events["e"]
    cut = Cut(rule="r", activity="a", event=event, last_day=date(2024, 1, 1))
    return Question(dataset=TICKETS, cuts=(cut,), today=date(2026, 2, 1), zone="Europe/Amsterdam")
