"""How deadlines are shown: as JSON, as lines, as rows of a report, as days of a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from avgrights.cli.tables import as_table
from avgrights.desk.deadlines import Deadlines, DueCase
from avgrights.documents.reports.calendar import Entry
from avgrights.documents.reports.report import Report, Section
from avgrights.law.penalty import Penalty

_WORDS: Mapping[str, Mapping[str, Any]] = {
    "nl": {
        "title": "Termijnen van verzoeken",
        "intro": "Een dag die genoemd wordt, is zelf nog op tijd.",
        "late": "Te laat", "this_week": "Deze week", "suspended": "De termijn staat stil",
        "later": "Later", "none": "Geen.", "recipients": "Ontvangers die nog bericht krijgen",
        "recipient": "Ontvanger", "tell_by": "Bericht uiterlijk",
        "tell": "Zaak {case}: bericht aan een ontvanger uiterlijk vandaag",
        "case": "Zaak", "right": "Recht", "register": "Register", "status": "Stand",
        "received": "Ontvangen", "due": "Uiterlijk", "late_by": "Dagen te laat",
        "penalty": "Dwangsom tot nu toe, in euro", "runs_from": "Dwangsom loopt vanaf",
        "remaining_days": "Dagen over", "asked": "Gevraagd", "reminded": "Herinnerd",
        "answer_by": "Antwoord uiterlijk",
        "entry": "Zaak {case} ({right}): antwoord uiterlijk vandaag",
        "answer": "Zaak {case} ({right}): antwoord van de betrokkene uiterlijk vandaag",
        "rights": {
            "access": "inzage", "rectification": "rectificatie", "erasure": "wissing",
            "restriction": "beperking", "portability": "overdraagbaarheid",
            "objection": "bezwaar", "automated decision": "geautomatiseerd besluit",
            "withdraw consent": "intrekken toestemming",
        },
    },
    "en": {
        "title": "Deadlines of requests",
        "intro": "A day that is named is itself still in time.",
        "late": "Late", "this_week": "This week", "suspended": "The clock stands still",
        "later": "Later", "none": "None.", "recipients": "Recipients still to be told",
        "recipient": "Recipient", "tell_by": "Tell by",
        "tell": "Case {case}: tell a recipient today at the latest",
        "case": "Case", "right": "Right", "register": "Register", "status": "Status",
        "received": "Received", "due": "Due", "late_by": "Days late",
        "penalty": "Penalty so far, in euros", "runs_from": "Penalty runs from",
        "remaining_days": "Days left", "asked": "Asked", "reminded": "Reminded",
        "answer_by": "Answer due",
        "entry": "Case {case} ({right}): answer due today",
        "answer": "Case {case} ({right}): answer of the person due today",
        "rights": {},
    },
}  # fmt: skip
_RUNNING = ("case", "right", "register", "status", "received", "due")
_LATE = (*_RUNNING, "late_by", "penalty", "runs_from")
_CHASED = ("case", "recipient", "tell_by", "late_by")
_STILL = ("case", "right", "register", "status", "received", "remaining_days", "asked",
          "reminded", "answer_by")  # fmt: skip


def deadlines_json(found: Deadlines) -> dict[str, Any]:
    """Every list, each case with what is known of it."""
    return {
        "today": found.today.isoformat(),
        "week_ends": found.week_ends.isoformat(),
        "late": [_json(one) for one in found.late],
        "this_week": [_json(one) for one in found.this_week],
        "suspended": [_json(one) for one in found.suspended],
        "later": [_json(one) for one in found.later],
        "recipients": [
            {
                "case": one.case,
                "recipient": one.task.recipient,
                "tell_by": one.task.tell_by.isoformat(),
                "late_by": one.late_by,
            }
            for one in found.recipients
        ],
    }


def penalty_json(penalty: Penalty | None) -> dict[str, Any] | None:
    """What lateness costs; None where no notice of default came in."""
    if penalty is None:
        return None
    return {
        "days": penalty.days, "euros": penalty.euros, "reason": penalty.reason,
        "first_day": _iso(penalty.first_day), "last_day": _iso(penalty.last_day),
        "fixed_by": _iso(penalty.fixed_by),
    }  # fmt: skip


def deadlines_text(found: Deadlines, language: str) -> str:
    """A table a list; a list that is empty is a line."""
    words = _WORDS[language]
    lines = [f"{words['title']}, {found.today}. {words['intro']}"]
    for section in _sections(found, language):
        lines.append(f"\n{section.title} ({len(section.rows)})")
        if section.rows:
            columns = [name for name in section.columns if _any(section.rows, name)]
            rows = [[_shown(row[name]) for name in columns] for row in section.rows]
            lines.append(as_table([section.columns[name] for name in columns], rows))
    return "\n".join(lines)


def deadlines_report(found: Deadlines, language: str) -> Report:
    """The lists as a report, for CSV and for a page."""
    words = _WORDS[language]
    return Report(
        title=words["title"], day=found.today, intro=words["intro"],
        sections=tuple(_sections(found, language)),
    )  # fmt: skip


def calendar_name(language: str) -> str:
    """What the calendar is called."""
    return str(_WORDS[language]["title"])


def calendar_entries(found: Deadlines, language: str) -> Iterator[Entry]:
    """A day for each case that runs, for each answer that is awaited, for each recipient."""
    words = _WORDS[language]
    for one in found.open:
        about = {"case": one.case, "right": _right(one, language)}
        if one.due is not None:
            yield Entry(uid=f"{one.case}-due", day=one.due, title=words["entry"].format(**about))
        elif one.waiting is not None:
            title = words["answer"].format(**about)
            yield Entry(uid=f"{one.case}-answer", day=one.waiting.until, title=title)
    chased = dict.fromkeys((chase.case, chase.task.tell_by) for chase in found.recipients)
    for case, day in chased:
        yield Entry(uid=f"{case}-recipients-{day}", day=day, title=words["tell"].format(case=case))


def _sections(found: Deadlines, language: str) -> Iterable[Section]:
    words = _WORDS[language]
    lists = (("late", found.late, _LATE), ("this_week", found.this_week, _RUNNING),
             ("suspended", found.suspended, _STILL), ("later", found.later, _RUNNING))  # fmt: skip
    for name, cases, columns in lists:
        yield Section(
            name=name, title=words[name], empty=words["none"],
            columns={column: words[column] for column in columns},
            rows=[_row(one, language) for one in cases],
        )  # fmt: skip
    yield Section(
        name="recipients", title=words["recipients"], empty=words["none"],
        columns={column: words[column] for column in _CHASED},
        rows=[
            {"case": one.case, "recipient": one.task.recipient, "tell_by": one.task.tell_by,
             "late_by": one.late_by}
            for one in found.recipients
        ],
    )  # fmt: skip


def _row(one: DueCase, language: str) -> dict[str, Any]:
    costs = one.penalty
    return {
        "case": one.case, "right": _right(one, language), "register": one.register,
        "status": one.status, "received": one.received, "due": one.due, "late_by": one.late_by,
        "penalty": costs.euros if costs else None,
        "runs_from": costs.first_day if costs else None,
        "remaining_days": one.remaining_days,
        "asked": one.waiting.asked if one.waiting else None,
        "reminded": one.waiting.reminded if one.waiting else None,
        "answer_by": one.waiting.until if one.waiting else None,
    }  # fmt: skip


def _json(one: DueCase) -> dict[str, Any]:
    waiting = one.waiting
    return {
        "case": one.case, "right": one.right, "register": one.register, "status": one.status,
        "received": one.received.isoformat(), "due": _iso(one.due), "late_by": one.late_by,
        "remaining_days": one.remaining_days, "penalty": penalty_json(one.penalty),
        "waiting": waiting and {
            "asked": waiting.asked.isoformat(), "reminded": _iso(waiting.reminded),
            "until": waiting.until.isoformat(),
        },
    }  # fmt: skip


def _right(one: DueCase, language: str) -> str:
    return str(_WORDS[language]["rights"].get(one.right, one.right))


def _any(rows: Iterable[Mapping[str, Any]], name: str) -> bool:
    return any(row[name] is not None for row in rows)


def _shown(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
