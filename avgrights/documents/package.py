"""The package for a person: an AES-256 zip that shows nothing, and one neutral zip within.

The names in a zip are readable without its password, and so are sizes and dates; therefore the
outer zip holds one member, `inhoud.zip`, and what is inside is only there to be seen after opening.
Everything is written as it is read: memory stays the same however much there is.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import IO, Any
from zlib import crc32

from attrs import define, field, frozen

from avgrights.documents.copy import Copy, CopyDataset
from avgrights.documents.data_json import data_json
from avgrights.documents.data_schema import schema_json
from avgrights.documents.overview import overview, overview_pdf
from avgrights.documents.sheets import line, sheet

#: The only name that is visible without the password.
INNER = "inhoud.zip"
_CHUNK = 1 << 18
#: Name of a file -> its text, or its bytes, in pieces, made when they are asked for.
Contents = Iterator[tuple[str, Iterable[str] | Iterable[bytes]]]
_FAST = 1  # deflate's fastest: AES is then not waiting for it


class NotSound(Exception):
    """The package that was written does not read back as it was meant."""


@frozen(kw_only=True)
class Written:
    """What went into a package.

    Attributes:
        files: name of each file -> its SHA-256, hex.
        checksum: CRC-32 of the inner zip as it was handed to the cipher. That the bytes on the
            disk are those that the cipher made is vouched for by the HMAC within the AES zip.
    """

    files: dict[str, str]
    checksum: int


def write_package(
    out: IO[bytes],
    password: str,
    copy: Copy,
    *,
    language: str,
    sign: Callable[[str], str],
    pdf: bool = False,
) -> Written:
    """Writes the package of one copy, and returns what went into it.

    Args:
        out: a binary file open for writing; left open.
        sign: makes a signed note (c2sp.org/signed-note) of a text.
        pdf: whether the overview goes in as PDF too, under the same password.
    """
    about = {"case": copy.case, "prepared": copy.prepared.isoformat()}
    files = contents(copy, language)
    if pdf:
        files = chain(files, _as_pdf(copy, language, password))
    return seal(out, password, files, about=about, sign=sign)


def _as_pdf(copy: Copy, language: str, password: str) -> Contents:
    yield "overview.pdf", [overview_pdf(copy, language, password)]


def seal(
    out: IO[bytes],
    password: str,
    files: Contents,
    *,
    about: Mapping[str, str],
    sign: Callable[[str], str],
) -> Written:
    """Writes files into a package with their manifest.

    Args:
        about: what the manifest says beside the digests; `case` stands in its note too.

    Raises:
        OSError: the disk did not take it.
    """
    import pyzipper

    try:
        with pyzipper.AESZipFile(
            out, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES
        ) as outer:
            outer.setpassword(password.encode())
            with outer.open(INNER, "w", force_zip64=True) as stream:
                counted = _Counted(stream)
                digests = _fill(counted, files, about, sign)
    except ValueError as fault:
        raise _of_the_disk(fault) from None
    return Written(files=digests, checksum=counted.checksum)


def _of_the_disk(fault: ValueError) -> Exception:
    """What lies behind it: where a disk fails midway, a zip that is closed half written complains
    of that, and hides why."""
    behind: BaseException | None = fault
    while behind is not None:
        if isinstance(behind, OSError):
            return behind
        behind = behind.__context__
    return fault


def check_package(path: Any, password: str, written: Written) -> None:
    """Opens the package again and compares it with what was written.

    Raises:
        NotSound: it does not open with its password, or holds something else.
    """
    import pyzipper

    try:
        with pyzipper.AESZipFile(path) as outer:
            outer.setpassword(password.encode())
            names = outer.namelist()
            with outer.open(INNER) as stream:
                found = _checksum(stream)
    except (RuntimeError, OSError, zipfile.BadZipFile, pyzipper.BadZipFile) as fault:
        raise NotSound(f"the package does not read back ({type(fault).__name__})") from None
    if names != [INNER] or found != written.checksum:
        raise NotSound("the package does not hold what was written")


def _fill(
    stream: _Counted, files: Contents, about: Mapping[str, str], sign: Callable[[str], str]
) -> dict[str, str]:
    digests: dict[str, str] = {}
    out: Any = stream  # zipfile asks of a file that it writes and flushes, no more
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as inner:
        for name, pieces in files:
            digests[name] = _write(inner, name, pieces)
        manifest = json.dumps({**about, "files": digests}, indent=2)
        digests["manifest.json"] = _write(inner, "manifest.json", [manifest])
        note = sign(f"avgrights package {about['case']}\n{digests['manifest.json']}\n")
        _write(inner, "manifest.note", [note])
    return digests


def contents(copy: Copy, language: str) -> Contents:
    """Every file but the manifest. Names come from the data map, never from data."""
    yield "data.json", data_json(copy)
    if copy.portable:
        yield "schema.json", [schema_json(copy)]
    names = _Names()
    for dataset in copy.datasets:
        yield names.path(dataset.name), sheet(list(dataset.columns), _values(dataset))
        for table, columns in dataset.parts.items():
            yield names.path(f"{dataset.name}.{table}"), _part_sheet(dataset, table, list(columns))
    yield "overview.html", overview(copy, language)


def _values(dataset: CopyDataset) -> Iterator[Any]:
    return (row["values"] for row in dataset.rows)


def _part_sheet(dataset: CopyDataset, table: str, columns: list[str]) -> Iterator[str]:
    """The rows of a part, each with the key of the row it belongs to."""
    yield line([f"{dataset.name}", *columns])
    for row in dataset.rows:
        for part in row["parts"].get(table, ()):
            yield line(["/".join(row["key"]), *(part.get(column) for column in columns)])


@define
class _Names:
    """Names of files that clash nowhere: on no system, with no other."""

    _given: set[str] = field(factory=set)

    def path(self, wanted: str) -> str:
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in wanted)
        plain = plain.strip(".-")[:80] or "dataset"
        if plain.split(".")[0].lower() in _RESERVED:
            plain = "dataset-" + plain
        name, number = plain, 2
        while name.lower() in self._given:
            name, number = f"{plain}-{number}", number + 1
        self._given.add(name.lower())
        return f"data/{name}.csv"


#: Names that Windows keeps to itself, whatever follows the dot.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(10)}


def _write(inner: zipfile.ZipFile, name: str, pieces: Iterable[str] | Iterable[bytes]) -> str:
    digest = sha256()
    with inner.open(name, "w", force_zip64=True) as out:
        waiting = bytearray()
        for piece in pieces:
            waiting += piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")
            if len(waiting) >= _CHUNK:
                digest.update(waiting)
                out.write(waiting)
                waiting = bytearray()
        digest.update(waiting)
        out.write(waiting)
    return digest.hexdigest()


class _Counted:
    """A stream that is written once from front to back, with the checksum of what went by."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.checksum = 0

    def write(self, data: Any) -> int:
        self.checksum = crc32(data, self.checksum)
        self._stream.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        self._stream.flush()


def _checksum(stream: IO[bytes]) -> int:
    checksum = 0
    while block := stream.read(_CHUNK):
        checksum = crc32(block, checksum)
    return checksum
