"""Keys, notes and checkpoints as c2sp.org/signed-note and c2sp.org/tlog-checkpoint have them."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.journal.merkle import EMPTY_ROOT
from avgrights.journal.note import Checkpoint, Unsound, VerifierKey, decimal, opened
from tests.journal.keys import KEY, PUBLIC, SIGNER, other_signer

ED25519 = json.loads((Path(__file__).parents[1] / "vectors" / "ed25519.json").read_text())["cases"]

POINT = Checkpoint(KEY.name, 42, bytes(range(32)))
NOTE = POINT.signed(KEY, SIGNER.sign)


@pytest.mark.parametrize("case", ED25519, ids=lambda case: f"{case['id']} {case['comment']}")
def test_signatures_as_published(case):
    key = VerifierKey("wycheproof", bytes.fromhex(case["key"]))

    good = key.verifies(bytes.fromhex(case["signature"]), bytes.fromhex(case["message"]))

    assert good is (case["result"] == "valid")


def test_the_public_key_of_rfc_8032():
    assert SIGNER.public_key().public_bytes_raw() == PUBLIC


def test_the_example_key_of_go_sumdb():
    """A key in daily use: the checksum database of Go, published in its sources."""
    line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"

    key = VerifierKey.parse(line)

    assert (key.name, key.id.hex()) == ("sum.golang.org", "033de0ae")
    assert str(key) == line


@pytest.mark.parametrize(
    ("size", "root", "signature"),
    [
        (6476701, "mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=",
         "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwO"
         "oAw="),
        (59045944, "LE6Lx+GNVyuFBv/jKcFIiPkG1WC7DHwG0clpfN/TBlA=",
         "Az3grk9ctaTv+CITXOwxCEHU3APAw5X7Ck14+fvFlh0GCktwX15+XPzy//GgL2G50ZgY05e8eXFTWcvW6pN5tozs"
         "LQQ="),
    ],
)  # fmt: skip
def test_checkpoints_that_the_database_of_go_signed(size, root, signature):
    """What it answered to the world on two days; the origin is not the name of the key there."""
    key = VerifierKey.parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    text = f"go.sum database tree\n{size}\n{root}\n"

    found = opened(f"{text}\n\u2014 sum.golang.org {signature}\n", key)

    assert found == Checkpoint("go.sum database tree", size, base64.b64decode(root))
    with pytest.raises(Unsound, match="false"):
        opened(f"{text.replace('6', '7', 1)}\n\u2014 sum.golang.org {signature}\n", key)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="nothing"),
        pytest.param("sum.golang.org", id="a name alone"),
        pytest.param("+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", id="no name"),
        pytest.param("a b+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", id="a space"),
        pytest.param("a\nb+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", id="a line end"),
        pytest.param("sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                     id="another id"),
        pytest.param("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuA==",
                     id="too short"),
        pytest.param("sum.golang.org+033de0ae+As4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                     id="another kind of key"),
        pytest.param("sum.golang.org+033de0ae+no base64", id="no base64"),
        pytest.param("sum.golang.org+033de0ae+\u20ac", id="no ascii"),
    ],
)  # fmt: skip
def test_what_is_no_public_key(line):
    with pytest.raises(Unsound, match="public key"):
        VerifierKey.parse(line)


def test_a_note_word_for_word():
    root = base64.b64encode(bytes(range(32))).decode()
    signature = base64.b64encode(KEY.id + SIGNER.sign(POINT.text.encode())).decode()

    assert f"{KEY.name}\n42\n{root}\n\n\u2014 {KEY.name} {signature}\n" == NOTE
    assert opened(NOTE, KEY) == POINT


def test_an_empty_log_can_be_signed():
    point = Checkpoint(KEY.name, 0, EMPTY_ROOT)

    assert opened(point.signed(KEY, SIGNER.sign), KEY) == point


@given(st.integers(0, len(NOTE) - 1), st.integers(0, 255))
def test_one_byte_altered_is_refused(at, byte):
    data = bytearray(NOTE.encode())
    at %= len(data)
    if data[at] == byte:
        return
    data[at] = byte

    with pytest.raises(Unsound):
        opened(data.decode("utf-8", "replace"), KEY)


@given(st.integers(0, len(NOTE.encode()) - 1))
def test_a_note_cut_off_is_refused(length):
    with pytest.raises(Unsound):
        opened(NOTE.encode()[:length].decode("utf-8", "replace"), KEY)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(Unsound):
        opened(text, KEY)
    with pytest.raises(Unsound):
        opened(f"{text}\n\n\u2014 {KEY.name} {text}\n", KEY)


def test_a_witness_may_sign_beside():
    signer, witness = other_signer()
    named = VerifierKey("witness.example.nl", witness.public)
    line = base64.b64encode(named.id + signer.sign(POINT.text.encode())).decode()

    assert opened(f"{NOTE}\u2014 {named.name} {line}\n", KEY) == POINT


def test_two_signatures_under_our_key_have_to_be_good_both():
    false = base64.b64encode(KEY.id + bytes(64)).decode()

    with pytest.raises(Unsound, match="false"):
        opened(f"{NOTE}\u2014 {KEY.name} {false}\n", KEY)


def test_somebody_else_with_our_name_is_not_us():
    signer, pretender = other_signer()

    with pytest.raises(Unsound, match="not signed by"):
        opened(POINT.signed(pretender, signer.sign), KEY)
    with pytest.raises(Unsound, match="false"):
        opened(POINT.signed(KEY, signer.sign), KEY)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("one line\n", "no origin, size and root", id="one line"),
        pytest.param("o\n1\n", "no origin, size and root", id="two lines"),
        pytest.param("o\n01\nAAAA\n", "cannot be read", id="a leading zero"),
        pytest.param("o\n-1\nAAAA\n", "cannot be read", id="below zero"),
        pytest.param("o\n1\nAAAA\n", "cannot be read", id="a short root"),
        pytest.param("o\n1\n***\n", "cannot be read", id="a root that is no base64"),
        pytest.param("o\n" + "9" * 5000 + "\nAAAA\n", "cannot be read", id="5,000 digits"),
        pytest.param("o\n\u0663\nAAAA\n", "cannot be read", id="digits of another script"),
        pytest.param("o\n\n1\n", "no origin, size and root", id="an empty line"),
    ],
)
def test_what_we_signed_and_is_no_checkpoint(text, says):
    """A key used for something else: the signature is good, the text says nothing."""
    line = base64.b64encode(KEY.id + SIGNER.sign(text.encode())).decode()

    with pytest.raises(Unsound, match=says):
        opened(f"{text}\n\u2014 {KEY.name} {line}\n", KEY)


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(NOTE.replace("\u2014", "-"), id="a hyphen for the dash"),
        pytest.param(NOTE.rstrip("\n"), id="no last line end"),
        pytest.param(NOTE.replace("\n", "\r\n"), id="line ends of Windows"),
        pytest.param(NOTE + "\n", id="one line end more"),
        pytest.param("x" * 200_000, id="far too long"),
        pytest.param(f"{POINT.text}\n\u2014 {KEY.name} AAAA\n", id="no room for a signature"),
    ],
)
def test_what_is_no_signed_note(note):
    with pytest.raises(Unsound, match="signed note"):
        opened(note, KEY)


def test_a_public_key_that_is_no_point_verifies_nothing():
    assert not VerifierKey("x", b"\xff" * 32).verifies(bytes(64), b"")
    assert not VerifierKey("x", b"short").verifies(bytes(64), b"")


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("17", 17), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("+1", None), ("", None),
     ("1_0", None), ("\u00b2", None), ("00", None)],
)  # fmt: skip
def test_a_number_has_one_way_of_writing(text, number):
    assert decimal(text) == number
