"""What GDPR 20(1) covers of a dataset: the fields whose category the person provided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from avgrights.cases.plan import PlannedDataset, Reason, Result, Why
from avgrights.cases.planning import User, plan_access
from avgrights.cases.row_terms import uses
from avgrights.terms.data_map import Dataset, FieldUse, ThirdParty
from avgrights.terms.register import Activity


def portable(dataset: Dataset, activities: Iterable[Activity]) -> Dataset:
    """The dataset with no other fields than those whose category the person provided.

    Args:
        activities: those to which the right applies; a category that one of them says was
            provided counts, since it is the same data.
    """
    provided = {
        data.category
        for activity in activities
        if uses(activity, dataset)
        for data in activity.data
        if data.provided_by_subject
    }
    parts = tuple(evolve(one, fields=_of(provided, one.fields)) for one in dataset.parts)
    return evolve(
        dataset,
        fields=_of(provided, dataset.fields),
        parts=tuple(part for part in parts if part.fields),
    )


def as_provided(activity: Activity, activities: Iterable[Activity]) -> Activity:
    """The activity with no other categories than the person provided, and their sources.

    Args:
        activities: those to which the right applies; as for `portable`, one of them that says
            that a category was provided is enough.
    """
    provided = {
        data.category for one in activities for data in one.data if data.provided_by_subject
    }
    return evolve(activity, data=tuple(one for one in activity.data if one.category in provided))


def holds_data(dataset: Dataset) -> bool:
    """Whether any field is left; a key by itself is not data that a person provided."""
    return bool(dataset.fields or dataset.parts)


def only_with_others(activity: Activity, datasets: Iterable[Dataset]) -> bool:
    """Whether all that the person provided is withheld for others' sake, so that nothing can be
    given without harm to them (GDPR 20(4)). What may still be shown after review is not."""
    fields = [
        use
        for dataset in datasets
        for part in _everything(portable(dataset, (activity,)))
        for use in part.values()
    ]
    return bool(fields) and all(use.third_party is ThirdParty.WITHHOLD for use in fields)


def plan_portability(dataset: Dataset, found: int, users: tuple[User, ...]) -> PlannedDataset:
    """The plan of one dataset: its rows where it holds provided data, for each activity."""
    planned = plan_access(dataset, found, users)
    applying = {user.activity.id: user.activity for user in users if user.applies}
    results = tuple(
        _not_provided(one)
        if one.done and not holds_data(portable(dataset, (applying[one.activity],)))
        else one
        for one in planned.results
    )
    return evolve(planned, results=results)


def _not_provided(result: Result) -> Result:
    reason = Reason(why=Why.NOT_PROVIDED, rows=result.found)
    return evolve(result, done=0, kept=result.found, reasons=(reason,))


def _of(provided: set[str], fields: Mapping[str, FieldUse]) -> dict[str, FieldUse]:
    return {name: use for name, use in fields.items() if use.category in provided}


def _everything(dataset: Dataset) -> Iterable[Mapping[str, FieldUse]]:
    return (dataset.fields, *(part.fields for part in dataset.parts))
