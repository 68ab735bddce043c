"""The story of the demo from beginning to end."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from avgrights.desk.demo import asking, clearing, counting, making, workspace
from avgrights.desk.demo.account import Account
from avgrights.desk.demo.stage import Stage
from avgrights.files.shipped import shipped
from avgrights.terms.errors import CheckFailed

REGISTER = "jio"


def prepare(stage: Stage, rows: int) -> dict[str, int]:
    """Makes the workspace with its register and its data; table -> rows made."""
    workspace.begin(stage.folder)
    _copy_register(stage.folder / "registers" / REGISTER)
    with stage.desk(stage.night) as desk:
        register = desk.register(REGISTER).register
    with stage.doing("making tickets", rows) as made:
        making.fill(stage.data, register, stage.night, rows, made)
    return counting.count(stage.data)


def _copy_register(place: Path) -> None:
    """A copy that its reader may change, however the package itself was installed."""
    shutil.copytree(shipped("registers") / REGISTER, place, copy_function=shutil.copyfile)


def tell(stage: Stage, rows: int, *, purge: bool) -> Account:
    """The whole story, or without `purge` only its beginning.

    Raises:
        CheckFailed: what is gone from the stores is not what was reported.
    """
    made = prepare(stage, rows)
    if not purge:
        return _account(stage, made)
    held = clearing.place_holds(stage)
    asked = (asking.access(stage), asking.erasure(stage))
    after_requests = counting.count(stage.data)
    backlog = clearing.clear_backlog(stage)
    after_backlog = counting.count(stage.data)
    night = clearing.one_night(stage)
    after_night = counting.count(stage.data)
    gone = {
        "requests": counting.gone(made, after_requests),
        "backlog": counting.gone(after_requests, after_backlog),
        "night": counting.gone(after_backlog, after_night),
    }
    _need_true(gone, asked[1].done, backlog, night)
    _need_evidence(stage, gone)
    entries = clearing.verify_journal(stage)
    return _account(stage, made, held=held, asked=asked, backlog=backlog, last_night=night,
                    gone=gone, entries=entries)  # fmt: skip


def _account(stage: Stage, made: dict[str, int], **more: Any) -> Account:
    nothing: dict[str, Any] = {
        "held": {}, "asked": (), "backlog": None, "last_night": None, "gone": {}, "entries": 0,
    }  # fmt: skip
    return Account(
        program=stage.program,
        folder=str(stage.folder),
        day=stage.day,
        night=stage.night,
        made=made,
        **(nothing | more),
    )


def _need_true(
    gone: dict[str, dict[str, int]], erased: int, backlog: dict[str, Any], night: dict[str, Any]
) -> None:
    """What the stores lost is what the runs and the case say they did, parts included."""
    told = [("requests", erased), ("backlog", _rows(backlog)), ("night", _rows(night))]
    own = ("tickets", "relations", "ledger", "workstation_log", counting.RECORDINGS)
    for step, number in told:
        really = sum(gone[step][name] for name in own)
        if really != number:
            raise CheckFailed(f"{step}: {number} rows were reported gone, and {really} are")
    for step, run in (("backlog", backlog), ("night", night)):
        _need_parts(step, gone[step], run)


def _need_parts(step: str, gone: dict[str, int], run: dict[str, Any]) -> None:
    for line in run["rules"]:
        for table, planned in line["parts"].items():
            if line["ran"] and gone[table] != planned:
                raise CheckFailed(f"{step}: {planned} of {table} were to go, {gone[table]} went")


def _need_evidence(stage: Stage, gone: dict[str, dict[str, int]]) -> None:
    """The evidence that stands in the stores themselves adds up to what is gone from them."""
    with stage.desk(stage.night) as desk:
        pieces = [one for name in desk.settings.stores for one in desk.store(name).evidence()]
    told = sum(one.rows + sum(one.parts.values()) for one in pieces)
    really = sum(number for step in gone.values() for number in step.values())
    if told != really:
        raise CheckFailed(f"the evidence tells of {told} rows gone, and {really} are")


def _rows(run: dict[str, Any]) -> int:
    return sum(line["done"] for line in run["rules"])
