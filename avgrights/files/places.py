"""Where the stores of a workspace are, so that two names of one place are known as one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from avgrights.retention.overlaps import Place, Placed
from avgrights.terms.data_map import DataMap
from avgrights.terms.settings import StoreSettings

_SQLITE = re.compile(r"sqlite(?:\+\w+)?:///(?:file:)?([^?]+)(?:\?.*)?")
_HERE = re.compile(r"localhost|127(\.\d+){3}|::1")


def placed(
    register: str, source: str, data_map: DataMap, stores: Mapping[str, StoreSettings]
) -> Iterator[Placed]:
    """The datasets of a data map whose store the workspace has, each with its place.

    Args:
        source: the data map's file.
    """
    places = {name: place_of(store) for name, store in stores.items()}
    for dataset in data_map.datasets:
        if dataset.store in places:
            place = places[dataset.store]
            yield Placed(register=register, source=source, dataset=dataset, place=place)


def place_of(store: StoreSettings) -> Place:
    """Where a store is: links followed, defaults filled in. Nothing is opened."""
    if store.folder is not None:
        return Place(kind="folder", at=os.path.realpath(store.folder))
    url = store.url or ""
    file = _SQLITE.fullmatch(url)
    if file is not None and file[1] != ":memory:":
        return Place(kind="sqlite", at=os.path.realpath(unquote(file[1])))
    return _server(url)


def _server(url: str) -> Place:
    """By host, port and database; user, password and driver lead to the same rows."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # it cannot be opened either
        return Place(kind="", at=url)
    asked = {key: str(value) for key, value in parsed.query.items()}
    host = asked.get("host") or parsed.host or os.environ.get("PGHOST") or ""
    port = asked.get("port") or parsed.port or os.environ.get("PGPORT") or 5432
    user = asked.get("user") or parsed.username or os.environ.get("PGUSER") or ""
    database = asked.get("dbname") or parsed.database or os.environ.get("PGDATABASE") or user
    return Place(
        kind=parsed.get_backend_name(),
        at=f"{port}/{database}",
        host="" if _HERE.fullmatch(host.lower()) else host.lower().rstrip("."),
    )
