"""Legal holds (opschorting van vernietiging): data that stays whatever its term, with a reason."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from avgrights.desk import casebook
from avgrights.desk.epoch import raise_epoch
from avgrights.desk.protecting import open_hold
from avgrights.desk.tables import hold
from avgrights.retention.questions import Key
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault, StoreFault
from avgrights.terms.identifier import Identifier, printable
from avgrights.terms.register import Activity

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk
    from avgrights.files.registers import LoadedRegister


def place(
    desk: Desk,
    *,
    reason: str,
    because: str,
    by: str,
    dataset: str | None = None,
    keys: Sequence[Key] = (),
    identifier: Identifier | None = None,
    activity: str | None = None,
    register: str | None = None,
    case: str | None = None,
    say: Callable[[str], None] = lambda sentence: None,
) -> str:
    """Places a hold on a dataset, on records of it, on a person, on an activity or on the file of
    a case.

    Args:
        reason: a ground of policies/retention.yaml, or of the `hold_reasons` of a rule concerned.
        because: why this hold, here; kept sealed.
        by: who places it; kept sealed.
        say: is told where the records could not be looked up; the hold is placed all the same.

    Returns:
        the id of the hold.

    Raises:
        InputFault: an unknown reason, dataset, activity or kind of identifier; more than one of
            them; a record that is not there; or a text that cannot be written.
    """
    if sum(bool(one) for one in (dataset, identifier, activity, case)) != 1:
        raise InputFault("a hold is on one of --dataset, --identifier, --activity and --case")
    if keys and not dataset:
        raise InputFault("--key names records of a --dataset")
    _need(because, "--because: why this hold, in a sentence")
    _need(by, "--by: who places it")
    if case:
        scope, where = "case", _where_case(desk, case)
    else:
        scope, where = _where(desk, dataset, keys, identifier, activity, register)
    _need_reason(desk, reason, scope, where)
    if keys:
        _need_present(desk, where, keys, say)
    sealed = {
        "keys": [[case]] if case else [list(key) for key in keys],
        "identifiers": [[identifier.kind, identifier.value]] if identifier else [],
        "because": because,
        "by": by,
    }
    return _write(desk, scope, reason, where, sealed)


def release(desk: Desk, id: str, *, because: str, by: str) -> None:
    """Releases a hold from tomorrow on: today still blocks. Again: nothing.

    Raises:
        InputFault: there is no such hold, or no reason or name.
    """
    _need(because, "--because: why it may go, in a sentence")
    _need(by, "--by: who releases it")
    _need(id, "ID: the id of the hold")
    sealed = desk.vault.seal(json.dumps({"because": because, "by": by}).encode(), f"release:{id}")
    with desk.database.change() as connection:
        row = connection.execute(select(hold).where(hold.c.id == id)).first()
        if row is None:
            raise InputFault(f"there is no hold {id!r}", remedy="'avgrights hold list' shows all.")
        if row.released is not None:
            return
        values = {"released": desk.clock.today, "sealed_release": sealed}
        connection.execute(update(hold).where(hold.c.id == id).values(**values))
        raise_epoch(connection)
        desk.logbook.append(connection, "hold.released", hold=id)


def holds(desk: Desk) -> list[dict[str, Any]]:
    """Every hold, oldest first. Identifiers and keys are counted, not shown."""
    with desk.database.read() as connection:
        rows = connection.execute(select(hold).order_by(hold.c.placed, hold.c.id)).all()
        return [_shown(desk, connection, row) for row in rows]


def _shown(desk: Desk, connection: Connection, row: Row[Any]) -> dict[str, Any]:
    words = open_hold(desk, row)
    return {
        "hold": row.id,
        "scope": row.scope,
        "reason": row.reason,
        "register": row.register,
        "dataset": row.dataset,
        "activity": row.activity,
        "records": len(words["keys"]),
        "identifier_kinds": [kind for kind, _ in words["identifiers"]],
        "because": words["because"],
        "by": words["by"],
        "placed": row.placed.isoformat(),
        "released": row.released.isoformat() if row.released else None,
        **({"case": words["keys"][0][0]} if row.scope == "case" else {}),
    }


def _where(
    desk: Desk,
    dataset: str | None,
    keys: Sequence[Key],
    identifier: Identifier | None,
    activity: str | None,
    register: str | None,
) -> tuple[str, dict[str, str | None]]:
    """The scope of a hold, and what it is on."""
    if identifier is not None:
        _need(identifier.value, "--identifier: kind=value")
        _need_kind(desk, identifier, register)
        return "subject", {"register": register, "dataset": None, "activity": None}
    if activity is not None:
        loaded = _only(_with_activity(desk, activity, register), f"activity {activity!r}")
        where = {"register": loaded.register.name, "dataset": None, "activity": activity}
        return "activity", where
    loaded = _only(_with_dataset(desk, str(dataset), register), f"dataset {dataset!r}")
    _need_width(loaded, str(dataset), keys)
    where = {"register": loaded.register.name, "dataset": dataset, "activity": None}
    return ("record" if keys else "dataset"), where


def _where_case(desk: Desk, case: str) -> dict[str, str | None]:
    """What a hold on the file of a case is on: its register; the case itself is kept sealed."""
    with desk.database.read() as connection:
        register = casebook.read_file(desk, connection, case).case.register
    return {"register": register, "dataset": None, "activity": None}


def _write(
    desk: Desk, scope: str, reason: str, where: dict[str, str | None], sealed: dict[str, Any]
) -> str:
    id = f"hold-{secrets.token_hex(6)}"
    row = {
        "id": id,
        "scope": scope,
        "reason": reason,
        **where,
        "placed": desk.clock.today,
        "sealed": desk.vault.seal(json.dumps(sealed).encode(), f"hold:{id}"),
    }
    with desk.database.change() as connection:
        connection.execute(insert(hold), row)
        raise_epoch(connection)
        desk.logbook.append(connection, "hold.placed", hold=id, scope=scope, reason=reason, **where)
    return id


def _need_reason(desk: Desk, reason: str, scope: str, where: dict[str, str | None]) -> None:
    grounds = list(desk.policies.retention.holds)
    own = [
        name
        for loaded in desk.registers
        for activity in loaded.register.activities
        for rule in activity.retention
        if _speaks(loaded, activity, rule.datasets, scope, where)
        for name in rule.hold_reasons
    ]
    if reason not in grounds and reason not in own:
        known = ", ".join(dict.fromkeys([*own, *grounds]))
        raise InputFault(f"{reason[:60]!r} is no reason for a hold here", remedy=f"Use: {known}.")


def _speaks(
    loaded: LoadedRegister,
    activity: Activity,
    datasets: Sequence[str],
    scope: str,
    where: dict[str, str | None],
) -> bool:
    """Whether a rule concerns what the hold is on."""
    if where["register"] not in (None, loaded.register.name):
        return False
    if scope == "activity":
        return activity.id == where["activity"]
    return scope == "subject" or where["dataset"] in datasets


def _need_kind(desk: Desk, identifier: Identifier, register: str | None) -> None:
    chosen = [desk.register(register)] if register else list(desk.registers)
    kinds = {k for loaded in chosen for d in loaded.data_map.datasets for k in d.subject}
    if identifier.kind not in kinds:
        known = ", ".join(sorted(kinds)) or "none"
        raise InputFault(
            f"no dataset is searched by {identifier.kind!r}", remedy=f"Kinds mapped: {known}."
        )


def _with_activity(desk: Desk, activity: str, register: str | None) -> list[LoadedRegister]:
    chosen = [desk.register(register)] if register else desk.registers
    return [loaded for loaded in chosen if loaded.register.activity(activity)]


def _with_dataset(desk: Desk, dataset: str, register: str | None) -> list[LoadedRegister]:
    chosen = [desk.register(register)] if register else desk.registers
    return [loaded for loaded in chosen if loaded.data_map.dataset(dataset)]


def _only(found: Sequence[LoadedRegister], what: str) -> LoadedRegister:
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputFault(f"no register of this workspace has {what}")
    names = ", ".join(loaded.register.name for loaded in found)
    raise InputFault(f"{what} is in several registers: {names}", remedy="Add --register.")


def _need_width(loaded: LoadedRegister, dataset: str, keys: Sequence[Key]) -> None:
    found: Dataset | None = loaded.data_map.dataset(dataset)
    width = len(found.key) if found and found.key else 1
    if any(len(key) != width for key in keys):
        raise InputFault(
            f"a key of {dataset!r} has {width} part{'s' if width > 1 else ''}",
            remedy="Write them in the order of the data map, joined by commas: --key 2024,17.",
        )


def _need_present(
    desk: Desk,
    where: dict[str, str | None],
    keys: Sequence[Key],
    say: Callable[[str], None],
) -> None:
    """A key mistyped would keep nothing, and nobody would know."""
    _need(",".join(part for key in keys for part in key), "--key: which record")
    found = desk.register(where["register"]).data_map.dataset(str(where["dataset"]))
    assert found is not None
    try:
        missing = set(keys) - desk.store(found.store).present(found, keys)
    except StoreFault as fault:
        say(f"the hold is placed, but nobody looked whether its records are there: {fault}")
        return
    if missing:
        raise InputFault(
            f"{len(missing)} of {len(set(keys))} keys name no record of {found.name!r}: "
            "no hold was placed",
            remedy="Write a key as the table has it (of files: the path below the folder).",
        )


def _need(text: str, what: str) -> None:
    if not text.strip():
        raise InputFault(f"missing {what}")
    if not printable(text):
        raise InputFault(f"no control characters and no broken UTF-8 in {what.partition(':')[0]}")
