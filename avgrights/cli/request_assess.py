"""`avgrights request assess`: the verdict, the answer to a question, and what is invoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.request_common import CASE
from avgrights.cli.rim import Rim, common

if TYPE_CHECKING:
    from avgrights.desk.assessing import Verdicts
    from avgrights.desk.desk import Desk


@click.command()
@CASE
@click.option("--activity", help="The activity that is meant; absent for an overlay: all.")
@click.option("--decide", type=click.Choice(("applies", "does not apply")), help="The answer.")
@click.option("--because", help="The reason; stands in the letter where the right does not apply.")
@click.option("--by", help="Who answers, or invokes.")
@click.option(
    "--overlay", metavar="NAME",
    help='Set the right aside: "12(5)", "UAVG 41", "UAVG 44", "UAVG 45", "UAVG 47"; of an erasure '
    'also "17(3)(a)" to "17(3)(e)".',
)  # fmt: skip
@click.option("--withdraw-overlay", metavar="NAME", help="Take back what was invoked.")
@click.option(
    "--refuse/--charge", "refuse", default=None,
    help="With 12(5): refuse the request, or meet it against a reasonable fee.",
)  # fmt: skip
@click.option("--ground", metavar="LETTER", help="With UAVG 41: the letter of 41(1), a to j.")
@click.option(
    "--weigh", multiple=True, metavar='LETTER="…"',
    help="With UAVG 41: what was found on a factor of 41(2); each of a to h is needed.",
)  # fmt: skip
@click.option(
    "--keep-from-subject", type=click.Choice(("yes", "no")),
    help="With UAVG 41: whether telling the person would defeat the purpose (41(2)(h)).",
)  # fmt: skip
@common
def assess(rim: Rim, case: str, **given: Any) -> None:
    """Give a verdict per activity, answer what one of them depends on, or set the right aside.

    What is answered and what is invoked needs --because and --by. An overlay holds for the whole
    case, or with --activity for one activity; policies/invoking.yaml says what invoking it states.
    """
    from avgrights.cli.request_text import verdicts_json, verdicts_text

    said = {name: value for name, value in given.items() if value not in (None, ())}
    with rim.desk(changes=True) as desk:
        found = _done(desk, case, said)
        rim.show(verdicts_json(found, desk.language), lambda: verdicts_text(found, desk.language))
    if found.open:
        rim.say(f"not reached: {', '.join(found.open)}; the same command goes on from here")
        click.get_current_context().exit(3)


def _done(desk: Desk, case: str, said: dict[str, Any]) -> Verdicts:
    """One of four things, by what was said."""
    from avgrights.desk import assessing, setting_aside

    if not said:
        return assessing.assess_case(desk, case)
    if "overlay" in said:
        _only(said, "overlay", "activity", "because", "by", "refuse", "ground", "weigh",
              "keep_from_subject")  # fmt: skip
        return setting_aside.invoke(
            desk, case, overlay=said["overlay"].strip(), activity=said.get("activity"),
            because=said["because"], by=said["by"], ground=said.get("ground"),
            effect=_effect(said.get("refuse")), weighed=[_weighed(one) for one in said["weigh"]]
            if "weigh" in said else (), kept_from_subject=said.get("keep_from_subject") == "yes",
        )  # fmt: skip
    if "withdraw_overlay" in said:
        _only(said, "withdraw_overlay", "activity", "because", "by")
        return setting_aside.take_back(
            desk, case, overlay=said["withdraw_overlay"].strip(), activity=said.get("activity"),
            because=said["because"], by=said["by"],
        )  # fmt: skip
    if set(said) != {"activity", "decide", "because", "by"}:
        raise click.UsageError("an answer takes --activity, --decide, --because and --by together")
    return assessing.answer(
        desk, case, activity=said["activity"], applies=said["decide"] == "applies",
        because=said["because"], by=said["by"],
    )  # fmt: skip


def _only(said: dict[str, Any], step: str, *fitting: str) -> None:
    """Raises UsageError where an option does not go with the step, or its reason is missing."""
    option = "--" + step.replace("_", "-")
    strange = sorted(set(said) - {step, *fitting})
    if strange:
        raise click.UsageError(f"--{strange[0].replace('_', '-')} does not go with {option}")
    if not {"because", "by"} <= set(said):
        raise click.UsageError(f"{option} takes --because and --by")


def _effect(refuse: bool | None) -> str | None:
    return None if refuse is None else "refuse" if refuse else "charge"


def _weighed(text: str) -> tuple[str, str]:
    letter, equals, found = text.partition("=")
    if not (equals and found.strip()):
        raise click.UsageError('--weigh is written LETTER="…", such as --weigh a="opsporing"')
    return letter.strip().lower(), found.strip()
