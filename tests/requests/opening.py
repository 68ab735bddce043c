"""Opening a package as the person who received it would, and reading everything in it."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyzipper


def opened(folder: Path, password: str | None = None) -> dict[str, bytes]:
    """Every file in the package of that folder; the manifest is checked on the way."""
    words = password or (folder / "password.txt").read_text().strip()
    with pyzipper.AESZipFile(folder / "package.zip") as outer:
        assert outer.namelist() == ["inhoud.zip"]
        assert outer.infolist()[0].flag_bits & 1, "encrypted"
        outer.setpassword(words.encode())
        inner = outer.read("inhoud.zip")
    with zipfile.ZipFile(io.BytesIO(inner)) as within:
        files = {name: within.read(name) for name in within.namelist()}
    listed = json.loads(files["manifest.json"])["files"]
    plain = {name for name in files if not name.startswith("manifest.")}
    assert listed == {name: sha256(files[name]).hexdigest() for name in plain}
    return files


def data(files: dict[str, bytes]) -> Any:
    """What data.json holds."""
    return json.loads(files["data.json"])
