"""The bundle for another controller (GDPR 20(2)): the package with a manifest that says who sends
what to whom, under a signature that the receiver checks with the public key alone."""

from __future__ import annotations

import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from attrs import frozen

from avgrights.documents.copy import Copy
from avgrights.documents.package import INNER, Contents, NotSound, Written, contents, seal
from avgrights.journal.note import Unsound, VerifierKey, signed_text

#: Written for a person to read; another controller has no use for it.
_LEFT_OUT = ("overview.html",)
_MANIFEST, _NOTE = "manifest.json", "manifest.note"
#: A manifest or a note that is longer is none of ours.
_LONGEST = 10_000_000
_CHUNK = 1 << 18


@frozen(kw_only=True)
class Bundle:
    """A bundle that was opened, and found whole and signed.

    Attributes:
        sender, to: the controller that sends, and the one that receives.
        files: name -> SHA-256, hex, of each file that the manifest names.
        manifest: SHA-256, hex, of the manifest: what the signature is over.
    """

    case: str
    sender: str
    to: str
    prepared: str
    files: dict[str, str]
    manifest: str


def fingerprint(key: VerifierKey) -> str:
    """SHA-256 of a public key, hex: short enough to compare over the telephone."""
    return sha256(key.public).hexdigest()


def write_bundle(
    out: IO[bytes],
    password: str,
    copy: Copy,
    *,
    to: str,
    key: VerifierKey,
    sign: Callable[[str], str],
) -> Written:
    """Writes the bundle of a copy: data.json, schema.json, CSV, manifest and signed note."""
    about = {
        "case": copy.case, "prepared": copy.prepared.isoformat(),
        "from": copy.register.controller.name, "to": to,
        "key": str(key), "fingerprint": fingerprint(key),
    }  # fmt: skip
    return seal(out, password, _files(copy), about=about, sign=sign)


def check_bundle(path: Path, password: str, key: VerifierKey) -> Bundle:
    """Opens a bundle, and looks at every file in it and at the signature.

    Raises:
        NotSound: it does not open, is not signed by this key, or holds something else than its
            manifest says.
    """
    import pyzipper

    faults = (RuntimeError, OSError, EOFError, zipfile.BadZipFile, pyzipper.BadZipFile,
              zlib.error, lzma.LZMAError, struct.error, OverflowError)  # fmt: skip
    try:
        with pyzipper.AESZipFile(path) as outer:
            outer.setpassword(password.encode())
            with outer.open(INNER) as stream, zipfile.ZipFile(stream) as inner:
                return _checked(inner, key)
    except (*faults, KeyError, ValueError, NotImplementedError) as fault:
        raise NotSound(
            f"it is no bundle, or does not open with this password ({type(fault).__name__})"
        ) from None


def _checked(inner: zipfile.ZipFile, key: VerifierKey) -> Bundle:
    manifest = _small(inner, _MANIFEST)
    digest = sha256(manifest).hexdigest()
    told = _told(manifest)
    _need_signed(_small(inner, _NOTE), key, f"avgrights package {told['case']}\n{digest}\n")
    files: dict[str, str] = told["files"]
    # A name that is there twice: one would be looked at, and the other unpacked.
    if sorted(inner.namelist()) != sorted({*files, _MANIFEST, _NOTE}):
        raise NotSound("it holds other files than its manifest names")
    for name, expected in files.items():
        if _digest(inner, name) != expected:
            raise NotSound(f"{name} was changed after the manifest was signed")
    return Bundle(
        case=told["case"], sender=told["from"], to=told["to"], prepared=told["prepared"],
        files=files, manifest=digest,
    )  # fmt: skip


def _told(manifest: bytes) -> dict[str, Any]:
    try:
        told = json.loads(manifest)
    except (ValueError, RecursionError):
        raise NotSound("its manifest cannot be read") from None
    texts = ("case", "from", "to", "prepared")
    if not isinstance(told, dict) or not all(isinstance(told.get(one), str) for one in texts):
        raise NotSound("its manifest does not say who sends what to whom")
    if not isinstance(told.get("files"), dict):
        raise NotSound("its manifest names no files")
    return told


def _need_signed(note: bytes, key: VerifierKey, text: str) -> None:
    try:
        signed = signed_text(note.decode("utf-8", "replace"), key)
    except Unsound:
        raise NotSound(f"it is not signed by {key.name} with this key") from None
    if signed != text:
        raise NotSound("the signature is under another manifest")


def _small(inner: zipfile.ZipFile, name: str) -> bytes:
    with inner.open(name) as stream:
        data = stream.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise NotSound(f"{name} is too long to be one")
    return data


def _digest(inner: zipfile.ZipFile, name: str) -> str:
    digest = sha256()
    with inner.open(name) as stream:
        while block := stream.read(_CHUNK):
            digest.update(block)
    return digest.hexdigest()


def _files(copy: Copy) -> Contents:
    return _without(contents(copy, "nl"))


def _without(files: Contents) -> Iterator[tuple[str, Any]]:
    return ((name, pieces) for name, pieces in files if name not in _LEFT_OUT)
