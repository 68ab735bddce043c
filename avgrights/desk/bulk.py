"""Carrying out every request that is ready, together: what is looked up is looked up once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen
from sqlalchemy import select

from avgrights.cases.case import Case, Status
from avgrights.desk import casebook
from avgrights.desk.carrying_out import Work
from avgrights.desk.desk import Desk
from avgrights.desk.doing import carry_out
from avgrights.desk.searching import Found
from avgrights.desk.searching_many import search_many
from avgrights.desk.tables import case as table
from avgrights.terms.errors import InputFault, Refused

#: Persons that are looked for together. Their rows are held in memory, and what was found for the
#: last of them is as old as the doing of those before: so not too many.
_AT_ONCE = 100
#: In these a request waits for nothing but to be carried out.
_READY = (Status.IDENTIFIED, Status.ASSESSED, Status.UNDER_WAY)


@frozen(kw_only=True)
class Waiting:
    """A request that is not carried out yet, and what it waits for."""

    case: str
    why: str


@frozen(kw_only=True)
class Bulk:
    """What came of every request that was ready.

    Attributes:
        waiting: those that need a person first: an answer, a correction, a human look.
    """

    works: tuple[Work, ...]
    waiting: tuple[Waiting, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """The stores that could not be reached, each once."""
        return tuple(dict.fromkeys(store for work in self.works for store in work.open))


def ready(desk: Desk) -> tuple[str, ...]:
    """The ids of the requests with identity that are not carried out, the earliest due first."""
    states = [status.value for status in _READY]
    wanted = select(table.c.id).where(table.c.status.in_(states))
    with desk.database.read() as connection:
        ordered = wanted.order_by(table.c.due.is_(None), table.c.due, table.c.id)
        return tuple(connection.scalars(ordered))


def carry_out_all(desk: Desk, progress: Callable[[int], None] = lambda done: None) -> Bulk:
    """Carries out every request that waits for nothing else, each as if it were alone.

    Persons are looked for together, a statement a table; what is done then is done a request at a
    time, with its own plan, its own evidence and its own journal. A run that was broken off is
    finished by the same command.
    """
    works: list[Work] = []
    waiting: list[Waiting] = []
    ids = ready(desk)
    for start in range(0, len(ids), _AT_ONCE):
        for case, found in _searched(desk, ids[start : start + _AT_ONCE]):
            try:
                works.append(carry_out(desk, case.id, found=found))
            except (Refused, InputFault) as fault:
                waiting.append(Waiting(case=case.id, why=str(fault)))
            progress(1)
    return Bulk(works=tuple(works), waiting=tuple(waiting))


def _searched(desk: Desk, ids: tuple[str, ...]) -> Iterator[tuple[Case, tuple[Found, ...]]]:
    """Each case with what was found for it, register by register."""
    with desk.database.read() as connection:
        cases = [casebook.read_file(desk, connection, id).case for id in ids]
    for register in dict.fromkeys(case.register for case in cases):
        mine = [case for case in cases if case.register == register]
        found = search_many(desk, mine, desk.register(register))
        yield from ((case, found[case.id]) for case in mine)
