"""The desk database: made on first use, one change at a time, every fault a clean sentence.

SQLite by default, PostgreSQL for a team. A change waits for the change before it on both, so what
holds on the one holds on the other (docs/decisions/0040-one-change-at-a-time.md).
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import OperationalError as SqliteFault
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from avgrights.desk.private_files import make_private
from avgrights.desk.tables import meta, metadata
from avgrights.terms.errors import InputFault, StoreFault

#: The schema of the tables in `tables.py`. A database of an earlier one is brought to it; one of a
#: later one is not touched.
SCHEMA = 2

#: Seconds to wait for another process's change.
PATIENCE = 30.0

#: The advisory lock that a change takes on PostgreSQL: "avgright" read as a number.
_CHANGE_LOCK = int.from_bytes(b"avgright", "big")


class Database:
    """The desk database, open.

    Args:
        url: as in avgrights.yaml, an SQLite path absolute.
        patience: seconds to wait for another process's change.

    Raises:
        InputFault: no URL that we know, or a database of a later version of avgrights.
        StoreFault: it cannot be reached, made, read or written.
    """

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self._engine = _engine(_parsed(url), patience)
        self._mine = threading.local()
        try:
            self._make()
        except BaseException:
            self._engine.dispose()
            raise

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """One transaction that may write; no other runs beside it. Commits when left in peace.

        Raises:
            StoreFault: the database failed or stayed locked; nothing of the change stands.
        """
        if getattr(self._mine, "changing", False):
            raise RuntimeError("a change of the desk database within a change would wait for ever")
        self._mine.changing = True
        try:
            with _plain_words(), self._engine.connect() as connection:
                alone = connection.execution_options(avgrights_change=True)
                with alone.begin():
                    _wait_our_turn(alone)
                    yield alone
        finally:
            self._mine.changing = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database; nothing written in it stays.

        Raises:
            StoreFault: the database failed.
        """
        with _plain_words(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    @property
    def desk(self) -> str:
        """The random id of this desk, 32 hex digits; given once, when the database is made."""
        with self.read() as connection:
            found = connection.scalar(select(meta.c.value).where(meta.c.name == "desk"))
        if found is None:
            raise StoreFault("the desk database is damaged: it has lost the id of the desk")
        return str(found)

    def close(self) -> None:
        """Lets go; what was erased is taken out of SQLite's log as well."""
        if self._engine.dialect.name == "sqlite":
            # Deleted pages stay readable in the log until it is emptied; busy readers may prevent
            # it, and the next command that closes does it.
            with suppress(DBAPIError), self._engine.connect() as connection:
                connection.execution_options(avgrights_bare=True)
                connection.exec_driver_sql("PRAGMA busy_timeout = 0")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()

    def _make(self) -> None:
        with self.read() as connection:
            known = _known(connection)
        if not known:
            with self.change() as connection:
                if not _known(connection):
                    _settle(connection)


def _known(connection: Connection) -> bool:
    """Whether the tables are there, in our schema; False for a database that is still empty, or of
    an earlier schema.

    Raises:
        InputFault: a later schema.
        StoreFault: some of our tables are there, and `meta` is not.
    """
    there = set(inspect(connection).get_table_names())
    if meta.name not in there:
        if there & set(metadata.tables):
            raise StoreFault("the desk database is damaged: its table 'meta' is gone")
        return False
    found = _schema(connection)
    if found.isdecimal() and 1 <= int(found) < SCHEMA:
        return False
    if found != str(SCHEMA):
        raise InputFault(
            f"the desk database has schema {found}; this version of avgrights knows {SCHEMA}",
            remedy="Use the version of avgrights that made it, or a later one.",
        )
    return True


def _schema(connection: Connection) -> str:
    return str(connection.scalar(select(meta.c.value).where(meta.c.name == "schema")))


def _settle(connection: Connection) -> None:
    """Fills an empty database; brings one of an earlier schema to ours."""
    if meta.name not in inspect(connection).get_table_names():
        _fill(connection)
        return
    from avgrights.desk.migrating import migrate

    migrate(connection, int(_schema(connection)), SCHEMA)


def _fill(connection: Connection) -> None:
    metadata.create_all(connection)
    rows = [
        {"name": "schema", "value": str(SCHEMA)},
        {"name": "desk", "value": secrets.token_hex(16)},
    ]
    connection.execute(meta.insert(), rows)


def _parsed(url: str) -> URL:
    remedy = "Write sqlite:///var/desk.db or postgresql+psycopg://user@host/name."
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise InputFault("'desk' in avgrights.yaml is no database URL", remedy=remedy) from None
    name = parsed.get_backend_name()
    if name not in ("sqlite", "postgresql"):
        raise InputFault(f"'desk' in avgrights.yaml: {name!r} cannot hold a desk", remedy=remedy)
    if name == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise InputFault("'desk' in avgrights.yaml names no file", remedy=remedy)
    return parsed


def _engine(url: URL, patience: float) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    return _sqlite(url, patience) if sqlite else _postgresql(url, patience)


def _sqlite(url: URL, patience: float) -> Engine:
    _make_file(Path(str(url.database)))
    engine = create_engine(
        url,
        connect_args={"timeout": patience, "isolation_level": None},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: object) -> None:
        _write_ahead(connection, patience)
        # FULL: a checkpoint that was signed and anchored survives a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("avgrights_bare"):
            alone = options.get("avgrights_change")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if alone else "BEGIN")

    return engine


def _write_ahead(connection: Any, patience: float) -> None:
    """Turns write-ahead logging on. SQLite does not wait for a lock here, so we do."""
    until = time.monotonic() + patience
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except SqliteFault as fault:
            if "locked" not in str(fault) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _postgresql(url: URL, patience: float) -> Engine:
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), hide_parameters=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise InputFault(
            "a desk on PostgreSQL needs the driver psycopg",
            remedy="Install it: pip install 'avgrights[postgres]'.",
        ) from None

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: object) -> None:
        connection.execute(f"SET lock_timeout = {int(patience * 1000)}")
        connection.execute("SET synchronous_commit = on")
        connection.commit()

    return engine


def _wait_our_turn(connection: Connection) -> None:
    """On PostgreSQL what BEGIN IMMEDIATE is on SQLite; the lock ends with the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHANGE_LOCK})


def _make_file(file: Path) -> None:
    try:
        make_private(file)
    except OSError as fault:
        raise StoreFault(
            f"{file} cannot be made: {fault.strerror}",
            remedy="See to it that the folder may be written, or name another in avgrights.yaml.",
        ) from None


@contextmanager
def _plain_words() -> Iterator[None]:
    """A driver's error as a sentence of ours: what a driver says may hold values."""
    try:
        yield
    except DBAPIError as fault:
        sentence, remedy = _sentence(fault)
        raise StoreFault(f"the desk database {sentence}", remedy=remedy) from None


#: What a driver's message holds (in lower case) -> our sentence, and what to do.
_FAULTS = (
    (("is locked", "lock timeout", "busy"), "is locked by another process; nothing was changed",
     "Wait until the other command is done, and run this one again."),
    (("readonly", "read-only"), "cannot be written: its file or folder is read-only",
     "Give the user of this command the right to write there."),
    (("unable to open", "disk i/o"), "cannot be opened or read",
     "See whether the disk is there, and the folder may be written."),
    (("malformed", "not a database"), "is damaged, or the file is no database",
     "Put back a copy; 'avgrights journal verify' then tells what it lacks."),
    (("is full", "no space left"), "has no room left on its disk; nothing was changed",
     "Make room, and run this command again."),
    (("connection", "connect"), "cannot be reached",
     "See whether the server runs, and whether 'desk' in avgrights.yaml names it."),
)  # fmt: skip


def _sentence(fault: DBAPIError) -> tuple[str, str]:
    said = str(fault.orig).lower()
    for signs, sentence, remedy in _FAULTS:
        if any(sign in said for sign in signs):
            return sentence, remedy
    return f"failed ({type(fault.orig).__name__})", ""
