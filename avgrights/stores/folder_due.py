"""What a file of a folder is to a plan: the same states as in SQL, file by file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from avgrights.retention.questions import Protection, Question
from avgrights.stores.pattern import FileName
from avgrights.terms.data_map import Dataset, EventColumn
from avgrights.terms.identifier import Identifier


def belongs(dataset: Dataset, file: FileName) -> bool:
    """The `only` filters, on placeholders."""
    return all(
        file.values.get(name) in {str(value) for value in values}
        for name, values in dataset.only.items()
    )


def is_of(dataset: Dataset, file: FileName, identifiers: Sequence[Identifier]) -> bool:
    """Whether a placeholder of the name holds one of the person's identifiers."""
    for identifier in identifiers:
        for name in dataset.subject.get(identifier.kind, ()):
            there = Identifier(identifier.kind, file.values.get(name, ""))
            if there.comparable == identifier.comparable:
                return True
    return False


def day_of(event: EventColumn, file: FileName, local: ZoneInfo) -> date | None:
    """The local day of an event, from the file's name; None where it cannot be read."""
    zone = ZoneInfo(event.zone) if event.zone else None
    return file.day(event.column, zone=zone, local=local)


def state_of(question: Question, file: FileName) -> str:
    """The first that fits, as in SQL: undated, not due, restricted, held, due."""
    local = ZoneInfo(question.zone)
    over = bool(question.cuts)
    for cut in question.cuts:
        events = [event for event in (cut.event, cut.book_year) if event]
        days = [day_of(event, file, local) for event in events]
        if any(day is None or day > question.today for day in days):
            return "undated"
        if cut.last_day is None:
            over = False
        elif not days:
            return "undated"
        else:
            over = over and all(day <= cut.last_day for day in days if day)
    if not over:
        return "not_due"
    if any(covers(protection, file, question.dataset) for protection in question.restricted):
        return "restricted"
    if any(covers(protection, file, question.dataset) for protection in question.held):
        return "held"
    return "due"


def reasons(question: Question, file: FileName) -> list[str]:
    """Why the file stays, each reason once."""
    both = (*question.restricted, *question.held)
    return list(dict.fromkeys(p.reason for p in both if covers(p, file, question.dataset)))


def covers(protection: Protection, file: FileName, dataset: Dataset) -> bool:
    """Whether a hold or a restriction keeps the file."""
    if protection.everything or (file.path,) in protection.keys:
        return True
    return is_of(dataset, file, protection.identifiers)
