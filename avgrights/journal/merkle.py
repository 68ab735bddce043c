"""The Merkle tree of RFC 6962: leaves, roots, and the two proofs. Bytes in, bytes out.

A tree is never held whole. Its *frontier* is enough to go on from: the roots of the perfect
subtrees that its leaves fill, largest first, one for each 1 in the binary form of its size.

>>> frontier = Frontier()
>>> for entry in (b"received", b"identified", b"answered"):
...     frontier.add(leaf_hash(entry))
>>> frontier.size, len(frontier.hashes)
(3, 2)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from attrs import define, field

#: Bytes of a hash (SHA-256).
HASH_BYTES = 32

#: The root of the tree without leaves (RFC 6962, 2.1).
EMPTY_ROOT = sha256().digest()

#: Leaves from the first number on, up to and without the second.
Span = tuple[int, int]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry. Source: RFC 6962, 2.1: 0x00 sets leaves apart from nodes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees. Source: RFC 6962, 2.1."""
    return sha256(b"\x01" + left + right).digest()


@define
class Frontier:
    """A tree that grows: what has to be kept of it to add a leaf and to know its root.

    Attributes:
        size: leaves so far.
        hashes: roots of the perfect subtrees, largest first; as many as `size` has ones in binary.

    Raises:
        ValueError: the hashes do not fit the size.
    """

    size: int = 0
    hashes: list[bytes] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        fits = self.size >= 0 and len(self.hashes) == self.size.bit_count()
        if not fits or not _are_hashes(*self.hashes):
            raise ValueError(f"{len(self.hashes)} hashes are no frontier of {self.size} leaves")

    def add(self, leaf: bytes) -> None:
        """Adds one leaf hash: as many node hashes as the size ends in ones, in binary."""
        size, hashes = self.size, self.hashes
        while size & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root (RFC 6962, 2.1: MTH)."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The subtrees whose roots prove that leaf `index` is in a tree of `size`, nearest first.

    Source: RFC 6962, 2.1.1 (PATH). With the leaf itself they cover the tree exactly.

    Raises:
        ValueError: no such leaf.

    >>> inclusion_spans(2, 5)
    [(3, 4), (0, 2), (4, 5)]
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    first, last, spans = 0, size, []
    while last - first > 1:
        middle = first + _half(last - first)
        if index < middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The subtrees whose roots prove that a tree of `old` leaves is the start of one of `new`.

    Source: RFC 6962, 2.1.2 (PROOF). Nothing to prove for equal sizes.

    Raises:
        ValueError: `old` is not between 1 and `new`, both included.

    >>> consistency_spans(3, 7)
    [(2, 3), (3, 4), (0, 2), (4, 7)]
    """
    if not 1 <= old <= new:
        raise ValueError(f"no tree of {old} leaves is the start of one of {new}")
    first, last, spans = 0, new, []
    while last != old:
        middle = first + _half(last - first)
        if old <= middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first = middle
    return ([(first, last)] if first else []) + spans[::-1]


def span_roots(leaves: Iterable[bytes], spans: Sequence[Span]) -> list[bytes]:
    """The root of each span, in one pass over the leaf hashes and in constant memory.

    Spans do not overlap; leaves outside all of them are passed over.
    """
    roots = {span: Frontier() for span in spans}
    order = iter(sorted(spans))
    span = next(order, None)
    for number, leaf in enumerate(leaves):
        if span is not None and number >= span[1]:
            span = next(order, None)
        if span is not None and number >= span[0]:
            roots[span].add(leaf)
    return [roots[span].root for span in spans]


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows the leaf hash at `index` in the tree of that size and root.

    Source: RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    node, last, found = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(part, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, part)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the old tree is the start of the new one.

    Source: RFC 9162, 2.1.4.2. From the empty tree nothing can be proved: False.
    """
    if not 1 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not _are_hashes(old_root, new_root, *proof):
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(path) and _both_roots(old, new, path) == (old_root, new_root)


def _both_roots(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees that a consistency path leads to; None: it is too long or short."""
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for part in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            before, after = node_hash(part, before), node_hash(part, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, part)
        node, last = node >> 1, last >> 1
    return (before, after) if last == 0 else None


def _are_hashes(*given: bytes) -> bool:
    return all(len(one) == HASH_BYTES for one in given)


def _half(size: int) -> int:
    """The largest power of two below a size of 2 or more: the leaves of the left subtree."""
    return 1 << ((size - 1).bit_length() - 1)
