"""The package for a person, beside a plain zip of the very same bytes.

The reference writes the files, ready made, with the standard zipfile: unencrypted and unchecked.
Ours seals them (AES-256) and digests each file. Goals: at least 0.85 of the speed of the plain zip
(ratio <= 1.18), and less than 64 MB of memory above the start at any size.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from avgrights.documents.copy import Copy
from avgrights.documents.package import check_package, contents, seal, write_package
from tests.benchmarks.measuring import Measured, pairs
from tests.documents.copies import copy, dataset

#: Rows of about 1 kB; each stands in data.json and in its sheet.
_ROWS = 20_000
_WORDS = "een-twee-drie-vier-vijf-zes"


def run(scale: float) -> Iterator[Measured]:
    """The package at one size, and its memory at one and at four times that size."""
    rows = max(int(_ROWS * scale), 100)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "package.zip"
        files = {name: "".join(pieces) for name, pieces in contents(_copy(rows), "nl")}
        yield pairs(
            f"package of {rows} rows beside a plain zip",
            lambda: _plain(place, files),
            lambda: _sealed(place, files),
            goal=1.18,
            units=rows,
        )
        for times in (1, 4):
            yield _memory(place, rows * times)


def _copy(rows: int) -> Copy:
    return copy(dataset(count=rows, width=900))


def _pieces(text: str) -> Iterator[str]:
    """A text in the pieces in which a package is written."""
    return (text[at : at + (1 << 18)] for at in range(0, len(text), 1 << 18))


def _plain(place: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, text in files.items():
            with out.open(name, "w", force_zip64=True) as member:
                for piece in _pieces(text):
                    member.write(piece.encode())


def _sealed(place: Path, files: dict[str, str]) -> None:
    given = ((name, _pieces(text)) for name, text in files.items())
    with place.open("w+b") as out:
        seal(out, _WORDS, given, about={"case": "R-TEST"}, sign=lambda text: text)


def _memory(place: Path, rows: int) -> Measured:
    """Peak memory above the start, in a process of its own; told as a note."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        megabytes, written = pool.apply(_peak, (str(place), rows))
    note = f"peak {megabytes:.1f} MB above the start, {written / 1e6:.0f} MB of files (goal < 64)"
    return Measured(label=f"memory for {rows} rows", reference=(1.0,), ours=(1.0,), notes=(note,))


def _peak(place: str, rows: int) -> tuple[float, int]:
    """Most memory above the start, in MB, and the bytes of the files that were written."""
    _whole(Path(place), _copy(10))
    start = _high_water()
    made = _copy(rows)
    _whole(Path(place), made)
    peak = _high_water()
    size = sum(len(piece) for _, pieces in contents(made, "nl") for piece in pieces)
    return peak - start, size


def _whole(place: Path, made: Copy) -> None:
    """Written and opened again, as a decision does."""
    with place.open("w+b") as out:
        written = write_package(out, _WORDS, made, language="nl", sign=lambda text: text)
    check_package(place, _WORDS, written)


def _high_water() -> float:
    """The most memory that this process has had, in MB."""
    (line,) = [
        line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line
    ]
    return int(line.split()[1]) / 1024
