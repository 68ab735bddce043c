"""A store that is asked to restrict, with keys of the test's own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from avgrights.retention.questions import Key
from avgrights.stores.interface import Ticket
from avgrights.stores.opening import open_store
from avgrights.stores.shutting import Sealing, Shutting
from avgrights.terms.data_map import Dataset, Way
from avgrights.terms.settings import StoreSettings

TODAY = date(2026, 11, 20)
_KEY = AESGCM(b"k" * 32)


def opened(url: str) -> Any:
    """An adopted store, with the pass that its policies know."""
    store = open_store(StoreSettings(name="s", url=url), lambda: "the pass of these tests")
    if store.identity() is None:
        store.adopt("a" * 32)
    return store


def sealing(by: str) -> Sealing:
    """Seals with one key whoever asks, bound to what it is about."""
    return Sealing(
        seal=lambda value, about: _KEY.encrypt(b"n" * 12, value, f"{by} {about}".encode()),
        open=lambda who, value, about: _KEY.decrypt(b"n" * 12, value, f"{who} {about}".encode()),
        slot=lambda key: hashlib.sha256(repr(key).encode()).hexdigest(),
    )


class Restricting:
    """One restriction of one dataset, in a store that was entered."""

    def __init__(self, url: str, dataset: Dataset, way: Way, by: str = "restriction-1") -> None:
        self.store = opened(url)
        self.url = url
        self.dataset = dataset
        fence = 1
        self.asked = Shutting(
            restriction=by, register="huis", dataset=dataset, way=way, today=TODAY,
            ticket=Ticket(work=f"R-{by}", day=TODAY, fence=fence, digest_key=b"d" * 32),
            sealing=sealing(by), zone="Europe/Amsterdam",
        )  # fmt: skip
        self.store.enter(self.asked.ticket)

    def shut(self, *keys: Any) -> Any:
        """Shuts records off."""
        return self.store.shut(self.asked, _keys(keys), ())

    def free(self, *keys: Any, shared: Sequence[Any] = ()) -> Any:
        """Lets records free."""
        return self.store.free(self.asked, _keys(keys), _keys(shared))

    def shut_now(self, *keys: Any) -> set[Key]:
        """Which of them are shut off."""
        found: set[Key] = self.store.shut_now(self.asked, _keys(keys))
        return found

    def run(self, *statements: str) -> None:
        """Statements over a connection of the test's own."""
        with sa.create_engine(self.url, poolclass=sa.NullPool).begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def rows(self, statement: str) -> list[Any]:
        """Rows over a connection of the test's own."""
        with sa.create_engine(self.url, poolclass=sa.NullPool).connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]


def _keys(keys: Sequence[Any]) -> list[Key]:
    return [key if isinstance(key, tuple) else (str(key),) for key in keys]


def run(url: str, *statements: str) -> None:
    """Statements before there is a store."""
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
