"""Row-level security, and settings that every role may change for itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from avgrights.terms.data_map import Dataset, Part, Restrict, Way
from avgrights.terms.errors import InputFault
from tests.stores.restricting import Restricting, run

ROLE = "lezer_van_de_proef"


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    """A database with an ordinary role."""
    with sa.create_engine(postgres_url, poolclass=sa.NullPool).begin() as connection:
        there = connection.exec_driver_sql(
            f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"
        ).first()
        if there is None:
            connection.exec_driver_sql(f"CREATE ROLE {ROLE} NOLOGIN")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    yield postgres_url
    run(postgres_url, f"DROP OWNED BY {ROLE}")


def _dataset(*key: str, part: str | None = None) -> Dataset:
    return Dataset(
        name="passes", activities=("a",), store="s", table="passes", key=key,
        subject={"email": ("email",)}, restrict=Restrict(way=Way.POLICY),
        parts=(Part(table="doors", key=("id",), join={part: key[0]}),) if part else (),
    )  # fmt: skip


def _seen(url: str, setting: str) -> int:
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL ROLE {ROLE}")
        connection.exec_driver_sql(f"SET LOCAL {setting}")
        return int(connection.exec_driver_sql("SELECT count(*) FROM passes").scalar_one())


@pytest.mark.parametrize(
    ("type_", "value", "setting"),
    [
        ("date", "2026-11-02", "datestyle = 'German'"),
        ("timestamptz", "2026-11-02 10:00:00+00", "timezone = 'Asia/Tokyo'"),
        ("bytea", "\\x6162", "bytea_output = 'escape'"),
        ("double precision", "0.1", "extra_float_digits = -10"),
        ("interval", "1 day 02:00:00", "intervalstyle = 'iso_8601'"),
        ("date[]", "{2026-11-02}", "datestyle = 'German'"),
    ],
)
def test_no_setting_opens_what_is_restricted(
    url: str, type_: str, value: str, setting: str
) -> None:
    """
    Facts: the key holds a value whose text depends on a setting that any role changes.
    Law: GDPR 18(2).
    Holding: nothing is restricted that way, and it says why; it does not stand open unseen.
    """
    run(
        url,
        f"CREATE DOMAIN moment AS {type_}",
        "CREATE TABLE passes (badge int, at moment, email text, PRIMARY KEY (badge, at))",
        f"INSERT INTO passes VALUES (1, '{value}', 'a@example.nl')",
        f"GRANT SELECT ON passes TO {ROLE}",
    )
    work = Restricting(url, _dataset("badge", "at"), Way.POLICY)
    try:
        work.shut(("1", value))
    except InputFault as fault:
        assert "a policy cannot know rows by it" in str(fault)
        assert _seen(url, setting) == 1
    else:
        pytest.fail(f"restricted, and {_seen(url, setting)} row is seen under {setting}")


@pytest.mark.parametrize(
    ("own", "theirs", "fits"),
    [
        ("int", "bigint", True),
        ("text", "varchar(20)", True),
        ("numeric(6,2)", "numeric(6,2)", True),
        ("int", "numeric(10,2)", False),
        ("numeric(6,2)", "numeric(8,1)", False),
        ("numeric", "numeric", False),
    ],
)
def test_a_part_that_writes_the_key_otherwise_is_not_left_open(
    url: str, own: str, theirs: str, fits: bool
) -> None:
    """
    Facts: a part joined on a column of another type: 1 and 1.00 are equal and read differently.
    Holding: where the text is the same the part is shut off too; else nothing is restricted.
    """
    run(
        url,
        f"CREATE TABLE passes (badge {own} PRIMARY KEY, email text)",
        f"CREATE TABLE doors (id int PRIMARY KEY, badge {theirs})",
        "INSERT INTO passes VALUES ('1', 'a@example.nl')",
        "INSERT INTO doors VALUES (10, '1')",
        f"GRANT SELECT ON passes, doors TO {ROLE}",
    )
    work = Restricting(url, _dataset("badge", part="badge"), Way.POLICY)
    ((key,),) = work.rows("SELECT badge::text FROM passes")
    if not fits:
        with pytest.raises(InputFault, match="may read differently"):
            work.shut(key)
        return
    work.shut(key)
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL ROLE {ROLE}")
        assert connection.exec_driver_sql("SELECT count(*) FROM passes").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM doors").scalar() == 0
