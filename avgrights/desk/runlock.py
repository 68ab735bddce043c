"""One worker at a time: a lock that the system takes back when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from avgrights.desk.private_files import make_private
from avgrights.terms.errors import Refused, StoreFault

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

#: How long the second of two waits for the first, in seconds.
PATIENCE = 30.0
_LOCK = int.from_bytes(b"avgpurge", "big")


@contextmanager
def alone(desk: Desk, *, patience: float = PATIENCE) -> Iterator[None]:
    """Holds the lock of all work that deletes, on this desk.

    Raises:
        Refused: another process still works after `patience` seconds.
    """
    from sqlalchemy.engine import make_url

    url = make_url(desk.settings.desk)
    desk.database  # noqa: B018  made first: the lock lies beside it
    if url.get_backend_name() == "sqlite":
        with _file(Path(str(url.database) + ".lock"), patience):
            yield
    else:
        with _advisory(desk.settings.desk, patience):
            yield


@contextmanager
def _file(path: Path, patience: float) -> Iterator[None]:
    try:
        make_private(path)
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as fault:
        raise StoreFault(f"no lock can be made beside the desk: {fault.strerror}") from None
    try:
        _wait(lambda: _taken(handle), patience)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _advisory(url: str, patience: float) -> Iterator[None]:
    """On PostgreSQL: a lock of the session, gone with its connection."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    ask = text("SELECT pg_try_advisory_lock(:lock)")
    try:
        with engine.connect() as connection:
            _wait(lambda: bool(connection.execute(ask, {"lock": _LOCK}).scalar()), patience)
            yield
    except DBAPIError:
        raise StoreFault("the desk database cannot be reached") from None


def _wait(taken: Callable[[], bool], patience: float) -> None:
    until = time.monotonic() + patience
    while not taken():
        if time.monotonic() > until:
            raise Refused(
                "another run is at work on this desk; nothing was changed",
                remedy="Try again when it is done.",
            )
        time.sleep(0.05)
