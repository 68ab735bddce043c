"""Files that a command writes or reads because it was told to: whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from avgrights.terms.errors import InputFault


def write_file(file: Path, parts: Iterable[bytes], *, mode: int = 0o666) -> int:
    """Writes the parts beside the place, then moves them there: nobody sees half of it.

    Args:
        mode: for a new file, less the umask; 0o600 for what only its owner may read.

    Returns:
        How many parts there were.

    Raises:
        InputFault: the place cannot be written; what stood there is as it was.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        count = _draft(draft, parts, mode)
        draft.replace(file)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise InputFault(f"{file} cannot be written: {fault.strerror}") from None
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return count


def _draft(draft: Path, parts: Iterable[bytes], mode: int) -> int:
    opened = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, mode)
    count = 0
    with os.fdopen(opened, "wb") as stream:
        for part in parts:
            stream.write(part)
            count += 1
        stream.flush()
        os.fsync(opened)
    return count


def read_text(file: Path, *, most: int) -> str:
    """The text of a file of at most so many bytes. Bytes that are no UTF-8 become U+FFFD.

    Raises:
        InputFault: it cannot be read, or is longer.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as fault:
        raise InputFault(f"{file} cannot be read: {fault.strerror}") from None
    if len(data) > most:
        raise InputFault(f"{file} is longer than {most} bytes, too long for what it should be")
    return data.decode("utf-8", "replace")
