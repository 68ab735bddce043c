"""A second person looks at fields that may name others; what of a row a plan shows or touches."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from avgrights.cases.case import OVER, Case
from avgrights.cases.events import FieldReviewed
from avgrights.cases.plan import PlannedDataset, Result
from avgrights.cases.portable import portable
from avgrights.cases.reviews import (
    COPYING,
    REVIEWABLE,
    Waiting,
    Why,
    marks,
    need_reviewable,
    view,
)
from avgrights.cases.rights import Right
from avgrights.desk import casebook
from avgrights.desk.copying import datasets_to_copy
from avgrights.desk.desk import Desk
from avgrights.desk.requests import Standing, step
from avgrights.desk.searching import datasets_of
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault


@frozen(kw_only=True)
class Touched:
    """What of the rows of one dataset a plan shows or changes.

    Attributes:
        fields: by column; those of a part as `table.column`.
        withheld: field and reason; one with something masked stands in `fields` too.
    """

    fields: tuple[str, ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()


def review(
    desk: Desk, id: str, *, dataset: str, column: str, show: bool, by: str,
    masks: Iterable[str] = (),
) -> Standing:  # fmt: skip
    """Records what a second person decided on a field that may name others (GDPR 15(4)).

    Args:
        column: for a column of a part `table.column`.
        masks: words to make unreadable in it.

    Raises:
        InputFault: no such dataset in the case, or a field that is not marked for review.
        Refused: no identity yet, the case is decided or over, or it is the first person again.
    """
    words = tuple(dict.fromkeys(" ".join(one.split()) for one in masks))
    if not all(words):
        raise InputFault("--mask takes words, and got none")
    with desk.database.read() as connection:
        case = casebook.read_file(desk, connection, id).case
    event = FieldReviewed(
        on=desk.clock.today, dataset=dataset, column=column, show=show, by=by, masks=words
    )
    facts = {"dataset": dataset, "field": column, "shown": show, "masks": len(words)}
    need_reviewable(case, _dataset(desk, case, dataset), column)
    return step(desk, id, event, "case.reviewed", facts)


def waiting(desk: Desk, case: Case) -> tuple[Waiting, ...]:
    """The fields of the copy to come that nobody has reviewed yet."""
    if case.identity is None or case.status in OVER or case.right not in COPYING:
        return ()
    found = {one.dataset for one in case.results if one.done}
    return tuple(
        Waiting(dataset=dataset.name, column=name)
        for dataset in datasets_to_copy(case, desk.register(case.register))
        if not case.results or dataset.name in found
        for name, mark in marks(dataset).items()
        if mark in REVIEWABLE and view(case, dataset, name).withheld is Why.MARKED
    )


def touched(desk: Desk, case: Case, result: Result, planned: PlannedDataset | None) -> Touched:
    """What of the rows a result speaks of; nothing where nothing is done."""
    if not result.done:
        return Touched()
    if case.right is Right.RECTIFICATION:
        return Touched(fields=_corrected(planned))
    loaded = desk.register(case.register)
    dataset = loaded.data_map.dataset(result.dataset)
    if dataset is None:
        return Touched()
    if case.right not in COPYING:
        return Touched(fields=tuple(dict.fromkeys((*_keys(dataset), *marks(dataset)))))
    if case.right is Right.PORTABILITY:
        using = [one for one in loaded.register.activities if one.id == result.activity]
        dataset = portable(dataset, using)
    return _copied(case, dataset)


def _corrected(planned: PlannedDataset | None) -> tuple[str, ...]:
    """The columns that a rectification puts right."""
    corrections = planned.corrections if planned is not None else ()
    return tuple(dict.fromkeys(
        f"{one.part}.{column}" if one.part else column
        for one in corrections for column in one.columns
    ))  # fmt: skip


def _copied(case: Case, dataset: Dataset) -> Touched:
    views = {name: view(case, dataset, name) for name in marks(dataset)}
    shown = [name for name, one in views.items() if one.withheld is None]
    keys = [name for name in _keys(dataset) if name in shown or name not in views]
    left_out = [
        (name, one.withheld or Why.MASKED)
        for name, one in views.items()
        if one.withheld is not None or one.masks
    ]
    return Touched(
        fields=tuple(dict.fromkeys((*keys, *shown))),
        withheld=tuple((name, why.under(case.right)) for name, why in left_out),
    )


def _keys(dataset: Dataset) -> tuple[str, ...]:
    return ("file",) if dataset.files else dataset.key


def _dataset(desk: Desk, case: Case, name: str) -> Dataset:
    there = datasets_of(case, desk.register(case.register))
    found = next((one for one in there if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in there)
        raise InputFault(f"case {case.id} touches no dataset {name!r:.60}; it touches: {names}")
    return found
