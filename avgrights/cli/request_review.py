"""`avgrights request review`: a second person decides on fields that may name others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.request_common import CASE, take_step
from avgrights.cli.rim import Rim, common

if TYPE_CHECKING:
    from avgrights.cases.plan import Result
    from avgrights.cases.reviews import Waiting
    from avgrights.desk.carrying_out import Work
    from avgrights.desk.desk import Desk


@click.command()
@CASE
@click.option("--dataset", required=True, help="The dataset, as the data map names it.")
@click.option(
    "--field", "column", required=True, metavar="FIELD|PART.FIELD",
    help="The field; for a part its table, a dot and the field.",
)  # fmt: skip
@click.option(
    "--show/--withhold", default=None, help="Whether the person gets the field, or does not."
)
@click.option(
    "--mask", "masks", multiple=True, metavar='"WORDS"',
    help="Make these words unreadable in it; may be repeated.",
)  # fmt: skip
@click.option("--by", required=True, help="Who reviews: another person than who handled the case.")
@common
def review(rim: Rim, case: str, show: bool | None, **given: Any) -> None:
    """Decide, as a second person, on a field that may name others (GDPR 15(4)).

    Only fields that the data map marks with third_party: review or redact. A field marked redact is
    shown with e-mail addresses, phone numbers, BSNs, bank accounts and postcodes of others made
    unreadable. Without a review both stay withheld. The last review of a field counts.
    """
    from avgrights.desk.reviewing import review

    if show is None:
        raise click.UsageError("say --show or --withhold")
    if given["masks"] and not show:
        raise click.UsageError("--mask goes with --show")
    take_step(rim, lambda desk: review(desk, case, show=show, **given))


def with_review(steps: Iterable[str], waiting: tuple[Waiting, ...]) -> list[str]:
    """The next steps, with `review` after the way forward where fields wait for it."""
    names = list(steps)
    if not waiting:
        return names
    place = next((n for n, one in enumerate(names) if one in ("pause", "resume")), len(names))
    return [*names[:place], "review", *names[place:]]


def waiting_json(waiting: tuple[Waiting, ...]) -> list[dict[str, str]]:
    """The fields that wait for the second person."""
    return [{"dataset": one.dataset, "field": one.column} for one in waiting]


def touched_json(desk: Desk, work: Work) -> list[dict[str, Any]]:
    """For each result the fields that are shown or changed, and what is withheld and why."""
    return [
        {"fields": list(one.fields),
         "withheld": [{"field": name, "reason": reason} for name, reason in one.withheld]}
        for one in _touched(desk, work)
    ]  # fmt: skip


def touched_lines(desk: Desk, work: Work) -> dict[Result, list[str]]:
    """The same in words, a line for the fields and a line a reason."""
    shown: dict[Result, list[str]] = {}
    for result, one in zip(work.results, _touched(desk, work), strict=True):
        by_reason: dict[str, list[str]] = {}
        for name, reason in one.withheld:
            by_reason.setdefault(reason, []).append(name)
        shown[result] = [f"fields: {', '.join(one.fields)}"] if one.fields else []
        shown[result] += [f"{', '.join(names)}: {why}" for why, names in by_reason.items()]
    return shown


def _touched(desk: Desk, work: Work) -> list[Any]:
    from avgrights.desk.reviewing import touched

    planned = {one.dataset: one for one in (*work.case.planned, *work.planned)}
    return [touched(desk, work.case, one, planned.get(one.dataset)) for one in work.results]
