"""Bundles of another controller, made to mislead or to break who checks them."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
import pyzipper

from avgrights.desk.signing import signer
from avgrights.documents.handover import check_bundle
from avgrights.documents.package import INNER, NotSound, seal
from tests.requests.house import House

ABOUT = {"case": "R-X", "from": "a", "to": "b", "prepared": "2026-11-20"}


def _sealed_again(place: Path, inner: bytes) -> Path:
    with pyzipper.AESZipFile(place, "w", encryption=pyzipper.WZ_AES) as out:
        out.setpassword(b"w")
        out.writestr(INNER, inner)
    return place


@pytest.fixture
def bundle(house: House, tmp_path: Path) -> tuple[Path, bytes, Any]:
    """A sound bundle, its inner archive, and the key."""
    place = tmp_path / "b.zip"
    with house.desk() as desk, place.open("w+b") as out:
        seal(out, "w", iter([("data.json", ["{}"])]), about=ABOUT, sign=signer(desk))
        key = desk.logbook.key
    with pyzipper.AESZipFile(place) as outer:
        outer.setpassword(b"w")
        return place, outer.read(INNER), key


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_told(
    bundle: tuple[Path, bytes, Any], tmp_path: Path
) -> None:
    """
    Facts: who has the password puts another data.json before the signed one, under the same name:
        a checker reads the last, and a program that unpacks may keep the first.
    Holding: not sound.
    """
    place, inner, key = bundle
    assert check_bundle(place, "w", key).case == "R-X"
    with zipfile.ZipFile(io.BytesIO(inner)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    passing = io.BytesIO()
    with zipfile.ZipFile(passing, "w") as new:
        new.writestr("data.json", b'{"van": "een ander"}')
        for name, content in files.items():
            new.writestr(name, content)
    forged = _sealed_again(tmp_path / "f.zip", passing.getvalue())
    with pytest.raises(NotSound, match="other files than"):
        check_bundle(forged, "w", key)


@pytest.mark.parametrize("kind", ["deep", "deflate", "bytes"])
def test_what_cannot_be_read_is_told_and_no_traceback(
    bundle: tuple[Path, bytes, Any], tmp_path: Path, kind: str
) -> None:
    """Facts: a manifest of a hundred thousand brackets; damaged compression; each byte changed."""
    _, inner, key = bundle
    if kind == "deep":
        passing = io.BytesIO()
        with zipfile.ZipFile(passing, "w") as new:
            new.writestr("manifest.json", b"[" * 100_000)
        made = [passing.getvalue()]
    elif kind == "deflate":
        passing = io.BytesIO()
        with zipfile.ZipFile(passing, "w", zipfile.ZIP_DEFLATED) as new:
            new.writestr("manifest.json", b"abc" * 100)
        made = [passing.getvalue().replace(zlib.compress(b"abc" * 100, wbits=-15)[:4], b"\xff" * 4)]
    else:
        made = [inner[:n] + bytes([inner[n] ^ 0xFF]) + inner[n + 1 :] for n in range(0, 200, 3)]
        made += [inner[:n] + bytes([inner[n] ^ 0xFF]) + inner[n + 1 :]
                 for n in range(len(inner) - 260, len(inner), 3)]  # fmt: skip
    for n, one in enumerate(made):
        place = _sealed_again(tmp_path / f"{kind}{n}.zip", one)
        try:
            check_bundle(place, "w", key)
        except NotSound:
            continue
