"""`avgrights request letter` and `request recipients`: what is written, and who must be told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.request_common import CASE
from avgrights.cli.rim import DAY, Rim, common
from avgrights.cli.tables import as_table

if TYPE_CHECKING:
    from avgrights.cases.case import Case
    from avgrights.cases.recipients import RecipientTask
    from avgrights.desk.correspondence import Sent

KINDS = ("acknowledgement", "identity", "clarification", "extension", "reminder",
         "not-dealt-with", "recipients-told", "restriction-lifted", "new-controller", "answer",
         "forwarding")  # fmt: skip
AS = click.option(
    "--as", "formats", multiple=True, type=click.Choice(("html", "text", "pdf")),
    help="In what; may be repeated. Without it: html and text.",
)  # fmt: skip
_OUT = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--kind", required=True, type=click.Choice(KINDS), help="Which letter.")
@click.option(
    "--out", required=True, type=_OUT, metavar="DIR",
    help="Where the files go; made if it is not there.",
)  # fmt: skip
@AS
@click.option(
    "--text", multiple=True, metavar="WORDS",
    help="Your own words, a paragraph each: the question, the answer, the reason.",
)  # fmt: skip
@click.option("--to", default="", help="The other body, or the other controller.")
@click.option("--address", default="", help="Where it is reached.")
@click.option("--on", type=DAY, help="The day it happened, or happens; today where none is named.")
@common
def letter(
    rim: Rim,
    case: str,
    kind: str,
    out: Path,
    formats: tuple[str, ...],
    text: tuple[str, ...],
    **given: Any,
) -> None:
    """Write a letter about a case (R-…), or about a message that came in (M-…).

    Only what is so is written: a letter that does not fit the case is refused (exit status 4), with
    what comes first. The decision is written by 'request decide', notices to recipients by 'request
    recipients --letters'. Writing a letter records nothing: the step that it belongs to does, such
    as 'request acknowledge'.

    A file of the same name in the workspace's own 'templates:' wins over the package's template.
    """
    from avgrights.desk.correspondence import letter_for, write
    from avgrights.desk.letter_kinds import Words

    with rim.desk(changes=False) as desk:
        words = Words(text=_paragraphs(text), **given)
        sent = write(
            desk, letter_for(desk, case, kind, words), out=out, formats=formats or ("html", "text")
        )
    _written(rim, sent)


@click.command()
@CASE
@click.option("--told", metavar="NAME", help="Record that this recipient was told.")
@click.option("--on", type=DAY, help="The day on which; today where none is named.")
@click.option("--impossible", metavar="NAME", help="Record that this one is not told, and why.")
@click.option("--because", help="Why not: impossible, or a disproportionate effort.")
@click.option("--by", help="Who found so.")
@click.option("--letters", is_flag=True, help="Write a notice for each that was not told yet.")
@click.option("--for-person", is_flag=True, help="Write for the person who was told.")
@click.option("--out", type=_OUT, metavar="DIR", help="Where the letters go.")
@AS
@common
def recipients(rim: Rim, case: str, **given: Any) -> None:
    """Show who must be told of what was done, and whether they were (GDPR 19, 17(2)).

    Each recipient of an activity in which something was corrected, erased or restricted has a task,
    with the day by which it is to be told. Recipients are told, or it is recorded why not; a case
    may be closed meanwhile, what is open stays open.

    \b
    avgrights request recipients CASE
    avgrights request recipients CASE --letters --out notices
    avgrights request recipients CASE --told "Verwerker" --on 2026-11-20
    avgrights request recipients CASE --impossible "Verwerker" --because "…" --by "medewerker 1"
    avgrights request recipients CASE --for-person --out letters
    """
    if sum(1 for one in ("told", "impossible", "letters", "for_person") if given[one]) > 1:
        raise click.UsageError("one at a time: --told, --impossible, --letters or --for-person")
    if given["letters"] or given["for_person"]:
        _write(rim, case, **given)
    elif given["told"] or given["impossible"]:
        _record(rim, case, **given)
    else:
        from avgrights.desk import telling

        with rim.desk(changes=False) as desk:
            _show(rim, telling.recipients(desk, case), desk.clock.today)


def _record(
    rim: Rim,
    case: str,
    *,
    told: str | None,
    impossible: str | None,
    on: date | None,
    because: str | None,
    by: str | None,
    **_: Any,
) -> None:
    from avgrights.desk import telling

    if impossible and not (because and by):
        raise click.UsageError("--impossible needs --because and --by")
    with rim.desk(changes=True) as desk:
        if told:
            found = telling.told(desk, case, recipient=told, on=on)
        else:
            found = telling.exempt(
                desk, case, recipient=impossible or "", because=because or "", by=by or ""
            )
        _show(rim, found, desk.clock.today)


def _write(
    rim: Rim, case: str, *, letters: bool, out: Path | None, formats: tuple[str, ...], **_: Any
) -> None:
    from avgrights.desk import telling
    from avgrights.desk.correspondence import letter_for, write, write_all
    from avgrights.desk.notifying import notices

    if out is None:
        raise click.UsageError("say where the letters go: --out DIR")
    forms = formats or ("html", "text")
    with rim.desk(changes=False) as desk:
        found = telling.recipients(desk, case)
        if letters:
            sent = write_all(desk, notices(desk, found), case=case, out=out, formats=forms)
        else:
            sent = write(desk, letter_for(desk, case, "recipients-told"), out=out, formats=forms)
    _written(rim, sent)


def _show(rim: Rim, case: Case, today: date) -> None:
    tasks = [_task(one, today) for one in case.recipients]
    rim.show({"case": case.id, "recipients": tasks}, lambda: _table(case, today))


def _task(one: RecipientTask, today: date) -> dict[str, Any]:
    late = one.state.value == "open" and one.tell_by < today
    return {
        "recipient": one.recipient, "duty": one.duty.value, "role": one.role,
        "activities": list(one.activities), "state": one.state.value,
        "done": one.done.isoformat(), "tell_by": one.tell_by.isoformat(), "late": late,
        "told": one.told and one.told.isoformat(), "because": one.because or None,
    }  # fmt: skip


def _table(case: Case, today: date) -> str:
    if not case.recipients:
        return f"case {case.id}: nobody has to be told of anything"
    rows = [
        (one.recipient, ", ".join(one.activities), one.state.value,
         one.told.isoformat() if one.told
         else f"by {one.tell_by}{' LATE' if one.tell_by < today else ''}"
         if one.state.value == "open" else one.because)
        for one in case.recipients
    ]  # fmt: skip
    return as_table(("recipient", "activities", "state", "when"), rows)


def _written(rim: Rim, sent: Sent) -> None:
    files = [str(file) for file in sent.files]
    rim.show({"kind": sent.kind, "files": files}, lambda: "\n".join(files) or "no letter to write")
    for name in sent.replaced:
        rim.say(f"{name} was there and has been replaced")


def _paragraphs(text: tuple[str, ...]) -> tuple[str, ...]:
    """Paragraphs, also where one argument holds several with an empty line between them."""
    return tuple(
        " ".join(part.split()) for words in text for part in words.split("\n\n") if part.strip()
    )


def warn_of_recipients(rim: Rim, case: str) -> None:
    """After a case was closed: whoever must still be told is named."""
    from avgrights.desk import telling

    with rim.desk(changes=False) as desk:
        left = [one.task.recipient for one in telling.to_chase(desk) if one.case == case]
    if left:
        rim.say(f"still to be told (GDPR 19): {', '.join(left)}")
