"""What a letter says of values that were put right, and of rows that were made anonymous."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from avgrights.cases.case import Case
from avgrights.cases.plan import PlannedDataset
from avgrights.cases.rights import Right
from avgrights.cases.row_terms import uses
from avgrights.desk.desk import Desk
from avgrights.documents.letters.decision import ActivityLine, Change
from avgrights.terms.data_map import Dataset
from avgrights.terms.register import Activity


def put_right(desk: Desk, case: Case, activity: Activity, line: ActivityLine) -> ActivityLine:
    """The line of an activity with its corrections, its statement, and what is anonymous now."""
    results = [one for one in case.results if one.activity == activity.id]
    line = evolve(line, anonymised=sum(one.done for one in results if one.anonymised))
    if case.right is not Right.RECTIFICATION:
        return line
    done = {one.dataset for one in results if one.done}
    data_map = desk.register(case.register).data_map
    changes = [
        change
        for planned in case.planned
        if planned.dataset in done
        for dataset in (data_map.dataset(planned.dataset),)
        if dataset is not None and uses(activity, dataset)
        for change in _changes(planned, dataset)
    ]
    stated = case.statement is not None and line.found > 0
    return evolve(line, changes=tuple(dict.fromkeys(changes)), statement=stated)


def _changes(planned: PlannedDataset, dataset: Dataset) -> list[Change]:
    return [
        Change(label=_label(dataset, one.part, column), value=_shown(value))
        for one in planned.corrections
        for column, value in zip(one.columns, one.new, strict=True)
    ]


def _label(dataset: Dataset, part: str | None, column: str) -> str:
    fields = dataset.fields
    if part is not None:
        fields = next((one.fields for one in dataset.parts if one.table == part), {})
    use = fields.get(column)
    return (use.label if use else None) or column


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
