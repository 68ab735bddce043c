"""The journal of the desk: append, anchor, verify, prove.

An entry, the frontier of the tree and the signed checkpoint change in one transaction with what
they tell of. So after a kill at any moment the journal verifies, and holds what was done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select

from avgrights.desk import journal_rows
from avgrights.desk.anchors import Anchors
from avgrights.desk.appending import LOOK, Appender, Seal, begun
from avgrights.desk.database import Database
from avgrights.desk.tables import meta
from avgrights.desk.vault import Vault
from avgrights.journal import entries, merkle
from avgrights.journal.entries import Entry
from avgrights.journal.note import Checkpoint, Unsound, VerifierKey, opened
from avgrights.journal.proofs import Growth, Proof
from avgrights.journal.verification import (
    Expected,
    Failure,
    Verification,
    verified,
)
from avgrights.terms.clock import Clock
from avgrights.terms.errors import CheckFailed, InputFault

P = TypeVar("P", Proof, Growth)


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

    @cached_property
    def _seal(self) -> Seal:
        desk = self._database.desk
        public = self._vault.signer.public_key().public_bytes_raw()
        key = VerifierKey(f"avgrights/desk/{desk}", public)
        return Seal(desk, key, self._vault.signer.sign, self._vault.digest_key("journal row"))

    @cached_property
    def _appender(self) -> Appender:
        return Appender(self._seal, self._clock, self._anchors)

    @property
    def key(self) -> VerifierKey:
        """The public key of the desk; its name is the origin of the log."""
        return self._seal.key

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
        return self._appender.append(connection, kind, facts)

    def anchor(self) -> None:
        """Writes the newest checkpoint to the anchor, if anything was appended by this desk.

        Raises:
            CheckFailed: the anchor knows another journal.
            StoreFault: the folder cannot be written.
        """
        if self._appender.wrote:
            self.anchor_now()
            self._appender.wrote = False

    def anchor_now(self) -> None:
        """Writes the newest checkpoint to the anchor, if there is one of either."""
        with self._database.read() as connection:
            stored = journal_rows.tree_row(connection)
        if stored is not None and self._anchors is not None:
            self._anchors.add(stored.size, stored.checkpoint)
            self._mark_anchored()

    def _mark_anchored(self) -> None:
        """Remembers that there is an anchor: one that is empty later was emptied."""
        with self._database.read() as connection:
            if _was_anchored(connection):
                return
        with self._database.change() as connection:
            if not _was_anchored(connection):
                connection.execute(insert(meta).values(name="anchored", value="yes"))

    def verify(self, kept: Sequence[tuple[str, str]] = ()) -> Verification:
        """Recomputes everything from the stored bytes, and compares with every anchor.

        Args:
            kept: name and text of further checkpoints, that somebody kept elsewhere.

        Raises:
            StoreFault: the database or the anchor cannot be read.
        """
        # The anchors first: whatever was anchored by now stands in the database that we read next.
        anchored = [*kept, *(self._anchors.all() if self._anchors else ())]
        with self._database.read() as connection:
            gone = journal_rows.gone(connection)
            if gone:
                return _nothing(gone)
            if self._anchors and not anchored and _was_anchored(connection):
                return _nothing("the anchor holds no checkpoint any more, and it held some")
            expected = Expected(
                key=self.key,
                mac_key=self._seal.mac_key,
                tree=journal_rows.tree_row(connection),
                begun=begun(connection),
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
                        f"entry {seq} cannot be read: it was altered", remedy=LOOK
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
        return self._sound(proof)

    def prove_growth(self, earlier: str) -> Growth:
        """The proof that the journal of an earlier checkpoint is the start of the one of now.

        Raises:
            InputFault: it is no checkpoint of this desk.
            CheckFailed: it is not the start; or the journal does not have the root that was signed.
        """
        try:
            old = opened(earlier, self.key)
        except Unsound as fault:
            raise InputFault(str(fault)) from None
        with self._database.read() as connection:
            point, note = self._checkpoint(connection)
            if not 1 <= old.size <= point.size:
                raise CheckFailed(
                    f"the checkpoint is over {old.size} entries, the journal has {point.size}",
                    remedy=LOOK,
                )
            spans = merkle.consistency_spans(old.size, point.size)
            leaves = (merkle.leaf_hash(data) for _, data in journal_rows.texts(connection))
            growth = Growth(earlier=earlier, path=merkle.span_roots(leaves, spans), note=note)
        return self._sound(growth)

    def _sound(self, proof: P) -> P:
        """The proof, once it was checked as its reader will."""
        try:
            proof.checked(self.key)
        except Unsound as fault:
            raise CheckFailed(f"no proof can be given: {fault}", remedy=LOOK) from None
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
        if stored is None and not begun(connection):
            raise InputFault("the journal is empty: nothing was done yet")
        return self._seal.checked(stored), stored.checkpoint if stored else ""


def _was_anchored(connection: Connection) -> bool:
    asked = select(meta.c.value).where(meta.c.name == "anchored")
    return connection.execute(asked).first() is not None


def _nothing(what: str) -> Verification:
    failure = Failure(entry=1, what=what)
    return Verification(entries=0, checkpoint=None, anchors=0, anchored=0, failure=failure)
