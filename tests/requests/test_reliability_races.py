"""Somebody who swaps a name for a link while we write, and modes (reliability, row 24)."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from avgrights.cli.writing import write_file
from avgrights.desk import deciding, requests
from avgrights.desk.anchors import Anchors
from avgrights.desk.deciding import decide
from avgrights.desk.delivering import Delivery
from avgrights.desk.doing import carry_out
from avgrights.desk.lifting import lift_case
from avgrights.desk.private_files import draft, make_private
from avgrights.stores.evidence import encoded, evidence_of
from avgrights.stores.folder_files import delete
from avgrights.stores.folder_log import FolderLog
from avgrights.stores.interface import Ticket
from avgrights.terms.errors import AvgRightsError
from avgrights.terms.identifier import Identifier
from tests.requests.house import PERSON, TICKETS, TODAY, House, ticket
from tests.requests.test_restriction import named_by_camera

#: Rounds of each of the eight races below: 2,000 together.
ROUNDS = 250
SECRET = "blijft"
NAME = "2020-01-01T1200.mp4"


def _state(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    """Names, modes and bytes below a folder."""
    return {
        str(path.relative_to(folder)): (
            stat.S_IMODE(path.lstat().st_mode), path.read_bytes() if path.is_file() else None
        )
        for path in sorted(folder.rglob("*"))
    }  # fmt: skip


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A folder of somebody else, with files of names that we use; looked at afterwards."""
    folder = tmp_path / "outside"
    folder.mkdir(mode=0o755)
    for name in (NAME, "file", "letter.html", "000000000001.checkpoint"):
        (folder / name).write_text(SECRET)
    (folder / "holding").mkdir()
    before = _state(folder)
    yield folder
    assert _state(folder) == before, "written, made or deleted outside"


@contextlib.contextmanager
def swapped(place: Path, target: Path) -> Iterator[None]:
    """As long as the block runs another process swaps what stands there for a link, and back."""
    child = os.fork()
    if child == 0:
        signal.alarm(120)
        link, number = place.with_name("link"), 0
        while True:
            number += 1
            aside = place.with_name(f"{place.name}.{number}.aside")
            with contextlib.suppress(OSError):
                link.symlink_to(target)
            with contextlib.suppress(OSError):
                if place.is_dir() and not place.is_symlink():
                    place.rename(aside)
                link.replace(place)
            for _ in range(100):
                pass
            with contextlib.suppress(OSError):
                if place.is_symlink():
                    place.unlink()
                if aside.exists():
                    aside.rename(place)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _race(work: Callable[[int], object]) -> None:
    """Does it so many times; it may be refused."""
    for number in range(1, ROUNDS + 1):
        with contextlib.suppress(OSError, AvgRightsError):
            work(number)


def _private(folder: Path) -> tuple[Path, Callable[[int], object]]:
    return folder / "file", lambda _: make_private(folder / "file")


def _drafted(folder: Path) -> tuple[Path, Callable[[int], object]]:
    def work(_: int) -> None:
        with draft(folder, b"geheim") as made:
            made.replace(folder / "file")

    return folder / "file", work


def _letters(folder: Path) -> tuple[Path, Callable[[int], object]]:
    def work(number: int) -> None:
        delivery = Delivery(folder, "R-1")
        delivery.write("letter.html", lambda out: out.write(b"geheim"))
        delivery.place()

    return folder / "letter.html", work


def _passing(folder: Path) -> tuple[Path, Callable[[int], object]]:
    _, work = _letters(folder)
    return folder / ".R-1-letter.html.part", work


def _plans(folder: Path) -> tuple[Path, Callable[[int], object]]:
    return folder / "file", lambda _: write_file(folder / "file", [b"geheim"])


def _anchors(folder: Path) -> tuple[Path, Callable[[int], object]]:
    return (folder / "000000000001.checkpoint", lambda _: Anchors(folder).add(1, "geheim"))


def _deleted(folder: Path) -> tuple[Path, Callable[[int], object]]:
    (folder / "poort").mkdir()

    def work(_: int) -> None:
        with contextlib.suppress(OSError):
            for place in (*folder.glob("poort*.aside"), folder / "poort"):
                if place.is_dir() and not place.is_symlink():
                    handle = os.open(place, os.O_DIRECTORY | os.O_NOFOLLOW)
                    os.close(os.open(NAME, os.O_CREAT | os.O_WRONLY, dir_fd=handle))
                    os.close(handle)
        delete(folder, [f"poort/{NAME}"], [])

    return folder / "poort", work


def _logs(folder: Path) -> tuple[Path, Callable[[int], object]]:
    (folder / ".avgrights").mkdir(mode=0o700)
    ticket_ = Ticket(work="w", day=TODAY, fence=1, digest_key=bytes(32))

    def work(number: int) -> None:
        log = FolderLog(folder)
        with log.alone():
            log.set_state("a" * 32, number)
            last = log.last("w")
            log.set_intent("w", last.batch + 1, {}, [NAME])
            log.append(evidence_of(encoded([(NAME,)]), 1, {}, ticket_, last, register="r",
                                   rule="x", dataset="d", day=TODAY))  # fmt: skip
            log.end_intent()

    return folder / ".avgrights", work


RACES = (_private, _drafted, _letters, _passing, _plans, _anchors, _deleted, _logs)


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_row_24_a_link_that_is_swapped_in_leads_nowhere(
    tmp_path: Path, outside: Path, race: Callable[[Path], tuple[Path, Callable[[int], object]]]
) -> None:
    """Row 24. Threat: somebody who may write in a folder of ours swaps a name for a link.

    Facts:   Another process swaps the file or the folder for a link that leads outside and back,
             as fast as it can, while we make, write, replace, append and delete.
    Holding: Nothing outside is written, made, deleted, or given another mode. (2,000 rounds.)
    """
    folder = tmp_path / "ours"
    folder.mkdir(mode=0o700)
    place, work = race(folder)
    inside = race in (_deleted, _logs)
    work(0)  # undisturbed it is done
    with swapped(place, outside if inside else outside / place.name):
        _race(work)


def test_row_24_files_that_lie_apart_are_not_led_astray(
    house: House, tmp_path: Path, outside: Path
) -> None:
    """Row 24, of restriction, lifting and erasure in a folder whose own folders are swapped."""
    named_by_camera(house)
    root = tmp_path / "beelden"
    (root / "poort").mkdir()
    (root / "poort" / NAME).write_bytes(b"beeld")
    identifiers = [Identifier("camera", "poort")]
    case = house.case("restriction", ground="unlawful", identifiers=identifiers)
    for place in (".avgrights/holding", "poort", ".avgrights"):
        (root / ".avgrights" / "holding").mkdir(parents=True, exist_ok=True)
        with swapped(root / place, outside / "holding" if "holding" in place else outside):
            for _ in range(6):
                with house.desk() as desk, contextlib.suppress(AvgRightsError):
                    carry_out(desk, case)
                with house.desk() as desk, contextlib.suppress(AvgRightsError):
                    lift_case(desk, case, informed=TODAY)
        _settled(root)


def _settled(root: Path) -> None:
    """What the swapping left in the middle is put back."""
    for aside in sorted(root.rglob("*.aside"), reverse=True):
        place = aside.with_name(aside.name.removesuffix(".aside").rpartition(".")[0])
        if place.is_symlink():
            place.unlink()
        if not place.exists():
            aside.rename(place)
    for link in list(root.rglob("*")):
        if link.is_symlink():
            link.unlink()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_row_24_modes_are_ours_whatever_the_umask(
    house: House, tmp_path: Path, umask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 24. Facts: everything that avgrights makes is made under a loose and a mad umask.

    Holding: Folders 0700, files 0600: var/, keys, anchors, letters, packages, passwords, and our
             place in the folder of a store.
    """
    monkeypatch.setattr(deciding, "pdf_available", lambda: False)
    named_by_camera(house)
    (tmp_path / "beelden" / "poort").mkdir()
    (tmp_path / "beelden" / "poort" / NAME).write_bytes(b"beeld")
    house.put(TICKETS, ticket(1, "2026-01-01"))
    both = [PERSON, Identifier("camera", "poort")]
    before = os.umask(umask)
    try:
        for right in ("access", "restriction"):
            case = house.case(right, identifiers=both, ground=_ground(right))
            with house.desk() as desk:
                carry_out(desk, case)
                decide(desk, case, out=tmp_path / "diep" / "uit" / right, password_to_file=True)
                requests.close(desk, case)
    finally:
        os.umask(before)

    ours = (house.root / "var", tmp_path / "diep", tmp_path / "beelden" / ".avgrights")
    wrong = {
        str(path.relative_to(tmp_path)): oct(stat.S_IMODE(path.stat().st_mode))
        for top in ours
        for path in (top, *top.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    }
    assert wrong == {}


def _ground(right: str) -> Any:
    return "unlawful" if right == "restriction" else None
