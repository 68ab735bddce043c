"""The access of one person over 20 tables, and of a thousand, against plain statements.

Scale 1 is 1,000,000 rows a table, each with an index that the search can use. One run finds and
reads every row of one person in all tables, as the copy is made; the reference is twenty SELECTs
on an open connection of the bare driver. For a thousand persons the reference is one by one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from avgrights.cli.rim import Rim
from avgrights.desk import requests
from avgrights.desk.desk import Desk
from avgrights.desk.searching import datasets_of, rows_of_all, search
from avgrights.stores.interface import Ask
from avgrights.terms.identifier import Identifier
from tests.benchmarks.databases import databases, told
from tests.benchmarks.measuring import Measured, pairs
from tests.conftest import make_workspace

TODAY = date(2026, 11, 21)
TABLES, ROWS, MANY = 20, 1_000_000, 1_000
GOALS = {"sqlite": 4.0, "postgresql": 1.0}
#: How often one measurement is repeated, so that the clock is no part of it.
AGAIN = 50

REGISTER = """
register: proef
language: nl
public_body: true
controller: {name: Voorbeeldorganisatie}
dpo: {name: FG, email: fg@example.nl}
activities:
  - id: proef
    name: Proef
    purpose: Meten
    legal_basis: [6(1)(b)]
    data_subjects: [deelnemers]
    data: [{category: gegevens, source: betrokkene}]
    retention:
      - {id: alles, datasets: [DATASETS], keep: 10 years, after: made, count_from: trigger date}
"""
DATASET = """
  NAME:
    activities: [proef]
    store: one
    table: NAME
    key: [id]
    subject: {email: email}
    events: {made: made_on}
    fields:
      email: {category: gegevens}
      name: {category: gegevens}
      note: {category: gegevens}
"""
_FILL = {
    "sqlite": "INSERT INTO {t} SELECT value, 'deelnemer.' || (value % {people}) || '@example.nl', "
              "'deelnemer', 'aantekening over het een en ander', '2026-01-02' "
              "FROM generate_series(1, {rows})",
    "postgresql": "INSERT INTO {t} SELECT n, 'deelnemer.' || (n % {people}) || '@example.nl', "
                  "'deelnemer', 'aantekening over het een en ander', date '2026-01-02' "
                  "FROM generate_series(1, {rows}) AS n",
}  # fmt: skip
_RECURSIVE = (
    "WITH RECURSIVE s(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM s WHERE value < {rows}) "
    "INSERT INTO {t} SELECT value, 'deelnemer.' || (value % {people}) || '@example.nl', "
    "'deelnemer', 'aantekening over het een en ander', '2026-01-02' FROM s"
)


def run(scale: float) -> Iterator[Measured]:
    """One person, then many, on every database."""
    rows = max(1_000, int(ROWS * scale))
    with tempfile.TemporaryDirectory() as folder:
        for kind, url in databases(Path(folder), "bench_access"):
            _fill(kind, url, rows)
            yield from _measured(Path(folder) / f"ws-{kind}", kind, url, rows)


def _fill(kind: str, url: str, rows: int) -> None:
    for n in range(TABLES):
        name = f"t{n:02}"
        fill = (_RECURSIVE if kind == "sqlite" else _FILL[kind]).format(
            t=name, rows=rows, people=max(1, rows // 2)
        )
        told(
            url,
            f"CREATE TABLE {name} (id integer PRIMARY KEY, email varchar(100), name varchar(100), "
            f"note text, made_on date)",
            fill,
            f"CREATE INDEX {name}_plain ON {name} (email)",
        )
    told(url, "ANALYZE" if kind == "sqlite" else "VACUUM ANALYZE")


def _measured(folder: Path, kind: str, url: str, rows: int) -> Iterator[Measured]:
    names = [f"t{n:02}" for n in range(TABLES)]
    register = REGISTER.replace("DATASETS", ", ".join(names))
    data_map = "datasets:" + "".join(DATASET.replace("NAME", name) for name in names)
    make_workspace(folder, stores={"one": {"url": url}}, registers={"proef": (register, data_map)})
    with Rim(workspace=folder, today=TODAY).desk(changes=True) as desk:
        for wanted in _advised(desk):
            told(url, wanted)
        people = (f"deelnemer.{n}@example.nl" for n in count(7))
        plain, close = _plain(url)
        case = _case(desk, next(people))
        yield pairs(
            f"{kind}, one person in {TABLES} tables of {rows:,} rows",
            lambda: [plain(case.identifiers[0].value) for _ in range(AGAIN)],
            lambda: [_ours(desk, case) for _ in range(AGAIN)],
            goal=GOALS[kind], units=AGAIN,
        )  # fmt: skip
        yield pairs(
            f"{kind}, the same, its rows alone",
            lambda: [plain(case.identifiers[0].value) for _ in range(AGAIN)],
            lambda: [_rows(desk, case) for _ in range(AGAIN)],
            goal=GOALS[kind], units=AGAIN,
        )  # fmt: skip
        yield _many(desk, kind, plain, rows, people)
        close()


def _many(
    desk: Desk, kind: str, plain: Callable[[str], int], rows: int, people: Iterator[str]
) -> Measured:
    """A thousand persons: a statement a table, beside one person after the other."""
    emails = [next(people) for _ in range(min(MANY, rows // 2 - 10))]
    persons = [[Identifier("email", one)] for one in emails]
    store, datasets = desk.store("one"), desk.register(None).data_map.datasets

    def ours() -> int:
        return sum(
            1
            for dataset in datasets
            for _ in store.find_many(dataset, persons, zone=desk.settings.time_zone, today=TODAY)
        )

    expected = sum(map(plain, emails))
    assert ours() == expected, (ours(), expected)
    return pairs(
        f"{kind}, {len(emails):,} persons in {TABLES} tables, a statement a table",
        lambda: [plain(one) for one in emails], ours, goal=0.4, units=len(emails),
    )  # fmt: skip


def _rows(desk: Desk, case: Any) -> int:
    """The rows of all tables, read in one state of the store."""
    asks = [
        Ask(dataset=one, identifiers=case.identifiers)
        for one in desk.register(None).data_map.datasets
    ]
    found = desk.store("one").gather(asks, zone=desk.settings.time_zone, today=TODAY)
    return sum(1 for _ in found)


def _advised(desk: Desk) -> Iterator[str]:
    """The indexes that `store check` asks for."""
    for dataset in desk.register(None).data_map.datasets:
        for wanted in desk.store(dataset.store).unserved(dataset):
            yield str(wanted.index)


def _case(desk: Desk, email: str) -> Any:
    begun = requests.receive(
        desk, right="access", identifiers=[Identifier("email", email)], name="x",
        channel="letter", received=TODAY,
    )  # fmt: skip
    requests.identify(desk, begun.case.id, method="desk", level="high", by="x", on=None)
    return requests.show(desk, begun.case.id).case


def _ours(desk: Desk, case: Any) -> int:
    """Search, and then read every row: what the plan and the copy do."""
    loaded = desk.register(None)
    datasets = datasets_of(case, loaded)
    search(desk, case, datasets)
    return sum(1 for _ in rows_of_all(desk, case, datasets))


def _plain(url: str) -> tuple[Callable[[str], int], Callable[[], None]]:
    """Twenty statements on an open connection of the bare driver."""
    engine = create_engine(url)
    driver = engine.raw_connection()
    mark = "?" if make_url(url).get_backend_name() == "sqlite" else "%s"
    cursor = driver.cursor()

    def ask(email: str) -> int:
        found = 0
        for n in range(TABLES):
            cursor.execute(f"SELECT * FROM t{n:02} WHERE email = {mark} ORDER BY id", (email,))
            found += len(cursor.fetchall())
        driver.rollback()
        return found

    def close() -> None:
        driver.close()
        engine.dispose()

    return ask, close
