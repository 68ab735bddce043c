"""The account of the demo: what happened, in words and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from attrs import asdict, frozen

from avgrights.desk.demo.asking import Asked
from avgrights.desk.demo.clearing import WHY_OVER_BRAKE
from avgrights.desk.demo.counting import RECORDINGS

_COLUMNS = ("examined", "undated", "not_due", "restricted", "held", "due", "done")
_LATER = ("purge status", "check", "journal show --last 5")
_FIRST = (
    "purge plan --out plan.json",
    "purge approve plan.json --as NAME --over-brake REASON",
    "purge run plan.json",
    "purge approve --standing --as NAME",
    "purge nightly",
)
_WHERE = "It stands in {folder}; everyone in it is made up."


@frozen(kw_only=True)
class Account:
    """What the demo did. Counts of what is gone were read back from the stores.

    Attributes:
        program: how the reader calls avgrights.
        folder: as the reader named it.
        made: table -> rows that were made.
        gone: step -> table -> rows that are really gone after it.
        backlog, last_night: the runs, as the commands tell them; None without the purge.
        entries: journal entries that were verified; 0 without the purge.
    """

    program: str
    folder: str
    day: date
    night: date
    made: dict[str, int]
    held: dict[str, int]
    asked: tuple[Asked, ...]
    backlog: dict[str, Any] | None
    last_night: dict[str, Any] | None
    gone: dict[str, dict[str, int]]
    entries: int

    def as_json(self) -> dict[str, Any]:
        """For --format json."""
        return asdict(self)


def text(account: Account) -> str:
    """The account in words."""
    return "\n".join(_lines(account))


def _lines(account: Account) -> Iterator[str]:
    yield "A rehearsal on the register of the Justitiële ICT Organisatie (JIO)."
    yield _WHERE.format(folder=account.folder)
    yield ""
    yield from _data(account.made)
    if account.backlog is None or account.last_night is None:
        yield from _yours(account)
        return
    yield from _holds(account)
    for asked in account.asked:
        yield from _request(asked)
    yield from _backlog(account.backlog, account.day)
    yield from _night(account.last_night, account.night)
    yield from _proof(account)
    yield from _next(account)


def _data(made: dict[str, int]) -> Iterator[str]:
    m = {name: f"{number:,}" for name, number in made.items()}
    yield f"Data       {m['tickets']} tickets with {m['ticket_notes']} notes and"
    yield f"           {m['ticket_attachments']} attachments, {m['workstation_log']} log lines,"
    yield f"           {m['relations']} relations with {m['services']} services,"
    yield f"           {m['ledger']} ledger entries, {m[RECORDINGS]} camera recordings"


def _holds(account: Account) -> Iterator[str]:
    (police, recordings), (claim, _) = account.held.items()
    yield ""
    yield f"Holds      {police}: {recordings} recordings of one camera; {claim}: one ticket"


def _request(asked: Asked) -> Iterator[str]:
    due = f"{asked.due:%-d %B %Y}" if asked.due else "no day"
    verb = "copied" if asked.right == "access" else "erased"
    yield ""
    yield f"{asked.right.capitalize():10} {asked.who} asked on {asked.received:%-d %B %Y}; to be"
    yield f"           answered by {due}"
    for activity, answer in asked.questions.items():
        yield f"           {activity}: the law leaves a question, answered '{answer}'"
    yield f"           {asked.found} rows found, {asked.done} {verb}, {asked.kept} kept"
    for kept in asked.reasons:
        yield f"             {kept.rows} kept: {kept.reason}"
        if kept.until:
            yield f"               the last of them until {kept.until:%-d %B %Y}"
    yield from _decision(asked)


def _decision(asked: Asked) -> Iterator[str]:
    """Where every row was copied and the answer is still `partly`, fields were withheld."""
    folder = asked.files[0].rpartition("/")[0]
    names = ", ".join(name.rpartition("/")[2] for name in asked.files)
    yield f"           decision: {asked.outcome}; in {folder}/: {names}"
    if asked.right == "access" and asked.outcome == "partly" and not asked.kept:
        yield "           (fields in which others may be named are withheld)"


def _backlog(run: dict[str, Any], day: date) -> Iterator[str]:
    yield ""
    yield f"Backlog    {day:%-d %B %Y}: planned, and braked, as every first run does."
    yield "           Looked at, approved, and run; the reason is in the journal:"
    yield f"           '{WHY_OVER_BRAKE}'"
    yield from _table(run["rules"])


def _night(run: dict[str, Any], night: date) -> Iterator[str]:
    yield ""
    yield f"Night      {night:%-d %B %Y}, under the standing approval:"
    yield from _table(run["rules"])
    for line in run["rules"]:
        if line["brake"]:
            yield f"           {line['rule']} braked and was left undone: {line['brake']}"


def _table(rules: list[dict[str, Any]]) -> Iterator[str]:
    heads = (name.replace("_", " ").replace("done", "gone") for name in _COLUMNS)
    yield f"  {'':11}" + "".join(f"{head:>{_wide(head)}}" for head in heads)
    for line in rules:
        if not line["never"]:
            counts = "".join(f"{line[name]:>{_wide(name)},}" for name in _COLUMNS)
            yield f"  {line['dataset']:11}{counts}"


def _wide(head: str) -> int:
    """Wide enough for the head and for a million."""
    return max(len(head), 7) + 2


def _proof(account: Account) -> Iterator[str]:
    rows = sum(number for step in account.gone.values() for number in step.values())
    yield ""
    yield f"Read back  over connections of its own: {rows:,} rows and files are gone, parts"
    yield "           included: what the runs, the cases and the evidence in the stores say"
    yield f"Journal    {account.entries:,} entries verified against the checkpoint in var/anchors"


def _next(account: Account) -> Iterator[str]:
    here = account.folder
    yield ""
    yield f"Look at    {here}/registers/jio/register.yaml and data-map.yaml"
    yield f"           {here}/plan.json, the plan that was approved"
    yield f"           {here}/uit/, the letters and the package"
    yield from _try(account, (*_LATER, "law keep '2 jaar' --when 2024-02-29"))


def _yours(account: Account) -> Iterator[str]:
    yield ""
    yield "Nothing was purged and nothing approved: that is yours to do."
    yield from _try(account, _FIRST)


def _try(account: Account, commands: Iterable[str]) -> Iterator[str]:
    """Commands as they work from where the reader is now."""
    for number, command in enumerate(commands):
        head = "Try" if number == 0 else ""
        where = "" if command.startswith("law") else f"--workspace {account.folder} "
        yield f"{head:10} {account.program} {where}{command}"
