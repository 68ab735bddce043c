"""A key of a desk for tests: the first of RFC 8032, 7.1."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avgrights.journal.note import VerifierKey

SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")

SIGNER = Ed25519PrivateKey.from_private_bytes(SECRET)
KEY = VerifierKey("avgrights/desk/test", PUBLIC)


def other_signer() -> tuple[Ed25519PrivateKey, VerifierKey]:
    """Another key under the same name: somebody who would like to be the desk."""
    signer = Ed25519PrivateKey.generate()
    public = signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return signer, VerifierKey(KEY.name, public)
