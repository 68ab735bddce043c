"""The proof that travels alone."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from avgrights.journal import merkle
from avgrights.journal.merkle import leaf_hash
from avgrights.journal.note import Checkpoint, Unsound, VerifierKey
from avgrights.journal.proofs import Growth, Proof, parse
from tests.journal.keys import KEY, SIGNER, other_signer
from tests.journal.test_verification import SIZE, WHOLE, row, signed

LEAVES = [leaf_hash(one[1]) for one in WHOLE.rows]


def proof_of(index: int) -> Proof:
    path = merkle.span_roots(LEAVES, merkle.inclusion_spans(index, SIZE))
    return Proof(entry=WHOLE.rows[index][1], index=index, path=path, note=WHOLE.notes[-1])


@pytest.mark.parametrize("index", range(SIZE))
def test_every_entry_is_proved_by_its_file_alone(index):
    entry, point = Proof.parse(str(proof_of(index))).checked(KEY)

    assert (entry.seq, point.size) == (index + 1, SIZE)


def test_the_file_is_a_tlog_proof():
    """The lines of c2sp.org/tlog-proof: head, extra, index, hashes, a blank line, checkpoint."""
    lines = str(proof_of(4)).split("\n")

    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 4"
    assert lines[3 + len(proof_of(4).path)] == ""
    assert lines[4 + len(proof_of(4).path)] == KEY.name


@given(st.integers(0, SIZE - 1), st.data())
def test_every_byte_altered_proves_nothing(index, data):
    text = bytearray(str(proof_of(index)).encode())
    at = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != text[at]))
    text[at] = byte

    with pytest.raises(Unsound):
        Proof.parse(text.decode("utf-8", "replace")).checked(KEY)


@given(st.data())
def test_every_truncation_proves_nothing(data):
    text = str(proof_of(3))
    length = data.draw(st.integers(0, len(text) - 1))

    with pytest.raises(Unsound):
        Proof.parse(text[:length]).checked(KEY)


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_reader(first, second, third):
    head = "c2sp.org/tlog-proof@v1"
    near = f"{head}\nextra {first}\nindex 1\n{second}\n\n{third}"
    for text in (first, f"{head}\n{first}\n{second}\n\n{third}", near):
        with pytest.raises(Unsound):
            Proof.parse(text).checked(KEY)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"index": 5}, "not in the journal that was signed", id="another place"),
        pytest.param({"index": SIZE}, "not in the journal", id="beyond the end"),
        pytest.param({"entry": b"{}"}, "not in the journal", id="another entry"),
        pytest.param({"path": [bytes(32)] * 70}, "too many", id="a path of 70"),
        pytest.param({"path": [bytes(31)]}, "is no hash", id="a short hash"),
        pytest.param({"note": WHOLE.notes[5]}, "not in the journal", id="another checkpoint"),
    ],
)
def test_what_proves_nothing_says_why(change, says):
    with pytest.raises(Unsound, match=says):
        Proof.parse(str(evolve(proof_of(4), **change))).checked(KEY)


def test_the_longest_path_there_can_be_is_read():
    """A tree of 2**63 leaves: 63 hashes; one more is no proof."""
    longest = evolve(proof_of(4), path=[bytes(32)] * 63)
    assert Proof.parse(str(longest)) == longest

    with pytest.raises(Unsound, match="too many"):
        Proof.parse(str(evolve(longest, path=[bytes(32)] * 64)))


def test_another_key_is_not_taken():
    _, other = other_signer()

    with pytest.raises(Unsound, match="not signed by"):
        proof_of(4).checked(other)


def signed_anew(entry: bytes, key: VerifierKey = KEY, origin: str = KEY.name) -> Proof:
    """A log of one entry under our key."""
    note = Checkpoint(origin, 1, leaf_hash(entry)).signed(key, SIGNER.sign)
    return Proof(entry=entry, index=0, path=[], note=note)


def test_what_was_signed_has_to_be_an_entry_at_its_own_place():
    with pytest.raises(Unsound, match="hold no entry"):
        signed_anew(b"something else").checked(KEY)
    with pytest.raises(Unsound, match="the proof is of entry 3 at the place of entry 1"):
        signed_anew(WHOLE.rows[2][1]).checked(KEY)
    with pytest.raises(Unsound, match="of another log"):
        signed_anew(WHOLE.rows[0][1], origin="another").checked(KEY)


def growth(old: int, new: int = SIZE) -> Growth:
    path = merkle.span_roots(LEAVES, merkle.consistency_spans(old, new))
    return Growth(earlier=WHOLE.notes[old], path=path, note=WHOLE.notes[new])


@pytest.mark.parametrize("old", range(1, SIZE + 1))
def test_growth_is_proved_from_every_size(old):
    earlier, now = parse(str(growth(old))).checked(KEY)

    assert (earlier.size, now.size) == (old, SIZE)


@given(st.integers(1, SIZE), st.data())
def test_every_byte_of_a_proof_of_growth_altered_proves_nothing(old, data):
    text = bytearray(str(growth(old)).encode())
    at = data.draw(st.integers(0, len(text) - 1))
    text[at] = data.draw(st.integers(0, 255).filter(lambda one: one != text[at]))

    with pytest.raises(Unsound):
        parse(text.decode("utf-8", "replace")).checked(KEY)


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_reader_of_growth(first, second, third):
    head = "avgrights/growth-proof@v1"
    rest = f"{second}\n\n{third}"
    for text in ("", f"{first}\n\n{third}", f"old {first}\n{rest}", f"old AAAA\n{rest}"):
        with pytest.raises(Unsound):
            parse(f"{head}\n{text}").checked(KEY)


def test_growth_from_another_past_is_not_proved():
    """The earlier checkpoint is of a journal that was written anew since."""
    other = signed([*WHOLE.rows[:3], row(4, "forged"), row(5, "forged")])
    for way in (growth(5).path, growth(4).path, []):
        with pytest.raises(Unsound, match="is not the start of the later one"):
            Growth(earlier=other.notes[5], path=way, note=WHOLE.notes[-1]).checked(KEY)
    with pytest.raises(Unsound, match="is not the start"):
        Growth(earlier=WHOLE.notes[-1], path=growth(5).path, note=WHOLE.notes[5]).checked(KEY)


def test_growth_of_a_log_under_another_name_or_key_is_not_proved():
    signer, pretender = other_signer()
    point = Checkpoint(KEY.name, 5, bytes(32))
    with pytest.raises(Unsound, match="not signed by"):
        evolve(growth(5), earlier=point.signed(pretender, signer.sign)).checked(KEY)
    with pytest.raises(Unsound, match="of another log"):
        evolve(growth(5), note=Checkpoint("x", 5, bytes(32)).signed(KEY, SIGNER.sign)).checked(KEY)


def test_a_log_of_one_entry_needs_no_path():
    assert signed_anew(WHOLE.rows[0][1]).checked(KEY)[0].seq == 1
