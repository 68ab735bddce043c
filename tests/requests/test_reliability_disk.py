"""A disk that is full or failing, and a kill at the same places (reliability, row 9)."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import define

from avgrights.desk import requests
from avgrights.terms.identifier import Identifier
from tests.purge.house import House as Purged
from tests.purge.house import fill, make_house
from tests.purge.test_kill import RECORDINGS
from tests.requests import straced
from tests.requests.house import (
    CONTACTS,
    LEDGER,
    NOTES,
    PERSON,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)
from tests.requests.opening import opened
from tests.requests.test_restriction import everything, moved, named_by_camera
from tests.requests.test_restriction_killed import made, recordings

#: How many faults a command gets; each is one of CALLS at one of its times. All of them: 9999.
FAULTS = int(os.environ.get("AVGRIGHTS_DISK_FAULTS", "7"))
#: What befalls a call: the disk stays full, errs once, or the process ends there.
KINDS = ("error=ENOSPC:when={}+", "error=EIO:when={}", "signal=SIGKILL:when={}")
DAY = ("--today", str(TODAY))


@define
class Job:
    """One command on one workspace, and how to see what came of it."""

    folder: Path
    words: Callable[[Path], tuple[str, ...]]
    seen: Callable[[Path], Any]


def _body(folder: Path, right: str, **given: Any) -> tuple[House, str]:
    """Two rows of the person in every database, two recordings, and an identified case."""
    house = made(folder)
    named_by_camera(house)
    moved(house)
    house.put(TICKETS, *(ticket(n, "2020-01-01", name="fout") for n in (1, 2)))
    house.put(NOTES, *({"id": n, "ticket_id": n, "text": "noot"} for n in (1, 2)))
    house.put(LEDGER, *(entry(n, "2010-01-01") for n in (1, 2)))
    house.put(CONTACTS, *(contact(n, "2010-01-01") for n in (1, 2)))
    place = house.root.parent / "beelden" / "poort"
    place.mkdir()
    for day in ("2020-11-19", "2020-11-20"):
        (place / f"{day}T0800.mp4").write_bytes(b"beeld" + day.encode())
    return house, house.case(right, identifiers=[PERSON, Identifier("camera", "poort")], **given)


def _at(folder: Path) -> House:
    """The body that lies in that folder."""
    again = House.__new__(House)
    again.root = folder / "workspace"
    again.urls = {name: f"sqlite:///{folder}/{name}.db" for name in STORES}
    return again


def _seen(case: str) -> Callable[[Path], Any]:
    """Rows, recordings, evidence and what the case says, of a body in a folder."""

    def look(folder: Path) -> Any:
        house = _at(folder)
        proof: Counter[tuple[str, str]] = Counter()
        with house.desk() as desk:
            known = requests.show(desk, case).case
            for name in (*STORES, "cameras"):
                for one in desk.store(name).evidence(case):
                    proof[one.dataset, one.rule] += one.rows
            assert desk.logbook.verify().failure is None
        told = [(r.activity, r.dataset, r.found, r.done, r.kept) for r in known.results]
        return everything(house), recordings(house), dict(proof), told, known.status, known.open

    return look


def _carry_out(folder: Path, right: str, *more: str, **given: Any) -> Job:
    _, case = _body(folder, right, **given)
    words = ("request", "carry-out", case, *more, *DAY)
    return Job(folder, lambda at: ("--workspace", str(at / "workspace"), *words), _seen(case))


def erasure(folder: Path) -> Job:
    """Deletes in three databases and in a folder."""
    return _carry_out(folder, "erasure")


def rectification(folder: Path) -> Job:
    """Corrects a field, and one of a part."""
    return _carry_out(folder, "rectification", "--set", "Naam=goed", "--set",
                      "Geschreven=2026-01-01")  # fmt: skip


def restriction(folder: Path) -> Job:
    """Moves rows and files apart, sealed."""
    return _carry_out(folder, "restriction", ground="unlawful")


def decision(folder: Path) -> Job:
    """Writes a letter and a package."""
    house, case = _body(folder, "access")
    before = ("--workspace", str(house.root))
    assert straced.run(*before, "request", "carry-out", case, *DAY) == 0

    def words(at: Path) -> tuple[str, ...]:
        return ("--workspace", str(at / "workspace"), "request", "decide", case, "--out",
                str(at / "uit"), "--password-to-file", *DAY)  # fmt: skip

    def seen(at: Path) -> Any:
        """The names that are there: of a package that opens, whole; and what the case says."""
        names = sorted(path.name for path in (at / "uit").iterdir())
        with _at(at).desk() as desk:
            assert desk.logbook.verify().failure is None
            return names, sorted(opened(at / "uit")), requests.show(desk, case).case.status

    return Job(folder, words, seen)


def purge(folder: Path) -> Job:
    """Deletes what is due, in a database and a folder, after an approved plan."""
    house = make_house(folder)
    fill(house, due=25, kept=40)
    house.record(*RECORDINGS)
    file, _ = house.plan()
    house.approve(file)

    def words(at: Path) -> tuple[str, ...]:
        run = ("purge", "run", str(at / file.name), "--today", "2026-11-21")
        return ("--workspace", str(at), *run)

    def seen(at: Path) -> Any:
        one = Purged(at, f"sqlite:///{at}/data/helpdesk.db")
        assert one.run("journal", "verify")[0] == 0
        done = [rule["done"] for rule in one.run("purge", "status")[1]["runs"][-1]["rules"]]
        return one.ids(), one.ids("notes"), one.files(), one.evidence(), done

    return Job(folder, words, seen)


JOBS = (erasure, rectification, restriction, decision, purge)


def _faults(job: Job, place: int, whole: Path) -> Iterator[tuple[str, str]]:
    """Calls and faults, another mixture for each job, each at a time that the job has."""
    times = straced.counted(*job.words(whole))
    every = [(call, kind) for kind in KINDS for call in straced.CALLS if times[call]]
    if FAULTS > 999:
        yield from ((c, k.format(n)) for c, k in every for n in range(1, times[c] + 1))
        return
    luck = Random(place)
    for at in range(FAULTS):
        call, kind = every[(place * FAULTS + at) % len(every)]
        yield call, kind.format(luck.randint(1, times[call]))


@pytest.mark.parametrize("work", JOBS, ids=lambda work: work.__name__)
def test_row_9_a_disk_fault_is_never_called_done_and_a_rerun_heals(
    tmp_path: Path, work: Callable[[Path], Job]
) -> None:
    """Row 9. Threat: a full disk, an I/O error, a power cut, at any write that a command makes.

    Facts:   The kernel says ENOSPC or EIO, or the process ends, at a sync, rename or write.
    Holding: Exit status 0 only if everything is as after a run that nothing befell; else it is
             so after the same command once more. Nothing lost, nothing double, 0 unrecovered.
    """
    straced.need_strace()
    job = work(tmp_path / "ready")
    whole = tmp_path / "whole"
    shutil.copytree(job.folder, whole)
    faults = list(_faults(job, JOBS.index(work), whole))
    expected = job.seen(whole)

    ended = []
    for call, fault in faults:
        one = tmp_path / "one"
        shutil.copytree(job.folder, one)
        status = straced.run(*job.words(one), call=call, fault=fault)
        ended.append((call, fault, status))
        if status == 0:
            assert job.seen(one) == expected, f"called done after {call} {fault}"
        else:
            assert straced.run(*job.words(one)) == 0, f"not healed after {call} {fault}"
            assert job.seen(one) == expected, f"not the same after {call} {fault}"
        shutil.rmtree(one)

    assert {status for *_, status in ended} <= {-9, 0, 2, 3}, ended
    assert sum(status != 0 for *_, status in ended) > len(ended) / 2, ended
