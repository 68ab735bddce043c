"""What the data map says of anonymous rows: whole, and possible (GDPR recital 26)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from avgrights.files.lint import Lint
from avgrights.terms.data_map import DataMap, Dataset, Part
from avgrights.terms.register import Activity, RetentionRule, Then


def lint_anonymise(data_map: DataMap, lint: Lint) -> None:
    """Findings on the data map by itself: where it says anything, it says everything."""
    for dataset in data_map.datasets:
        if dataset.files and not dataset.table:
            _files(dataset, lint)
        elif dataset.can_be_anonymised or dataset.erase == "anonymise":
            _whole(dataset, lint)


def lint_rule(activity: Activity, rule: RetentionRule, dataset: Dataset, lint: Lint) -> None:
    """A rule that makes rows anonymous needs a data map that says how."""
    if rule.then is Then.ANONYMISE and not dataset.can_be_anonymised:
        what = "holds files" if dataset.files else "does not say what an anonymous row holds"
        message = f"rule '{rule.id}': dataset '{dataset.name}' {what}"
        lint.add("AVG521", rule, "then", message)


def _files(dataset: Dataset, lint: Lint) -> None:
    for key, said in (("anonymise", bool(dataset.anonymise)), ("erase", dataset.erase != "delete")):
        if said:
            message = f"dataset '{dataset.name}': files cannot be made anonymous"
            lint.add("AVG523", dataset, key, message, of_key=True)


def _whole(dataset: Dataset, lint: Lint) -> None:
    subject = [column for columns in dataset.subject.values() for column in columns]
    parents = [column for part in dataset.parts for column in part.join.values()]
    about = f"dataset '{dataset.name}'"
    _covered(dataset, dataset.anonymise, [*dataset.fields, *subject], about, lint)
    _free(dataset, dataset.anonymise, {*dataset.key, *dataset.only, *parents}, about, lint)
    for part in dataset.parts:
        about = f"dataset '{dataset.name}', part '{part.table}'"
        _covered(part, part.anonymise, part.fields, about, lint)
        _free(part, part.anonymise, {*part.key, *part.join}, about, lint)


def _covered(
    thing: Dataset | Part, said: Mapping[str, Any], needed: Iterable[str], about: str, lint: Lint
) -> None:
    """Every column that tells who it is about gets another value."""
    missing = [column for column in dict.fromkeys(needed) if column not in said]
    if missing:
        message = f"{about}: 'anonymise' leaves {', '.join(repr(c) for c in missing)} as it is"
        lint.add("AVG521", thing, "anonymise", message, of_key=True)


def _free(
    thing: Dataset | Part, said: Mapping[str, Any], fixed: set[str], about: str, lint: Lint
) -> None:
    """What names, sorts or joins rows cannot be overwritten."""
    for column in said:
        if column in fixed:
            message = f"{about}: rows are named, joined or sorted by '{column}'"
            lint.member("AVG522", thing, ("anonymise", column), message)
