"""The journal: an append beside a bare commit, and the verification of a million entries.

The bare commit writes the same bytes with nothing but the sqlite3 module: the same rows in the same
kind of database (write-ahead log, FULL, secure_delete). The verification stands beside reading the
stored bytes and hashing each entry once, which is the least that any verification does.
Goals: append at 0.8 of the speed of the bare commit (ratio <= 1.25); verification of a million
entries in less than 10 s, in memory that does not grow.

Measured on two busy cores and a disk that syncs in 0.2 to 0.4 ms: a million entries verify in 6.5 s
and 0 MB; an append is 2 to 3 times the bare commit, and does not reach its goal. It adds 0.3 ms of
computing (0.035 the signature, 0.04 the canonical JSON, the rest statements and transaction), which
a disk that syncs in 2 ms hides and this one does not.
"""

from __future__ import annotations

import multiprocessing
import resource
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from attrs import evolve
from sqlalchemy import insert, select, update

from avgrights.desk.database import Database
from avgrights.desk.logbook import Logbook
from avgrights.desk.tables import journal, tree
from avgrights.desk.vault import Vault
from avgrights.journal import entries
from avgrights.journal.merkle import Frontier, leaf_hash
from avgrights.journal.note import Checkpoint
from avgrights.journal.verification import joined, mac
from avgrights.terms.clock import Clock
from tests.benchmarks.measuring import Measured, pairs

CLOCK = Clock(today=date(2026, 3, 2), now=datetime(2026, 3, 2, 2, 0, tzinfo=UTC))

#: What a night writes most: a batch of the purge.
FACTS = {
    "store": "helpdesk", "work": "run-5f3a9c", "batch": 1, "register": "jio", "rule": "tickets",
    "dataset": "tickets", "rows": 10_000, "parts": {"ticket_notes": 20_400},
    "digest": "0123456789abcdef" * 4, "previous": "fedcba9876543210" * 4,
}  # fmt: skip


class Desk:
    """A desk in a folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "desk.db"
        self.database = Database(f"sqlite:///{self.file}")
        self.vault = Vault(str(folder / "keys"), self.database)
        self.logbook = Logbook(self.database, self.vault, CLOCK, None)

    def append(self, commits: int, each: int) -> None:
        """So many changes, each with so many entries."""
        for _ in range(commits):
            with self.database.change() as connection:
                for _ in range(each):
                    self.logbook.append(connection, "purge.batch", **FACTS)

    def fill(self, total: int) -> None:
        """Entries up to a total, as `append` would have written them, in one change."""
        key, frontier = self.vault.digest_key("journal row"), Frontier()
        with self.database.change() as connection:
            kept = connection.execute(select(journal).order_by(journal.c.seq)).all()
            for row in kept:
                frontier.add(bytes.fromhex(row.leaf))
            rows = (_row(seq, key, frontier) for seq in range(len(kept) + 1, total + 1))
            while chunk := list(islice(rows, 10_000)):
                connection.execute(insert(journal), chunk)
            name = self.logbook.key
            point = Checkpoint(name.name, total, frontier.root)
            note = point.signed(name, self.vault.signer.sign)
            new = {"size": total, "frontier": joined(frontier), "checkpoint": note}
            connection.execute(update(tree).where(tree.c.id == 1), new)


def _row(seq: int, key: bytes, frontier: Frontier) -> dict[str, object]:
    data = entries.written(seq, CLOCK, "purge.batch", {**FACTS, "batch": seq})
    leaf = leaf_hash(data)
    frontier.add(leaf)
    return {"seq": seq, "entry": data.decode(), "leaf": leaf.hex(), "mac": mac(key, seq, leaf)}


class Bare:
    """The same bytes without us."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        run = self.connection.execute
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            run(f"PRAGMA {pragma}")
        with closing(sqlite3.connect(desk.file)) as source:
            made = source.execute("SELECT sql FROM sqlite_master WHERE name IN ('journal', 'tree')")
            for (statement,) in made.fetchall():
                run(statement)
            self.row = source.execute(
                "SELECT entry, leaf, mac FROM journal WHERE seq = 2"
            ).fetchone()
            run("INSERT INTO tree VALUES (1, 1, 'x', 'x')")
            asked = "SELECT size, frontier, checkpoint FROM tree"
            self.tree = source.execute(asked).fetchone()
        self.seq = 0

    def commit(self, commits: int, each: int) -> None:
        """So many transactions, each with so many rows and the row of the tree."""
        run = self.connection.execute
        for _ in range(commits):
            run("BEGIN IMMEDIATE")
            for _ in range(each):
                self.seq += 1
                run("INSERT INTO journal VALUES (?, ?, ?, ?)", (self.seq, *self.row))
                run(
                    "UPDATE tree SET size = ?, frontier = ?, checkpoint = ? WHERE id = 1", self.tree
                )
            run("COMMIT")


def run(scale: float) -> Iterator[Measured]:
    """Appends one a commit and a hundred a commit, then the verification."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.append(1, 1)
        bare = Bare(Path(folder), desk)
        for each, commits, goal in ((1, round(1000 * scale), 1.25), (100, round(20 * scale), None)):
            yield pairs(
                f"append, {each} a commit, against a bare commit of the same bytes",
                lambda commits=commits, each=each: bare.commit(commits, each),
                lambda commits=commits, each=each: desk.append(commits, each),
                goal=goal,
                units=commits * each,
            )
        desk.database.close()
    yield _verification(max(10_000, round(1_000_000 * scale)))


def _verification(total: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.append(1, 1)
        desk.fill(total)
        measured = pairs(
            f"verify {total:,} entries, against reading and hashing each once",
            lambda: _hash_all(desk),
            lambda: _verify(desk),
            units=total,
        )
        median = statistics.median(measured.ours)
        grown = _memory(folder)
        desk.database.close()
        size = len(desk.logbook.prove(1).path) if total <= 10_000 else 20
    notes = (
        f"in all    {median:.2f} s   goal < 10 s for 1,000,000",
        f"memory    {grown:.1f} MB more than the process had before",
        f"proof     at most {size} hashes",
    )
    return evolve(measured, notes=notes)


def _hash_all(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.file)) as connection:
        for (entry,) in connection.execute("SELECT entry FROM journal ORDER BY seq"):
            sha256(b"\x00" + entry.encode()).digest()


def _verify(desk: Desk) -> None:
    assert desk.logbook.verify().failure is None


def _memory(folder: str) -> float:
    """How far the peak memory of a new process rises while it verifies, in MB."""
    spawn = multiprocessing.get_context("spawn")
    answer = spawn.Queue()
    process = spawn.Process(target=_peak, args=(folder, answer))
    process.start()
    found: float = answer.get()
    process.join()
    return found


def _peak(folder: str, answer: multiprocessing.Queue[float]) -> None:
    desk = Desk(Path(folder))
    list(desk.logbook.entries(last=10))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _verify(desk)
    answer.put((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
    desk.database.close()
