"""What the law and the data map ask of retention rules."""

from __future__ import annotations

from datetime import date

from avgrights.files.lint import Lint
from avgrights.files.lint_anonymise import lint_rule
from avgrights.terms.data_map import DataMap, Dataset
from avgrights.terms.own_entry import ACTIVITY, DATASETS
from avgrights.terms.register import Activity, CountFrom, Register, RetentionRule, Then

_CORE = ("datasets", "keep", "after", "count_from")


def lint_retention(
    register: Register, data_map: DataMap | None, lint: Lint, today: date | None
) -> None:
    """Findings on every retention rule of a register.

    Args:
        data_map: None: there is none, and no rule is held against it.
        today: None: nothing that depends on the day is looked at.
    """
    listed = lint.sheet.origins[id(register)].get("public_body") is not False
    seen: set[str] = set()
    for activity in register.activities:
        if not activity.retention and _empty(activity, lint):
            message = f"activity '{activity.id}' has no retention term"
            lint.add("AVG403", activity, "retention", message, of_key=True)
        for rule in activity.retention:
            _form(activity, rule, lint)
            _lists(rule, lint, today, listed)
            if rule.id and rule.id in seen:
                lint.add("AVG407", rule, "id", f"a second rule with the id '{rule.id}'")
            seen.add(rule.id)
            if data_map is not None:
                _mapped(activity, rule, data_map, lint)


def _empty(activity: Activity, lint: Lint) -> bool:
    """Whether the file itself has an empty list, not one whose members were all refused."""
    box = lint.sheet.origins.get(id(activity), {})
    return box.get("retention") == [] or (
        box.get("retention") is None and isinstance(box.get("open"), list)
    )


def _form(activity: Activity, rule: RetentionRule, lint: Lint) -> None:
    _complete(rule, lint)
    named = f"rule '{rule.id}'"
    if rule.book_year_ends is not None and rule.count_from not in (
        None, CountFrom.END_OF_BOOK_YEAR
    ):  # fmt: skip
        message = f"{named} counts from the {rule.count_from.value}, not from a book year's end"
        lint.add("AVG413", rule, "book_year_ends", message)
    if rule.then is Then.TRANSFER:
        message = f"{named}: '{rule.then.value}' is not carried out, so nothing is purged by it"
        lint.add("AVG414", rule, "then", message)
    if not rule.because and not lint.holds(rule, "because"):
        lint.add("AVG415", rule, None, f"{named} does not say on what its term rests")
    obliged = any(basis.basis in ("6(1)(c)", "6(1)(e)") for basis in activity.legal_basis)
    if rule.minimum and activity.legal_basis and not obliged:
        message = f"{named} is a legal minimum, and '{activity.id}' names no law that obliges"
        lint.add("AVG417", rule, "minimum", message)
    for number, point in enumerate(rule.open):
        lint.member("AVG324", rule, ("open", number), f"{named}: still open: {point}")


def _complete(rule: RetentionRule, lint: Lint) -> None:
    """Every key that a term needs; a rule that says what is open may lack some."""
    lacking = [key for key in _CORE if not lint.holds(rule, key)]
    lacking += [key for key in ("datasets",) if lint.holds(rule, key) and _bare(rule, lint)]
    if rule.count_from is CountFrom.END_OF_BOOK_YEAR and not lint.holds(rule, "book_year_ends"):
        if not rule.open:
            message = f"rule '{rule.id}' does not say when book years end"
            lint.add("AVG411", rule, "count_from", message)
        else:
            lacking.append("book_year_ends")
    if not lacking:
        return
    code = "AVG402" if rule.open else "AVG401"
    words = ", ".join(f"'{key}'" for key in lacking)
    lint.add(code, rule, "id", f"rule '{rule.id}' does not say {words}")


def _bare(rule: RetentionRule, lint: Lint) -> bool:
    return bool(lint.sheet.origins[id(rule)].get("datasets") == [])


def _lists(rule: RetentionRule, lint: Lint, today: date | None, listed: bool) -> None:
    named = rule.selection_list
    if named is None and listed and not lint.holds(rule, "selection_list"):
        lint.add("AVG405", rule, "selection_list", f"rule '{rule.id}' names no selection list",
                 of_key=True)  # fmt: skip
    if named and named.valid_until is None and not lint.holds(named, "valid_until"):
        message = f"rule '{rule.id}': until when the list {named.list} is valid is not said"
        lint.add("AVG404", named, "list", message)
    if named and named.valid_until and today and named.valid_until < today:
        message = f"rule '{rule.id}': the list {named.list} was valid until {named.valid_until}"
        lint.add("AVG406", named, "valid_until", message)


def _mapped(activity: Activity, rule: RetentionRule, data_map: DataMap, lint: Lint) -> None:
    """The rule's datasets and events are there, and the activity uses them."""
    for number, name in enumerate(rule.datasets):
        dataset = data_map.dataset(name)
        if dataset is None and activity.id == ACTIVITY and name in DATASETS:
            continue  # it lies in the desk database
        if dataset is None:
            message = f"rule '{rule.id}': there is no dataset '{name}' in the data map"
            lint.member("AVG408", rule, ("datasets", number), message)
            continue
        if activity.id and dataset.activities and activity.id not in dataset.activities:
            message = f"rule '{rule.id}': dataset '{name}' is not used by '{activity.id}'"
            lint.member("AVG409", rule, ("datasets", number), message)
        lint_rule(activity, rule, dataset, lint)
        _events(rule, dataset, lint)


def _events(rule: RetentionRule, dataset: Dataset, lint: Lint) -> None:
    known = ", ".join(dataset.events) or "none"
    if rule.after and rule.after not in dataset.events:
        message = f"rule '{rule.id}': dataset '{dataset.name}' knows no event '{rule.after}'"
        lint.add("AVG410", rule, "after", message, remedy=_event_remedy(known))
    ends = rule.book_year_ends
    if isinstance(ends, str) and ends not in dataset.events:
        message = f"rule '{rule.id}': dataset '{dataset.name}' knows no event '{ends}'"
        lint.add("AVG410", rule, "book_year_ends", message, remedy=_event_remedy(known))


def _event_remedy(known: str) -> str:
    return f"Its events are: {known}. Mend the name, or add the event in data-map.yaml."
