"""A person's rows: every one of them, and nobody else's."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from avgrights.stores.opening import open_store
from avgrights.terms.data_map import Dataset, EventColumn, FieldUse, Part
from avgrights.terms.identifier import Identifier
from avgrights.terms.settings import StoreSettings

DATASET = Dataset(
    name="tickets", activities=("a",), store="s", table="tickets", key=("id",),
    subject={"email": ("email", "second"), "number": ("number",)},
    events={"closed": EventColumn(column="closed")},
    fields={"email": FieldUse(category="c"), "closed": FieldUse(category="c")},
    parts=(Part(table="notes", key=("id",), join={"ticket": "id"},
                fields={"text": FieldUse(category="c")}),),
)  # fmt: skip
TABLES = (
    "CREATE TABLE tickets (id integer PRIMARY KEY, email varchar(80), second varchar(80), "
    "number integer, closed date)",
    "CREATE TABLE notes (id integer PRIMARY KEY, ticket integer, text varchar(80))",
)
ROWS = [
    (1, "a@example.nl", None, 7, "2026-01-31"),
    (2, " A@Example.NL ", None, None, None),
    (3, "b@example.nl", "a@EXAMPLE.nl", None, "2026-02-01"),
    (4, "aa@example.nl", None, 77, "2026-02-01"),
    (5, "a@example.nl.org", None, 70, "2026-02-01"),
    (6, "Étienne@example.nl", None, 8, "2026-02-01"),
]
NOTES = [(1, 1, "eerste"), (2, 1, "tweede"), (3, 4, "van een ander")]


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def store(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/s.db"
        sqlite3.connect(tmp_path / "s.db").close()
    else:
        url = request.getfixturevalue(f"{request.param}_url")
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in TABLES:
            connection.execute(text(statement))
        for row in ROWS:
            connection.exec_driver_sql(_insert("tickets", row))
        for row in NOTES:
            connection.exec_driver_sql(_insert("notes", row))
    engine.dispose()
    opened = open_store(StoreSettings(name="s", url=url))
    yield opened
    opened.close()


def _insert(table: str, row: tuple) -> str:
    values = ", ".join("NULL" if v is None else repr(v) for v in row)
    return f"INSERT INTO {table} VALUES ({values})"


def found(store, *identifiers: str):
    asked = [Identifier.parse(one) for one in identifiers]
    rows = store.find(DATASET, asked, zone="Europe/Amsterdam", today=date(2026, 2, 1))
    return list(rows)


def keys(store, *identifiers: str) -> list[str]:
    return [row.key[0] for row in found(store, *identifiers)]


def test_any_column_of_any_identifier_counts(store):
    assert keys(store, "email=a@example.nl") == ["1", "2", "3"]
    assert keys(store, "email=a@example.nl", "number=77") == ["1", "2", "3", "4"]


def test_a_number_is_compared_as_it_is_written(store):
    assert keys(store, "number=7") == ["1"]
    assert keys(store, "number=007") == []
    assert keys(store, "number=7 OR 1=1") == []


def test_a_letter_outside_ascii_has_a_lower_case_too(store):
    assert keys(store, "email=éTIENNE@example.nl") == ["6"]


def test_rows_come_with_their_parts_and_days(store):
    first, second, _ = found(store, "email=a@example.nl")

    assert first.values == {"id": 1, "email": "a@example.nl", "closed": "2026-01-31"}
    assert first.events == {"closed": date(2026, 1, 31)}
    assert first.parts == {"notes": ({"id": 1, "text": "eerste"}, {"id": 2, "text": "tweede"})}
    assert second.events == {"closed": None} and second.parts == {"notes": ()}


@pytest.mark.parametrize("store", ["postgres"], indirect=True)
def test_a_value_that_the_driver_cannot_hold_is_still_shown(store):
    """PostgreSQL's infinity is no Python date; the row is the person's all the same."""
    engine = create_engine(store.engine.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE tickets SET closed = 'infinity' WHERE id = 1"))
    engine.dispose()

    first = found(store, "number=7")[0]

    assert first.values["closed"] == "infinity" and first.events == {"closed": None}
