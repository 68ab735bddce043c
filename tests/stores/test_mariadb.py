"""MariaDB's own ways: engines without transactions, collations that take one for another."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from attrs import evolve
from sqlalchemy import create_engine, text
from sqlalchemy.exc import InvalidRequestError

from avgrights.retention.questions import Protection
from avgrights.stores.opening import open_store
from avgrights.stores.sql.faults import in_words
from avgrights.stores.sql.mariadb import MariadbStore
from avgrights.terms.data_map import Dataset, EventColumn, FieldUse, Part
from avgrights.terms.errors import InputFault, StoreFault
from avgrights.terms.identifier import Identifier
from avgrights.terms.settings import StoreSettings
from tests.stores.test_hard_cases import MAKE, TICKETS, rows
from tests.stores.test_shapes import NEW, OLD, TICKET, asked, left, opened, purge

TODAY = date(2026, 2, 1)


@pytest.fixture
def make(tmp_path, request):
    """A store and an engine of the test's own, on a fresh database."""
    made = []

    def _make(*statements: str):
        made.append(opened("mariadb", tmp_path, request, *statements))
        return made[-1]

    yield _make
    for store, engine in made:
        store.close()
        engine.dispose()


def found(store, dataset: Dataset, kind: str, value: str) -> set[str]:
    rows = store.find(dataset, [Identifier(kind, value)], zone="Europe/Amsterdam", today=TODAY)
    return {row.key[0] for row in rows}


@pytest.mark.parametrize("engine_", ["MyISAM", "Aria", "MEMORY"])
def test_an_engine_without_transactions_is_refused(make, engine_):
    """Rows and the evidence of them could not go together."""
    store, engine = make(f"{MAKE} ENGINE={engine_}", *rows(OLD))

    assert "knows no transactions" in store.problems(TICKETS)[0]
    with pytest.raises(InputFault, match="knows no transactions"):
        purge(store, asked(TICKETS))
    assert len(left(engine, "SELECT id FROM tickets")) == 1


def test_a_part_without_transactions_is_refused_too(make):
    store, _ = make(MAKE, "CREATE TABLE notes (id integer PRIMARY KEY, ticket integer) "
                    "ENGINE=MyISAM")  # fmt: skip
    part = Part(table="notes", key=("id",), join={"ticket": "id"})

    assert "notes is a table of engine MyISAM" in store.problems(evolve(TICKETS, parts=(part,)))[0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("PARTITION BY HASH (id) PARTITIONS 4", "partitioned"),
        ("WITH SYSTEM VERSIONING", "keeps the history of its rows"),
    ],
)
def test_a_table_whose_rows_do_not_go_for_good_is_refused(make, more, words):
    store, engine = make(f"{MAKE} {more}", *rows(OLD))

    assert words in store.problems(TICKETS)[0]
    with pytest.raises(InputFault, match=words):
        purge(store, asked(TICKETS))
    assert len(left(engine, "SELECT id FROM tickets")) == 1


def test_a_trigger_on_deletion_is_a_warning(make):
    store, _ = make(MAKE, "CREATE TABLE bin (id integer)",
                    "CREATE TRIGGER keep BEFORE DELETE ON tickets FOR EACH ROW "
                    "INSERT INTO bin VALUES (OLD.id)")  # fmt: skip

    assert store.problems(TICKETS) == []
    assert "trigger keep fires" in store.warnings(TICKETS)[0]


def test_a_cascade_from_another_database_is_seen(make, mariadb_server):
    store, engine = make(MAKE, *rows(OLD))
    other = f"{engine.url.database}_b"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {other}"))
        connection.execute(
            text(f"CREATE TABLE {other}.log (id integer, ticket integer, FOREIGN KEY (ticket) "
                 f"REFERENCES {engine.url.database}.tickets (id) ON DELETE CASCADE)")
        )  # fmt: skip
    try:
        with pytest.raises(InputFault, match=rf"{other}\.log"):
            store.count(asked(TICKETS))
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP DATABASE {other}"))


def test_an_identifier_is_exact_whatever_the_collation(make):
    """Under the collations of most servers 'e' is 'é', 'a' is 'A', and a space at the end is
    nothing. White space around a value hides nobody, and an e-mail address has no case."""
    store, engine = make(
        "CREATE TABLE tickets (id integer PRIMARY KEY, no varchar(20), email varchar(60), e date)"
    )
    people = [
        ("k1", "rene@example.nl"),
        ("K1", "rené@example.nl"),
        ("k1 ", "RENÉ@example.nl"),
        ("\tk1\r\n", " rene@EXAMPLE.nl\n"),
        ("k\u0301", "rene\u0301@example.nl"),
    ]
    with engine.begin() as connection:
        for n, (no, email) in enumerate(people, 1):
            connection.execute(text("INSERT INTO tickets VALUES (:n, :no, :email, NULL)"),
                               {"n": n, "no": no, "email": email})  # fmt: skip
    dataset = evolve(TICKETS, subject={"email": ("email",), "number": ("no",)})

    assert found(store, dataset, "number", "k1") == {"1", "3", "4"}
    assert found(store, dataset, "number", "K1") == {"2"}
    assert found(store, dataset, "email", "Rene@example.nl") == {"1", "4"}
    assert found(store, dataset, "email", "René@example.nl") == {"2", "3"}
    assert found(store, dataset, "number", "k1' OR '1'='1") == set()
    held = Protection(reason="incident", identifiers=(Identifier("number", "k1"),))
    assert store.count(asked(dataset, (held,))).undated == 5


def test_a_filter_is_exact_and_a_number_stays_a_number(make):
    store, engine = make(
        "CREATE TABLE tickets (id integer PRIMARY KEY, kind varchar(20), flag bit(1), "
        "sort enum('a','b'), e date)",
        f"INSERT INTO tickets VALUES (1, 'request', 1, 'a', '{OLD}')",
        f"INSERT INTO tickets VALUES (2, 'REQUEST', 1, 'a', '{OLD}')",
        f"INSERT INTO tickets VALUES (3, 'request ', 1, 'a', '{OLD}')",
        f"INSERT INTO tickets VALUES (4, 'request', 0, 'a', '{OLD}')",
        f"INSERT INTO tickets VALUES (5, 'request', 1, 'b', '{OLD}')",
    )
    only = {"kind": ("request",), "flag": (True,), "sort": ("a", "gone")}
    dataset = evolve(TICKETS, subject={}, fields={}, only=only)

    assert purge(store, asked(dataset)) == 1
    assert left(engine, "SELECT id FROM tickets") == {(2,), (3,), (4,), (5,)}


def test_parts_of_a_name_alike_stay(make):
    """The foreign key that a database would not enforce: 'R' is not 'r'."""
    store, engine = make(
        MAKE, f"INSERT INTO tickets VALUES (1, 'R', 'a@example.nl', '{OLD}')",
        "ALTER TABLE tickets ADD UNIQUE (ref)",
        "CREATE TABLE notes (id integer PRIMARY KEY, ref varchar(10), KEY (ref))",
        "INSERT INTO notes VALUES (1, 'R'), (2, 'r'), (3, 'R ')",
    )  # fmt: skip
    dataset = evolve(TICKETS, parts=(Part(table="notes", key=("id",), join={"ref": "ref"}),))

    assert store.count(asked(dataset)).parts == {"notes": 1}
    assert purge(store, asked(dataset)) == 1
    assert left(engine, "SELECT id FROM notes") == {(2,), (3,)}


def test_odd_names_are_names(make):
    """A backtick, a quote, a percent sign, a colon and a reserved word."""
    table, key, day = 'ta`ble "%s" :x', "se`lect", "%(day)s"
    name = table.replace("`", "``")
    store, engine = make()
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        with driver.cursor() as cursor:
            cursor.execute(f"CREATE TABLE `{name}` (`se``lect` varchar(20) PRIMARY KEY, "
                           f"`{day}` date)")  # fmt: skip
            cursor.execute(f"INSERT INTO `{name}` VALUES ('a''b', '{OLD}'), ('c', '{NEW}')")
        driver.commit()
    dataset = Dataset(name="d", activities=("a",), store="s", table=table, key=(key,),
                      events={"e": EventColumn(column=day)})  # fmt: skip

    assert store.problems(dataset) == []
    assert purge(store, asked(dataset)) == 1
    assert store.present(dataset, [("a'b",), ("c",)]) == {("c",)}


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("parts", [True, False])
def test_every_due_row_goes_once_whatever_way_is_walked(make, index, parts):
    """Held rows at the front, the due ones scattered, batches that end in the middle."""
    store, engine = make(
        MAKE, *(["CREATE INDEX t_e ON tickets (e)"] if index else []),
        "CREATE TABLE notes (id integer PRIMARY KEY, ticket integer, KEY (ticket))",
        "INSERT INTO tickets SELECT seq, NULL, if(seq < 30, 'held@example.nl', 'a@example.nl'), "
        f"if(seq % 40 < 10, '{OLD}', '{NEW}') FROM seq_1_to_2000",
        "INSERT INTO notes SELECT seq, seq FROM seq_1_to_2000",
    )  # fmt: skip
    held = Protection(reason="x", identifiers=(Identifier("email", "held@example.nl"),))
    part = Part(table="notes", key=("id",), join={"ticket": "id"})
    dataset = evolve(TICKETS, parts=(part,) if parts else ())
    due = store.count(asked(dataset, (held,)))

    assert purge(store, asked(dataset, (held,)), most=37) == due.due
    gone = f"e = '{OLD}' AND email <> 'held@example.nl'"
    assert left(engine, f"SELECT id FROM tickets WHERE {gone}") == set()
    assert len(left(engine, "SELECT id FROM tickets")) == 2000 - due.due
    assert len(left(engine, "SELECT id FROM notes")) == 2000 - (due.due if parts else 0)
    told = store.evidence()
    assert sum(one.rows for one in told) == due.due and len(told) >= due.due // 37
    assert sum(sum(one.parts.values()) for one in told) == (due.due if parts else 0)


def test_what_another_session_locks_is_a_fault_and_not_a_wait_for_ever(make):
    store, engine = make(MAKE, *rows(OLD, email="geheim@example.nl"))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("SET SESSION innodb_lock_wait_timeout = 1")
        connection.commit()
    other = engine.connect()
    other.execute(text("UPDATE tickets SET ref = 'x' WHERE id = 1"))

    with pytest.raises(StoreFault, match="locked by another program") as fault:
        purge(store, asked(TICKETS))

    assert "geheim" not in str(fault.value)
    other.rollback()
    other.close()
    assert purge(store, asked(TICKETS)) == 1


def test_a_deadlock_leaves_rows_and_evidence_whole(make):
    """The server ends one of the two; whichever it is, nothing is half done."""
    store, engine = make(MAKE, *rows(OLD, OLD))
    other = engine.connect()
    other.execute(text("UPDATE tickets SET ref = 'x' WHERE id = 2"))
    faults: list[str] = []

    def both() -> None:
        try:
            purge(store, asked(TICKETS))
        except StoreFault as fault:
            faults.append(str(fault))

    running = threading.Thread(target=both)
    running.start()
    with pytest.MonkeyPatch.context():
        try:
            other.execute(text("SET SESSION innodb_lock_wait_timeout = 2"))
            other.execute(text("UPDATE tickets SET ref = 'x' WHERE id = 1"))
        except Exception:
            other.rollback()
        else:
            other.commit()
    running.join()
    other.close()

    gone = 2 - len(left(engine, "SELECT id FROM tickets"))
    assert sum(one.rows for one in store.evidence()) == gone
    assert all("locked by another program" in fault for fault in faults)


def test_a_connection_that_the_server_ends_is_a_fault_and_the_next_try_works(make):
    store, engine = make(MAKE, *rows(OLD, OLD))
    with store.engine.connect() as connection:
        mine = connection.exec_driver_sql("SELECT connection_id()").scalar()
        with engine.begin() as other:
            other.execute(text(f"KILL {mine}"))
        with pytest.raises(StoreFault, match="broke the connection"), store._spoken():
            connection.exec_driver_sql("SELECT 1")

    assert purge(store, asked(TICKETS)) == 2


def test_a_commit_whose_answer_was_lost_is_read_from_the_store(make, monkeypatch):
    """The server did it, the answer never came: the evidence tells, and nothing goes twice."""
    store, engine = make(MAKE, *rows(OLD, OLD, OLD))
    real = store.engine.dialect.do_commit

    def lost(connection) -> None:
        real(connection)
        connection._sock.close()
        raise store.engine.dialect.dbapi.err.OperationalError(2013, "Lost connection")

    with monkeypatch.context() as patch:
        patch.setattr(store.engine.dialect, "do_commit", lost)
        with pytest.raises(StoreFault, match="broke the connection"):
            purge(store, asked(TICKETS))

    assert [one.rows for one in store.evidence(TICKET.work)] == [2]
    assert purge(store, asked(TICKETS)) == 1
    assert [one.batch for one in store.evidence(TICKET.work)] == [1, 2]
    assert left(engine, "SELECT id FROM tickets") == set()


def test_values_come_as_json_knows_them(make):
    store, _ = make(
        "CREATE TABLE tickets (id integer PRIMARY KEY, email varchar(60), e date, big bigint "
        "unsigned, money decimal(10,2), doc json, pic blob, bits bit(4), sort enum('a','b'), "
        "marks set('x','y'), at timestamp(3) NULL, naive datetime NULL, span time, flag boolean)",
        "SET time_zone = '+00:00'",
        "INSERT INTO tickets VALUES (1, 'a@example.nl', '0000-00-00', 18446744073709551615, 7.50, "
        "json_object('a', 1), x'00ff', b'1010', 'b', 'x,y', '2026-06-30 22:30:00.5', "
        "'2026-06-30 22:30:00', '-01:30:00', true)",
    )  # fmt: skip
    names = ("e", "big", "money", "doc", "pic", "bits", "sort", "marks", "at", "naive", "span",
             "flag")  # fmt: skip
    dataset = evolve(
        TICKETS, fields=dict.fromkeys(names, FieldUse(category="c")),
        events={"e": EventColumn(column="e"), "at": EventColumn(column="at"),
                "naive": EventColumn(column="naive")},
    )  # fmt: skip

    (row,) = store.find(dataset, [Identifier("email", "a@example.nl")], zone="Europe/Amsterdam",
                        today=date(2026, 8, 1))  # fmt: skip

    assert row.values == {
        "id": 1, "e": "0000-00-00", "big": 18446744073709551615, "money": "7.50", "doc": '{"a": 1}',
        "pic": "AP8=", "bits": 10, "sort": "b", "marks": "x,y", "flag": 1,
        "at": "2026-06-30T22:30:00.500+00:00", "naive": "2026-06-30 22:30:00", "span": "-01:30:00",
    }  # fmt: skip
    assert row.events == {"e": None, "at": date(2026, 7, 1), "naive": date(2026, 6, 30)}


def test_many_rows_of_one_person_come_all_with_their_parts(make):
    """The driver drops the rest of a result when another statement comes in between."""
    store, _ = make(
        MAKE, "CREATE TABLE notes (id integer PRIMARY KEY, ticket integer, KEY (ticket))",
        f"INSERT INTO tickets SELECT seq, NULL, 'a@example.nl', '{OLD}' FROM seq_1_to_1701",
        "INSERT INTO notes SELECT seq, seq FROM seq_1_to_1701",
    )  # fmt: skip
    part = Part(table="notes", key=("id",), join={"ticket": "id"},
                fields={"ticket": FieldUse(category="c")})  # fmt: skip

    rows = list(store.find(evolve(TICKETS, parts=(part,)), [Identifier("email", "a@example.nl")],
                           zone="Europe/Amsterdam", today=TODAY))  # fmt: skip

    assert [row.values["id"] for row in rows] == list(range(1, 1702))
    assert all(row.parts["notes"][0]["ticket"] == row.values["id"] for row in rows)


@pytest.mark.parametrize("scheme", ["mysql", "mariadb", "mysql+pymysql", "mariadb+pymysql"])
def test_every_name_of_the_database_in_a_url_is_known(scheme, make):
    store, _ = make(MAKE)
    url = store.engine.url.set(drivername=scheme).render_as_string(hide_password=False)
    other = open_store(StoreSettings(name="s", url=url))

    assert other.identity() == "0" * 32
    other.close()


def test_a_server_that_is_away_is_said_so_without_its_address(tmp_path):
    store = open_store(
        StoreSettings(name="s", url="mariadb://root:geheim@127.0.0.1:1/help?connect_timeout=1")
    )

    with pytest.raises(StoreFault) as fault:
        store.identity()

    assert str(fault.value) == "store 's' cannot be reached"
    store.close()


def test_a_mysql_server_is_refused_by_name():
    fault = InvalidRequestError("MySQL version 8.4.0 is not a MariaDB variant.")

    assert in_words(fault) == "is a MySQL server, which is not supported: MariaDB is"
    assert create_engine("mariadb+pymysql://").dialect.is_mariadb


def test_without_the_driver_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pymysql", None)

    with pytest.raises(InputFault) as fault:
        open_store(StoreSettings(name="s", url="mariadb://localhost/x"))

    assert "avgrights[mariadb]" in str(fault.value.remedy)


def test_a_row_that_changes_between_the_look_and_the_deletion_stays(make, monkeypatch):
    """Rows are looked for without a lock; one that is due no more stops the shortcut, not the
    batch: the others go, and the evidence tells just those."""
    store, engine = make(MAKE, *rows(*[OLD] * 6))
    real, changed = MariadbStore._told, []

    def told(self, connection, wanted):
        found = real(self, connection, wanted)
        if not changed:
            changed.append(True)
            with engine.begin() as other:
                other.execute(text(f"UPDATE tickets SET e = '{NEW}' WHERE id = 3"))
        return found

    monkeypatch.setattr(MariadbStore, "_told", told)

    assert purge(store, asked(TICKETS), most=100) == 5
    assert left(engine, "SELECT id FROM tickets") == {(3,)}
    assert [one.rows for one in store.evidence()] == [5]
