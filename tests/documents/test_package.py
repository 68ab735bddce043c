"""The package: one neutral name outside, everything checked inside, memory that does not grow."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import pyzipper

from avgrights.documents.package import INNER, NotSound, Written, check_package, write_package
from tests.documents.copies import copy, dataset

WORDS = "een-twee-drie-vier-vijf-zes"


def _written(path: Path, **given: object) -> Written:
    with path.open("w+b") as out:
        return write_package(
            out, WORDS, given.get("copy") or copy(), language="nl", sign=lambda text: text + "\n—"
        )  # type: ignore[arg-type]


def _inside(path: Path) -> zipfile.ZipFile:
    with pyzipper.AESZipFile(path) as outer:
        outer.setpassword(WORDS.encode())
        return zipfile.ZipFile(io.BytesIO(outer.read(INNER)))


def test_outside_nothing_shows_but_one_neutral_name(tmp_path: Path) -> None:
    """Names, dates and the size of each file are readable in any zip without its password."""
    path = tmp_path / "p.zip"
    _written(path)

    with zipfile.ZipFile(path) as plain:
        assert plain.namelist() == ["inhoud.zip"]
        assert plain.comment == b""
        assert plain.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
        with pytest.raises((RuntimeError, NotImplementedError)):
            plain.read("inhoud.zip")
    for word in (b"data.json", b"betrokkene", b"R-TEST", b"tickets"):
        assert word not in path.read_bytes()


def test_it_is_aes_256_and_not_the_old_zip_cipher(tmp_path: Path) -> None:
    """Compression method 99 and strength 3 in the AES extra field (APPNOTE 7.2)."""
    path = tmp_path / "p.zip"
    _written(path)

    with zipfile.ZipFile(path) as plain:
        info = plain.infolist()[0]
    assert info.compress_type == 99
    extra = info.extra
    assert extra[:2] == b"\x01\x99"
    assert extra[8] == 3


def test_the_manifest_vouches_for_every_file(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    written = _written(path)

    inside = _inside(path)
    manifest = json.loads(inside.read("manifest.json"))
    assert set(inside.namelist()) == {*manifest["files"], "manifest.json", "manifest.note"}
    for name, digest in manifest["files"].items():
        assert sha256(inside.read(name)).hexdigest() == digest == written.files[name]
    assert sha256(inside.read("manifest.json")).hexdigest() in inside.read("manifest.note").decode()


@pytest.mark.parametrize("place", [0.1, 0.4, 0.7, 0.97])
def test_what_does_not_read_back_is_not_called_ready(tmp_path: Path, place: float) -> None:
    path = tmp_path / "p.zip"
    written = _written(path)
    check_package(path, WORDS, written)

    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)

    with pytest.raises(NotSound):
        check_package(path, WORDS, written)


def test_another_password_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    written = _written(path)

    with pytest.raises(NotSound):
        check_package(path, "een-twee-drie-vier-vijf-zeven", written)


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["a/../../b", "con", "CON", "x" * 70],
         ["a-..-..-b", "dataset-con", "dataset-CON-2", "x" * 70]),
        (["été", "..", "-", "nul.txt"], ["t", "dataset", "dataset-2", "dataset-nul.txt"]),
    ],
)  # fmt: skip
def test_names_of_files_clash_on_no_system(
    tmp_path: Path, names: list[str], files: list[str]
) -> None:
    path = tmp_path / "p.zip"
    _written(path, copy=copy(*(dataset(name) for name in names)))

    sheets = [n for n in _inside(path).namelist() if n.startswith("data/")]
    assert [n for n in sheets if "notes" not in n] == [f"data/{name}.csv" for name in files]
    assert len({name.lower() for name in sheets}) == len(sheets)


def _peak(path: Path, rows: int) -> tuple[int, int]:
    """Most memory that writing and checking took, and the bytes that were written, plain."""
    big = copy(dataset(count=rows, width=900))
    tracemalloc.start()
    try:
        check_package(path, WORDS, _written(path, copy=big))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return peak, sum(info.file_size for info in _inside(path).infolist())


def test_memory_stays_the_same_however_much_there_is(tmp_path: Path) -> None:
    """Eight times the rows, the same memory: what is written is never whole in it."""
    _peak(tmp_path / "warm.zip", 10)
    small, _ = _peak(tmp_path / "small.zip", 500)
    large, written = _peak(tmp_path / "large.zip", 4_000)

    assert written > 10_000_000
    assert large < small + 1_000_000
    assert large < 8_000_000
