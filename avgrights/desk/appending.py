"""Writing to the journal: an entry, the tree and the signed checkpoint, in the caller's change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field, frozen
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from avgrights.desk import journal_rows
from avgrights.desk.anchors import Anchors
from avgrights.desk.tables import journal, meta, tree
from avgrights.journal import entries, merkle
from avgrights.journal.note import Checkpoint, Unsound, VerifierKey, opened
from avgrights.journal.verification import StoredTree, joined, mac, parted
from avgrights.terms.clock import Clock
from avgrights.terms.errors import CheckFailed

#: What to do about a journal that was tampered with.
LOOK = "Run 'avgrights journal verify'; put back nothing before somebody has looked into it."

# Written out, and not composed: composing them anew costs more than the commit does.
_TURN = (
    "UPDATE tree SET size = ?, frontier = ?, checkpoint = ? "
    "WHERE id = 1 AND size = ? AND frontier = ? AND checkpoint = ?"
)
_PUT = "INSERT INTO journal (seq, entry, leaf, mac) VALUES (?, ?, ?, ?)"


@frozen
class Seal:
    """What signs for one desk.

    Attributes:
        desk: the random id of the desk.
        key: its public key; the name of the key is the origin of the log.
        sign: makes its signature (Ed25519).
        mac_key: the key of the rows' `mac`.
    """

    desk: str
    key: VerifierKey
    sign: Callable[[bytes], bytes] = field(repr=False)
    mac_key: bytes = field(repr=False)

    def checked(self, stored: StoredTree | None) -> Checkpoint:
        """The checkpoint of the stored tree, held against signature and frontier.

        Raises:
            CheckFailed: it is gone or altered.
        """
        try:
            if stored is None:
                raise Unsound("the row of the tree is gone")
            point = opened(stored.checkpoint, self.key)
            frontier = parted(stored.size, stored.frontier)
        except ValueError as fault:
            raise CheckFailed(f"the journal was tampered with: {fault}", remedy=LOOK) from None
        if point != Checkpoint(self.key.name, frontier.size, frontier.root):
            raise CheckFailed(
                "the journal was tampered with: its tree is not the one that was signed",
                remedy=LOOK,
            )
        return point


@define
class Appender:
    """Appends entries.

    Attributes:
        wrote: whether it wrote anything that may still have to be anchored.
    """

    seal: Seal
    clock: Clock
    anchors: Anchors | None
    wrote: bool = False
    #: The tree as we wrote it last: known good, so it is not checked again while it stands so.
    _known: StoredTree | None = None

    def append(self, connection: Connection, kind: str, facts: Mapping[str, Any]) -> int:
        """Writes one entry and returns its number; see `Logbook.append`."""
        if self._known is not None and self._write(connection, self._known, kind, facts):
            return self._known.size
        self._known = self._standing(connection)
        if self._known.size == 0:
            self._write(connection, self._known, "desk.made", {"desk": self.seal.desk})
        if not self._write(connection, self._known, kind, facts):
            raise RuntimeError("an entry is written in a Database.change, and nowhere else")
        return self._known.size

    def _standing(self, connection: Connection) -> StoredTree:
        """The tree as it stands, once it is known to be ours; a new one where nothing is yet."""
        stored = journal_rows.tree_row(connection)
        if stored is None and not begun(connection):
            self._compare_anchor(Checkpoint(self.seal.key.name, 0, merkle.EMPTY_ROOT))
            connection.execute(insert(meta).values(name="journal", value="begun"))
            connection.execute(insert(tree).values(id=1, size=0, frontier="", checkpoint=""))
            return StoredTree(size=0, frontier="", checkpoint="")
        self._compare_anchor(self.seal.checked(stored))
        return stored or StoredTree(size=0, frontier="", checkpoint="")

    def _compare_anchor(self, point: Checkpoint) -> None:
        """Refuses to go on from a database that is older than the newest anchor, or another.

        Only what costs nothing is compared here; `verify` compares all.
        """
        newest = self.anchors.newest() if self.anchors else None
        if newest is None:
            return
        try:
            anchored = opened(newest[1], self.seal.key)
        except Unsound as fault:
            raise CheckFailed(f"the anchor holds {newest[0]}: {fault}", remedy=LOOK) from None
        if anchored.size > point.size or (anchored.size == point.size and anchored != point):
            raise CheckFailed(
                f"the anchor knows {anchored.size} entries and the database {point.size}: "
                "it was rolled back, or is another one",
                remedy="If a copy was put back on purpose, move the files of the anchor aside, "
                "and keep them: they prove what was.",
            )

    def _write(
        self, connection: Connection, known: StoredTree, kind: str, facts: Mapping[str, Any]
    ) -> bool:
        """Writes one entry after the known tree; False, and nothing is, where another stands."""
        frontier = parted(known.size, known.frontier)
        seq = known.size + 1
        data = entries.written(seq, self.clock, kind, facts)
        leaf = merkle.leaf_hash(data)
        frontier.add(leaf)
        note = Checkpoint(self.seal.key.name, seq, frontier.root).signed(
            self.seal.key, self.seal.sign
        )
        new = StoredTree(size=seq, frontier=joined(frontier), checkpoint=note)
        if _run(connection, _TURN, *_columns(new), *_columns(known)) != 1:
            return False
        try:
            row_mac = mac(self.seal.mac_key, seq, leaf)
            _run(connection, _PUT, seq, data.decode(), leaf.hex(), row_mac)
        except IntegrityError:
            raise CheckFailed(
                f"the journal was tampered with: there is an entry {seq} beyond the tree",
                remedy=LOOK,
            ) from None
        self._known, self.wrote = new, True
        return True


def _run(connection: Connection, statement: str, *values: object) -> int:
    """Runs it, and tells how many rows it changed."""
    if connection.dialect.name == "postgresql":
        statement = statement.replace("?", "%s")
    return connection.exec_driver_sql(statement, values).rowcount


def _columns(stored: StoredTree) -> tuple[object, ...]:
    return stored.size, stored.frontier, stored.checkpoint


def begun(connection: Connection) -> bool:
    """Whether the journal was ever written to: the mark, a row or a tree says so."""
    mark = select(meta.c.value).where(meta.c.name == "journal")
    return any(
        connection.execute(asked.limit(1)).first() is not None
        for asked in (mark, select(journal.c.seq), select(tree.c.id))
    )
