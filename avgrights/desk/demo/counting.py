"""Counts what is really in the demo's stores, over connections of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from avgrights.desk.demo.tables import COUNTS

#: The name under which the camera files are counted.
RECORDINGS = "recordings"


def count(data: Path) -> dict[str, int]:
    """Rows of each table, and the number of recordings, as they stand in the folder now."""
    found = {}
    for database, counts in COUNTS.items():
        address = f"{(data / database).absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as store:
            for table, query in counts.items():
                (found[table],) = store.execute(query).fetchone()
    found[RECORDINGS] = sum(1 for _ in (data / "cameras").glob("*/*.mp4"))
    return found


def gone(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """How many there are less of each."""
    return {name: number - after[name] for name, number in before.items()}
