"""Desks of earlier versions, as those versions left them: their tables, rows and wrapping key.

`schema_N/` holds the DDL of both databases and the rows, as SQL. They were written by the release
itself, and are never made anew: that is what a desk in use looks like. Its four cases are one just
received, one answered and closed, one erasure assessed and one withdrawn, and it has a hold, a
restriction, an approved plan and 32 entries in its journal.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from tests.conftest import make_workspace
from tests.requests.house import DATA_MAP, REGISTER, STORES

HERE = Path(__file__).parent
EARLIER = (1,)
KEY = "vkFil8aftzedJenz6g6oygkdivtWla2LVtY5rrI8iWA=\n"
CASES = {
    "R-93NJ3AD77B": "received", "R-RHTC7T3W57": "closed", "R-RDQ5BFADCW": "assessed",
    "R-M7JR94THT2": "withdrawn",
}  # fmt: skip
ENTRIES = 32


def earlier_workspace(folder: Path, url: str, schema: int) -> Path:
    """A workspace whose desk is of that schema."""
    stores = {name: {"url": f"sqlite:///data/{name}.db"} for name in STORES}
    cameras = {"cameras": {"folder": "data/cameras"}}
    root = make_workspace(
        folder, stores={**stores, **cameras}, registers={"huis": (REGISTER, DATA_MAP)}, desk=url
    )
    (root / "data" / "cameras").mkdir(parents=True)
    keys = root / "var" / "keys"
    keys.mkdir(parents=True, mode=0o700)
    (keys / "wrapping.key").write_text(KEY)
    (keys / "wrapping.key").chmod(0o600)
    fill(url, schema)
    anchors = root / "var" / "anchors"
    anchors.mkdir(mode=0o700)
    (anchors / f"{ENTRIES:012}.checkpoint").write_text(_checkpoint(schema))
    return root


def _checkpoint(schema: int) -> str:
    """The signed checkpoint as it stands in the row of the tree."""
    rows = (HERE / f"schema_{schema}" / "rows.sql").read_text()
    found = re.search(r"'(avgrights/desk/[0-9a-f]{32}\n[^']*)'", rows)
    assert found is not None
    return found.group(1)


def fill(url: str, schema: int) -> None:
    """The tables and rows of that schema, in an empty database."""
    place = HERE / f"schema_{schema}"
    rows = (place / "rows.sql").read_text()
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(file) as connection:
            connection.executescript((place / "sqlite.sql").read_text() + rows)
        connection.close()
        file.chmod(0o600)
        return
    import psycopg

    rows = re.sub(r"X'([0-9a-f]*)'", r"'\\x\1'::bytea", rows)
    rows += "SELECT setval('approval_id_seq', 10);"
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(((place / "postgresql.sql").read_text() + rows).encode())
