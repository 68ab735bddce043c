"""Whether a store is the one it was: staging that points at production, a port used again."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from avgrights.desk.tables import store as adopted
from avgrights.terms.errors import Refused

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def known_identity(desk: Desk, name: str) -> str | None:
    """The identity under which the desk adopted a store, or None."""
    with desk.database.read() as connection:
        mine = select(adopted.c.identity).where(adopted.c.name == name)
        found: str | None = connection.execute(mine).scalar()
        return found


def stranger(desk: Desk, name: str, bears: str | None) -> str | None:
    """Why a store may not be written to, as a sentence; None: it is the one we know, or new."""
    known = known_identity(desk, name)
    if known is None or known == bears:
        return None
    what = "bears another identity" if bears else "bears no identity any more"
    return f"store {name!r} {what} than the one that was adopted: is it the right database?"


def need_known(desk: Desk, name: str) -> None:
    """Refuses a store that was not adopted, or is another one.

    Raises:
        Refused: with the reason.
    """
    bears = desk.store(name).identity()
    strange = stranger(desk, name, bears)
    if strange:
        raise Refused(strange, remedy="'avgrights store list' shows both identities.")
    if known_identity(desk, name) is None:
        raise Refused(
            f"store {name!r} was not adopted yet",
            remedy="Approve a plan by hand: that adopts the stores it names.",
        )


def adopt(desk: Desk, name: str) -> None:
    """Gives a store an identity where it has none, and remembers it. Again: nothing.

    The store is written first: a kill in between leaves an identity that the next adoption takes
    as it finds it.

    Raises:
        Refused: it is not the store that was adopted under this name.
    """
    place = desk.store(name)
    bears = place.identity()
    strange = stranger(desk, name, bears)
    if strange:
        raise Refused(strange, remedy="'avgrights store list' shows both identities.")
    if bears is None:
        bears = secrets.token_hex(16)
        place.adopt(bears)
    if known_identity(desk, name) is None:
        with desk.database.change() as connection:
            row = {"name": name, "identity": bears, "adopted": desk.clock.today}
            connection.execute(insert(adopted), row)
            desk.logbook.append(connection, "store.adopted", store=name, identity=bears)
