"""Rows moved apart and put back: not a byte is lost, and not a byte is left to read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from avgrights.terms.data_map import Dataset, Part, Restrict, Way
from avgrights.terms.errors import InputFault, Refused, StoreFault
from tests.stores.restricting import Restricting, run

PLAIN = Dataset(
    name="people", activities=("a",), store="s", table="people", key=("id",),
    subject={"email": ("email",)}, restrict=Restrict(way=Way.MOVE),
    parts=(Part(table="notes", key=("id",), join={"person": "id"}),),
)  # fmt: skip
ALONE = Dataset(
    name="people", activities=("a",), store="s", table="people", key=("id",),
    subject={"email": ("email",)},
)  # fmt: skip
SEEN = (
    "SELECT rowid, typeof(v), hex(v), hex(quote(v)), typeof(n), hex(quote(n)), d "
    "FROM people ORDER BY id"
)


def sqlite(folder: Path, *statements: str) -> str:
    """A SQLite file with these statements run in it."""
    path = folder / "s.db"
    path.touch()
    run(f"sqlite:///{path}", *statements)
    return f"sqlite:///{path}"


def test_sqlite_keeps_class_and_value_of_everything(tmp_path: Path):
    """
    Facts: a column without a type holding every class of storage; broken UTF-8; the largest
        numbers; a minus zero; an infinity; text that looks like a number; a generated column.
    Law: GDPR 18(3): what is lifted is as it was.
    Holding: rowid, class and bytes of each are the same after lifting.
    """
    values = (
        "1", "'1'", "1.0", "'1.0'", "x'31'", "NULL", "''", "x''", "-0.0", "9e999", "-9e999",
        "9223372036854775807", "-9223372036854775808", "0.1", "1e-320", "'é\U0001f600'",
        "CAST(x'80ff00' AS TEXT)", "CAST(x'610062' AS TEXT)", "zeroblob(5000)", "'it''s'",
    )  # fmt: skip
    url = sqlite(
        tmp_path,
        "CREATE TABLE people (id TEXT PRIMARY KEY, email TEXT, v, n NUMERIC, "
        "d TEXT GENERATED ALWAYS AS (upper(email)) STORED)",
        *(
            f"INSERT INTO people (rowid, id, email, v, n) "
            f"VALUES ({100 + 7 * n}, 'k{n:02}', 'a@example.nl', {value}, {value})"
            for n, value in enumerate(values)
        ),
    )
    work = Restricting(url, ALONE, Way.MOVE)
    before = work.rows(SEEN)
    keys = [f"k{n:02}" for n in range(len(values))]

    done = work.shut(*keys)

    assert done.rows == len(values) == len(before)
    assert work.rows("SELECT count(*) FROM people") == [(0,)]
    assert work.shut_now(*keys) == {(key,) for key in keys}
    work.free(*keys)
    assert work.rows(SEEN) == before
    assert not work.shut_now(*keys)


def test_a_table_without_rowid_and_a_strict_one(tmp_path: Path):
    """
    Facts: tables WITHOUT ROWID and STRICT, keys of two columns.
    Holding: as they were.
    """
    for options in ("WITHOUT ROWID", "STRICT, WITHOUT ROWID", "STRICT"):
        folder = tmp_path / options.replace(", ", "-")
        folder.mkdir()
        url = sqlite(
            folder,
            f"CREATE TABLE people (id INT, kind TEXT, email TEXT, r REAL, b BLOB, "
            f"PRIMARY KEY (id, kind)) {options}",
            "INSERT INTO people VALUES (1, 'x', 'a@example.nl', 3, x'00ff'), "
            "(1, 'y', 'a@example.nl', 0.25, NULL)",
        )
        dataset = Dataset(
            name="people", activities=("a",), store="s", table="people", key=("id", "kind"),
            subject={"email": ("email",)},
        )  # fmt: skip
        work = Restricting(url, dataset, Way.MOVE)
        before = work.rows("SELECT *, typeof(r) FROM people ORDER BY 1, 2")
        work.shut(("1", "x"))
        assert work.rows("SELECT kind FROM people") == [("y",)]
        work.free(("1", "x"))
        assert work.rows("SELECT *, typeof(r) FROM people ORDER BY 1, 2") == before


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_nothing_of_the_person_can_be_read_from_the_file(tmp_path: Path, mode: str):
    """
    Facts: a person with a long text, an index on the address, notes; then moved apart.
    Law: GDPR 18(2); 32(1)(a).
    Holding: neither the database file nor its log holds a word of it in clear; afterwards all is
        back.
    """
    secret = "geheim-woord-" * 700
    url = sqlite(
        tmp_path,
        f"PRAGMA journal_mode = {mode}",
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, body TEXT)",
        "CREATE INDEX by_email ON people (email)",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people, text TEXT)",
        f"INSERT INTO people VALUES (1, 'canary@example.nl', '{secret}'), (2, 'b@example.nl', '')",
        "INSERT INTO notes VALUES (1, 1, 'canary-note')",
    )
    work = Restricting(url, PLAIN, Way.MOVE)
    # An application that stays connected keeps the log where it is.
    application = sqlite3.connect(tmp_path / "s.db")
    application.execute("SELECT count(*) FROM people").fetchall()

    assert work.shut(1).parts == {"notes": 1}

    for file in tmp_path.iterdir():
        held = file.read_bytes()
        for word in (b"canary", b"geheim-woord"):
            assert word not in held, f"{word!r} in {file.name}"
    application.close()
    work.free(1)
    assert work.rows("SELECT body FROM people WHERE id = 1") == [(secret,)]
    assert work.rows("SELECT * FROM notes") == [(1, 1, "canary-note")]


def test_parents_come_back_before_parts_and_rows_that_refer_to_each_other(tmp_path: Path):
    """
    Facts: rows of one table that refer to one another, in a ring; parts that refer to them.
    Holding: they go and come back.
    """
    url = sqlite(
        tmp_path,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, "
        "boss INTEGER REFERENCES people DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, "
        "person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE, text TEXT)",
        "INSERT INTO people VALUES (1, 'a@example.nl', 2), (2, 'a@example.nl', 1)",
        "INSERT INTO notes VALUES (5, 1, 'x'), (6, 2, 'y')",
    )
    work = Restricting(url, PLAIN, Way.MOVE)
    work.shut(1, 2)
    assert work.rows("SELECT count(*) FROM people") == [(0,)]
    assert work.rows("SELECT count(*) FROM notes") == [(0,)]
    work.free(1, 2)
    assert work.rows("SELECT * FROM people") == [(1, "a@example.nl", 2), (2, "a@example.nl", 1)]
    assert work.rows("SELECT * FROM notes") == [(5, 1, "x"), (6, 2, "y")]


TWO = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(80), name VARCHAR(80))",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER, text VARCHAR(80))",
    "INSERT INTO people VALUES (1, 'a@example.nl', 'een'), (2, 'b@example.nl', 'twee')",
    "INSERT INTO notes VALUES (1, 1, 'x')",
)


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Two people, one with a note, in each kind of database."""
    if request.param == "sqlite":
        return sqlite(tmp_path, *TWO)
    url: str = request.getfixturevalue(f"{request.param}_url")
    run(url, *TWO)
    return url


def test_moving_twice_moves_once_and_lifting_twice_lifts_once(two: str):
    """
    Facts: each step is taken twice.
    Holding: the second does nothing, and leaves no evidence.
    """
    work = Restricting(two, PLAIN, Way.MOVE)
    assert work.shut(1).rows == 1
    assert work.shut(1) is None
    assert work.free(1).rows == 1
    assert work.free(1) is None
    assert [one.rule for one in work.store.evidence()] == ["GDPR 18(2)", "GDPR 18(3)"]
    assert work.rows("SELECT name FROM people ORDER BY id") == [("een",), ("twee",)]


def test_a_key_that_was_given_away_keeps_the_row_apart(two: str):
    """
    Facts: while the row lies apart another row gets its key.
    Law: GDPR 5(1)(f): nothing is lost.
    Holding: lifting says so and changes nothing; with room made it succeeds.
    """
    work = Restricting(two, PLAIN, Way.MOVE)
    work.shut(1)
    work.run("INSERT INTO people VALUES (1, 'c@example.nl', 'drie')")

    with pytest.raises(StoreFault, match="taken by another row"):
        work.free(1)

    assert work.shut_now(1) == {("1",)}
    assert work.rows("SELECT name FROM people WHERE id = 1") == [("drie",)]
    assert work.rows("SELECT count(*) FROM notes") == [(0,)]
    work.run("UPDATE people SET id = 3 WHERE id = 1")
    work.free(1)
    assert work.rows("SELECT name FROM people ORDER BY id") == [("een",), ("twee",), ("drie",)]


@pytest.mark.parametrize(
    "change", ["ALTER TABLE people DROP COLUMN name", "ALTER TABLE notes DROP COLUMN text"]
)
def test_a_column_that_went_keeps_the_row_apart(two: str, change: str):
    """
    Facts: a column is dropped while the row lies apart.
    Holding: refused, with the column named; nothing changed.
    """
    Restricting(two, PLAIN, Way.MOVE).shut(1)
    run(two, change)
    work = Restricting(two, PLAIN, Way.MOVE)
    with pytest.raises(Refused, match=r"has no column '(name|text)' any more"):
        work.free(1)
    assert work.shut_now(1) == {("1",)}
    assert work.rows("SELECT id FROM people") == [(2,)]


def test_a_table_that_nobody_mapped_and_that_refers_to_the_rows(two: str):
    """
    Facts: an invoice table outside the data map refers to the people.
    Holding: refused before anything is done, with the table named.
    """
    run(two, "CREATE TABLE invoices (id INTEGER PRIMARY KEY, person INTEGER, "
        "FOREIGN KEY (person) REFERENCES people (id))")  # fmt: skip
    work = Restricting(two, PLAIN, Way.MOVE)
    with pytest.raises(InputFault, match="invoices refers to people by person"):
        work.shut(1)
    assert work.rows("SELECT count(*) FROM people") == [(2,)]
    assert work.store.obstacles(PLAIN, Way.MOVE)


def test_a_note_that_came_meanwhile_stays(two: str):
    """
    Facts: while the row lies apart a note is added to its number.
    Holding: after lifting both notes are there.
    """
    work = Restricting(two, PLAIN, Way.MOVE)
    work.shut(1)
    work.run("INSERT INTO notes VALUES (9, 1, 'later')")
    work.free(1)
    assert work.rows("SELECT id FROM notes ORDER BY id") == [(1,), (9,)]


def test_a_backup_that_brought_the_rows_back(two: str):
    """
    Facts: the table is put back from a backup of before the rows were moved apart.
    Law: GDPR 18(3).
    Holding: lifting finds each row where it belongs, makes no second one, and holds none apart.
    """
    work = Restricting(two, PLAIN, Way.MOVE)
    work.shut(1)
    work.run("INSERT INTO people VALUES (1, 'a@example.nl', 'een')",
             "INSERT INTO notes VALUES (1, 1, 'x')")  # fmt: skip
    work.free(1)
    assert work.rows("SELECT name FROM people ORDER BY id") == [("een",), ("twee",)]
    assert work.rows("SELECT id FROM notes") == [(1,)]
    assert not work.shut_now(1)


def test_a_trigger_that_alters_rows_stops_the_lifting(tmp_path: Path):
    """
    Facts: a trigger of the application rewrites what is inserted.
    Holding: it is noticed; the row stays apart as it was.
    """
    url = sqlite(
        tmp_path, *TWO,
        "CREATE TRIGGER t AFTER INSERT ON people BEGIN UPDATE people SET name = 'x' "
        "WHERE id = new.id; END",
    )  # fmt: skip
    work = Restricting(url, PLAIN, Way.MOVE)
    work.shut(1)
    with pytest.raises(StoreFault, match="otherwise than they were"):
        work.free(1)
    assert work.rows("SELECT id FROM people") == [(2,)]
    assert work.shut_now(1) == {("1",)}


TYPES = {
    "smallint": "7", "bigint": "-9223372036854775808", "numeric": "12345678901234567890.0000100",
    "numeric(9,2)": "3.10", "real": "0.1", "double precision": "'-Infinity'", "money": "'12.30'",
    "boolean": "true", "char(5)": "'ab '", "bpchar": "'ab   '", "varchar(9)": "'é '",
    "text": "'%s \\ '':x'",
    "bytea": r"'\x00ff'", "date": "'infinity'", "time": "'23:59:60'", "timetz": "'12:00+02'",
    "timestamp": "'0044-03-15 12:00:00.000001 BC'", "timestamptz": "'2026-10-25 02:30+01'",
    "interval": "'-1 mon +2 days 03:04:05.006'", "uuid": "'6f1c1d0e-9b2b-4d43-8f5c-000000000001'",
    "json": "'{\"a\" :  1}'", "jsonb": "'{\"a\": [1, null]}'",
    "inet": "'192.168.0.1/24'", "macaddr": "'08:00:2b:01:02:03'", "bit(3)": "B'101'",
    "bit varying": "B''", "point": "'(1,2)'", "polygon": "'((0,0),(1,1),(2,0))'",
    "tsvector": "'fat:1 cat:2'", "int4range": "'[1,5)'", "int[]": "'{{1,NULL},{3,4}}'",
    "text[]": "'{\"a,b\",NULL,\"\"}'", "mood": "'sad'", "pair": "ROW(NULL, NULL)",
    "posint": "5", "oid": "42", "name": "'n'", "regclass": "'pg_class'", '"char"': "'x'",
    "timestamp(0)": "'2026-01-01 00:00:01'", "cidr": "'10.0.0.0/8'", "jsonpath": "'$.a'",
}  # fmt: skip


def test_postgres_keeps_every_type(postgres_url: str):
    """
    Facts: a row with a column of each type of PostgreSQL, one of NULL throughout, an identity
        column and a generated one.
    Law: GDPR 18(3).
    Holding: as pg_dump would write them, both rows are the same after lifting; so is the binary
        form of each value.
    """
    columns = ", ".join(f"c{n} {type_}" for n, type_ in enumerate(TYPES))
    names = ", ".join(f"c{n}" for n in range(len(TYPES)))
    literal = ", ".join(
        f"{value}::{type_}" if value[0] in "'" else value for type_, value in TYPES.items()
    )
    run(
        postgres_url,
        "CREATE TYPE mood AS ENUM ('sad')", "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN posint AS int CHECK (value > 0)",
        f"CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, "
        f"{columns}, g text GENERATED ALWAYS AS (upper(email)) STORED)",
    )  # fmt: skip
    with sa.create_engine(postgres_url, poolclass=sa.NullPool).begin() as connection:
        insert = f"INSERT INTO people (email, {names}) VALUES ('a@example.nl', {literal})"
        connection.exec_driver_sql(insert.replace("%", "%%"), {})
        connection.exec_driver_sql("INSERT INTO people (email) VALUES ('a@example.nl')")
    work = Restricting(postgres_url, ALONE, Way.MOVE)
    texts = ", ".join(f"format('%%s', c{n}), num_nulls(c{n})" for n in range(len(TYPES)))
    asked = f"SELECT p::text, {texts} FROM people p ORDER BY id"
    before = [str(row) for row in work.rows(asked)]

    work.shut(1, 2)

    assert work.rows("SELECT count(*) FROM people") == [(0,)]
    work.free(1, 2)
    assert [str(row) for row in work.rows(asked)] == before
    assert len(before) == 2


MARIADB = {
    "tinyint": "-128", "bigint unsigned": "18446744073709551615", "decimal(30,10)": "1.0000000001",
    "float": "0.1", "double": "1e-300", "bit(9)": "b'100000001'", "bool": "1", "char(5)": "'ab'",
    "varchar(20) character set latin1": "'é '", "text": r"'%s \\ :x'", "binary(4)": "x'00ff00'",
    "varbinary(9)": "x'ff00'", "blob": "x'8081'", "enum('a','b')": "'b'", "set('a','b')": "'a,b'",
    "date": "'2026-02-28'", "time(6)": "'-838:59:58.999999'", "datetime(6)":
    "'2026-10-25 02:30:00.000001'", "timestamp(3) null": "'2026-10-25 01:30:00.123'",
    "year": "1901", "json": "'{\"a\" :  1}'", "uuid": "'6f1c1d0e-9b2b-4d43-8f5c-000000000001'",
    "inet6": "'::1'", "point": "ST_GeomFromText('POINT(1 2)')",
    "varchar(9) character set utf8mb4": "'\U0001f600'", "longblob": "repeat(x'00', 70000)",
}  # fmt: skip


def test_mariadb_keeps_every_type(mariadb_url: str):
    """
    Facts: a row with a column of each type of MariaDB, one of NULL throughout, a generated column.
    Law: GDPR 18(3).
    Holding: the bytes of each value are the same after lifting.
    """
    columns = ", ".join(f"c{n} {type_}" for n, type_ in enumerate(MARIADB))
    names = ", ".join(f"c{n}" for n in range(len(MARIADB)))
    with sa.create_engine(mariadb_url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE people (id int PRIMARY KEY, email varchar(80), {columns}, "
            "g varchar(80) AS (upper(email)) STORED)"
        )
        insert = f"INSERT INTO people (id, email, {names}) VALUES (1, 'a@example.nl', "
        connection.exec_driver_sql(
            insert.replace("%", "%%") + ", ".join(MARIADB.values()).replace("%", "%%") + ")"
        )
        connection.exec_driver_sql("INSERT INTO people (id, email) VALUES (2, 'a@example.nl')")
    work = Restricting(mariadb_url, ALONE, Way.MOVE)
    asked = (
        "SELECT id, g, "
        + ", ".join(f"hex(c{n}), c{n} + 0e0" for n in range(10))
        + ", "
        + ", ".join(f"hex(c{n})" for n in range(len(MARIADB)))
        + " FROM people ORDER BY id"
    )
    before = work.rows(asked)

    work.shut(1, 2)

    assert work.rows("SELECT count(*) FROM people") == [(0,)]
    work.free(1, 2)
    assert work.rows(asked) == before
    assert len(before) == 2
