"""The tree against published vectors, and against the definitions of RFC 6962 written out."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.journal import merkle

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "merkle.json").read_text())

#: The eight entries that the certificate transparency logs publish roots for.
CT_ENTRIES = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
CT_ROOT_OF_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, as it stands there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_proof(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*naive_proof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_proof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def leaves_of(size: int) -> list[bytes]:
    return [merkle.leaf_hash(b"entry %d" % number) for number in range(size)]


def grown(leaves: list[bytes]) -> merkle.Frontier:
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier


def raw(encoded: str | None) -> bytes:
    return base64.b64decode(encoded or "")


def path(proof: list[str] | None) -> list[bytes]:
    return [raw(one) for one in proof or []]


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda case: case["name"])
def test_inclusion_as_published(case):
    found = merkle.included(
        raw(case["leafHash"]), case["leafIdx"], case["treeSize"], path(case["proof"]),
        raw(case["root"]),
    )  # fmt: skip
    assert found is (not case["wantErr"])


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda case: case["name"])
def test_consistency_as_published_and_size_0_refused(case):
    """The published set proves the empty tree against any other; we refuse to prove nothing."""
    found = merkle.consistent(
        case["size1"], case["size2"], raw(case["root1"]), raw(case["root2"]), path(case["proof"])
    )
    assert found is (not case["wantErr"] and case["size1"] > 0)


def test_the_published_root_of_eight_entries():
    leaves = [merkle.leaf_hash(entry) for entry in CT_ENTRIES]

    assert grown(leaves).root.hex() == CT_ROOT_OF_8
    assert naive_root(leaves).hex() == CT_ROOT_OF_8


def test_the_root_without_leaves_is_the_hash_of_nothing():
    assert merkle.Frontier().root == sha256(b"").digest()


def test_a_leaf_is_never_a_node():
    """A node's bytes offered as an entry hash to something else: RFC 6962, 2.1."""
    left, right = leaves_of(2)

    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


@given(st.integers(0, 300))
def test_the_frontier_has_the_root_of_the_definition(size):
    leaves = leaves_of(size)
    frontier = grown(leaves)

    assert frontier.root == naive_root(leaves)
    assert len(frontier.hashes) == size.bit_count()


@given(st.data())
def test_the_path_of_a_leaf_is_that_of_the_definition_and_proves_it(data):
    size = data.draw(st.integers(1, 200))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)

    found = merkle.span_roots(leaves, merkle.inclusion_spans(index, size))

    assert found == naive_path(index, leaves)
    assert merkle.included(leaves[index], index, size, found, naive_root(leaves))


@given(st.data())
def test_a_path_proves_no_other_leaf_place_size_or_root(data):
    size = data.draw(st.integers(2, 60))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    root, found = naive_root(leaves), naive_path(index, leaves)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
    turned = data.draw(st.integers(0, len(found) - 1))
    bent = [merkle.leaf_hash(one) if at == turned else one for at, one in enumerate(found)]

    assert not merkle.included(leaves[other], index, size, found, root)
    assert not merkle.included(leaves[index], other, size, found, root)
    assert not merkle.included(leaves[index], index, size, found, leaves[0])
    assert not merkle.included(leaves[index], index, size, found[:-1], root)
    assert not merkle.included(leaves[index], index, size, [*found, root], root)
    assert not merkle.included(leaves[index], index, size, bent, root)
    assert not merkle.included(leaves[index], index, size, [b"short", *found[1:]], root)


@given(st.data())
def test_a_consistency_proof_is_that_of_the_definition_and_proves_it(data):
    new = data.draw(st.integers(1, 200))
    old = data.draw(st.integers(1, new))
    leaves = leaves_of(new)
    roots = naive_root(leaves[:old]), naive_root(leaves)

    found = merkle.span_roots(leaves, merkle.consistency_spans(old, new))

    assert found == naive_proof(old, leaves)
    assert merkle.consistent(old, new, *roots, found)


@given(st.data())
def test_no_proof_fits_a_log_whose_past_was_changed(data):
    """Whatever path is offered: the old root is not reached from the changed leaves."""
    new = data.draw(st.integers(2, 100))
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    before = leaves_of(new)
    after = [merkle.leaf_hash(b"anew") if at == changed else one for at, one in enumerate(before)]
    roots = naive_root(before[:old]), naive_root(after)

    assert not merkle.consistent(old, new, *roots, naive_proof(old, before))
    assert not merkle.consistent(old, new, *roots, naive_proof(old, after))


def test_consistency_says_no_to_what_is_no_proof():
    leaves = leaves_of(7)
    roots = naive_root(leaves[:3]), naive_root(leaves)
    proof = naive_proof(3, leaves)

    assert merkle.consistent(3, 7, *roots, proof)
    assert not merkle.consistent(3, 7, *roots, [])
    assert not merkle.consistent(3, 7, *roots, proof[:-1])
    assert not merkle.consistent(3, 7, *roots, [*proof, proof[0]])
    assert not merkle.consistent(3, 7, *roots, [b"short", *proof[1:]])
    assert not merkle.consistent(7, 3, *roots, proof)
    assert not merkle.consistent(7, 7, roots[1], roots[1], proof)


def test_spans_outside_are_passed_over():
    leaves = leaves_of(6)

    assert merkle.span_roots(leaves, [(4, 5), (1, 3)]) == [leaves[4], naive_root(leaves[1:3])]


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_path_to_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match=f"a tree of {size} leaves has no leaf {index}"):
        merkle.inclusion_spans(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_no_consistency_from_nothing_or_backwards(old, new):
    with pytest.raises(ValueError, match=f"no tree of {old} leaves is the start of one of {new}"):
        merkle.consistency_spans(old, new)


@pytest.mark.parametrize(
    ("size", "hashes"), [(-1, []), (1, []), (3, [b"x" * 32]), (1, [b"short"]), (0, [b"x" * 32])]
)
def test_a_frontier_fits_its_size_or_is_none(size, hashes):
    with pytest.raises(ValueError, match="are no frontier"):
        merkle.Frontier(size, hashes)


def test_a_proof_of_a_million_entries_has_20_hashes_at_most():
    assert len(merkle.inclusion_spans(0, 1_000_000)) == 20
    assert max(len(merkle.inclusion_spans(at, 1_000_000)) for at in range(0, 1_000_000, 9973)) <= 20
