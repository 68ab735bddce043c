"""Signed notes under the key of the desk (c2sp.org/signed-note, Ed25519)."""

from __future__ import annotations

import base64
from collections.abc import Callable

from avgrights.desk.desk import Desk


def signer(desk: Desk) -> Callable[[str], str]:
    """Makes a signed note of a text."""
    key = desk.logbook.key

    def sign(text: str) -> str:
        line = base64.b64encode(key.id + desk.vault.signer.sign(text.encode())).decode()
        return f"{text}\n— {key.name} {line}\n"

    return sign
