"""From a store's settings to the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from avgrights.stores.interface import Store
from avgrights.terms.errors import InputFault
from avgrights.terms.settings import StoreSettings


def open_store(settings: StoreSettings, pass_: Callable[[], str] | None = None) -> Store:
    """The store that avgrights.yaml names; nothing is made, nothing is written.

    Args:
        pass_: what shows the policies of PostgreSQL that this is avgrights (GDPR 18); without it
            restricted rows are out of sight.

    Raises:
        InputFault: a URL of a database that is not supported, or whose driver is missing.
    """
    if settings.folder is not None:
        from avgrights.stores.folder_restricting import RestrictingFolder

        return RestrictingFolder(name=settings.name, root=settings.folder)
    return _database(settings.name, settings.url or "", pass_)


def _database(name: str, url: str, pass_: Callable[[], str] | None) -> Store:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except ArgumentError:
        raise InputFault(f"store {name!r}: its url in avgrights.yaml is no database URL") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        from avgrights.stores.sql.sqlite import open_sqlite

        return open_sqlite(name, Path(parsed.database or ""))
    if backend == "postgresql":
        return _postgres(name, url, pass_)
    if backend in ("mariadb", "mysql"):
        return _mariadb(name, url)
    raise InputFault(
        f"store {name!r}: {backend} is not supported",
        remedy="Supported are sqlite:///FILE, postgresql+psycopg://…, mariadb+pymysql://… "
        "and folders.",
    )


def _postgres(name: str, url: str, pass_: Callable[[], str] | None) -> Store:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise InputFault(
            f"store {name!r}: the driver for PostgreSQL is not installed",
            remedy="pip install 'avgrights[postgres]'",
        ) from None
    from sqlalchemy.engine import make_url

    from avgrights.stores.sql.postgres import open_postgres

    driver = make_url(url).set(drivername="postgresql+psycopg")
    store = open_postgres(name, driver.render_as_string(hide_password=False))
    store.pass_ = pass_
    return store


def _mariadb(name: str, url: str) -> Store:
    try:
        import pymysql  # noqa: F401
    except ImportError:
        raise InputFault(
            f"store {name!r}: the driver for MariaDB is not installed",
            remedy="pip install 'avgrights[mariadb]'",
        ) from None
    from sqlalchemy.engine import make_url

    from avgrights.stores.sql.mariadb import open_mariadb

    driver = make_url(url).set(drivername="mariadb+pymysql")
    return open_mariadb(name, driver.render_as_string(hide_password=False))
