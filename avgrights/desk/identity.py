"""Whether a store is the one it was: staging that points at production, a port used again."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from avgrights.desk.tables import meta
from avgrights.desk.tables import store as adopted
from avgrights.journal.kinds import REASON
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import printable

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


_REMEDY = "'avgrights store list' shows the identities."


def known_identity(desk: Desk, name: str) -> str | None:
    """The identity under which the desk adopted a store, or None."""
    with desk.database.read() as connection:
        return _known(connection, name)


def stranger(desk: Desk, name: str, bears: str | None) -> str | None:
    """Why a store may not be worked on, as a sentence; None: it is the one we know, or new."""
    with desk.database.read() as connection:
        known, meant = _known(connection, name), _meant(connection, name)
    if known is None:
        return None if bears in (None, meant) else _of_others(name)
    if known == bears:
        return None
    if bears is None:
        return (
            f"store {name!r} bears no identity any more: is it the right database? If it was put "
            "back from a backup of before its adoption: avgrights store readopt"
        )
    return (
        f"store {name!r} bears another identity than the one that was adopted: is it the right "
        "database?"
    )


def need_no_stranger(desk: Desk, name: str) -> str | None:
    """The identity that the store bears, where it is the one we know, or new.

    Raises:
        Refused: with the reason.
    """
    bears = desk.store(name).identity()
    strange = stranger(desk, name, bears)
    if strange:
        raise Refused(strange, remedy=_REMEDY)
    return bears


def need_known(desk: Desk, name: str) -> None:
    """Refuses a store that was not adopted, or is another one.

    Raises:
        Refused: with the reason.
    """
    need_no_stranger(desk, name)
    if known_identity(desk, name) is None:
        raise Refused(
            f"store {name!r} was not adopted yet",
            remedy="Approve a plan by hand: that adopts the stores it names.",
        )


def adopt(desk: Desk, name: str) -> None:
    """Gives a store an identity where it has none, and remembers it. Again: nothing.

    The identity is written down in the desk first, then in the store, then the adoption is
    recorded: a kill in between leaves a store that this desk, and no other, finishes adopting.

    Raises:
        Refused: it is not the store that was adopted under this name, or it bears the identity of
            another desk.
    """
    bears = need_no_stranger(desk, name)
    if known_identity(desk, name) is not None:
        return
    meant = _mean(desk, name)
    if bears is None:
        desk.store(name).adopt(meant)
    with desk.database.change() as connection:
        if _known(connection, name) is None:
            row = {"name": name, "identity": meant, "adopted": desk.clock.today}
            connection.execute(insert(adopted), row)
            desk.logbook.append(connection, "store.adopted", store=name, identity=meant)
        connection.execute(delete(meta).where(meta.c.name == _adopting(name)))


def readopt(desk: Desk, name: str, *, because: str) -> str:
    """Gives a store that was put back from before its adoption its identity again.

    A store bears none either where it is another database altogether. So this is done by hand, by
    who put it back, and only where the tables are those of the data map.

    Args:
        because: why it is the right one; goes into the journal.

    Returns:
        the identity. Again: nothing.

    Raises:
        InputFault: no reason, or one that the journal cannot hold; or the store was never adopted.
        Refused: it bears another identity, or lacks what the data map says of it.
    """
    reason = because.strip()
    if not (REASON.fits(reason) and printable(reason)):
        raise InputFault(f"--because takes {REASON.means}, in UTF-8, on one line")
    known, bears = known_identity(desk, name), desk.store(name).identity()
    if known is None:
        raise InputFault(
            f"store {name!r} was never adopted", remedy="Approve a plan by hand: that adopts it."
        )
    if bears == known:
        return known
    if bears is not None:
        raise Refused(_of_others(name), remedy=_REMEDY)
    _need_mapped(desk, name)
    with desk.database.change() as connection:
        desk.logbook.append(
            connection, "store.readopted", store=name, identity=known, because=reason
        )
    desk.store(name).adopt(known)
    return known


def _need_mapped(desk: Desk, name: str) -> None:
    """Raises Refused where the store is not what the data maps say: very likely another one."""
    for loaded in desk.registers:
        for dataset in loaded.data_map.datasets:
            if dataset.store == name and (wrong := desk.store(name).problems(dataset)):
                raise Refused(
                    f"store {name!r} does not fit the data map: {wrong[0]}",
                    remedy="Is it the right database? 'avgrights store check' shows everything.",
                )


def _mean(desk: Desk, name: str) -> str:
    """The identity that a store is to bear, on record before the store has it."""
    with desk.database.change() as connection:
        meant = _known(connection, name) or _meant(connection, name)
        if meant is None:
            meant = secrets.token_hex(16)
            connection.execute(insert(meta).values(name=_adopting(name), value=meant))
    return meant


def _known(connection: Connection, name: str) -> str | None:
    mine = select(adopted.c.identity).where(adopted.c.name == name)
    found: str | None = connection.execute(mine).scalar()
    return found


def _meant(connection: Connection, name: str) -> str | None:
    mine = select(meta.c.value).where(meta.c.name == _adopting(name))
    found: str | None = connection.execute(mine).scalar()
    return found


def _adopting(name: str) -> str:
    """The name of the fact; a store's own name may be longer than the column."""
    return f"adopting:{hashlib.sha256(name.encode()).hexdigest()[:24]}"


def _of_others(name: str) -> str:
    return (
        f"store {name!r} bears the identity of another desk: is it the right database? A desk that "
        "takes over from a lost one first has the identity taken out by hand (the table "
        "avgrights_store; in a folder .avgrights/store.json)"
    )
