"""The PostgreSQL of the tests is a real one, and every test has a database of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_begins_with_an_empty_database(postgres_url: str, turn: str) -> None:
    """What the first turn makes is not there in the second."""
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
        connection.execute(text("CREATE TABLE mine (id integer PRIMARY KEY)"))
        tables = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        assert (int(version) >= 150_000, list(tables)) == (True, ["mine"])
    engine.dispose()


def test_the_server_listens_on_no_network_port(postgres_url: str) -> None:
    """A socket in a private folder is the only way in."""
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW listen_addresses")).scalar_one() == ""
    engine.dispose()
