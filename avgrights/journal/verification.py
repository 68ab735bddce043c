"""Whether the journal is what was written: every row, the tree, the signature, the anchors.

One pass over the stored rows, in constant memory. It stops at the first row that is wrong, because
after it every root is wrong too.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from attrs import field, frozen

from avgrights.journal.entries import ends_as
from avgrights.journal.merkle import Frontier
from avgrights.journal.note import Checkpoint, Unsound, VerifierKey, opened

#: A row as it is stored: seq, entry, leaf, mac; None where not even the stored type is right.
Row = tuple[int, bytes | None, bytes | None, bytes | None]


class Damaged(Exception):
    """The database is there and cannot give the next row: its file was damaged."""


@frozen(kw_only=True)
class StoredTree:
    """The row of the tree as it is stored."""

    size: int
    frontier: str
    checkpoint: str


@frozen(kw_only=True)
class Failure:
    """The first thing that is wrong.

    Attributes:
        entry: the number of the first entry that fails; None where no entry can be named.
        what: in words.
    """

    entry: int | None
    what: str


@frozen(kw_only=True)
class Verification:
    """What was found.

    Attributes:
        entries: rows that were read and found good.
        checkpoint: the signed state of the journal; None while nothing is written yet.
        anchors: checkpoints outside the database that agree.
        anchored: entries that the newest of them vouches for.
        failure: None: everything holds.
    """

    entries: int
    checkpoint: Checkpoint | None
    anchors: int
    anchored: int
    failure: Failure | None


@frozen(kw_only=True)
class Expected:
    """What the rows are held against.

    Attributes:
        key: the public key of the desk; its name is the origin of the log.
        mac_key: the key of the rows' `mac`.
        tree: the row of the tree; None: there is none.
        begun: whether the journal was ever written to.
        strange: what the tables hold that was never put there, in words; empty: nothing.
        anchors: name of an anchored checkpoint -> its text.
    """

    key: VerifierKey
    mac_key: bytes = field(repr=False)
    tree: StoredTree | None
    begun: bool
    strange: str = ""
    anchors: Sequence[tuple[str, str]] = ()


class _Found(Exception):
    """The walk ends here."""

    def __init__(self, entry: int | None, what: str) -> None:
        super().__init__(what)
        self.failure = Failure(entry=entry, what=what)


def verified(rows: Iterable[Row], expected: Expected) -> Verification:
    """Reads every row and holds it against what is expected."""
    walk = _Walk(expected)
    failure = None
    try:
        walk.through(rows)
    except _Found as found:
        failure = found.failure
    return Verification(
        entries=walk.frontier.size,
        checkpoint=walk.checkpoint,
        anchors=walk.anchors,
        anchored=walk.anchored,
        failure=failure,
    )


class _Walk:
    """One verification under way."""

    def __init__(self, expected: Expected) -> None:
        self.expected = expected
        self.frontier = Frontier()
        self.checkpoint: Checkpoint | None = None
        self.anchors = 0
        self.anchored = 0

    def through(self, rows: Iterable[Row]) -> None:
        self.checkpoint = self._signed()
        anchors = self._anchored()
        size = self.checkpoint.size if self.checkpoint else 0
        after = iter(rows)
        for name, point in anchors:
            if point.size > size:
                raise _Found(size + 1, f"{name} was signed over {point.size} entries and the "
                             f"database knows {size}: it was rolled back or cut off")  # fmt: skip
            self._read(after, point.size)
            self._compare(name, point)
        self._read(after, size)
        if _next(after, size + 1) is not None:
            raise _Found(size + 1, f"there are rows beyond the {size} that were signed")
        self._tree()
        if self.expected.strange:
            raise _Found(None, self.expected.strange)

    def _signed(self) -> Checkpoint | None:
        tree = self.expected.tree
        if tree is None:
            if self.expected.begun:
                raise _Found(None, "the row of the tree is gone, and with it the checkpoint")
            return None
        point = self._opened("the stored checkpoint", tree.checkpoint)
        if point.size != tree.size:
            raise _Found(None, f"the tree says {tree.size} entries, its checkpoint {point.size}")
        return point

    def _opened(self, name: str, text: str) -> Checkpoint:
        try:
            point = opened(text, self.expected.key)
        except Unsound as fault:
            raise _Found(None, f"{name}: {fault}") from None
        if point.origin != self.expected.key.name:
            raise _Found(None, f"{name} is of another log: {point.origin}")
        return point

    def _anchored(self) -> list[tuple[str, Checkpoint]]:
        points = [(name, self._opened(name, text)) for name, text in self.expected.anchors]
        return sorted(points, key=lambda pair: pair[1].size)

    def _read(self, rows: Iterator[Row], until: int) -> None:
        """Takes rows into the tree until it has that size."""
        add, key = self.frontier.add, self.expected.mac_key
        for seq in range(self.frontier.size + 1, until + 1):
            row = _next(rows, seq)
            if row is None:
                raise _Found(seq, f"the journal ends before entry {seq}; {until} were signed")
            leaf = _leaf(seq, row)
            if row[3] != mac(key, seq, leaf).encode():
                raise _Found(seq, f"entry {seq} is not what was written: its mac is false")
            add(leaf)

    def _compare(self, name: str, point: Checkpoint) -> None:
        if self.frontier.root != point.root:
            first = self.anchored + 1
            raise _Found(first, f"entries {first} to {point.size} are not those of {name}: "
                         "the journal was written anew")  # fmt: skip
        self.anchors, self.anchored = self.anchors + 1, point.size

    def _tree(self) -> None:
        tree, first = self.expected.tree, self.anchored + 1
        if tree is None or self.checkpoint is None:
            return
        if self.frontier.root != self.checkpoint.root:
            raise _Found(
                first, f"entries {first} to {tree.size} do not have the root that was signed"
            )
        if tree.frontier != joined(self.frontier):
            raise _Found(None, "the stored frontier of the tree was altered")


def _next(rows: Iterator[Row], seq: int) -> Row | None:
    try:
        return next(rows, None)
    except Damaged:
        raise _Found(seq, f"the database is damaged: entry {seq} cannot be read") from None


def _leaf(seq: int, row: Row) -> bytes:
    """The leaf hash of a row, recomputed from its stored bytes, once its columns agree with it."""
    number, entry, leaf, _ = row
    if number != seq:
        raise _Found(seq, f"entry {seq} is missing: entry {number} stands in its place")
    if entry is None or not entry.endswith(ends_as(seq)):
        raise _Found(seq, f"what stands as entry {seq} is not that entry")
    digest = sha256(b"\x00" + entry)
    if digest.hexdigest().encode() != leaf:
        raise _Found(seq, f"entry {seq} does not have the hash that was written with it")
    return digest.digest()


def mac(key: bytes, seq: int, leaf: bytes) -> str:
    """The keyed digest (HMAC-SHA256) of a row's number and leaf, in hex."""
    return hmac.digest(key, seq.to_bytes(8, "big") + leaf, "sha256").hex()


def joined(frontier: Frontier) -> str:
    """The frontier as it is stored."""
    return ",".join(one.hex() for one in frontier.hashes)


def parted(size: int, stored: str) -> Frontier:
    """The frontier from how it is stored.

    Raises:
        ValueError: it does not fit the size, or is no hex.
    """
    return Frontier(size, [bytes.fromhex(one) for one in stored.split(",") if one])
