"""The small body of `house.py`, on SQLite, on PostgreSQL and on MariaDB."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeWorkspace
from tests.requests.house import DATA_MAP, REGISTER, STORES, House


def _made(workspace: MakeWorkspace, tmp_path: Path, urls: dict[str, str]) -> House:
    (tmp_path / "beelden").mkdir()
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    root = workspace(stores=stores, registers={"huis": (REGISTER, DATA_MAP)})
    return House(root, urls)


@pytest.fixture
def house(workspace: MakeWorkspace, tmp_path: Path) -> House:
    """The body on SQLite, a file a store."""
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    return _made(workspace, tmp_path, urls)


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def either(request: pytest.FixtureRequest, workspace: MakeWorkspace, tmp_path: Path) -> House:
    """The body on SQLite, and once more on PostgreSQL and on MariaDB."""
    if request.param == "sqlite":
        urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    else:
        server = "postgres_url" if request.param == "postgresql" else "mariadb_url"
        urls = dict.fromkeys(STORES, request.getfixturevalue(server))
    return _made(workspace, tmp_path, urls)
