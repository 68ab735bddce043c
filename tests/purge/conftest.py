"""The house on each database."""

from __future__ import annotations

import pytest

from tests.purge.house import House, make_house


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def house(request, tmp_path) -> House:
    """A house on SQLite, and again on PostgreSQL and on MariaDB."""
    url = None if request.param == "sqlite" else request.getfixturevalue(f"{request.param}_url")
    return make_house(tmp_path / "house", url)


@pytest.fixture
def sqlite_house(tmp_path) -> House:
    """A house on SQLite alone, for what does not hang on the database."""
    return make_house(tmp_path / "house")
