"""Signed checkpoints: the state of the log in a few lines of text that anyone can check and keep.

The formats are public: c2sp.org/signed-note (Ed25519 signatures, keys written as one line) and
c2sp.org/tlog-checkpoint. Tools for transparency logs read them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from hashlib import sha256

from attrs import frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from avgrights.journal.merkle import HASH_BYTES

#: The kind of signature, as signed-note numbers them.
_ED25519 = b"\x01"

#: What a signature line begins with: an em dash and a space.
_DASH = "\u2014 "

_ID_BYTES = 4
_LONGEST = 100_000


class Unsound(ValueError):
    """A note, key or proof that is not what it should be; the message is for people."""


@frozen
class VerifierKey:
    """A public key with its name, as signed-note writes it: `name+1a2b3c4d+base64`."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """From its one line.

        Raises:
            Unsound: it is no such line, or the id is not that of the key.
        """
        name, _, rest = text.strip().partition("+")
        digits, _, encoded = rest.partition("+")
        raw = decoded(encoded)
        if not _is_name(name) or raw is None or len(raw) != 33 or raw[:1] != _ED25519:
            raise Unsound("this is no public key: it is written name+id+base64, for Ed25519")
        key = cls(name, raw[1:])
        if digits != key.id.hex():
            raise Unsound("the id in the public key is not that of the key")
        return key

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature line tells its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        encoded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{encoded}"

    def verifies(self, signature: bytes, text: bytes) -> bool:
        """Whether this key made the signature over the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


@frozen
class Checkpoint:
    """The size and the root of the log `origin`: all that its first `size` entries were."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed (tlog-checkpoint): three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
        """The note: text, a blank line, the signature line."""
        line = base64.b64encode(key.id + sign(self.text.encode())).decode()
        return f"{self.text}\n{_DASH}{key.name} {line}\n"


def opened(note: str, key: VerifierKey) -> Checkpoint:
    """The checkpoint in a note, once its signature by the key is found good.

    Signatures of others (witnesses) may stand beside it and are not looked at.

    Raises:
        Unsound: it is no note, no checkpoint, or not signed by this key.
    """
    return _checkpoint(signed_text(note, key))


def signed_text(note: str, key: VerifierKey) -> str:
    """The text of a note, once its signature by the key is found good.

    Raises:
        Unsound: it is no note, or not signed by this key.
    """
    text, lines = _parts(note)
    of_key = [line for line in lines if line[0] == key.name and line[1] == key.id]
    if not of_key:
        raise Unsound(f"the checkpoint is not signed by {key.name}")
    if not all(key.verifies(signature, text.encode()) for _, _, signature in of_key):
        raise Unsound("the signature under the checkpoint is false")
    return text


def _parts(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The signed text, and of each signature line name, key id and signature."""
    if len(note) > _LONGEST or any(ord(one) < 32 and one != "\n" for one in note):
        raise Unsound("the checkpoint is no signed note: it is too long or holds control signs")
    head, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise Unsound("the checkpoint is no signed note: no text, blank line and signature")
    return head + "\n", [_signature(line) for line in tail[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    raw = decoded(encoded)
    if not line.startswith(_DASH) or not _is_name(name) or raw is None or len(raw) <= _ID_BYTES:
        raise Unsound("the checkpoint is no signed note: a signature line is malformed")
    return name, raw[:_ID_BYTES], raw[_ID_BYTES:]


def _checkpoint(text: str) -> Checkpoint:
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise Unsound("the note is no checkpoint: it has no origin, size and root")
    origin, size, root = lines[0], decimal(lines[1]), decoded(lines[2])
    if size is None or root is None or len(root) != HASH_BYTES:
        raise Unsound("the note is no checkpoint: its size or root cannot be read")
    return Checkpoint(origin, size, root)


def decimal(text: str) -> int | None:
    """A number from 0 as its one way of writing: no sign, no leading zero, at most 18 digits."""
    plain = text.isascii() and text.isdigit() and len(text) <= 18
    return int(text) if plain and str(int(text)) == text else None


def decoded(text: str) -> bytes | None:
    """The bytes of standard base64 in its one way of writing, or None."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def _is_name(name: str) -> bool:
    """Whether signed-note allows this name of a key: not empty, no space and no plus."""
    return (
        bool(name) and name.isprintable() and not any(one.isspace() or one == "+" for one in name)
    )
