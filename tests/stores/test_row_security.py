"""Restricted rows under row-level security of PostgreSQL, as an ordinary role meets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from avgrights.terms.data_map import Dataset, Part, Restrict, Way
from tests.stores.restricting import Restricting, opened, run

DATASET = Dataset(
    name="tickets", activities=("a",), store="s", table="tickets", key=("id",),
    subject={"email": ("email",)}, restrict=Restrict(way=Way.POLICY),
    parts=(Part(table="notes", key=("id",), join={"ticket_id": "id"}),),
)  # fmt: skip
TABLES = (
    "CREATE TABLE tickets (id int PRIMARY KEY, email text, body text)",
    "CREATE TABLE notes (id int PRIMARY KEY, ticket_id int REFERENCES tickets, text text)",
    "INSERT INTO tickets VALUES (1, 'a@example.nl', 'een'), (2, 'b@example.nl', 'twee')",
    "INSERT INTO notes VALUES (10, 1, 'bij een'), (20, 2, 'bij twee')",
)
WORKER = "werker_van_de_proef"


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    """The tables, and a role that owns them; the login itself is a superuser."""
    run(postgres_url, *TABLES)
    with sa.create_engine(postgres_url, poolclass=sa.NullPool).begin() as connection:
        there = connection.exec_driver_sql(
            f"SELECT 1 FROM pg_roles WHERE rolname = '{WORKER}'"
        ).first()
        if there is None:
            connection.exec_driver_sql(f"CREATE ROLE {WORKER} NOLOGIN")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {WORKER}")
        connection.exec_driver_sql(f"GRANT ALL ON tickets, notes TO {WORKER}")
    yield postgres_url
    run(postgres_url, f"DROP OWNED BY {WORKER}")


def as_worker(url: str, statement: str) -> Any:
    """What a statement gives an ordinary role: its rows, or how many it changed."""
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL ROLE {WORKER}")
        done = connection.exec_driver_sql(statement)
        return sorted(tuple(row) for row in done) if done.returns_rows else done.rowcount


def rights(url: str) -> list[Any]:
    """What the catalogue says of row-level security: flags, policies, triggers, functions."""
    asked = (
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relname IN ('tickets', 'notes') ORDER BY 1",
        "SELECT polname, polrelid::regclass::text, polpermissive FROM pg_policy ORDER BY 1, 2",
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT proname FROM pg_proc WHERE starts_with(proname, 'avgrights') ORDER BY 1",
    )
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        return [[tuple(r) for r in connection.exec_driver_sql(one)] for one in asked]


def test_an_ordinary_role_neither_sees_nor_changes_restricted_rows(url: str):
    """
    Facts: the rows of one person are restricted; an application works on as before.
    Law: GDPR 18(2): with the exception of storage not processed.
    Holding: for a role with every privilege the rows are not there, to read, to change, to delete,
        nor are those of their parts; other rows are as they were; the rows themselves stand.
    """
    before = rights(url)
    work = Restricting(url, DATASET, Way.POLICY)

    work.shut(1)

    assert as_worker(url, "SELECT id FROM tickets") == [(2,)]
    assert as_worker(url, "SELECT id FROM notes") == [(20,)]
    assert as_worker(url, "UPDATE tickets SET body = 'x'") == 1
    assert as_worker(url, "DELETE FROM notes") == 1
    assert work.rows("SELECT body FROM tickets WHERE id = 1") == [("een",)]
    assert work.rows("SELECT id FROM notes") == [(10,)]
    with pytest.raises(sa.exc.ProgrammingError, match="restricted"):
        as_worker(url, "TRUNCATE tickets, notes")
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        as_worker(url, "INSERT INTO notes VALUES (11, 1, 'er bij')")
    work.free(1)
    assert as_worker(url, "SELECT id FROM tickets") == [(1,), (2,)]
    assert rights(url) == before


def test_the_owner_of_the_table_is_bound_too(url: str):
    """
    Facts: the application's role owns the tables.
    Law: GDPR 18(2).
    Holding: the owner is bound like any role, and as free as before when it is over.
    """
    run(url, f"ALTER TABLE notes OWNER TO {WORKER}", f"ALTER TABLE tickets OWNER TO {WORKER}")
    work = Restricting(url, DATASET, Way.POLICY)
    work.shut(1)
    assert as_worker(url, "SELECT id FROM tickets") == [(2,)]
    work.free(1)
    assert as_worker(url, "SELECT id FROM tickets") == [(1,), (2,)]
    run(url, "ALTER TABLE notes OWNER TO CURRENT_USER", "ALTER TABLE tickets OWNER TO CURRENT_USER")


def test_policies_of_the_organisation_stay_in_force(url: str):
    """
    Facts: a table with row-level security of its own, under which the role sees one row of two.
    Law: GDPR 18(2); what is lifted is as it was.
    Holding: the restriction takes away and never gives; afterwards flags and policies are as
        before.
    """
    run(url, "ALTER TABLE tickets ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON tickets USING (id <> 2)",
        "INSERT INTO tickets VALUES (3, 'c@example.nl', 'drie')")  # fmt: skip
    before = rights(url)
    assert as_worker(url, "SELECT id FROM tickets") == [(1,), (3,)]
    work = Restricting(url, DATASET, Way.POLICY)
    work.shut(1)
    assert as_worker(url, "SELECT id FROM tickets") == [(3,)]
    work.free(1)
    assert as_worker(url, "SELECT id FROM tickets") == [(1,), (3,)]
    assert rights(url) == before


def test_avgrights_sees_the_rows_without_being_superuser(url: str):
    """
    Facts: avgrights logs in as a role that owns the tables and is no superuser.
    Law: GDPR 18(3): lifting must be possible.
    Holding: with its pass it finds the restricted row; without the pass, under the same role, it
        is not there.
    """
    run(url, f"ALTER TABLE notes OWNER TO {WORKER}", f"ALTER TABLE tickets OWNER TO {WORKER}")
    work = Restricting(url, DATASET, Way.POLICY)
    work.shut(1)
    for shown, seen in (("the pass of these tests", [(1,), (2,)]), ("another", [(2,)])):
        with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL ROLE {WORKER}")
            connection.exec_driver_sql(f"SET LOCAL avgrights.pass = '{shown}'")
            rows = connection.exec_driver_sql("SELECT id FROM tickets ORDER BY id")
            assert [tuple(row) for row in rows] == seen
    work.free(1)
    run(url, "ALTER TABLE notes OWNER TO CURRENT_USER", "ALTER TABLE tickets OWNER TO CURRENT_USER")


def test_a_row_under_two_restrictions_is_shut_until_the_last_is_lifted(url: str):
    """
    Facts: two restrictions on one row, one of them on another row as well.
    Law: GDPR 18(2): each restriction holds by itself.
    Holding: lifting the first frees what it alone shut off.
    """
    one = Restricting(url, DATASET, Way.POLICY, by="restriction-1")
    other = Restricting(url, DATASET, Way.POLICY, by="restriction-2")
    one.shut(1, 2)
    other.shut(1)
    one.free(2, shared=[1])
    assert as_worker(url, "SELECT id FROM tickets") == [(2,)]
    assert other.shut_now(1, 2) == {("1",)}
    other.free(1)
    assert as_worker(url, "SELECT id FROM tickets") == [(1,), (2,)]


def test_nothing_to_restrict_leaves_the_table_as_it_was(url: str):
    """
    Facts: the record is gone when it is to be restricted.
    Holding: no flag, no policy and no trigger is left on the table.
    """
    before = rights(url)[:3]
    work = Restricting(url, DATASET, Way.POLICY)
    assert work.shut(99) is None
    assert rights(url)[:3] == before


def test_a_superuser_is_not_bound_and_store_check_says_so(url: str):
    """
    Facts: the server has roles that no policy binds.
    Holding: the warning names them.
    """
    warnings = opened(url).cautions(DATASET)
    assert any("postgres" in one and "BYPASSRLS" in one for one in warnings)
