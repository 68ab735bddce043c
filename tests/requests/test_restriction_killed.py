"""A restriction, and its lifting, killed at any step: nothing lost, nothing double, and the same
command finishes it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from avgrights.desk.assessing import assess_case
from avgrights.desk.doing import carry_out
from avgrights.desk.lifting import lift_case
from avgrights.desk.shutting import shutter
from avgrights.terms.identifier import Identifier
from tests.conftest import MakeWorkspace, make_workspace
from tests.purge.killing import in_a_child
from tests.requests.house import DATA_MAP, REGISTER, STORES, TODAY, House
from tests.requests.test_restriction import everything, fill, named_by_camera, tickets

#: Every so manieth step is a kill; at 3 it takes minutes, and was run so once.
STRIDE = 29


def made(folder: Path) -> House:
    """A body whose stores all lie in its own folder, so that it can be copied."""
    (folder / "beelden").mkdir(parents=True)
    urls = {name: f"sqlite:///{folder}/{name}.db" for name in STORES}
    stores = {name: {"url": f"sqlite:///../{name}.db"} for name in STORES}
    root = make_workspace(
        folder / "workspace", stores={**stores, "cameras": {"folder": "../beelden"}},
        registers={"huis": (REGISTER, DATA_MAP)},
    )  # fmt: skip
    return House(root, urls)


def copied(house: House, folder: Path) -> House:
    """The same body in another folder."""
    shutil.copytree(house.root.parent, folder)
    urls = {name: f"sqlite:///{folder}/{name}.db" for name in STORES}
    return House(folder / "workspace", urls)


def recordings(house: House) -> dict[str, bytes]:
    """The recordings that can be seen."""
    root = house.root.parent / "beelden"
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.glob("poort/*"))}


def ready(folder: Path) -> tuple[House, str]:
    """Rows in three databases and two recordings of one person, and a case that is assessed."""
    house = made(folder)
    named_by_camera(house)
    fill(house)
    place = house.root.parent / "beelden" / "poort"
    place.mkdir()
    for hour in ("0800", "0900"):
        (place / f"2026-11-19T{hour}.mp4").write_bytes(b"beeld" + hour.encode())
    identifiers = [Identifier("email", "betrokkene@example.nl"), Identifier("camera", "poort")]
    case = house.case("restriction", ground="unlawful", identifiers=identifiers)
    with house.desk() as desk:
        assess_case(desk, case)
    return house, case


def carry(house: House, case: str) -> int:
    with house.desk() as desk:
        return 3 if carry_out(desk, case).open else 0


def lift(house: House, case: str) -> int:
    with house.desk() as desk:
        return 3 if lift_case(desk, case, informed=TODAY).open else 0


def proven(house: House, case: str) -> list[tuple[str, str, int]]:
    """What the stores' own evidence says: dataset, ground, rows."""
    with house.desk() as desk:
        every = [one for name in (*STORES, "cameras") for one in desk.store(name).evidence(case)]
    return sorted((one.dataset, one.rule, one.rows) for one in every)


SHUT = [("contacts", "GDPR 18(2)", 1), ("footage", "GDPR 18(2)", 2), ("ledger", "GDPR 18(2)", 1),
        ("tickets", "GDPR 18(2)", 2)]  # fmt: skip


@pytest.mark.parametrize("step", ["carry out", "lift"])
def test_killed_at_any_step(tmp_path: Path, step: str):
    """Every so manieth statement, commit and file step is the last of a run; then it runs again."""
    house, case = ready(tmp_path / "ready")
    before, files = everything(house), recordings(house)
    work = carry if step == "carry out" else lift
    if step == "lift":
        assert carry(house, case) == 0
    whole = copied(house, tmp_path / "whole")
    status, steps = in_a_child(lambda: work(whole, case), None)
    assert status == 0
    assert steps > 80

    for at in range(1, steps + 1, STRIDE):
        one = copied(house, tmp_path / "one")
        status, _ = in_a_child(lambda one=one: work(one, case), at)
        assert status is None, f"step {at} of {steps} was not reached"
        _nothing_lost(one, before)
        assert work(one, case) == 0
        if step == "carry out":
            assert proven(one, case) == SHUT, f"killed at step {at}"
            assert not recordings(one) and len(everything(one)["tickets"]) == 1
            assert lift(one, case) == 0
        _back(one, case, before, files, at)
        shutil.rmtree(one.root.parent)


def _nothing_lost(house: House, before: dict[str, list[Any]]) -> None:
    """At any moment each row is in its table or in ours, and never in both."""
    with house.desk() as desk:
        for name, table in (("tickets", "tickets"), ("ledger", "ledger"), ("contacts", "contacts")):
            dataset = desk.register(None).data_map.dataset(name)
            assert dataset is not None
            apart = shutter(desk, dataset).count_apart("huis", dataset)
            assert apart + len(everything(house)[table]) == len(before[table])


def _back(house: House, case: str, before: object, files: object, at: int) -> None:
    """All is as it was, and the evidence says so once."""
    freed = [(dataset, "GDPR 18(3)", rows) for dataset, _, rows in SHUT]
    assert everything(house) == before
    assert recordings(house) == files
    assert proven(house, case) == sorted([*SHUT, *freed]), f"killed at step {at}"
    with house.desk() as desk:
        assert desk.logbook.verify().failure is None
    assert not list((house.root.parent / "beelden" / ".avgrights" / "holding").iterdir())


@pytest.mark.parametrize("way", ["move", "policy"])
def test_killed_at_steps_on_postgres(
    workspace: MakeWorkspace, tmp_path: Path, postgres_url: str, way: str
):
    """Killed again and again at another step, until it is through: carried out, and lifted."""
    (tmp_path / "beelden").mkdir()
    urls = dict.fromkeys(STORES, postgres_url)
    stores = {name: {"url": url} for name, url in urls.items()}
    chosen = DATA_MAP.replace("    table: tickets\n", f"    table: tickets\n    restrict: {way}\n")
    root = workspace(
        stores={**stores, "cameras": {"folder": str(tmp_path / "beelden")}},
        registers={"huis": (REGISTER, chosen)},
    )
    house = House(root, urls)
    tickets(house)
    before = everything(house)
    case = house.case("restriction", ground="unlawful", activities=["service-desk"])
    with house.desk() as desk:
        assess_case(desk, case)

    for work in (carry, lift):
        for at in range(4, 400, 6):
            status, _ = in_a_child(lambda work=work: work(house, case), at)
            if status is not None:
                break
        assert status == 0

    assert everything(house) == before
    with house.desk() as desk:
        rules = [(one.rule, one.rows) for one in desk.store("one").evidence(case)]
        assert desk.logbook.verify().failure is None
    assert rules == [("GDPR 18(2)", 2), ("GDPR 18(3)", 2)]
