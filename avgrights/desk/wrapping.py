"""The wrapping key, the one secret outside the database: a private file, or the environment.

While keys are rotated there are two: the folder holds the next one beside it, a variable may hold
both with a space between them. Which of them wraps is what the database says.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from avgrights.desk.private_files import draft, make_private_folder, sync
from avgrights.terms.errors import InputFault, StoreFault

_BYTES = 32
_FILE = "wrapping.key"
#: The key that a rotation leads to, and the one it came from; there only while it runs.
_NEXT = "next.key"
_FORMER = "former.key"
#: Looks into the folder before a key counts as not there.
_LOOKS = 3
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
        self._seen: dict[str, bytes] = {}

    @property
    def in_folder(self) -> bool:
        """Whether it is a file, which can be replaced and destroyed."""
        return self._name is None

    @cached_property
    def id(self) -> str:
        """Tells one wrapping key from another: 16 hex digits of a hash that does not betray it."""
        return id_of(self.read())

    def find(self, id: str) -> bytes | None:
        """The key of that id, where it is here: in use, next or former. What was seen once stays
        known to this process, so that a rotation may end while it works."""
        for _ in range(_LOOKS):
            if id in self._seen:
                break
            # A file may be moved between two looks into the folder; then look again.
            self._seen |= {id_of(key): key for key in self._every()}
        return self._seen.get(id)

    def _every(self) -> list[bytes]:
        """Every key that is here now; none where there is no folder or variable."""
        if self._name is not None:
            texts = _apart(os.environ.get(self._name, ""))
        else:
            there = [self._text_of(name) for name in (_FILE, _NEXT, _FORMER)]
            texts = [text for text in there if text is not None]
        found = [_key_in(text) for text in texts]
        return [key for key in found if key is not None]

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
        if self._name is None:
            with self._writing():
                self._publish(self._folder / _FILE)

    def make_next(self) -> bytes:
        """Makes the key that is to take the place of this one, beside it; again: the same."""
        with self._writing():
            self._publish(self._folder / _NEXT)
        return self._decoded(self._from_file(_NEXT))

    def promote(self, id: str) -> None:
        """Puts the next key, of that id, in the place of this one. Again: nothing."""
        with self._writing():
            file = self._folder / _FILE
            if file.exists() and id_of(self._decoded(self._from_file())) == id:
                return
            with suppress(FileExistsError):
                os.link(file, self._folder / _FORMER)
            (self._folder / _NEXT).replace(file)
            sync(self._folder)

    def retire(self) -> None:
        """Sets this key aside, where another place holds the new one. Again: nothing."""
        with self._writing(), suppress(FileNotFoundError):
            (self._folder / _FILE).replace(self._folder / _FORMER)

    def destroy_former(self) -> None:
        """Overwrites the former key and takes it away, with what killed commands left of it.
        Again: nothing."""
        with self._writing():
            with suppress(FileNotFoundError):
                _overwrite(self._folder / _FORMER, unless=self._folder / _FILE)
            for left in self._folder.glob(".*.draft"):
                # Never overwritten: it may be another name of the key in use.
                left.unlink(missing_ok=True)
            sync(self._folder)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            make_private_folder(self._folder)
            yield
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
        return _apart(found)[0] if _apart(found) else found

    def _from_file(self, name: str = _FILE) -> str:
        found = self._text_of(name)
        if found is None:
            raise InputFault(
                f"the wrapping key of this desk is gone: there is no {self._folder / name}",
                remedy="Put the keys folder back. Without it the case files stay closed; "
                "to begin anew, move the desk database away as well.",
            )
        return found

    def _text_of(self, name: str) -> str | None:
        """What the file holds; None where there is none."""
        file = self._folder / name
        try:
            opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(opened) as stream:
                self._guard(os.fstat(opened).st_mode)
                return stream.read(1000)
        except FileNotFoundError:
            return None
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
                remedy=f"If nobody did: chmod 600 {self._folder / _FILE}. Else give the desk "
                "another one with 'avgrights keys rotate': whoever has it and the database can "
                "open every case file.",
            )
        if stat.S_IMODE(self._folder.stat().st_mode) & 0o077:
            self._folder.chmod(0o700)

    def _decoded(self, text: str) -> bytes:
        key = _key_in(text)
        if key is None:
            raise InputFault(f"what {self.place} holds is no wrapping key", remedy=_ASK)
        return key


def _overwrite(file: Path, *, unless: Path) -> None:
    """Writes zeros over the file and takes it away; one that is `unless` too only loses its name.

    Raises:
        FileNotFoundError: there is none.
    """
    if not (unless.exists() and unless.samefile(file)):
        opened = os.open(file, os.O_WRONLY | os.O_NOFOLLOW)
        with os.fdopen(opened, "wb") as stream:
            stream.write(bytes(os.fstat(opened).st_size))
            stream.flush()
            os.fsync(opened)
    file.unlink()


def id_of(key: bytes) -> str:
    """The id of a wrapping key."""
    return hashlib.sha256(b"avgrights wrapping key id\0" + key).hexdigest()[:16]


def _apart(text: str) -> list[str]:
    """The keys that a variable holds, with spaces or commas between them."""
    return text.replace(",", " ").split()


def _key_in(text: str) -> bytes | None:
    """The key, or None where the text is none."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _BYTES else None
