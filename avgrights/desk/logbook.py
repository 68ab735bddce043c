"""The journal of the desk: append, anchor, verify, prove.

An entry, the frontier of the tree and the signed checkpoint change in one transaction with what
they tell of. So after a kill at any moment the journal verifies, and holds what was done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from avgrights.desk import journal_rows
from avgrights.desk.anchors import Anchors
from avgrights.desk.database import Database
from avgrights.desk.tables import journal, meta, tree
from avgrights.desk.vault import Vault
from avgrights.journal import entries, merkle
from avgrights.journal.entries import Entry
from avgrights.journal.merkle import Frontier
from avgrights.journal.note import Checkpoint, Unsound, VerifierKey, opened
from avgrights.journal.proofs import Proof
from avgrights.journal.verification import (
    Expected,
    Failure,
    StoredTree,
    Verification,
    joined,
    mac,
    parted,
    verified,
)
from avgrights.terms.clock import Clock
from avgrights.terms.errors import CheckFailed, InputFault

_LOOK = "Run 'avgrights journal verify'; put back nothing before somebody has looked into it."


class Logbook:
    """The journal.

    Args:
        anchor: the folder for signed checkpoints, or None.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock, anchor: Path | None) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._anchors = Anchors(anchor) if anchor is not None else None
        self._mac_key = vault.digest_key("journal row")
        #: The checkpoint that we wrote last: known good, so not checked again.
        self._known: str | None = None
        self._appended = False

    @cached_property
    def key(self) -> VerifierKey:
        """The public key of the desk; its name is the origin of the log."""
        public = self._vault.signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return VerifierKey(f"avgrights/desk/{self._database.desk}", public)

    @property
    def anchor_folder(self) -> Path | None:
        """Where checkpoints go, or None."""
        return self._anchors.folder if self._anchors else None

    def append(self, connection: Connection, kind: str, **facts: Any) -> int:
        """Writes one entry, in the transaction of the connection (`Database.change`).

        Returns:
            The number of the entry, from 1.

        Raises:
            OutsideSchema: the journal knows no such kind or fact (our own fault).
            CheckFailed: the journal was tampered with; nothing is written after that.
        """
        frontier = self._frontier(connection)
        if frontier.size == 0:
            self._begin(connection, frontier)
        return self._add(connection, frontier, kind, facts)

    def anchor(self) -> None:
        """Writes the newest checkpoint to the anchor, if anything was appended by this desk.

        Raises:
            CheckFailed: the anchor knows another journal.
            StoreFault: the folder cannot be written.
        """
        if self._appended and self._anchors is not None:
            self.anchor_now()
            self._appended = False

    def anchor_now(self) -> None:
        """Writes the newest checkpoint to the anchor, if there is one of either."""
        with self._database.read() as connection:
            stored = journal_rows.tree_row(connection)
        if stored is not None and self._anchors is not None:
            self._anchors.add(stored.size, stored.checkpoint)

    def verify(self) -> Verification:
        """Recomputes everything from the stored bytes, and compares with every anchor.

        Raises:
            StoreFault: the database or the anchor cannot be read.
        """
        # The anchors first: whatever was anchored by now stands in the database that we read next.
        anchored = self._anchors.all() if self._anchors else []
        with self._database.read() as connection:
            gone = journal_rows.gone(connection)
            if gone:
                return _nothing(gone)
            expected = Expected(
                key=self.key,
                mac_key=self._mac_key,
                tree=journal_rows.tree_row(connection),
                begun=_begun(connection),
                strange=journal_rows.strange(connection),
                anchors=anchored,
            )
            with closing(journal_rows.stored(connection)) as rows:
                return verified(rows, expected)

    def last_day(self, connection: Connection, kinds: Collection[str]) -> date | None:
        """The day of the last entry of one of these kinds; None: there is none."""
        return journal_rows.last_day(connection, kinds)

    def entries(self, *, last: int | None = None, only: int | None = None) -> Iterator[Entry]:
        """Entries in order: all, the last so many, or one.

        Raises:
            CheckFailed: one of them cannot be read: it was altered.
        """
        with self._database.read() as connection:
            for seq, data in journal_rows.texts(connection, last=last, only=only):
                try:
                    yield entries.read(data)
                except ValueError:
                    raise CheckFailed(
                        f"entry {seq} cannot be read: it was altered", remedy=_LOOK
                    ) from None

    def lines(self) -> Iterator[bytes]:
        """The stored bytes of every entry, in order, without end of line."""
        with self._database.read() as connection:
            for _, data in journal_rows.texts(connection):
                yield data

    def checkpoint(self) -> tuple[Checkpoint, str]:
        """The signed state of the journal, and the note as text.

        Raises:
            InputFault: nothing is written yet.
            CheckFailed: the stored one is not what we signed.
        """
        with self._database.read() as connection:
            return self._checkpoint(connection)

    def prove(self, number: int) -> Proof:
        """The proof that entry `number` is in the journal.

        Raises:
            InputFault: there is no such entry.
            CheckFailed: the journal does not have the root that was signed.
        """
        with self._database.read() as connection:
            point, note = self._checkpoint(connection)
            if not 1 <= number <= point.size:
                raise InputFault(f"there is no entry {number}: the journal has 1 to {point.size}")
            proof = self._path(connection, number - 1, point.size, note)
        try:
            proof.checked(self.key)
        except Unsound as fault:
            raise CheckFailed(f"no proof can be given: {fault}", remedy=_LOOK) from None
        return proof

    def _path(self, connection: Connection, index: int, size: int, note: str) -> Proof:
        spans = merkle.inclusion_spans(index, size)
        found = b""

        def leaves() -> Iterator[bytes]:
            nonlocal found
            for seq, data in journal_rows.texts(connection):
                found = data if seq == index + 1 else found
                yield merkle.leaf_hash(data)

        path = merkle.span_roots(leaves(), spans)
        return Proof(entry=found, index=index, path=path, note=note)

    def _checkpoint(self, connection: Connection) -> tuple[Checkpoint, str]:
        stored = journal_rows.tree_row(connection)
        if stored is None and not _begun(connection):
            raise InputFault("the journal is empty: nothing was done yet")
        return self._checked(stored), stored.checkpoint if stored else ""

    def _frontier(self, connection: Connection) -> Frontier:
        """The tree as it stands, once it is known to be ours."""
        stored = journal_rows.tree_row(connection)
        if stored is None and not _begun(connection):
            self._compare_anchor(Checkpoint(self.key.name, 0, merkle.EMPTY_ROOT))
            return Frontier()
        if stored is None or stored.checkpoint != self._known:
            self._compare_anchor(self._checked(stored))
        assert stored is not None
        return parted(stored.size, stored.frontier)

    def _checked(self, stored: StoredTree | None) -> Checkpoint:
        """The checkpoint of the stored row, held against signature and frontier.

        Raises:
            CheckFailed: it is gone or altered.
        """
        try:
            if stored is None:
                raise Unsound("the row of the tree is gone")
            point = opened(stored.checkpoint, self.key)
            frontier = parted(stored.size, stored.frontier)
        except ValueError as fault:
            raise CheckFailed(f"the journal was tampered with: {fault}", remedy=_LOOK) from None
        if (point.origin, point.size, point.root) != (
            self.key.name, frontier.size, frontier.root,
        ):  # fmt: skip
            raise CheckFailed("the journal was tampered with: its tree is not the one that was "
                              "signed", remedy=_LOOK)  # fmt: skip
        return point

    def _compare_anchor(self, point: Checkpoint) -> None:
        """Refuses to go on from a database that is older than the newest anchor, or another.

        Only what costs nothing is compared here; `verify` compares all.
        """
        newest = self._anchors.newest() if self._anchors else None
        if newest is None:
            return
        try:
            anchored = opened(newest[1], self.key)
        except Unsound as fault:
            raise CheckFailed(f"the anchor holds {newest[0]}: {fault}", remedy=_LOOK) from None
        if anchored.size > point.size or (
            anchored.size == point.size and anchored.root != point.root
        ):
            raise CheckFailed(
                f"the anchor knows {anchored.size} entries and the database {point.size}: "
                "it was rolled back, or is another one",
                remedy="If a copy was put back on purpose, move the files of the anchor aside, "
                "and keep them: they prove what was.",
            )

    def _begin(self, connection: Connection, frontier: Frontier) -> None:
        """The first entry of all, and the mark that there is a journal."""
        connection.execute(insert(meta).values(name="journal", value="begun"))
        connection.execute(insert(tree).values(id=1, size=0, frontier="", checkpoint=""))
        self._add(connection, frontier, "desk.made", {"desk": self._database.desk})

    def _add(
        self, connection: Connection, frontier: Frontier, kind: str, facts: dict[str, Any]
    ) -> int:
        seq = frontier.size + 1
        data = entries.written(seq, self._clock, kind, facts)
        leaf = merkle.leaf_hash(data)
        frontier.add(leaf)
        point = Checkpoint(self.key.name, seq, frontier.root)
        note = point.signed(self.key, self._vault.signer.sign)
        row = {"seq": seq, "entry": data.decode(), "leaf": leaf.hex(),
               "mac": mac(self._mac_key, seq, leaf)}  # fmt: skip
        try:
            connection.execute(insert(journal), row)
        except IntegrityError:
            raise CheckFailed(
                f"the journal was tampered with: there is an entry {seq} beyond the tree",
                remedy=_LOOK,
            ) from None
        new = {"size": seq, "frontier": joined(frontier), "checkpoint": note}
        connection.execute(update(tree).where(tree.c.id == 1), new)
        self._known, self._appended = note, True
        return seq


def _nothing(what: str) -> Verification:
    failure = Failure(entry=1, what=what)
    return Verification(entries=0, checkpoint=None, anchors=0, anchored=0, failure=failure)


def _begun(connection: Connection) -> bool:
    """Whether the journal was ever written to: the mark, a row or a tree says so."""
    mark = select(meta.c.value).where(meta.c.name == "journal")
    return any(
        connection.execute(asked.limit(1)).first() is not None
        for asked in (mark, select(journal.c.seq), select(tree.c.id))
    )
