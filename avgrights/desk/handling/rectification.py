"""Rectification (GDPR 16): known values are replaced by the right ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import frozen

from avgrights.cases.correcting import targets
from avgrights.cases.plan import Key, PlannedDataset, Reason, Result, Why
from avgrights.cases.planning import User
from avgrights.cases.rectifying import Guards, Line, Wish, names_others, plan_rectification
from avgrights.desk.handling.interface import Errand
from avgrights.desk.handling.mapped import mapped
from avgrights.desk.handling.outcomes import kept_anyway
from avgrights.desk.rectifying import GROUND, rectify
from avgrights.desk.searching import Found, rows_of, usable
from avgrights.desk.sparing import guards_of
from avgrights.terms.data_map import Dataset

#: Records looked at in one transaction.
_AT_ONCE = 2_000


class Rectification:
    """See `Handling`."""

    def plan(self, errand: Errand, found: Found, users: tuple[User, ...]) -> PlannedDataset:
        """See `Handling`."""
        dataset, keys = found.dataset, [row.key for row in found.rows]
        order = errand.order
        wishes = _wishes(errand, dataset, order.corrections, order.only) if keys else ()
        guards = guards_of(errand.desk, errand.case.register, dataset) if wishes else Guards()
        return plan_rectification(
            dataset, keys, _lines(errand, dataset, keys, wishes), wishes, users, guards,
            usable(errand.case.identifiers, dataset), disputed=not order.corrections,
            apart={row.key for row in found.rows if row.apart},
            shared=_shared(errand, dataset, keys) if wishes else (),
        )  # fmt: skip

    def do(self, errand: Errand, planned: PlannedDataset) -> tuple[Result, ...]:
        """See `Handling`."""
        if not planned.corrections:
            return planned.results
        dataset = mapped(errand, planned)
        rectify(errand.desk, errand.case, dataset, planned.corrections, errand.progress)
        return _as_it_is(errand, dataset, planned)


def _wishes(
    errand: Errand,
    dataset: Dataset,
    corrections: Sequence[tuple[str, str]],
    only: Sequence[tuple[str, str]],
) -> tuple[Wish, ...]:
    """The columns with their new values, as the store would hold them."""
    if dataset.files:
        return ()
    store = errand.desk.store(dataset.store)
    found = []
    for one in targets(dataset, tuple(corrections), tuple(only)):
        new = store.fitting(dataset, {one.column: one.text}, part=one.part)
        before: tuple[object, ...] = ()
        if one.only is not None:
            before = tuple(store.fitting(dataset, {one.column: one.only}, part=one.part).values())
        found.append(Wish(target=one, new=new[one.column], only=before))
    return tuple(found)


def _lines(
    errand: Errand, dataset: Dataset, keys: Sequence[Key], wishes: Sequence[Wish]
) -> list[Line]:
    """What those columns hold now, in the records and in the rows of their parts."""
    columns: dict[str | None, list[str]] = {}
    for wish in wishes:
        columns.setdefault(wish.target.part, []).append(wish.target.column)
    return [
        line
        for part, names in columns.items()
        for line in _held(errand, dataset, keys, tuple(dict.fromkeys(names)), part)
    ]


def _shared(errand: Errand, dataset: Dataset, keys: Sequence[Key]) -> set[Key]:
    """The records that name somebody else beside the person of the case."""
    whose = usable(errand.case.identifiers, dataset)
    columns = tuple({column for one in whose for column in dataset.subject[one.kind]})
    return {
        line.parent
        for line in _held(errand, dataset, keys, columns, None)
        if names_others(dataset, line.values, whose)
    }


def _held(
    errand: Errand, dataset: Dataset, keys: Sequence[Key], columns: Sequence[str], part: str | None
) -> list[Line]:
    store = errand.desk.store(dataset.store)
    return [
        Line(part=part, key=one.key, parent=one.parent, values=one.values)
        for start in range(0, len(keys), _AT_ONCE)
        for one in store.held(dataset, keys[start : start + _AT_ONCE], columns, part=part)
    ]


def _as_it_is(errand: Errand, dataset: Dataset, planned: PlannedDataset) -> tuple[Result, ...]:
    """The results as the store holds them now, whatever run or process it was that did it."""
    left = _left(errand, dataset, planned)
    reasons = _reasons(errand, dataset, left)
    again = _evidenced(errand, planned) - (len(planned.keys) - len(left))
    if again > 0:
        # Done, by the evidence, and changed anew by somebody since.
        reasons[(Why.CHANGED, "")] -= min(again, reasons[(Why.CHANGED, "")])
    stays = tuple(
        Reason(why=why, detail=detail, rows=rows) for (why, detail), rows in reasons.items() if rows
    )
    kept = sum(one.rows for one in stays)
    return tuple(
        kept_anyway(result, result.done - kept, stays) if result.done else result
        for result in planned.results
    )


@frozen
class _Left:
    """A record that does not hold what was planned: whether it holds what it held before, and
    whether a column is concerned that finds persons."""

    same: bool
    finds: bool


def _left(errand: Errand, dataset: Dataset, planned: PlannedDataset) -> dict[Key, _Left]:
    found: dict[Key, _Left] = {}
    for one in planned.corrections:
        parents = tuple(dict.fromkeys(row.parent for row in one.rows))
        now = {
            line.key: tuple(line.values[column] for column in one.columns)
            for line in _held(errand, dataset, parents, one.columns, one.part)
        }
        for row in one.rows:
            if now.get(row.key) != one.new:
                found[row.parent] = _Left(now.get(row.key) == row.old, one.finds)
    return found


def _reasons(
    errand: Errand, dataset: Dataset, left: Mapping[Key, _Left]
) -> Counter[tuple[Why, str]]:
    """Why those records stay as they are: protected since, changed, or not taken."""
    reasons: Counter[tuple[Why, str]] = Counter()
    if not left:
        return reasons
    guards = guards_of(errand.desk, errand.case.register, dataset)
    theirs = {row.key for row in rows_of(errand.desk, errand.case, dataset)}
    for key, one in left.items():
        guarded = guards.reason(key, finds=one.finds)
        untaken = one.same and key in theirs
        reasons[guarded or (Why.NOT_TAKEN if untaken else Why.CHANGED, "")] += 1
    return reasons


def _evidenced(errand: Errand, planned: PlannedDataset) -> int:
    """How many records the evidence shows as changed, where it can be told: a record with rows in
    more than one correction is counted more than once."""
    if len(planned.corrections) != 1 or planned.corrections[0].part is not None:
        return 0
    return sum(
        one.rows
        for one in errand.desk.store(planned.store).evidence(errand.case.id)
        if (one.register, one.rule, one.dataset) == (errand.case.register, GROUND, planned.dataset)
    )
