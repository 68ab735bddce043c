"""The list of what was erased on request, to erase it again where a backup brings it back.

No key and no identifier stands in it: an entry is a keyed digest of dataset, key and one identifier
of the person. The key of a record alone would not do: a database may give it to another person's
record once it is free. The list lies in the desk database, so no backup of a store holds it, and
has a term of its own (docs/decisions/0153-erasing-again.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from sqlalchemy import Connection, and_, delete, func, insert, select, update

from avgrights.desk.own_terms import OwnTerm, own_term
from avgrights.desk.tables import erased
from avgrights.retention.questions import Key
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier
from avgrights.terms.own_entry import RE_ERASURE
from avgrights.terms.register import Then

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

_DOMAIN = "erased record"
#: Digests looked up or written in one statement.
_AT_ONCE = 500


@frozen
class Erasing:
    """One erasure of one dataset, as the list knows it.

    Used in order: `begin` before anything goes, `settle` once it is known what is gone. A kill in
    between leaves entries that are not settled; the same erasure, done again, settles them.
    """

    desk: Desk
    work: str
    register: str
    dataset: Dataset
    whose: tuple[Identifier, ...]
    then: Then
    _known: dict[Key, list[str]] = field(factory=dict, repr=False)

    def begin(self, keys: Sequence[Key]) -> None:
        """Writes what is about to go, not settled yet; what is on the list stays as it is."""
        digests = [one for key in keys for one in self._digests(key)]
        with self.desk.database.change() as connection:
            known = _known(connection, digests)
            rows = [
                {"digest": one, "store": self.dataset.store, "register": self.register,
                 "dataset": self.dataset.name, "work": self.work, "day": self.desk.clock.today,
                 "anonymised": self.then is Then.ANONYMISE, "settled": False}
                for one in dict.fromkeys(digests) if one not in known
            ]  # fmt: skip
            if rows:
                connection.execute(insert(erased), rows)

    def settle(self, keys: Sequence[Key]) -> None:
        """Settles what is gone, and strikes off what is still there: held, or changed meanwhile."""
        there = self._still_there(keys)
        gone = [one for key in keys if key not in there for one in self._digests(key)]
        stays = [one for key in keys if key in there for one in self._digests(key)]
        with self.desk.database.change() as connection:
            for some in _pieces(gone):
                mine = erased.c.digest.in_(some)
                connection.execute(update(erased).where(mine).values(settled=True))
                again = {"work": self.work, "day": self.desk.clock.today}
                others = and_(mine, erased.c.work != self.work)
                connection.execute(update(erased).where(others).values(again))
            for some in _pieces(stays):
                begun = and_(erased.c.digest.in_(some), erased.c.settled.is_(False))
                connection.execute(delete(erased).where(begun))

    def _still_there(self, keys: Sequence[Key]) -> set[Key]:
        """The records that are there; of those to be made anonymous, that are still theirs."""
        store, desk = self.desk.store(self.dataset.store), self.desk
        if self.then is not Then.ANONYMISE:
            return store.present(self.dataset, keys)
        zone, today = desk.settings.time_zone, desk.clock.today
        return {row.key for row in store.find(self.dataset, self.whose, zone=zone, today=today)}

    def _digests(self, key: Key) -> list[str]:
        """What the list knows of a record: asked before it goes, and after."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = [
                digest_of(self.desk, self.register, self.dataset, key, one) for one in self.whose
            ]
        return known


def digest_of(desk: Desk, register: str, dataset: Dataset, key: Key, identifier: Identifier) -> str:
    """What the list knows of one record and one identifier of its person."""
    about = (register, dataset.name, identifier.kind, identifier.comparable)
    return desk.vault.digest(_DOMAIN, *about, *key)


def on_the_list(connection: Connection, digests: Iterable[str], *, since: date) -> dict[str, Then]:
    """Which of these were erased, or made anonymous, on that day or later."""
    found: dict[str, Then] = {}
    for some in _pieces(list(digests)):
        mine = and_(erased.c.digest.in_(some), erased.c.settled, erased.c.day >= since)
        for digest, anonymised in connection.execute(
            select(erased.c.digest, erased.c.anonymised).where(mine)
        ):
            found[digest] = Then.ANONYMISE if anonymised else Then.ERASE
    return found


def unsettled(connection: Connection, store: str) -> tuple[str, ...]:
    """The cases whose erasure in that store was begun and not finished."""
    mine = and_(erased.c.store == store, erased.c.settled.is_(False))
    asked = select(erased.c.work).where(mine).distinct().order_by(erased.c.work)
    return tuple(connection.scalars(asked))


def listed(connection: Connection, store: str, *, since: date) -> int:
    """How many entries of that store are of that day or later."""
    mine = and_(erased.c.store == store, erased.c.day >= since)
    return connection.scalar(select(func.count()).select_from(erased).where(mine)) or 0


def erasures_due(desk: Desk) -> list[dict[str, Any]]:
    """What of the list is past its term today, a line a register; nothing changes."""
    with desk.database.read() as connection:
        return [_line(connection, term) for term in _terms(desk, connection)]


def forget_due_erasures(desk: Desk) -> list[dict[str, Any]]:
    """Takes off the list what is past its term; the lines, with what was done. Again: nothing."""
    lines = []
    with desk.database.change() as connection:
        for term in _terms(desk, connection):
            line = _line(connection, term)
            if line["due"]:
                connection.execute(delete(erased).where(_due(term)))
                desk.logbook.append(
                    connection, "erasures.forgotten", register=term.register, rule=term.rule.id,
                    erasures=line["due"], before=desk.clock.today,
                )  # fmt: skip
            lines.append({**line, "done": line["due"]})
    return lines


def _terms(desk: Desk, connection: Connection) -> list[OwnTerm]:
    names = connection.scalars(select(erased.c.register).distinct().order_by(erased.c.register))
    return [own_term(desk, name, RE_ERASURE) for name in names.all()]


def _line(connection: Connection, term: OwnTerm) -> dict[str, Any]:
    count = select(func.count()).select_from(erased)
    every = connection.scalar(count.where(erased.c.register == term.register)) or 0
    due = (connection.scalar(count.where(_due(term))) or 0) if term.last_day else 0
    return term.line(examined=every, open=0, held=0, due=due, not_due=every - due, reasons={})


def _due(term: OwnTerm) -> Any:
    return and_(erased.c.register == term.register, erased.c.day <= term.last_day)


def _known(connection: Connection, digests: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in _pieces(digests):
        found |= set(connection.scalars(select(erased.c.digest).where(erased.c.digest.in_(some))))
    return found


def _pieces(digests: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(digests), _AT_ONCE):
        yield digests[start : start + _AT_ONCE]
