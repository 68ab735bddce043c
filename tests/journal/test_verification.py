"""A small journal altered in every way there is: each is found, and the entry is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from avgrights.journal import entries
from avgrights.journal.merkle import Frontier, leaf_hash
from avgrights.journal.note import Checkpoint
from avgrights.journal.verification import (
    Damaged,
    Expected,
    Row,
    StoredTree,
    Verification,
    joined,
    mac,
    parted,
    verified,
)
from avgrights.terms.clock import Clock
from tests.journal.keys import KEY, SIGNER, other_signer

CLOCK = Clock(today=date(2026, 3, 1), now=datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
MAC_KEY = bytes(32)


@frozen
class Journal:
    """Rows and tree as a database would hold them, and a checkpoint of every size."""

    rows: list[Row]
    tree: StoredTree
    notes: list[str]

    def expected(self, **changes) -> Expected:
        given = Expected(key=KEY, mac_key=MAC_KEY, tree=self.tree, begun=True)
        return evolve(given, **changes)


def row(seq: int, word: str = "hold") -> Row:
    data = entries.written(seq, CLOCK, "hold.released", {"hold": f"{word}-{seq}"})
    leaf = leaf_hash(data)
    return seq, data, leaf.hex().encode(), mac(MAC_KEY, seq, leaf).encode()


def signed(rows: list[Row]) -> Journal:
    frontier, notes = Frontier(), [""]
    for one in rows:
        frontier.add(leaf_hash(one[1]))
        notes.append(Checkpoint(KEY.name, frontier.size, frontier.root).signed(KEY, SIGNER.sign))
    tree = StoredTree(size=frontier.size, frontier=joined(frontier), checkpoint=notes[-1])
    return Journal(rows, tree, notes)


SIZE = 11
WHOLE = signed([row(seq) for seq in range(1, SIZE + 1)])


def failing(rows, **changes) -> tuple[int | None, str]:
    found = verified(rows, WHOLE.expected(**changes))
    assert found.failure is not None
    return found.failure.entry, found.failure.what


def test_a_whole_journal_verifies():
    found = verified(WHOLE.rows, WHOLE.expected())

    assert found == Verification(
        entries=SIZE,
        checkpoint=Checkpoint(KEY.name, SIZE, found.checkpoint.root),
        anchors=0,
        anchored=0,
        failure=None,
    )


def test_a_journal_not_yet_begun_verifies():
    found = verified([], WHOLE.expected(tree=None, begun=False))

    assert (found.entries, found.checkpoint, found.failure) == (0, None, None)


def bytes_of_every_column() -> Iterator[tuple[int, int, int]]:
    for at, one in enumerate(WHOLE.rows):
        for column in (1, 2, 3):
            yield from ((at, column, place) for place in range(len(one[column])))


def test_every_byte_altered_is_found_and_its_entry_named():
    """Each byte of each column, with two other values: one near, one far."""
    for at, column, place in bytes_of_every_column():
        for bit in (0x01, 0x80):
            cells = list(WHOLE.rows[at])
            altered = bytearray(cells[column])
            altered[place] ^= bit
            cells[column] = bytes(altered)
            rows = [*WHOLE.rows[:at], tuple(cells), *WHOLE.rows[at + 1 :]]
            assert failing(rows)[0] == at + 1


@pytest.mark.parametrize("at", range(SIZE))
def test_every_row_dropped_is_found(at):
    entry, says = failing([*WHOLE.rows[:at], *WHOLE.rows[at + 1 :]])

    assert entry == at + 1
    assert "missing" in says or "ends before" in says


@pytest.mark.parametrize("length", range(SIZE))
def test_every_truncation_is_found(length):
    entry, says = failing(WHOLE.rows[:length])

    assert (entry, says) == (
        length + 1, f"the journal ends before entry {length + 1}; {SIZE} were signed",
    )  # fmt: skip


@given(st.data())
def test_every_swap_is_found(data):
    first = data.draw(st.integers(0, SIZE - 2))
    second = data.draw(st.integers(first + 1, SIZE - 1))
    rows = list(WHOLE.rows)
    rows[first], rows[second] = rows[second], rows[first]

    assert failing(rows)[0] == first + 1


@given(st.data())
def test_a_swap_that_takes_the_numbers_along_is_found(data):
    """The rows change places, each under the number of the other."""
    first = data.draw(st.integers(0, SIZE - 2))
    second = data.draw(st.integers(first + 1, SIZE - 1))
    rows = list(WHOLE.rows)
    rows[first] = (first + 1, *WHOLE.rows[second][1:])
    rows[second] = (second + 1, *WHOLE.rows[first][1:])

    assert failing(rows)[0] == first + 1


@pytest.mark.parametrize("at", range(SIZE + 1))
def test_every_row_inserted_is_found(at):
    entry, _ = failing([*WHOLE.rows[:at], row(at + 1, "forged"), *WHOLE.rows[at:]])

    assert entry in (at + 1, at + 2)


@pytest.mark.parametrize("at", range(SIZE))
def test_an_entry_rewritten_with_its_hash_is_named_by_its_mac(at):
    """Somebody with the database, and without the keys, does his best."""
    data = entries.written(at + 1, CLOCK, "hold.released", {"hold": "other"})
    forged = (at + 1, data, leaf_hash(data).hex().encode(), WHOLE.rows[at][3])

    entry, says = failing([*WHOLE.rows[:at], forged, *WHOLE.rows[at + 1 :]])

    assert (entry, says) == (
        at + 1, f"entry {at + 1} is not what was written: its mac is false",
    )  # fmt: skip


def test_a_row_beyond_what_was_signed_is_found():
    assert failing([*WHOLE.rows, row(SIZE + 1)]) == (
        SIZE + 1, f"there are rows beyond the {SIZE} that were signed",
    )  # fmt: skip


@pytest.mark.parametrize("column", [1, 2, 3])
def test_a_column_of_another_type_is_found(column):
    cells = list(WHOLE.rows[4])
    cells[column] = None

    assert failing([*WHOLE.rows[:4], tuple(cells), *WHOLE.rows[5:]])[0] == 5


def test_a_number_of_another_type_is_found():
    assert failing([("1", *WHOLE.rows[0][1:]), *WHOLE.rows[1:]])[0] == 1


@pytest.mark.parametrize("column", ["size", "frontier", "checkpoint"])
def test_every_altered_tree_is_found(column):
    other = signed(WHOLE.rows[:-1]).tree
    tree = evolve(WHOLE.tree, **{column: getattr(other, column)})

    assert failing(WHOLE.rows, tree=tree)


@pytest.mark.parametrize(
    "tree",
    [
        evolve(WHOLE.tree, size="11"),
        evolve(WHOLE.tree, frontier=WHOLE.tree.frontier.upper()),
        evolve(WHOLE.tree, checkpoint=""),
    ],
    ids=str,
)
def test_a_tree_of_another_form_is_found(tree):
    assert failing(WHOLE.rows, tree=tree)


def test_a_tree_that_is_gone_is_found():
    assert failing(WHOLE.rows, tree=None) == (
        None, "the row of the tree is gone, and with it the checkpoint",
    )  # fmt: skip


def test_rows_that_were_signed_by_another_key_are_found():
    signer, pretender = other_signer()
    point = Checkpoint(KEY.name, SIZE, bytes(32))
    tree = evolve(WHOLE.tree, checkpoint=point.signed(pretender, signer.sign))

    assert "not signed by" in failing(WHOLE.rows, tree=tree)[1]


def test_a_checkpoint_of_another_log_under_our_key_is_found():
    point = Checkpoint("avgrights/desk/another", SIZE, bytes(32))
    tree = evolve(WHOLE.tree, checkpoint=point.signed(KEY, SIGNER.sign))

    assert "is of another log" in failing(WHOLE.rows, tree=tree)[1]


def test_a_signed_tree_over_other_entries_is_found():
    """Somebody with the mac key of the rows and without the signing key."""
    rows = [*WHOLE.rows[:4], row(5, "forged"), *WHOLE.rows[5:]]

    assert failing(rows) == (1, f"entries 1 to {SIZE} do not have the root that was signed")
    anchors = [("3.checkpoint", WHOLE.notes[3])]
    assert failing(rows, anchors=anchors)[0] == 4


def anchored(*sizes: int) -> list[tuple[str, str]]:
    return [(f"{size:012}.checkpoint", WHOLE.notes[size]) for size in sizes]


@given(st.sets(st.integers(1, SIZE)))
def test_every_anchor_that_agrees_is_counted(sizes):
    found = verified(WHOLE.rows, WHOLE.expected(anchors=anchored(*sizes)))

    assert found.failure is None
    assert (found.anchors, found.anchored) == (len(sizes), max(sizes, default=0))


def test_an_older_database_is_a_rollback():
    """The database of yesterday put back: it verifies by itself, and the anchor knows better."""
    older = signed(WHOLE.rows[:7])

    alone = verified(older.rows, older.expected())
    beside = verified(older.rows, older.expected(anchors=anchored(5, 9)))

    assert alone.failure is None
    assert beside.failure.entry == 8
    assert "signed over 9 entries and the database knows 7" in beside.failure.what
    assert (beside.anchors, beside.anchored) == (1, 5)


def test_an_insider_with_all_keys_is_stopped_by_the_anchor():
    """Everything written anew from entry 6 on, and signed with the desk's own key: a fork."""
    forged = signed([*WHOLE.rows[:5], *(row(seq, "forged") for seq in range(6, SIZE + 1))])

    alone = verified(forged.rows, forged.expected())
    beside = verified(forged.rows, forged.expected(anchors=anchored(3, 8)))

    assert alone.failure is None
    assert beside.failure.entry == 4
    assert beside.failure.what == (
        "entries 4 to 8 are not those of 000000000008.checkpoint: the journal was written anew"
    )


def test_an_anchor_that_somebody_else_signed_is_found():
    signer, pretender = other_signer()
    note = Checkpoint(KEY.name, 3, bytes(32)).signed(pretender, signer.sign)

    assert "not signed by" in failing(WHOLE.rows, anchors=[("000000000003.checkpoint", note)])[1]


def test_an_empty_database_beside_an_anchor_is_a_rollback():
    found = verified([], WHOLE.expected(tree=None, begun=False, anchors=anchored(3)))

    assert found.failure.entry == 1


@pytest.mark.parametrize("after", range(SIZE + 1))
def test_a_damaged_file_is_a_finding_at_the_first_entry_it_holds_back(after):
    def rows() -> Iterator[Row]:
        yield from WHOLE.rows[:after]
        raise Damaged

    assert failing(rows())[0] == after + 1


def test_what_was_never_put_there_is_told():
    assert failing(WHOLE.rows, strange="a column more") == (None, "a column more")


@given(st.integers(0, 70))
def test_a_frontier_is_stored_and_read_back(size):
    frontier = Frontier()
    for number in range(size):
        frontier.add(leaf_hash(b"%d" % number))

    assert parted(size, joined(frontier)) == frontier


@pytest.mark.parametrize("stored", ["", "zz", "ab", "é"])
def test_what_is_no_frontier(stored):
    with pytest.raises(ValueError):
        parted(1, stored)
