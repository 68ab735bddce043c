"""`avgrights request carry-out --all-due`: every request that is ready, together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.rim import Rim, need

if TYPE_CHECKING:
    from avgrights.desk.bulk import Bulk
    from avgrights.desk.desk import Desk

ALL_DUE = click.option(
    "--all-due", is_flag=True, help="Every request that waits for nothing else, without CASE."
)


def carry_out_all(rim: Rim, case: str | None, given: dict[str, Any]) -> None:
    """Does every request that is ready, and tells what the others wait for.

    Raises:
        InputFault: together with a case, or with what belongs to one case.
    """
    need(case is None and not any(given.values()), "--all-due takes no CASE and no other option")
    from avgrights.desk.bulk import carry_out_all, ready

    with (
        rim.desk(changes=True) as desk,
        rim.progress("carrying out", len(ready(desk))) as progress,
    ):
        found = carry_out_all(desk, progress)
        rim.show(_json(desk, found), lambda: _text(found))
    for store, fault in {pair for work in found.works for pair in work.faults}:
        rim.say(f"store {store}: {fault}")
    if found.open:
        rim.say(f"not reached: {', '.join(found.open)}; the same command goes on from here")
        click.get_current_context().exit(3)


def _json(desk: Desk, found: Bulk) -> dict[str, Any]:
    from avgrights.cli.request_review import touched_json
    from avgrights.cli.request_text import work_json

    return {
        "cases": [work_json(work, touched_json(desk, work)) for work in found.works],
        "waiting": [{"case": one.case, "reason": one.why} for one in found.waiting],
        "open": list(found.open),
    }


def _text(found: Bulk) -> str:
    from avgrights.cli.request_text import work_text

    lines = [work_text(work, None) for work in found.works]
    lines += [f"case {one.case} waits: {one.why}" for one in found.waiting]
    return "\n".join(lines) or "no request is ready to be carried out"
