"""What a policy may not say, though each value by itself is well formed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from attrs import fields, has

from avgrights.files.lint_handling import lint_identity, lint_invoking
from avgrights.files.sheet import Sheet, in_words
from avgrights.law.dated import Dated
from avgrights.law.policies import Policies
from avgrights.law.rulebook import Rule
from avgrights.terms.legal_basis import BASES

Sheets = Mapping[str, Sheet]


def lint_policies(policies: Policies, sheets: Sheets) -> None:
    """Adds a finding to the sheet of each file for what does not fit together."""
    _procedures(policies, sheets["procedures.yaml"])
    _rights(policies, sheets["rights.yaml"])
    _calendar(policies, sheets["calendar.yaml"])
    _numbers(policies, sheets)
    lint_invoking(policies, sheets["invoking.yaml"], _known, _say)
    lint_identity(policies, sheets["identity.yaml"], _known, _say)
    versions: tuple[tuple[str, Sequence[Dated]], ...] = (
        *(("capacity.yaml", versions) for versions in policies.capacity.regimes.values()),
        ("penalty.yaml", policies.penalty),
        ("retention.yaml", policies.retention.permanent),
        ("calendar.yaml", policies.calendar.equated),
        ("refusals.yaml", policies.refusals.complaints),
        ("intake.yaml", policies.intake.answering),
        ("intake.yaml", policies.intake.looking_ahead),
        ("intake.yaml", policies.intake.words),
        ("notices.yaml", policies.notices.telling),
        ("looks.yaml", policies.looks.looks),
    )
    for file, dated in versions:
        _in_line(dated, sheets[file])
    for sheet in sheets.values():
        _each_value(sheet)


def _calendar(policies: Policies, sheet: Sheet) -> None:
    """One way to find a holiday; equated days within the span of their decree."""
    for holiday in policies.calendar.holidays:
        if (holiday.day is None) == (holiday.easter is None):
            told = f"{holiday.id} has either day or easter"
            _say(sheet, "AVG709", holiday, "id", told)
    for decree in policies.calendar.equated:
        for day in decree.days:
            if not decree.holds_on(day):
                told = f"{day} lies outside {decree.valid_from} to {decree.valid_until or 'now'}"
                _say(sheet, "AVG709", decree, "days", told)


def _numbers(policies: Policies, sheets: Sheets) -> None:
    """No negative days, amounts or ages; the youngest band starts at birth."""
    for version in policies.penalty:
        least = min(version.most_days, *(a.days for a in version.amounts),
                    *(a.euros_a_day for a in version.amounts))  # fmt: skip
        if least < 0:
            _say(sheets["penalty.yaml"], "AVG709", version, "most_days", f"{least} is negative")
    for bands in policies.capacity.regimes.values():
        for each in bands:
            if min(band.from_age for band in each.ages) != 0:
                told = "the youngest age is not 0: nobody could act before it"
                _say(sheets["capacity.yaml"], "AVG709", each, "ages", told)


def _procedures(policies: Policies, sheet: Sheet) -> None:
    """Versions in line, and every name known."""
    for procedure in policies.procedures.values():
        _in_line(procedure.versions, sheet)
        _known(procedure, "rights", procedure.rights, policies.rights.rights, sheet)
        for version in procedure.versions:
            _known(version, "calendar", (version.calendar,), policies.calendar.calendars, sheet)
            if version.remedy:
                named = (version.remedy.procedure,)
                _known(version.remedy, "procedure", named, policies.procedures, sheet)


def _rights(policies: Policies, sheet: Sheet) -> None:
    """Rules that name only what there is, and always end in an answer."""
    book = policies.rights
    _defaults(policies, sheet)
    _in_line(book.overlays, sheet)
    for layer in book.overlays:
        _rules(policies, layer.rules, sheet)
    for right in book.rights.values():
        _in_line(right.versions, sheet)
        for version in right.versions:
            _rules(policies, version.rules, sheet)
            last = version.rules[-1]
            if last.bases or last.when or last.known or last.unless:
                _say(sheet, "AVG706", last, "id", f"the last rule, {last.id}, has conditions")


def _defaults(policies: Policies, sheet: Sheet) -> None:
    """What holds where nothing is said is a value that the fact takes."""
    for name, kind in policies.rights.facts.items():
        fits = kind.default in kind.values if kind.values else isinstance(kind.default, bool)
        if kind.default is not None and not fits:
            accepted = ", ".join(kind.values) or "true, false"
            told = f"{name}: {kind.default!r} is none of {accepted}"
            _say(sheet, "AVG705", kind, "default", told)


def _rules(policies: Policies, rules: Iterable[Rule], sheet: Sheet) -> None:
    facts = policies.rights.facts
    refusals = [one.id for one in policies.refusals.refusals]
    for rule in rules:
        _known(rule, "bases", rule.bases, BASES, sheet)
        _known(rule, "rights", rule.rights, policies.rights.rights, sheet)
        _known(rule, "when", rule.when, facts, sheet)
        _known(rule, "known", rule.known, facts, sheet)
        _known(rule, "unless", rule.unless, facts, sheet)
        _known(rule, "refusal", (rule.refusal,), refusals, sheet)
        _known(rule, "ask", (rule.ask,) if rule.ask else (), facts, sheet)
        for condition in (rule.when, rule.known, rule.unless):
            _values(policies, rule, condition, sheet)


def _values(policies: Policies, rule: Rule, condition: Mapping[str, Any], sheet: Sheet) -> None:
    """A condition on a fact with values names one of them; on another, true or false."""
    for name, value in condition.items():
        kind = policies.rights.facts.get(name)
        if kind is None:
            continue
        fits = value in kind.values if kind.values else isinstance(value, bool)
        if not fits:
            accepted = ", ".join(kind.values) or "true, false"
            _say(sheet, "AVG705", rule, "id", f"{name}: {value!r} is none of {accepted}")


def _in_line(versions: Sequence[Dated], sheet: Sheet) -> None:
    """Versions follow each other in time, without overlap; a gap is worth a warning."""
    ordered = sorted(versions, key=lambda version: version.valid_from)
    for older, newer in pairwise(ordered):
        ends = older.valid_until
        if ends is None or ends >= newer.valid_from:
            told = f"two versions hold on {newer.valid_from}"
            _say(sheet, "AVG701", newer, "valid_from", told)
        elif ends + timedelta(1) < newer.valid_from:
            told = f"nothing holds between {ends} and {newer.valid_from}"
            _say(sheet, "AVG702", newer, "valid_from", told)


def _each_value(sheet: Sheet) -> None:
    """Every dated value ends after it starts; every reading of ours has its record."""
    waiting: list[Any] = [sheet.document.tree]
    while waiting:
        box = waiting.pop()
        if isinstance(box, dict):
            _one_value(box, sheet)
        waiting += list(box.values()) if isinstance(box, dict) else box if _is_list(box) else []


def _one_value(box: dict[str, Any], sheet: Sheet) -> None:
    start, end = box.get("valid_from"), box.get("valid_until")
    if start is not None and end is not None and str(end) < str(start):
        _at(sheet, "AVG703", box, "valid_until", f"ends on {end}, before it starts on {start}")
    if box.get("reading") and not box.get("decision"):
        _at(sheet, "AVG704", box, "reading", "a reading of ours without its decision record")


def _is_list(box: Any) -> bool:
    return isinstance(box, list)


def _known(made: Any, key: str, named: Iterable[str], known: Iterable[str], sheet: Sheet) -> None:
    accepted = tuple(known)
    for name in named:
        if name not in accepted:
            _say(sheet, "AVG705", made, key, f"{name!r} is none of {', '.join(accepted)}")


def _say(sheet: Sheet, code: str, made: Any, key: str, what: str) -> None:
    """A finding at a key of the mapping from which something was made."""
    box = sheet.origins.get(id(made)) if has(type(made)) and fields(type(made)) else None
    _at(sheet, code, box, key, what)


def _at(sheet: Sheet, code: str, box: Any, key: str, what: str) -> None:
    document = sheet.document
    at = document.spot(box, key) if isinstance(box, dict) else None
    words = in_words(document.tree, document.path_of(box)) if isinstance(box, dict) else ""
    place = at or document.place(())
    sheet.report.add(code, place, f"{words}: {what}" if words else what)
