"""The wrapping key, the one secret outside the database: a private file, or the environment."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from avgrights.desk.private_files import draft, make_private_folder
from avgrights.terms.errors import InputFault, StoreFault

_BYTES = 32
_FILE = "wrapping.key"
_ASK = "It is 32 bytes in base64; make one with: openssl rand -base64 32."


class WrappingKey:
    """The key that wraps the others (AES-256).

    Args:
        keys: a folder, or `env:NAME`.

    Attributes:
        place: where it lies, for messages.
    """

    def __init__(self, keys: str) -> None:
        self._name = keys.removeprefix("env:") if keys.startswith("env:") else None
        self._folder = Path(keys)
        self.place = f"the variable {self._name}" if self._name is not None else str(keys)
        self._key: bytes | None = None

    @cached_property
    def id(self) -> str:
        """Tells one wrapping key from another: 16 hex digits of a hash that does not betray it."""
        return hashlib.sha256(b"avgrights wrapping key id\0" + self.read()).hexdigest()[:16]

    def read(self) -> bytes:
        """The key.

        Raises:
            InputFault: it is not there, not readable, open to others, or no key.
        """
        if self._key is None:
            text = self._from_file() if self._name is None else self._from_environment()
            self._key = self._decoded(text)
        return self._key

    def make(self) -> None:
        """Makes the key if there is none yet. One in the environment has to be there.

        Raises:
            StoreFault: the folder cannot be made or written.
        """
        if self._name is not None:
            return
        try:
            make_private_folder(self._folder)
            self._publish(self._folder / _FILE)
        except OSError as fault:
            raise StoreFault(
                f"the keys folder {self._folder} cannot be written: {fault.strerror}",
                remedy="See to it that the folder may be written, or name another under 'keys'.",
            ) from None

    def _publish(self, file: Path) -> None:
        """Writes a new key beside its place and links it in, whole: the first of two stands."""
        if file.exists():
            return
        key = base64.b64encode(secrets.token_bytes(_BYTES)) + b"\n"
        with draft(file.parent, key) as made, suppress(FileExistsError):
            os.link(made, file)

    def _from_environment(self) -> str:
        found = os.environ.get(str(self._name))
        if not found:
            raise InputFault(
                f"'keys' names the variable {self._name}, which is not set", remedy=_ASK
            )
        return found

    def _from_file(self) -> str:
        file = self._folder / _FILE
        try:
            opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(opened) as stream:
                self._guard(os.fstat(opened).st_mode)
                return stream.read(1000)
        except FileNotFoundError:
            raise InputFault(
                f"the wrapping key of this desk is gone: there is no {file}",
                remedy="Put the keys folder back. Without it the case files stay closed; "
                "to begin anew, move the desk database away as well.",
            ) from None
        except (OSError, UnicodeDecodeError) as fault:
            said = getattr(fault, "strerror", None) or "no text"
            raise InputFault(f"the wrapping key {file} cannot be read: {said}") from None

    def _guard(self, mode: int) -> None:
        """Refuses a key that others can read; mends a folder in which the key itself was safe.

        docs/decisions/0041-a-key-that-others-can-read.md
        """
        if stat.S_IMODE(mode) & 0o077:
            raise InputFault(
                f"others than its owner may read the wrapping key in {self._folder}",
                remedy=f"If nobody did: chmod 600 {self._folder / _FILE}. Else it is lost: "
                "whoever has it and the database can open every case file.",
            )
        if stat.S_IMODE(self._folder.stat().st_mode) & 0o077:
            self._folder.chmod(0o700)

    def _decoded(self, text: str) -> bytes:
        try:
            key = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _BYTES:
            raise InputFault(f"what {self.place} holds is no wrapping key", remedy=_ASK)
        return key
