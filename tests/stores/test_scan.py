"""`store scan`: what no data map knows, on every store; no value of a row is ever told."""

from __future__ import annotations

import json
import random

import pytest
from sqlalchemy import create_engine, text

from tests.law.test_looks import bsns
from tests.purge.house import House, make_house
from tests.stores.test_shapes import _spelled

EACH = pytest.mark.parametrize("house", ["sqlite", "postgres", "mariadb"], indirect=True)


@pytest.fixture
def house(request, tmp_path) -> House:
    place = getattr(request, "param", "sqlite")
    url = None if place == "sqlite" else request.getfixturevalue(f"{place}_url")
    return make_house(tmp_path / "house", url)


def fill(house: House, *statements: str, table: str = "", rows: list[dict] | None = None) -> None:
    engine = create_engine(house.url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(_spelled(statement, engine)))
        if rows:
            names = ", ".join(f":{name}" for name in rows[0])
            connection.execute(text(f"INSERT INTO {table} VALUES ({names})"), rows)
    engine.dispose()


def scanned(house: House, *words: str) -> tuple[int, dict]:
    return house.run("store", "scan", *words)


def columns(found: dict) -> dict[tuple[str, str | None], str]:
    return {(f["table"], f["column"]): f["looks_like"] for f in found["findings"]}


def test_what_the_data_map_knows_is_no_finding(house):
    house.insert([(n, "request", f"m{n}@example.nl", None) for n in range(20)])

    status, found = scanned(house, "--strict")

    assert status == 0 and found["findings"] == [] and found["tables"] == []
    assert [one["fault"] for one in found["stores"]] == [None, None]


@EACH
def test_columns_that_nobody_mapped(house):
    """In a mapped table and in one that is not; by name, by value, by both."""
    numbers = bsns(40)
    people = [
        {"id": n, "a": numbers[n], "b": f"06-{10000000 + n}", "c": f"NL{n}", "d": f"x{n}"}
        for n in range(40)
    ]
    fill(house, "ALTER TABLE tickets ADD COLUMN voornaam varchar(40)",
         'CREATE TABLE "Oude Personen" (id integer PRIMARY KEY, "nummer" varchar(20), '
         '"contact" varchar(20), landcode varchar(10), code varchar(10), photo text)',
         "CREATE TABLE orders (id integer PRIMARY KEY, number integer, amount integer)",
         )  # fmt: skip
    chance = random.Random(1)
    fill(house, table=_spelled('"Oude Personen"', create_engine(house.url)),
         rows=[{**one, "e": None} for one in people])  # fmt: skip
    orders = [{"a": n, "b": chance.randrange(10**8, 10**9), "c": n} for n in range(200)]
    fill(house, table="orders", rows=orders)

    status, found = scanned(house)

    assert status == 0
    assert columns(found) == {
        ("tickets", "voornaam"): "name",
        ("Oude Personen", "nummer"): "bsn",
        ("Oude Personen", "contact"): "phone",
    }
    by_column = {f["column"]: f for f in found["findings"]}
    assert by_column["nummer"]["share"] == 1.0 and by_column["nummer"]["because"] == "by its values"
    assert by_column["voornaam"]["share"] is None
    told = json.dumps(found)
    assert not any(one in told for one in numbers) and "06-1" not in told
    assert scanned(house, "--strict")[0] == 1


@EACH
def test_tables_tied_to_a_person_that_the_data_map_knows(house):
    """By a foreign key, by the name of the column, by its values; a table of colours is not."""
    house.insert([(n, "request", f"m{n}@example.nl", None) for n in range(100)])
    fill(house,
         "CREATE TABLE invoices (id integer PRIMARY KEY, ticket integer, "
         "FOREIGN KEY (ticket) REFERENCES tickets (id))",
         "CREATE TABLE logins (id integer PRIMARY KEY, wie varchar(100))",
         "CREATE TABLE newsletter (id integer PRIMARY KEY, EMail varchar(100))",
         "CREATE TABLE colours (id integer PRIMARY KEY, colour varchar(100))",
         )  # fmt: skip
    fill(house, table="logins",
         rows=[{"i": n, "w": f"M{n}@example.nl "} for n in range(30)])  # fmt: skip
    fill(house, table="colours", rows=[{"i": n, "c": f"colour {n}"} for n in range(30)])

    _, found = scanned(house)

    tied = {(t["table"], t["column"].lower()): t for t in found["tables"]}
    assert set(tied) == {("invoices", "ticket"), ("logins", "wie"), ("newsletter", "email")}
    assert tied["invoices", "ticket"]["because"] == "a foreign key to tickets"
    assert tied["logins", "wie"]["because"] == "holds values of tickets.email (email)"
    assert tied["logins", "wie"]["share"] == 1.0
    assert tied["newsletter", "email"]["because"] == "named as tickets.email (email)"


def test_files_that_fit_no_pattern(house):
    place = house.folder / "data" / "cameras"
    for path in ("hal/2026-11-01T1200.mp4", "export/lijst.csv", "export/a@example.nl.eml",
                 "los.txt", "bsn/123456782_dossier.pdf"):  # fmt: skip
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).touch()
    (place / "m1@example.nl").mkdir()
    (place / "m1@example.nl" / "brief.txt").touch()
    (place / "link").symlink_to("/etc/passwd")

    status, found = scanned(house, "cameras")

    assert status == 0 and found["stores"] == [{"store": "cameras", "looked_at": 6, "fault": None}]
    shown = {f["table"]: (f["looks_like"], f["share"], f["because"]) for f in found["findings"]}
    assert shown == {
        ".": ("files", 0.0, "1 files fit no pattern of the data map"),
        "export": ("email", 0.5, "2 files fit no pattern of the data map"),
        "bsn": ("bsn", 1.0, "1 files fit no pattern of the data map"),
        "(a folder whose name looks personal)": (
            "email", 1.0, "1 files fit no pattern of the data map"),
    }  # fmt: skip
    assert "@" not in json.dumps(found)


def test_many_folders_are_told_as_a_number(house):
    for n in range(30):
        place = house.folder / "data" / "cameras" / f"persoon {n}"
        place.mkdir()
        (place / "brief.txt").touch()

    _, found = scanned(house, "cameras")

    (only,) = found["findings"]
    assert only["table"] == "30 folders" and "persoon" not in json.dumps(found)


def test_a_store_that_is_away_is_said_and_the_others_are_scanned(house):
    fill(house, "CREATE TABLE people (id integer PRIMARY KEY, bsn varchar(9))")
    (house.folder / "data" / "cameras").rmdir()

    status, found = scanned(house, "--strict")

    assert status == 3 and columns(found) == {("people", "bsn"): "bsn"}
    assert [bool(one["fault"]) for one in found["stores"]] == [False, True]


def test_a_store_that_nobody_named(house):
    status, why = scanned(house, "heldpesk")

    assert status == 2 and "names no store 'heldpesk'" in why


def test_a_body_adds_names_of_its_own(house):
    fill(house, "CREATE TABLE cards (id integer PRIMARY KEY, klantnr varchar(20))")
    assert columns(scanned(house)[1]) == {}
    folder = house.folder / "policies"
    folder.mkdir()
    (folder / "looks.yaml").write_text(
        "looks: [{valid_from: 2018-05-25, names: {klantnr: number}}]\n", encoding="utf-8"
    )
    settings = house.folder / "avgrights.yaml"
    settings.write_text(settings.read_text() + "policies: policies/\n", encoding="utf-8")

    assert columns(scanned(house)[1]) == {("cards", "klantnr"): "number"}


def test_nothing_is_changed_and_a_large_table_is_sampled_from_both_ends(house):
    fill(house, "CREATE TABLE log (id integer PRIMARY KEY, note varchar(40))")
    fill(house, table="log",
         rows=[{"i": n, "t": "leeg" if n < 9000 else f"m{n}@example.nl"} for n in range(10_000)],
         )  # fmt: skip
    before = house.sql("SELECT count(*), sum(id) FROM log")

    _, found = scanned(house)

    assert [f["share"] for f in found["findings"]] == [0.5]
    assert house.sql("SELECT count(*), sum(id) FROM log") == before
    assert not house.sql("SELECT 1 FROM sqlite_master WHERE name LIKE 'avgrights%'")
