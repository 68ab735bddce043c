"""The house on each database."""

from __future__ import annotations

import pytest

from tests.purge.house import House, make_house


@pytest.fixture(params=["sqlite", "postgres"])
def house(request, tmp_path) -> House:
    """A house on SQLite, and again on PostgreSQL."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return make_house(tmp_path / "house", url)


@pytest.fixture
def sqlite_house(tmp_path) -> House:
    """A house on SQLite alone, for what does not hang on the database."""
    return make_house(tmp_path / "house")
