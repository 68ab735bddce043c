"""The erasure of one person's 8,001 rows in 5 tables, against plain DELETEs of the same rows.

Scale 1 is 100,000 rows in each table besides the person's own. Ours is what `carry-out` does once
identity stands: search, assess, plan, write the plan, delete with evidence in each store's own
transaction, journal, and read the evidence back. The reference is five statements and one commit.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from avgrights.cli.rim import Rim
from avgrights.desk import requests
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.terms.identifier import Identifier
from tests.benchmarks.access import DATASET, REGISTER
from tests.benchmarks.databases import databases, told
from tests.benchmarks.measuring import Measured, pairs
from tests.conftest import make_workspace

TODAY = date(2026, 11, 21)
TABLES, OTHERS = 5, 100_000
#: 8,001 rows in all: what the comparison with a neighbouring project was made on.
MINE = (4_000, 2_000, 1_000, 1_000, 1)
EMAIL = "betrokkene@example.nl"


def run(scale: float) -> Iterator[Measured]:
    """On every database."""
    others = int(OTHERS * scale)
    with tempfile.TemporaryDirectory() as folder:
        for kind, url in databases(Path(folder), "bench_erasure"):
            yield _measured(Path(folder) / f"ws-{kind}", kind, url, others)


def _measured(folder: Path, kind: str, url: str, others: int) -> Measured:
    names = [f"t{n:02}" for n in range(TABLES)]
    register = REGISTER.replace("DATASETS", ", ".join(names)).replace("10 years", "1 year")
    data_map = "datasets:" + "".join(DATASET.replace("NAME", name) for name in names)
    make_workspace(folder, stores={"one": {"url": url}}, registers={"proef": (register, data_map)})
    for name in names:
        told(url, f"CREATE TABLE {name} (id integer PRIMARY KEY, email varchar(100), "
                  "name varchar(100), note text, made_on date)",
             f"CREATE INDEX {name}_email ON {name} (email)")  # fmt: skip
        _put(url, name, 1_000_000, others, "deelnemer.' || n || '@example.nl")
    engine = create_engine(url)
    with Rim(workspace=folder, today=TODAY).desk(changes=True) as desk:
        for dataset in desk.register(None).data_map.datasets:
            for wanted in desk.store("one").unserved(dataset):
                told(url, str(wanted.index))
        cases: list[str] = []

        def again() -> None:
            for name, rows in zip(names, MINE, strict=True):
                told(url, f"DELETE FROM {name} WHERE email = '{EMAIL}'")
                _put(url, name, 1, rows, EMAIL)
            cases.append(_case(desk))

        def plain() -> None:
            with engine.begin() as connection:
                for name in names:
                    connection.execute(text(f"DELETE FROM {name} WHERE email = :e"), {"e": EMAIL})

        def ours() -> None:
            work = carry_out(desk, cases[-1])
            assert sum(one.done for one in work.results) == sum(MINE), work.results

        found = pairs(
            f"{kind}, erasure of {sum(MINE):,} rows in {TABLES} tables", plain, ours,
            before=again, units=sum(MINE),
        )  # fmt: skip
    engine.dispose()
    return found


def _put(url: str, name: str, first: int, rows: int, email: str) -> None:
    """Rows with these ids: of others with an address of their own, or all of the person."""
    if rows == 0:
        return
    told(
        url,
        f"WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s "
        f"WHERE n < {first + rows - 1}) INSERT INTO {name} SELECT n, '{email}', 'deelnemer', "
        "'aantekening over het een en ander', DATE('2020-01-02') FROM s",
    )


def _case(desk: Desk) -> Any:
    begun = requests.receive(
        desk, right="erasure", identifiers=[Identifier("email", EMAIL)], name="x",
        channel="letter", received=TODAY,
    )  # fmt: skip
    requests.identify(desk, begun.case.id, method="desk", level="high", by="x", on=None)
    return begun.case.id
