"""`import avgrights`: cheap to import, complete, and the same as the commands."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from inspect import getmembers, isfunction, signature
from pathlib import Path

import pytest

import avgrights
from avgrights import api
from tests.conftest import MakeWorkspace

TODAY = date(2026, 11, 21)

REGISTER = """
register: voorbeeld
language: nl
controller: {name: Voorbeeldorganisatie}
dpo: {name: Functionaris voor Gegevensbescherming, email: fg@example.nl}
activities:
  - id: logging
    name: Logboek
    purpose: Nagaan wie wanneer binnenkwam
    legal_basis: 6(1)(b)
    data_subjects: [bezoekers]
    data: [{category: bezoek}]
    retention:
      - {id: visits, datasets: [visits], keep: 1 year, after: visited, count_from: trigger date}
"""
DATA_MAP = """
datasets:
  visits: {activities: [logging], store: gate, files: "{visited:%Y-%m-%d}.log",
           events: {visited: visited}}
"""


@pytest.fixture
def gate(workspace: MakeWorkspace, tmp_path: Path) -> Path:
    """A workspace with a folder of one file a day: two due, one not."""
    folder = tmp_path / "gate"
    folder.mkdir()
    for day in ("2024-01-01", "2025-11-20", "2025-11-21"):
        (folder / f"{day}.log").write_text("x")
    return workspace(
        stores={"gate": {"folder": str(folder)}}, registers={"voorbeeld": (REGISTER, DATA_MAP)}
    )


def test_importing_loads_nothing_heavy() -> None:
    """Not SQLAlchemy, not cryptography, no template engine, not even our own rooms."""
    heavy = ("sqlalchemy", "jinja2", "pendulum", "cryptography", "rich", "ruamel", "attr")
    code = f"import avgrights, sys; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    """And nothing else is pretended."""
    for name in avgrights.__all__:
        assert getattr(avgrights, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = avgrights.nothing
    assert dir(avgrights) == sorted(avgrights.__all__)


def test_plan_approve_run(gate: Path) -> None:
    """One year after the visit: kept until 20 November 2026, gone on the 21st."""
    with avgrights.open(gate, today=TODAY) as work:
        plan = work.purge.plan()
        (line,) = plan.rules
        assert (line["examined"], line["due"], line["not_due"]) == (3, 2, 1)
        with pytest.raises(avgrights.Refused, match="not approved"):
            work.purge.run(plan)
        work.purge.approve(plan, by="fg", over_brake="looked at")
        assert [one["done"] for one in work.purge.run(plan).lines] == [2]
        assert [one["rules"][0]["done"] for one in work.purge.runs()] == [2]
    assert [path.name for path in (gate.parent / "gate").glob("*.log")] == ["2025-11-21.log"]


def test_a_hold_and_its_release(gate: Path) -> None:
    """The day of the release still blocks; the day after does not."""
    with avgrights.open(gate, today=TODAY) as work:
        hold = work.holds.place(
            reason="legal claim", because="dossier 1", by="fg", dataset="visits",
            keys=[("2024-01-01.log",)],
        )  # fmt: skip
        assert work.purge.plan().rules[0]["held"] == 1
        work.holds.release(hold, because="dossier closed", by="fg")
        assert work.purge.plan().rules[0]["held"] == 1
        assert [one["hold"] for one in work.holds.list()] == [hold]
    with avgrights.open(gate, today=date(2026, 11, 22)) as work:
        assert work.purge.plan().rules[0]["held"] == 0


def test_a_restriction_keeps(gate: Path) -> None:
    """GDPR 18(2): stored, and nothing else."""
    with avgrights.open(gate, today=TODAY) as work:
        set_ = work.holds.restrict(
            dataset="visits", ground="18(1)(a)", by="fg", keys=[("2024-01-01.log",)]
        )
        assert work.purge.plan().rules[0]["restricted"] == 1
        work.holds.lift(set_, informed=TODAY)
    with avgrights.open(gate, today=date(2026, 11, 22)) as work:
        assert work.purge.plan().rules[0]["restricted"] == 0


def test_leaving_anchors_the_journal(gate: Path) -> None:
    """As every command does that appends to it."""
    with avgrights.open(gate, today=TODAY) as work:
        work.purge.approve_standing(by="fg")
    assert list((gate / "var" / "anchors").iterdir())
    work = avgrights.open(gate, today=TODAY)
    assert work.journal.verify().failure is None
    work.close()


def test_a_night_needs_its_approval(gate: Path) -> None:
    """The same refusal as on the command line."""
    with avgrights.open(gate, today=TODAY) as work, pytest.raises(avgrights.Refused):
        work.purge.nightly()


def test_keys_and_stores(gate: Path) -> None:
    """A rotation, the stores, and what a replay needs first."""
    with avgrights.open(gate, today=TODAY) as work:
        (earlier,) = work.keys.list()
        done = work.keys.rotate()
        (now,) = work.keys.list()
        names = [one["store"] for one in work.stores.list()]
        with pytest.raises(avgrights.InputFault, match="never adopted"):
            work.stores.readopt(names[0], because="restored")
        with pytest.raises(avgrights.Refused, match="not adopted yet"):
            work.stores.plan_replay(names[0], made=TODAY)

    assert (earlier["key"], now["key"]) == (done.earlier, done.key)


def test_no_workspace_is_a_clear_sentence(tmp_path: Path) -> None:
    """What is missing, and where."""
    with pytest.raises(avgrights.InputFault, match="there is no workspace"):
        avgrights.open(tmp_path)


def test_every_method_is_typed_and_told() -> None:
    """A facade without types would hide what it stands before."""
    every = (getattr(api, name) for name in api.__all__ if name != "open")
    for kind in every:
        for name, method in getmembers(kind, isfunction):
            if not name.startswith("_"):
                assert method.__doc__, name
                assert signature(method).return_annotation is not signature(method).empty
