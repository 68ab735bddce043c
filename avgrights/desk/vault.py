"""The keys of the desk: what seals, what digests, what signs.

One wrapping key lies outside the database, in the keys folder or the environment. Every other key
lies in the database, wrapped under it (AES key wrap, RFC 3394): a database that leaks opens
nothing, and destroying one wrapped key erases what was sealed with it.
"""

from __future__ import annotations

import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlalchemy import Connection, select

from avgrights.desk import rotation
from avgrights.desk.database import Database
from avgrights.desk.tables import journal, secret
from avgrights.desk.wrapping import WrappingKey
from avgrights.terms.errors import InputFault, StoreFault

#: Bytes of every key: AES-256, Ed25519 and HMAC-SHA256 alike.
KEY_BYTES = 32

#: Bytes of the nonce before each sealed value; random, so one key seals far below 2**32 values.
_NONCE_BYTES = 12


class Vault:
    """The keys of one desk, made when the desk is.

    Args:
        keys: the keys folder, or `env:NAME`.

    Raises:
        InputFault: the wrapping key is missing, unreadable, open to others, or not this desk's.
            A desk that has keys is never given new ones: what they sealed would be lost.
    """

    def __init__(self, keys: str, database: Database) -> None:
        self.wrapping = WrappingKey(keys)
        self._database = database
        wrapped = self._found(database) or self._make(database)
        self._root = self.unwrap(*wrapped["root"])
        self._keys: dict[str, bytes] = {}
        self._sealing = AESGCM(self._derived("sealing"))
        self.signer = Ed25519PrivateKey.from_private_bytes(self.unwrap(*wrapped["signing"]))

    def seal(self, value: bytes, about: str) -> bytes:
        """The value encrypted (AES-256-GCM), bound to what it is about, such as `hold:7f3a`."""
        return _seal(self._sealing, value, about)

    def open(self, sealed: bytes, about: str) -> bytes:
        """The value that `seal` took.

        Raises:
            StoreFault: it was altered, or belongs elsewhere.
        """
        return _open(self._sealing, sealed, about)

    def digest(self, domain: str, *parts: str | bytes) -> str:
        """A keyed digest (HMAC-SHA256, 64 hex digits) of the parts, each with its length.

        Without the key nobody can try out values: a plain digest of a BSN is undone in minutes.
        """
        each = [part.encode() if isinstance(part, str) else part for part in parts]
        whole = b"".join(len(data).to_bytes(8, "big") + data for data in each)
        return hmac.digest(self.digest_key(domain), whole, "sha256").hex()

    def digest_key(self, domain: str) -> bytes:
        """The key of one domain's digests, 32 bytes; the same at every call."""
        return self._derived(f"digest {domain}")

    def new_key(self) -> tuple[bytes, bytes, str]:
        """A new key, the same wrapped, and the id of the key that it is wrapped under.

        To be called in the change that writes it: which key wraps is what the database says at
        that moment, since a rotation may have begun, or ended, after this process did.
        """
        key = secrets.token_bytes(KEY_BYTES)
        id = self.in_use()
        return key, aes_key_wrap(self.wrapping_key(id), key), id

    def in_use(self) -> str:
        """The id of the wrapping key under which new keys are wrapped."""
        wrapped = self._found(self._database)
        return wrapped["root"][1] if wrapped else self.wrapping.id

    def rewrapped(self, wrapped: bytes, key_id: str, under: bytes) -> bytes:
        """The wrapped key, wrapped anew under another wrapping key."""
        return aes_key_wrap(under, self.unwrap(wrapped, key_id))

    def readable(self, key_id: str) -> bool:
        """Whether the wrapping key of that id is at hand."""
        return self._at_hand(key_id) is not None

    def unwrap(self, wrapped: bytes, key_id: str) -> bytes:
        """The key that was wrapped.

        Raises:
            InputFault: the wrapping key is another one than it was wrapped under.
            StoreFault: the wrapped key was altered.
        """
        try:
            return aes_key_unwrap(self.wrapping_key(key_id), wrapped)
        except (InvalidUnwrap, ValueError):
            raise StoreFault("the desk database is damaged: a wrapped key was altered") from None

    def wrapping_key(self, id: str) -> bytes:
        """The wrapping key of that id.

        Raises:
            InputFault: it is not at hand.
        """
        found = self._at_hand(id)
        if found is None:
            raise InputFault(
                f"{self.wrapping.place} holds another wrapping key than this desk's: "
                f"{self.wrapping.id} where {id} is needed",
                remedy="Put back the key that this desk was made with; after 'keys rotate --to' "
                "name the new place under 'keys' in avgrights.yaml.",
            )
        return found

    def _at_hand(self, id: str) -> bytes | None:
        """The key, where `keys` has it, or a place that a rotation under way comes from or goes
        to."""
        found = self.wrapping.find(id)
        if found is not None:
            return found
        others = (WrappingKey(place).find(id) for place in rotation.places(self._database))
        return next((key for key in others if key is not None), None)

    def seal_with(self, key: bytes, value: bytes, about: str) -> bytes:
        """As `seal`, under a key of its own."""
        return _seal(AESGCM(key), value, about)

    def open_with(self, key: bytes, sealed: bytes, about: str) -> bytes:
        """As `open`, under a key of its own."""
        return _open(AESGCM(key), sealed, about)

    def _derived(self, purpose: str) -> bytes:
        """The key of a purpose; thousands of digests ask for the same one."""
        known = self._keys.get(purpose)
        if known is None:
            expand = HKDFExpand(
                algorithm=SHA256(), length=KEY_BYTES, info=f"avgrights {purpose}".encode()
            )
            known = self._keys[purpose] = expand.derive(self._root)
        return known

    def _found(self, database: Database) -> dict[str, tuple[bytes, str]]:
        with database.read() as connection:
            return _wrapped(connection)

    def _make(self, database: Database) -> dict[str, tuple[bytes, str]]:
        """The first keys of a new desk; of two processes at once the second takes the first's."""
        self.wrapping.make()
        with database.change() as connection:
            known = _wrapped(connection)
            if known:
                return known
            if connection.scalar(select(journal.c.seq).limit(1)) is not None:
                raise InputFault(
                    "the desk database has a journal and no keys any more",
                    remedy="Put back a copy of the database in which the table 'secret' is whole.",
                )
            connection.execute(secret.insert(), [self._row("root"), self._row("signing")])
            return _wrapped(connection)

    def _row(self, name: str) -> dict[str, str | bytes]:
        _, wrapped, key_id = self.new_key()
        return {"name": name, "wrapped": wrapped, "key_id": key_id}


def _wrapped(connection: Connection) -> dict[str, tuple[bytes, str]]:
    """The desk's keys as they lie in the database: none, or both.

    Raises:
        StoreFault: one of the two is missing.
    """
    rows = connection.execute(select(secret.c.name, secret.c.wrapped, secret.c.key_id))
    found = {name: (wrapped, key_id) for name, wrapped, key_id in rows}
    if found and not {"root", "signing"} <= set(found):
        raise StoreFault("the desk database is damaged: one of its keys is gone")
    return found


def _seal(cipher: AESGCM, value: bytes, about: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value, about.encode())


def _open(cipher: AESGCM, sealed: bytes, about: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError):
        raise StoreFault(
            f"the desk database is damaged: what it holds of {about} was altered"
        ) from None
