"""`avgrights request`: the life of a request, step by step."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from avgrights.cli.request_assess import assess
from avgrights.cli.request_bulk import ALL_DUE, carry_out_all
from avgrights.cli.request_common import CASE, ON, RIGHTS, identifier, take_step
from avgrights.cli.request_correct import correcting
from avgrights.cli.request_elsewhere import warn_of_open_requests, warn_of_other_laws
from avgrights.cli.request_identify import identify, with_mandate
from avgrights.cli.request_intake import intake, message
from avgrights.cli.request_letter import letter, recipients, warn_of_recipients
from avgrights.cli.request_lift import lift_restriction, restrict_meanwhile, with_lift
from avgrights.cli.request_review import review
from avgrights.cli.request_rights import (
    allow,
    check_hand_over,
    hand_over,
    human_review,
    stopped,
)
from avgrights.cli.request_waiting import acknowledge, decide_without_answer, in_default, remind
from avgrights.cli.rim import DAY, Rim, common

CHANNELS = ("e-mail", "letter", "phone", "portal", "desk")


@click.group()
def request() -> None:
    """The life of a request: receive, identify, assess, carry out, decide, close.

    Nothing is looked up before identity is recorded. Every step is journalled, without personal
    data; what is personal is kept sealed under a key of the case's own.
    """


@request.command()
@click.option("--right", required=True, type=click.Choice(RIGHTS), help="What is asked for.")
@click.option(
    "--identifier",
    "identifiers",
    required=True,
    multiple=True,
    metavar="KIND=VALUE",
    help="How the person is found, such as email=a@example.nl. The data map knows the kinds.",
)
@click.option("--name", required=True, help="Who the data is about; stands in the letter.")
@click.option("--channel", required=True, type=click.Choice(CHANNELS), help="How it came in.")
@click.option("--received", required=True, type=DAY, help="The day it was received.")
@click.option("--register", help="Which register; needed where there are several.")
@click.option(
    "--activity", "activities", multiple=True, help="Only this activity; may be repeated."
)
@click.option("--representative", help="Who asks on behalf of the person.")
@click.option("--mandate", help="What shows that the representative may.")
@with_mandate
@click.option("--born", type=DAY, help="Day of birth, where age decides who may ask.")
@click.option(
    "--once", metavar="KEY", help="The sender's own number: the same again opens no second case."
)
@click.option("--ground", help="Of a restriction: 'accuracy contested', 18(1)(b), … (GDPR 18(1)).")
@common
def receive(rim: Rim, right: str, identifiers: tuple[str, ...], **given: Any) -> None:
    """Record a request that came in, and open its case."""
    from avgrights.cli.request_text import case_json, case_text
    from avgrights.desk import requests

    with rim.desk(changes=True) as desk:
        standing = requests.receive(
            desk, right=right, identifiers=[identifier(one) for one in identifiers], **given
        )
        rim.show(case_json(standing), lambda: case_text(standing, desk.clock.today))
    _tell_earlier(rim, standing)


def _tell_earlier(rim: Rim, standing: Any) -> None:
    """What the same person asked before: shown, never a reason by itself to refuse (12(5))."""
    if standing.again:
        rim.say("received before under the same key: nothing was opened")
    if standing.earlier:
        rim.say(f"received before: {', '.join(standing.earlier)} (same right, person and day)")
    others = [one for one in standing.same_person if one.case not in standing.earlier]
    for one in others:
        rim.say(f"of the same person: {one.case}, {one.right}, {one.received}, {one.status}")


@request.command("list")
@click.option("--late", is_flag=True, help="Only what is past its day and not decided.")
@click.option("--open", "open_", is_flag=True, help="Only what is not closed.")
@common
def list_(rim: Rim, late: bool, open_: bool) -> None:
    """Show the cases, the earliest due first. With --late: exit status 1 where there are any."""
    from avgrights.cli.request_text import lines_text
    from avgrights.desk import requests

    with rim.desk(changes=False) as desk:
        cases = requests.list_cases(desk, late=late, open=open_)
        today = desk.clock.today
    rim.show({"cases": [_line(one) for one in cases]}, lambda: lines_text(cases, today))
    click.get_current_context().exit(1 if late and cases else 0)


@request.command()
@CASE
@common
def show(rim: Rim, case: str) -> None:
    """Show one case: the person, the clock, the verdicts, what was done."""
    from avgrights.cli.request_destroyed import told_instead
    from avgrights.cli.request_text import full_json, full_text
    from avgrights.desk import requests
    from avgrights.desk.reviewing import waiting

    with rim.desk(changes=False) as desk:
        if told_instead(rim, desk, case):
            return
        standing = requests.show(desk, case)
        open_ = waiting(desk, standing.case)
        rim.show(full_json(standing, desk.language, open_), lambda: full_text(standing, desk))


@request.command()
@CASE
@click.option(
    "--for", "reason", required=True, type=click.Choice(("identity", "clarification")),
    help="What the person was asked.",
)  # fmt: skip
@ON
@common
def pause(rim: Rim, case: str, **given: Any) -> None:
    """Stop the clock while the person is asked something."""
    _step(rim, "pause", case, **given)


@request.command()
@CASE
@ON
@common
def resume(rim: Rim, case: str, **given: Any) -> None:
    """Let the clock run again from the day the answer came."""
    _step(rim, "resume", case, **given)


@request.command()
@CASE
@click.option("--because", required=True, help="The reasons that the person was told.")
@ON
@common
def extend(rim: Rim, case: str, **given: Any) -> None:
    """Record that the person was told, in time and with reasons, that it takes longer."""
    _step(rim, "extend", case, **given)


@request.command("carry-out")
@click.argument("case", required=False)
@ALL_DUE
@click.option("--plan", "only_plan", is_flag=True, help="Show what would be done; change nothing.")
@click.option("--expect", metavar="DIGEST", help="Refuse any other plan than this one.")
@correcting
@with_lift
@common
def carry_out(
    rim: Rim,
    case: str | None,
    all_due: bool,
    only_plan: bool,
    expect: str | None,
    lift: bool,
    informed: date | None,
    **asked: Any,
) -> None:
    """Do what the request asks, as far as the stores can be reached; again to finish.

    A rectification takes --set or --statement; what was planned is kept, so that the same command
    without them goes on after a failure. With --lift a restriction ends, after the person was told
    (GDPR 18(3)).
    """
    if all_due:
        given = {**asked, "plan": only_plan, "expect": expect, "lift": lift, "informed": informed}
        carry_out_all(rim, case, given)
        return
    if case is None:
        raise click.UsageError("name a CASE, or say --all-due")
    if lift or informed:
        lift_restriction(rim, case, lift=lift, informed=informed, only_plan=only_plan)
        return
    from avgrights.cli.request_correct import order_of
    from avgrights.cli.request_review import touched_json, touched_lines
    from avgrights.cli.request_text import work_json, work_text
    from avgrights.desk.carrying_out import plan_case
    from avgrights.desk.doing import carry_out

    order = order_of(asked)
    with rim.desk(changes=not only_plan) as desk:
        if only_plan:
            work = plan_case(desk, case, order=order)
        else:
            with rim.progress("carrying out") as progress:
                work = carry_out(desk, case, order=order, expect=expect, progress=progress)
        rim.show(
            work_json(work, touched_json(desk, work)),
            lambda: work_text(work, touched_lines(desk, work) if only_plan else None),
        )
    warn_of_open_requests(rim, work.results, planned=only_plan)
    for store, fault in work.faults:
        rim.say(f"store {store}: {fault}")
    _exit_for(rim, work.open)


@request.command()
@CASE
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Where the files go; made if it is not there.",
)  # fmt: skip
@click.option(
    "--password-to-file", is_flag=True, help="Write the words to password.txt (0600) instead."
)
@click.option(
    "--as", "formats", multiple=True, type=click.Choice(("html", "text", "pdf")),
    help="The letter in this form too; may be repeated. PDF wants the extra 'pdf'.",
)  # fmt: skip
@click.option(
    "--no-answer", is_flag=True,
    help="Leave the request aside: the person was asked and reminded, and did not answer.",
)  # fmt: skip
@common
def decide(
    rim: Rim,
    case: str,
    out: Path,
    password_to_file: bool,
    formats: tuple[str, ...],
    no_answer: bool,
) -> None:
    """Write the letter, for a copy with the package, and record the decision."""
    if no_answer:
        decide_without_answer(rim, case, out, formats)
        return
    from avgrights.cli.request_text import decision_json, decision_text
    from avgrights.desk.deciding import decide

    with rim.desk(changes=True) as desk:
        decision = decide(desk, case, out=out, password_to_file=password_to_file, formats=formats)
        rim.show(decision_json(decision), lambda: decision_text(decision))
        warn_of_other_laws(rim, desk, decision.case)
    for name in decision.replaced:
        rim.say(f"{name} was there and has been replaced or removed")
    if decision.password:
        rim.say(
            f"The password of package.zip, shown this once; give it by another way than the "
            f"package:\n\n  {decision.password}\n"
        )


@request.command()
@CASE
@common
def withdraw(rim: Rim, case: str) -> None:
    """Record that the person took the request back."""
    _step(rim, "withdraw", case)


@request.command()
@CASE
@common
def close(rim: Rim, case: str) -> None:
    """Close the case; what was held for it is free for the purge again."""
    _step(rim, "close", case)
    warn_of_recipients(rim, case)


def _step(rim: Rim, name: str, case: str, **given: Any) -> None:
    """One step of the clock or of the life of a case, and the case after it."""
    from avgrights.desk import requests

    take_step(rim, lambda desk: getattr(requests, name)(desk, case, **given))


def _line(line: Any) -> dict[str, Any]:
    return {
        "case": line.case, "register": line.register, "right": line.right, "status": line.status,
        "received": _iso(line.received), "due": _iso(line.due),
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _exit_for(rim: Rim, open_: tuple[str, ...]) -> None:
    """Partly done: some store could not be reached."""
    if open_:
        rim.say(f"not reached: {', '.join(open_)}; the same command goes on from here")
        click.get_current_context().exit(3)


for _command in (letter, recipients, identify, assess, review, intake, message, acknowledge,
                 remind, in_default, stopped, allow, human_review, hand_over,
                 check_hand_over, restrict_meanwhile):  # fmt: skip
    request.add_command(_command)
