"""Rows of a person set aside while a package is written: on disk, and unreadable there."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from struct import Struct
from types import TracebackType
from typing import Any

_LENGTH = Struct(">I")
_FULL = 1 << 18  # bytes gathered before they are sealed together


class Spool:
    """Rows written once and read as often as needed, in constant memory.

    The file has no name, and holds the rows sealed (AES-GCM) under a key that lives in this
    process only: after a crash there is nothing to find and nothing to read.
    """

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the spool
        self._aead = AESGCM(AESGCM.generate_key(256))
        self._waiting = bytearray()
        self.rows = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Sets one row aside; it holds what JSON knows."""
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
        self._waiting += _LENGTH.pack(len(text)) + text
        self.rows += 1
        if len(self._waiting) >= _FULL:
            self._flush()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Every row, in the order of arrival."""
        self._flush()
        place = 0
        while True:
            self._file.seek(place)
            head = self._file.read(_LENGTH.size)
            if not head:
                return
            sealed = self._file.read(_LENGTH.unpack(head)[0])
            place = self._file.tell()
            yield from _rows(self._aead.decrypt(sealed[:12], sealed[12:], None))

    def close(self) -> None:
        """Lets go of the file, and with the object of the key."""
        self._file.close()

    def _flush(self) -> None:
        if not self._waiting:
            return
        nonce = os.urandom(12)
        sealed = nonce + self._aead.encrypt(nonce, bytes(self._waiting), None)
        self._file.seek(0, os.SEEK_END)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._waiting.clear()

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _rows(block: bytes) -> Iterator[dict[str, Any]]:
    place = 0
    while place < len(block):
        end = place + _LENGTH.size + _LENGTH.unpack_from(block, place)[0]
        yield json.loads(block[place + _LENGTH.size : end])
        place = end
