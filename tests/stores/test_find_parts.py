"""The rows of a part belong to a record by the database's own join: shown is what is erased."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avgrights.stores.interface import Ask
from avgrights.stores.opening import open_store
from avgrights.terms.data_map import Dataset, FieldUse, Part
from avgrights.terms.identifier import Identifier
from avgrights.terms.settings import StoreSettings

WHEN = {"zone": "Europe/Amsterdam", "today": date(2026, 11, 20)}


def _notes(join: dict[str, str]) -> Part:
    return Part(table="notes", key=("id",), join=join, fields={"note": FieldUse(category="c")})


def _dataset(**join: str) -> Dataset:
    return Dataset(
        name="tickets", activities=("a",), store="s", table="tickets", key=("id",),
        subject={"email": ("email",), "number": ("id", "code")},
        fields={"email": FieldUse(category="c")},
        parts=(_notes(join),),
    )  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def url(request: Any, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        (tmp_path / "s.db").touch()
        return f"sqlite:///{tmp_path}/s.db"
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


def _run(url: str, *statements: str) -> None:
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _ways(url: str, dataset: Dataset, *people: tuple[Identifier, ...]) -> list[Any]:
    """What `find`, `gather` and `find_many` say of these people: each (person, key, parts)."""
    store = open_store(StoreSettings(name="s", url=url))
    asks = [Ask(dataset=dataset, identifiers=one) for one in people]
    try:
        found = [
            [(n, row) for n, one in enumerate(people) for row in store.find(dataset, one, **WHEN)],
            list(store.gather(asks, parts=True, **WHEN)),
            list(store.find_many(dataset, people, parts=True, **WHEN)),
        ]
    finally:
        store.close()
    return [
        sorted({(n, row.key, tuple(one["note"] for one in row.parts["notes"])) for n, row in way})
        for way in found
    ]


def test_a_part_that_writes_its_parent_as_text_is_shown(url: str) -> None:
    """
    Facts: the number of a ticket is a whole number, and text in its notes.
    Law: GDPR 15(1): the copy holds all; what an erasure takes is what the copy shows.
    Holding: the notes of the ticket are shown, and only those. PostgreSQL compares no number with
        text: it says so.
    """
    _run(
        url,
        "CREATE TABLE tickets (id INTEGER PRIMARY KEY, code VARCHAR(9), email VARCHAR(80))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, ticket VARCHAR(20), note VARCHAR(20))",
        "INSERT INTO tickets VALUES (1, 'a', 'a@example.nl'), (2, 'b', 'b@example.nl')",
        "INSERT INTO notes VALUES (1, '1', 'eigen'), (2, '2', 'van een ander'), (3, '1', 'tweede')",
    )
    person = (Identifier("email", "a@example.nl"),)
    if url.startswith("postgresql"):
        from avgrights.terms.errors import StoreFault

        with pytest.raises(StoreFault):
            _ways(url, _dataset(ticket="id"), person)
        return
    found = _ways(url, _dataset(ticket="id"), person)
    assert found == [[(0, ("1",), ("eigen", "tweede"))]] * 3


def test_codes_that_differ_in_case_are_two(tmp_path: Path) -> None:
    """
    Facts: SQLite; two tickets whose codes differ in case; the notes' column disregards case.
    Holding: each has its own notes; an erasure of one leaves those of the other.
    """
    (tmp_path / "s.db").touch()
    url = f"sqlite:///{tmp_path}/s.db"
    _run(
        url,
        "CREATE TABLE tickets (id INTEGER PRIMARY KEY, code TEXT UNIQUE, email TEXT)",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, ticket TEXT COLLATE NOCASE, note TEXT)",
        "INSERT INTO tickets VALUES (1, 'AB', 'a@example.nl'), (2, 'ab', 'b@example.nl')",
        "INSERT INTO notes VALUES (1, 'AB', 'eigen'), (2, 'ab', 'van een ander')",
    )
    dataset = _dataset(ticket="code")
    store: Any = open_store(StoreSettings(name="s", url=url))
    with store.engine.connect() as connection:
        live = store.catalogue.need(connection, dataset)
        child = store.catalogue.table(connection, "notes")
        both = sa.select(live.clause.c.id, child.clause.c.id).where(
            *store.joined(child.clause, dataset.parts[0], live)
        )
        assert sorted(map(tuple, connection.execute(both))) == [(1, 1), (2, 2)]
    store.close()
    found = _ways(url, dataset, (Identifier("email", "a@example.nl"),))
    assert found == [[(0, ("1",), ("eigen",))]] * 3


VALUES = st.sampled_from(
    [
        "a",
        "A",
        " a",
        "a ",
        "á",
        "Á",
        "1",
        "01",
        "1.0",
        "%",
        "':x",
        "ß",
        "avgrights-value-0",
        "İ",
        "1e0",
    ]
)


@given(
    rows=st.lists(st.tuples(VALUES | st.none(), VALUES | st.none()), max_size=6),
    people=st.lists(
        st.lists(
            st.builds(Identifier, st.sampled_from(["email", "number"]), VALUES),
            min_size=1, max_size=3,
        ).map(tuple),
        min_size=1, max_size=4,
    ),
)  # fmt: skip
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_three_ways_to_look_find_the_same(url: str, rows: Any, people: Any) -> None:
    """Oracle: `find`, which asks for one person by a statement of its own."""
    _run(
        url,
        "DROP TABLE IF EXISTS notes",
        "DROP TABLE IF EXISTS tickets",
        "CREATE TABLE tickets (id INTEGER PRIMARY KEY, code VARCHAR(30), email VARCHAR(80))",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, ticket VARCHAR(30), note VARCHAR(20))",
    )
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        for n, (code, email) in enumerate(rows, 1):
            one = {"n": n, "code": code, "email": email}
            connection.execute(sa.text("INSERT INTO tickets VALUES (:n, :code, :email)"), one)
            connection.execute(sa.text("INSERT INTO notes VALUES (:n, :code, 'x')"), one)
    first, second, third = _ways(url, _dataset(ticket="code"), *people)
    assert first == second == third
