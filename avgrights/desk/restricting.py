"""Restriction of processing (beperking, GDPR 18) on record: purge and erasure heed it.

What the store enforces as well comes with a request: see `avgrights.desk.shutting`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from avgrights.desk.epoch import raise_epoch
from avgrights.desk.restriction_rows import of_id
from avgrights.desk.tables import restriction
from avgrights.retention.questions import Key
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier, printable

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def restrict(
    desk: Desk,
    *,
    dataset: str,
    ground: str,
    by: str,
    keys: Sequence[Key] = (),
    identifiers: Sequence[Identifier] = (),
    register: str | None = None,
    case: str | None = None,
) -> str:
    """Restricts records, or a person's rows, in one dataset: from now on they are only stored.

    Args:
        ground: one of policies/retention.yaml, such as `18(1)(c)`.

    Returns:
        the id of the restriction.

    Raises:
        InputFault: an unknown dataset or ground, or nothing to restrict.
    """
    loaded = desk.register(register)
    if loaded.data_map.dataset(dataset) is None:
        raise InputFault(f"register {loaded.register.name!r} maps no dataset {dataset!r}")
    grounds = desk.policies.retention.restriction.grounds
    if ground not in grounds:
        raise InputFault(f"{ground[:40]!r} is no ground of GDPR 18(1); use {', '.join(grounds)}")
    if not keys and not identifiers:
        raise InputFault("a restriction is on records or on a person: give keys or identifiers")
    texts = [by, *(part for key in keys for part in key), *(one.value for one in identifiers)]
    if not all(map(printable, texts)):
        raise InputFault("a restriction takes no control characters and no broken UTF-8")
    id = f"restriction-{secrets.token_hex(6)}"
    sealed = {
        "keys": [list(key) for key in keys],
        "identifiers": [[one.kind, one.value] for one in identifiers],
        "by": by,
    }
    row = {
        "id": id,
        "case": case,
        "register": loaded.register.name,
        "dataset": dataset,
        "ground": ground,
        "started": desk.clock.today,
        "sealed": desk.vault.seal(json.dumps(sealed).encode(), f"restriction:{id}"),
    }
    with desk.database.change() as connection:
        connection.execute(insert(restriction), row)
        raise_epoch(connection)
        desk.logbook.append(
            connection,
            "restriction.set",
            restriction=id,
            ground=ground,
            dataset=dataset,
            register=loaded.register.name,
            case=case,
        )
    return id


def lift(desk: Desk, id: str, *, informed: date) -> None:
    """Lifts a restriction from tomorrow on; the person was told before (GDPR 18(3)). What a store
    shut off for it is free again at once.

    Args:
        informed: the day on which the person was told, today at the latest.

    Raises:
        InputFault: there is no such restriction.
        Refused: the notice lies in the future, or rows held apart do not fit their table any more.
        StoreFault: the store failed; it is not lifted.
    """
    from avgrights.desk.lifting import lift_one

    if informed > desk.clock.today:
        raise Refused("a restriction is lifted after the person was told, not before (GDPR 18(3))")
    if not printable(id):
        raise InputFault("an id of a restriction holds letters, digits and hyphens")
    with desk.database.read() as connection:
        enforced = of_id(desk, connection, id)
    if enforced is not None:
        if enforced.lifted is None:
            lift_one(desk, enforced, informed)
        return
    with desk.database.change() as connection:
        row = connection.execute(select(restriction).where(restriction.c.id == id)).first()
        if row is None:
            raise InputFault(f"there is no restriction {id!r}")
        if row.lifted is not None:
            return
        values = {"lifted": desk.clock.today, "informed": informed}
        connection.execute(update(restriction).where(restriction.c.id == id).values(**values))
        raise_epoch(connection)
        desk.logbook.append(connection, "restriction.lifted", restriction=id)
