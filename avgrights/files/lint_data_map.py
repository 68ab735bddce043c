"""What the data map must be to find and purge rows, and how it fits the register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from avgrights.files.lint import Lint
from avgrights.files.lint_anonymise import lint_anonymise
from avgrights.files.reading import Document, scan
from avgrights.files.report import Report
from avgrights.retention.overlaps import Overlap, apart
from avgrights.terms.data_map import DataMap, Dataset, FieldUse
from avgrights.terms.finding import Finding
from avgrights.terms.own_entry import ACTIVITY
from avgrights.terms.register import Activity, Register
from avgrights.terms.settings import StoreSettings

_PLACEHOLDER = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FORMAT = re.compile(r"(?:%[YmdHMSfyjz]|[^%{}/])+")


def lint_data_map(data_map: DataMap, lint: Lint) -> None:
    """Findings on the data map by itself."""
    for dataset in data_map.datasets:
        _place(dataset, lint)
        if dataset.files and not dataset.table:
            _files(dataset, lint)
        if dataset.table and not dataset.files:
            _table(dataset, lint)
        if not dataset.events and not lint.holds(dataset, "events"):
            message = f"dataset '{dataset.name}' has no event that a term could start at"
            lint.add("AVG519", dataset, None, message)
    for one, other in combinations(data_map.datasets, 2):
        _shared(one, other, lint)
    lint_anonymise(data_map, lint)


def _place(dataset: Dataset, lint: Lint) -> None:
    if not (lint.holds(dataset, "table") or lint.holds(dataset, "files")):
        message = f"dataset '{dataset.name}' names no table and no files"
        lint.add("AVG504", dataset, None, message)
    elif lint.holds(dataset, "table") and lint.holds(dataset, "files"):
        message = f"dataset '{dataset.name}' names both a table and files"
        lint.add("AVG505", dataset, "files", message, of_key=True)


def _table(dataset: Dataset, lint: Lint) -> None:
    if not dataset.key and not lint.holds(dataset, "key"):
        lint.add("AVG506", dataset, "table", f"dataset '{dataset.name}' has no key")
    if not dataset.subject and not lint.holds(dataset, "subject"):
        message = f"dataset '{dataset.name}' has no column that tells whose row it is"
        lint.add("AVG512", dataset, None, message)
    if not dataset.fields and not lint.holds(dataset, "fields"):
        lint.add("AVG513", dataset, None, f"dataset '{dataset.name}' maps no fields")
    for kind, columns in dataset.subject.items() if dataset.fields else ():
        for column in columns:
            if column not in dataset.fields:
                message = f"dataset '{dataset.name}': column '{column}' is not among its fields"
                lint.member("AVG515", dataset, ("subject", kind), message)


def _files(dataset: Dataset, lint: Lint) -> None:
    pattern = dataset.files or ""
    problem = pattern_problem(pattern)
    if problem:
        lint.add("AVG510", dataset, "files", f"dataset '{dataset.name}': {problem}")
        return
    forms = {found[1]: found[2] for found in _PLACEHOLDER.finditer(pattern)}
    for event, where in dataset.events.items():
        if not _tells_day(forms.get(where.column) or ""):
            what = "placeholder" if where.column not in forms else "whole day under"
            message = f"dataset '{dataset.name}': the pattern has no {what} {where.column!r}"
            lint.member("AVG511", dataset, ("events", event), message)
    for key in ("key", "parts"):
        if lint.holds(dataset, key) and getattr(dataset, key):
            message = f"dataset '{dataset.name}': files have no '{key}'"
            lint.add("AVG514", dataset, key, message, of_key=True)


def _tells_day(form: str) -> bool:
    """Whether a form of a time says year, month and day.

    >>> _tells_day("%Y-%m-%dT%H%M"), _tells_day("%Y%j"), _tells_day("%d-%m"), _tells_day("%Y-%m")
    (True, True, False, False)
    """
    year = "%Y" in form or "%y" in form
    return year and ("%j" in form or ("%m" in form and "%d" in form))


def pattern_problem(pattern: str) -> str:
    """What is wrong with a pattern of files; empty where nothing is.

    >>> pattern_problem("{camera}/{recorded:%Y-%m-%dT%H%M}.mp4")
    ''
    >>> pattern_problem("../{camera}.mp4")
    'a pattern stays below its folder'
    """
    if pattern.startswith(("/", "~")) or {"..", "."} & set(pattern.split("/")) or "\\" in pattern:
        return "a pattern stays below its folder"
    rest = _PLACEHOLDER.sub("", pattern)
    found = list(_PLACEHOLDER.finditer(pattern))
    if "{" in rest or "}" in rest or not found:
        return "a pattern has placeholders between braces, such as {recorded:%Y-%m-%d}"
    names = [placeholder[1] for placeholder in found]
    if len(set(names)) != len(names):
        return "a placeholder stands twice in the pattern"
    for name, form in ((placeholder[1], placeholder[2]) for placeholder in found):
        if not _NAME.fullmatch(name):
            return f"{name!r} is no name of a placeholder"
        if form is not None and not _FORMAT.fullmatch(form):
            return f"{form!r} is no form of a day or time, such as %Y-%m-%d"
    return ""


def _shared(one: Dataset, other: Dataset, lint: Lint) -> None:
    """Two datasets never share a row."""
    if same_rows(one, other):
        message = f"dataset '{other.name}' shares rows with '{one.name}'"
        lint.add("AVG507", other, "table" if other.table else "files", message)


def same_rows(one: Dataset, other: Dataset) -> bool:
    """Whether two datasets of a map name the same table or files, and no column tells their rows
    apart; where the stores are is not asked."""
    if not one.store or one.store != other.store:
        return False
    tables = bool(one.table) and one.table == other.table
    files = bool(one.files) and one.files == other.files
    return (tables or files) and not apart(one.only, other.only)


def lint_overlaps(found: Iterable[Overlap], root: Path | None) -> list[Finding]:
    """Findings on datasets that can share rows, each on the second one in its data map; without
    those that are a finding of the data map by itself.

    Args:
        root: findings name files from here.
    """
    reports: dict[str, tuple[Report, Document | None]] = {}
    for overlap in found:
        first, second = overlap.first, overlap.second
        one_map = first.source == second.source and first != second
        if one_map and same_rows(first.dataset, second.dataset):
            continue
        if second.source not in reports:
            reports[second.source] = _opened(Path(second.source), root)
        report, document = reports[second.source]
        path = ("datasets", second.dataset.name, *overlap.path)
        report.add("AVG520", document.place(path) if document else (1, 1), overlap.sentence)
    return [finding for report, _ in reports.values() for finding in report.findings]


def _opened(file: Path, root: Path | None) -> tuple[Report, Document | None]:
    """A report on the file; what is wrong with its form was reported before."""
    name = str(file.relative_to(root)) if root and file.is_relative_to(root) else str(file)
    return Report(name), scan(file, name, Report(name))


def lint_together(register: Register, data_map: DataMap, lint: Lint) -> None:
    """Findings on the data map against its register; on the data map's sheet."""
    activities = {activity.id: activity for activity in register.activities}
    termed = {name for activity in register.activities for rule in activity.retention
              for name in rule.datasets}  # fmt: skip
    for dataset in data_map.datasets:
        known = []
        code = "AVG502" if dataset.name in termed else "AVG516"
        for number, name in enumerate(dataset.activities):
            activity = activities.get(name)
            if activity is None:
                message = f"dataset '{dataset.name}': the register has no activity '{name}'"
                lint.member(code, dataset, ("activities", number), message)
                continue
            known.append(activity)
            _termed(dataset, activity, number, lint)
        if known and len(known) == len(dataset.activities):
            _categories(dataset, known, lint)


def _termed(dataset: Dataset, activity: Activity, number: int, lint: Lint) -> None:
    if not any(dataset.name in rule.datasets for rule in activity.retention):
        message = f"dataset '{dataset.name}': no rule of '{activity.id}' says when its rows go"
        lint.member("AVG503", dataset, ("activities", number), message)


def _categories(dataset: Dataset, activities: list[Activity], lint: Lint) -> None:
    known = {category.category for activity in activities for category in activity.data}
    uses: list[tuple[str, FieldUse]] = list(dataset.fields.items())
    for part in dataset.parts:
        uses += [(f"{part.table}.{name}", use) for name, use in part.fields.items()]
    for name, use in uses:
        if use.category and use.category not in known:
            whose = " or ".join(f"'{activity.id}'" for activity in activities)
            message = f"field '{name}': {whose} has no category '{use.category}'"
            remedy = f"Its categories are: {', '.join(sorted(known))}." if known else None
            lint.add("AVG508", use, "category", message, remedy=remedy)


def lint_unmapped(register: Register, data_map: DataMap, lint: Lint) -> None:
    """Activities that no dataset names; on the register's sheet."""
    mapped = {name for dataset in data_map.datasets for name in dataset.activities}
    for activity in register.activities:
        if activity.id and activity.id not in mapped and activity.id != ACTIVITY:
            message = f"activity '{activity.id}' has no dataset in the data map"
            lint.add("AVG518", activity, "id", message)


def lint_stores(data_map: DataMap, stores: dict[str, StoreSettings], lint: Lint) -> None:
    """Findings on the data map against the stores of the workspace."""
    names = ", ".join(stores) or "none"
    for dataset in data_map.datasets:
        store = stores.get(dataset.store)
        if store is None:
            if dataset.store:
                message = f"dataset '{dataset.name}': the workspace has no store '{dataset.store}'"
                remedy = f"Its stores are: {names}. Mend the name, or add it to avgrights.yaml."
                lint.add("AVG509", dataset, "store", message, remedy=remedy)
        elif _misplaced(dataset, store):
            kind = "a folder" if store.folder is not None else "a database"
            message = f"dataset '{dataset.name}': store '{dataset.store}' is {kind}"
            lint.add("AVG517", dataset, "store", message)


def _misplaced(dataset: Dataset, store: StoreSettings) -> bool:
    """Whether a table should be in a folder, or files in a database."""
    if (store.folder is None) == (store.url is None) or bool(dataset.table) == bool(dataset.files):
        return False  # a finding of its own
    return bool(dataset.table) == (store.folder is not None)
