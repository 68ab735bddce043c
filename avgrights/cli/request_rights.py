"""`avgrights request stopped`, `allow`, `human-review`, `hand-over`: what single rights ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from avgrights.cli.request_common import CASE, ON, identifier, take_step
from avgrights.cli.rim import Rim, common
from avgrights.cli.writing import read_text

_ACTIVITY = click.option("--activity", required=True, help="The activity that wants to process.")
_PERSON = click.option(
    "--identifier", "person", required=True, metavar="KIND=VALUE",
    help="The person, as in the data map, such as email=a@example.nl.",
)  # fmt: skip
_REGISTER = click.option("--register", help="Which register; needed where there are several.")
_OUT = click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Where the files go; made if it is not there.",
)  # fmt: skip
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@_ACTIVITY
@_PERSON
@_REGISTER
@common
def stopped(rim: Rim, activity: str, person: str, register: str | None) -> None:
    """Tell whether an activity may process a person's data, or whether that is stopped.

    Stopped is: while an objection is weighed and after it is upheld (GDPR 21), and once consent is
    withdrawn (7(3)). An application asks before it processes. Exit status 0 either way.
    """
    from avgrights.desk.stopping import stopped

    with rim.desk(changes=False) as desk:
        found = stopped(desk, activity=activity, identifier=identifier(person), register=register)
    result = {
        "stopped": found.stopped,
        "since": found.since and found.since.isoformat(),
        "because": found.because and found.because.value,
        "weighed": found.weighed,
    }
    weighed = ", being weighed" if found.weighed else ""
    rim.show(
        result,
        lambda: (
            f"stopped since {found.since}: {found.because}{weighed}" if found else "not stopped"
        ),
    )


@click.command()
@_ACTIVITY
@_PERSON
@_REGISTER
@click.option("--because", required=True, help="What the person said, such as new consent.")
@click.option("--by", required=True, help="Who recorded it.")
@common
def allow(rim: Rim, activity: str, person: str, **given: Any) -> None:
    """Let processing go on that was stopped for a person, since that person said so.

    For consent that is given anew, or an objection that is taken back. Only the person can say so,
    or who represents them.
    """
    from avgrights.desk.stopping import allow

    with rim.desk(changes=True) as desk:
        ended = allow(desk, activity=activity, identifier=identifier(person), **given)
        rim.show({"activity": activity, "ended": ended}, lambda: f"{activity}: may go on")


@click.command("human-review")
@CASE
@click.option("--activity", help="Which decision; absent: every one that waits for a look.")
@click.option(
    "--outcome", required=True, type=click.Choice(("upheld", "changed")),
    help="Whether the decision stands.",
)  # fmt: skip
@click.option("--because", required=True, help="Why; the person is told.")
@click.option("--by", required=True, help="Who looked: somebody with the power to change it.")
@ON
@common
def human_review(rim: Rim, case: str, on: date | None, **given: Any) -> None:
    """Record that a human looked at an automated decision (GDPR 22(3)).

    Needed before 'carry-out' of a case about an automated decision to which article 22 applies.
    """
    from avgrights.desk.human_reviewing import human_review

    take_step(rim, lambda desk: human_review(desk, case, on=on, **given))


@click.command("hand-over")
@CASE
@click.option("--to", required=True, metavar="NAME", help="The controller that receives the data.")
@_OUT
@click.option(
    "--password-to-file", is_flag=True, help="Write the words to a file (0600) beside it instead."
)
@common
def hand_over(rim: Rim, case: str, to: str, out: Path, password_to_file: bool) -> None:
    """Write the data of a decided portability for another controller (GDPR 20(2)).

    A zip under six generated words (AES-256) with data.json, schema.json, the CSV files and a
    manifest that is signed with the key of this desk. It is opened again and checked before it is
    called ready. Who receives it checks it with 'request check-hand-over'.
    """
    from avgrights.desk.handing_over import hand_over

    with rim.desk(changes=True) as desk:
        done = hand_over(desk, case, to=to, out=out, password_to_file=password_to_file)
        key = str(desk.logbook.key)
    files = [str(file) for file in done.files]
    result = {
        "case": done.case.id, "files": files, "key": key, "fingerprint": done.fingerprint,
    }  # fmt: skip
    rim.show(result, lambda: "\n".join([*files, f"key: {key}", f"SHA-256: {done.fingerprint}"]))
    for name in done.replaced:
        rim.say(f"{name} was there and has been replaced or removed")
    if done.password:
        rim.say(
            "The password, shown this once; give it by another way than the file:\n\n"
            f"  {done.password}\n"
        )


@click.command("check-hand-over")
@click.argument("file", type=_FILE)
@click.option("--key", required=True,
              help="The public key of the sender: a file that holds it, or its text.")  # fmt: skip
@click.option(
    "--password-from", type=_FILE, metavar="FILE",
    help="The file that holds the words; absent: they are asked for.",
)  # fmt: skip
@common
def check_hand_over(rim: Rim, file: Path, key: str, password_from: Path | None) -> None:
    """Check what another controller handed over: signature, manifest and every file.

    Needs no workspace. Take the key, or its SHA-256, from somewhere else than the file: who made
    the one could have made the other. Exit status 1 where anything is not as it was signed.
    """
    from avgrights.cli.journal import verifier_key
    from avgrights.documents.handover import check_bundle, fingerprint
    from avgrights.documents.package import NotSound
    from avgrights.terms.errors import CheckFailed

    trusted = verifier_key(key)
    try:
        found = check_bundle(file, _password(password_from), trusted)
    except NotSound as fault:
        raise CheckFailed(f"{file} is not to be relied on: {fault}") from None
    result = {
        "ok": True, "case": found.case, "from": found.sender, "to": found.to,
        "prepared": found.prepared, "fingerprint": fingerprint(trusted), "files": found.files,
    }  # fmt: skip
    rim.show(result, lambda: f"{file} is whole: {len(found.files)} files, signed by {trusted.name} "
             f"for {found.sender}, to {found.to}")  # fmt: skip


def _password(file: Path | None) -> str:
    """The words, never from the command line: it shows in lists of processes."""
    if file is not None:
        return read_text(file, most=10_000).strip()
    words: str = click.prompt("Password", hide_input=True, err=True)
    return words.strip()
