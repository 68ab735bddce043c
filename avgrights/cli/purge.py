"""`avgrights purge`: retention, from plan to proof."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.rim import Rim, common, need
from avgrights.cli.tables import as_table
from avgrights.cli.writing import read_text, write_file
from avgrights.terms.errors import InputFault

if TYPE_CHECKING:
    from avgrights.desk.purging import Outcome
    from avgrights.retention.plan import Plan

#: A plan of more bytes than this is none of ours.
_LARGEST = 16_000_000

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def purge() -> None:
    """Retention: what is past its term goes, and nothing else.

    plan shows, approve has a person look, run does just that plan; nightly does the same every
    night under a standing approval. A brake stops what looks wrong (exit 4).
    """


@purge.command()
@click.option("--out", type=_FILE, help="Write the plan to this file as well, to be approved.")
@common
def plan(rim: Rim, out: Path | None) -> None:
    """Show what is due and what stays, and why. Changes nothing.

    A trigger on or before last_day_of_trigger is due: a row kept until T goes from T + 1. Every
    row counts once: examined = undated + not due + restricted + held + due.
    """
    from avgrights.desk.planning import make_plan

    with rim.desk(changes=False) as desk, rim.progress("looking") as advance:
        made = make_plan(desk, advance)
    if out is not None:
        _write(out, made)
    rim.show(made.as_json(), lambda: _plan_text(made, out))
    click.get_current_context().exit(3 if made.unreachable else 0)


@purge.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--as", "by", required=True, help="Who approves; kept sealed.")
@click.option(
    "--over-brake",
    help="Why it may run although it meets a brake; stays in the journal, so name no person.",
)
@click.option("--standing", is_flag=True, help="Every night to come, under these very registers.")
@common
def approve(rim: Rim, file: Path | None, by: str, over_brake: str | None, standing: bool) -> None:
    """Approve one plan by hand, or (--standing) every night to come.

    Approving a plan adopts the stores it names: another database under that name is refused
    from then on. A standing approval holds for these very bytes of registers and data maps and
    for these limits; any change voids it until the same bytes are back or it is given anew.
    """
    from avgrights.desk import approving

    need(standing != bool(file), "give either the FILE of a plan or --standing")
    need(not (standing and over_brake), "a standing approval never goes over a brake")
    with rim.desk(changes=True) as desk:
        if file is None:
            digest = approving.approve_standing(desk, by=by)
            rim.show({"standing": digest}, lambda: f"approved for every night: {digest[:12]}")
            return
        made = _read(file)
        approving.approve(desk, made, by=by, over_brake=over_brake)
    rim.show({"plan": made.digest, "approved": True}, lambda: f"approved: plan {made.digest[:12]}")


@purge.command()
@click.argument("file", type=_FILE)
@common
def run(rim: Rim, file: Path) -> None:
    """Execute an approved plan. Again on a finished one: nothing to do, exit 0."""
    from avgrights.desk.purging import run_plan

    made = _read(file)
    with rim.desk(changes=True) as desk, rim.progress("purging", _due(made)) as advance:
        outcome = run_plan(desk, made, advance)
    _show_run(rim, outcome)


@purge.command()
@common
def nightly(rim: Rim) -> None:
    """Plan and run under the standing approval; for a timer.

    A rule that brakes is left undone and the others run (exit 4). No standing approval, changed
    registers, or a clock that jumped: nothing is deleted (exit 4).
    """
    from avgrights.desk.nightly import nightly as night

    with rim.desk(changes=True) as desk, rim.progress("purging") as advance:
        outcome = night(desk, advance)
    _show_run(rim, outcome)


@purge.command()
@click.option("--last", type=click.IntRange(1, 1000), default=20, help="How many runs.")
@common
def status(rim: Rim, last: int) -> None:
    """What the last runs did, as the evidence in the stores says. Newest last."""
    from avgrights.desk.nightly import status as runs

    with rim.desk(changes=False) as desk:
        found = runs(desk, last)
    rim.show({"runs": found}, lambda: "\n".join(map(_run_line, found)) or "no runs yet")


def _read(file: Path) -> Plan:
    from avgrights.retention.plan import read_plan

    try:
        document = json.loads(read_text(file, most=_LARGEST))
    except (ValueError, RecursionError):
        raise InputFault(f"{file} is no plan: it is no JSON") from None
    return read_plan(document)


def _write(out: Path, made: Plan) -> None:
    text = json.dumps(made.as_json(), ensure_ascii=False, indent=2) + "\n"
    write_file(out, [text.encode()])


def _due(made: Plan) -> int:
    return sum(line["due"] for line in made.rules)


_COLUMNS = (
    ("dataset", "dataset"), ("rule", "rule"), ("examined", "examined"), ("undated", "undated"),
    ("not_due", "not due"), ("restricted", "restricted"), ("held", "held"), ("due", "due"),
)  # fmt: skip


def _plan_text(made: Plan, out: Path | None) -> str:
    table = as_table(
        [title for _, title in _COLUMNS],
        [[line[key] for key, _ in _COLUMNS] for line in made.rules],
    )
    notes = [note for line in made.rules for note in _notes(line)]
    notes += [f"not asked: {why}" for why in made.unreachable.values()]
    notes += _own_notes(made.desk)
    tail = f"plan {made.digest[:12]} of {made.today}"
    if out is not None:
        tail += f", written to {out}; next: avgrights purge approve {out} --as NAME"
    return "\n".join([table, *notes, "", tail])


def _notes(line: Any) -> list[str]:
    about = f"{line['dataset']}: "
    notes = []
    if line["last_day_of_trigger"]:
        notes.append(f"{about}due where the term began on or before {line['last_day_of_trigger']}")
    if line["never"]:
        notes.append(f"{about}nothing is purged: {line['never']}")
    elif line["then"] == "anonymise":
        notes.append(f"{about}due rows are made anonymous, not deleted")
    notes += [f"{about}{rows} rows stay: {reason}" for reason, rows in line["reasons"].items()]
    if line.get("apart"):
        notes.append(f"{about}{line['apart']} rows lie apart (restricted), in no count above")
    notes += [
        f"{about}{rows} rows of {part} go along" for part, rows in line["parts"].items() if rows
    ]
    if line["undated"]:
        notes.append(f"{about}{line['undated']} rows are undated and stay until somebody looks")
    if line["brake"]:
        notes.append(f"{about}BRAKE, {line['brake']}")
    return notes + [f"{about}{warning}" for warning in line["warnings"]]


def _show_run(rim: Rim, outcome: Outcome) -> None:
    from avgrights.desk.purging import exit_status

    rim.show(outcome.as_json(), lambda: _run_text(outcome))
    click.get_current_context().exit(exit_status(outcome))


def _run_text(outcome: Outcome) -> str:
    columns = (*_COLUMNS, ("done", "done"))
    table = as_table(
        [title for _, title in columns],
        [[line[key] for key, _ in columns] for line in outcome.lines],
    )
    notes = [
        f"{line['dataset']}: left undone, {line['fault'] or line['brake']}"
        for line in outcome.lines
        if line["fault"] or (line["brake"] and not line["ran"])
    ]
    notes += [f"not asked: {why}" for why in outcome.unreachable.values()]
    notes += _own_notes(outcome.desk)
    tail = "nothing to do, this plan was finished before" if outcome.again else outcome.status
    return "\n".join([table, *notes, "", f"{outcome.run}: {tail}"])


def _own_notes(lines: Sequence[Any]) -> list[str]:
    """The desk's own data, where there is something to tell."""
    return [_own_note(line) for line in lines if line["due"] or line["held"]]


def _own_note(line: Any) -> str:
    """The desk's own data in one line: the night purges it under its own term."""
    told = f"desk, {line['rule']} of {line['register']}: {line['examined']} kept"
    told += f", {line['due']} past their term of {line['keep']}"
    if line["held"]:
        told += f", {line['held']} held"
    return f"{told}; {line['done']} destroyed" if "done" in line else told


def _run_line(one: dict[str, Any]) -> str:
    done = ", ".join(f"{rule['dataset']} {rule['done']}" for rule in one["rules"] if rule["done"])
    return (
        f"{one['run']}  {one['day']}  {one['kind']}  {one['status']}: {done or 'nothing deleted'}"
    )
