"""Proofs in a file that needs nothing else but the public key: of one entry, and of growth.

That an entry is in the journal: the format is public, c2sp.org/tlog-proof, and its `extra` line
carries the entry itself. That the journal only grew since an earlier checkpoint: RFC 6962, 2.1.2,
for which there is no public format; ours has the same form.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from attrs import frozen

from avgrights.journal import entries, merkle
from avgrights.journal.note import Checkpoint, Unsound, VerifierKey, decimal, decoded, opened

_HEAD = "c2sp.org/tlog-proof@v1"
_GROWTH_HEAD = "avgrights/growth-proof@v1"

#: A tree of 2**63 leaves has no longer path.
_LONGEST_PATH = 63


@frozen(kw_only=True)
class Proof:
    """An entry, the way from it to the root, and the signed checkpoint that has that root.

    Attributes:
        entry: the bytes of the entry.
        index: the number of its leaf, from 0.
        path: hashes of the neighbouring subtrees, nearest first.
        note: the signed checkpoint.
    """

    entry: bytes
    index: int
    path: Sequence[bytes]
    note: str

    def __str__(self) -> str:
        lines = [_HEAD, f"extra {_encoded(self.entry)}", f"index {self.index}"]
        return "\n".join([*lines, *map(_encoded, self.path), "", self.note])

    @classmethod
    def parse(cls, text: str) -> Proof:
        """From the text of a file.

        Raises:
            Unsound: it is no proof, or one without the entry.
        """
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or len(lines) < 3 or lines[0] != _HEAD:
            raise Unsound(f"this is no proof: it does not begin with {_HEAD}")
        entry = decoded(lines[1].removeprefix("extra ")) if lines[1].startswith("extra ") else None
        index = decimal(lines[2].removeprefix("index ")) if lines[2].startswith("index ") else None
        if entry is None or index is None:
            raise Unsound("the proof cannot be read: it needs a line 'extra' and a line 'index'")
        return cls(entry=entry, index=index, path=_path(lines[3:]), note=note)

    def checked(self, key: VerifierKey) -> tuple[entries.Entry, Checkpoint]:
        """The entry and the checkpoint that it is under, once everything is found good.

        Raises:
            Unsound: the signature, the way to the root or the entry is not good.
        """
        point = _of_this_log(self.note, key)
        leaf = merkle.leaf_hash(self.entry)
        if not merkle.included(leaf, self.index, point.size, self.path, point.root):
            raise Unsound("the entry is not in the journal that was signed")
        return _entry(self.entry, self.index + 1), point


@frozen(kw_only=True)
class Growth:
    """An earlier checkpoint, a later one, and the way that shows the one as the start of the other.

    Attributes:
        earlier: the earlier signed checkpoint.
        path: as RFC 6962, 2.1.2 has it.
        note: the later signed checkpoint.
    """

    earlier: str
    path: Sequence[bytes]
    note: str

    def __str__(self) -> str:
        lines = [_GROWTH_HEAD, f"old {_encoded(self.earlier.encode())}"]
        return "\n".join([*lines, *map(_encoded, self.path), "", self.note])

    @classmethod
    def parse(cls, text: str) -> Growth:
        """From the text of a file.

        Raises:
            Unsound: it is no proof of growth.
        """
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        earlier = decoded(lines[1].removeprefix("old ")) if len(lines) > 1 else None
        if not blank or lines[0] != _GROWTH_HEAD or earlier is None:
            raise Unsound("the proof cannot be read: it needs a line 'old' and a checkpoint")
        return cls(earlier=earlier.decode("utf-8", "replace"), path=_path(lines[2:]), note=note)

    def checked(self, key: VerifierKey) -> tuple[Checkpoint, Checkpoint]:
        """Both checkpoints, once everything is found good.

        Raises:
            Unsound: a signature or the way between them is not good.
        """
        old, new = _of_this_log(self.earlier, key), _of_this_log(self.note, key)
        if not merkle.consistent(old.size, new.size, old.root, new.root, self.path):
            raise Unsound("the earlier journal is not the start of the later one")
        return old, new


def parse(text: str) -> Proof | Growth:
    """The proof in a file, of either kind.

    Raises:
        Unsound: it is none.
    """
    return Growth.parse(text) if text.startswith(f"{_GROWTH_HEAD}\n") else Proof.parse(text)


def _of_this_log(note: str, key: VerifierKey) -> Checkpoint:
    point = opened(note, key)
    if point.origin != key.name:
        raise Unsound(f"the checkpoint is of another log: {point.origin}")
    return point


def _path(lines: Sequence[str]) -> list[bytes]:
    path = [decoded(line) for line in lines[: _LONGEST_PATH + 1]]
    whole = [one for one in path if one is not None and len(one) == merkle.HASH_BYTES]
    if len(path) > _LONGEST_PATH or len(whole) != len(path):
        raise Unsound("the proof cannot be read: a line of it is no hash, or there are too many")
    return whole


def _entry(data: bytes, seq: int) -> entries.Entry:
    """The entry in the bytes; what was signed is ours, yet a log of another kind may be too."""
    try:
        entry = entries.read(data)
    except ValueError as fault:
        raise Unsound(str(fault)) from None
    if entry.seq != seq:
        raise Unsound(f"the proof is of entry {entry.seq} at the place of entry {seq}")
    return entry


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()
