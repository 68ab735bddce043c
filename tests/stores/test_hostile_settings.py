"""Settings of the server that change how values read: what comes back is what went."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from avgrights.terms.data_map import Dataset, Restrict, Way
from tests.stores.restricting import Restricting, run

PEOPLE = Dataset(
    name="people", activities=("a",), store="s", table="people", key=("id",),
    subject={"email": ("email",)}, restrict=Restrict(way=Way.MOVE),
)  # fmt: skip
SETTINGS = (
    "datestyle = 'SQL, DMY'", "intervalstyle = 'sql_standard'", "extra_float_digits = -5",
    "bytea_output = 'escape'", "timezone = 'America/New_York'", "array_nulls = off",
)  # fmt: skip
BYTES = (
    "SELECT encode(float4send(f4), 'hex'), encode(float8send(f8), 'hex'), "
    "encode(timestamptz_send(at), 'hex'), encode(date_send(on_), 'hex'), "
    "encode(interval_send(long), 'hex'), encode(raw, 'hex'), encode(array_send(names), 'hex') "
    "FROM people ORDER BY id"
)


def _defaults(url: str, change: str) -> None:
    """Changes the defaults of the database, for connections made from now on."""
    with sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as c:
        name = c.exec_driver_sql("SELECT current_database()").scalar_one()
        for setting in SETTINGS if change == "SET" else ("ALL",):
            c.exec_driver_sql(f'ALTER DATABASE "{name}" {change} {setting}')


@pytest.mark.parametrize("when", ["all the time", "since they went", "until they went"])
def test_rows_come_back_as_they_were_under_other_settings(postgres_url: str, when: str) -> None:
    """
    Facts: PostgreSQL; the defaults of the database spell values another way, and with fewer
        digits, when the rows are moved apart, when they come back, or both.
    Law: GDPR 18(3): what is lifted is as it was.
    Holding: the binary form of each value is the same.
    """
    run(
        postgres_url,
        "CREATE TABLE people (id int PRIMARY KEY, email text, f4 real, f8 double precision, "
        "at timestamptz, on_ date, long interval, raw bytea, names text[])",
        "INSERT INTO people VALUES (1, 'a@example.nl', 1/3.0, 1/3.0, '2026-11-02 10:00:00+00', "
        "'2026-11-02', '1 mon -3 days 04:05:06.7', '\\x00ff61', ARRAY[NULL, 'NULL', ''])",
    )
    before = Restricting(postgres_url, PEOPLE, Way.MOVE).rows(BYTES)
    if when != "since they went":
        _defaults(postgres_url, "SET")
    work = Restricting(postgres_url, PEOPLE, Way.MOVE)
    work.shut(1)
    work.store.close()
    if when != "all the time":
        _defaults(postgres_url, "RESET" if when == "until they went" else "SET")

    Restricting(postgres_url, PEOPLE, Way.MOVE).free(1)

    assert work.rows(BYTES) == before
