"""What `request carry-out` takes and shows of a rectification (GDPR 16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from avgrights.cases.case import Case
    from avgrights.desk.carrying_out import Work
    from avgrights.desk.handling.interface import Order

_SET = click.option(
    "--set", "sets", multiple=True, metavar="FIELD=VALUE",
    help="Rectification: the right value of a field, by its column or label; DATASET.FIELD for one "
    "dataset alone. An empty VALUE empties the field. May be repeated.",
)  # fmt: skip
_WAS = click.option(
    "--was", multiple=True, metavar="FIELD=VALUE",
    help="Rectification: correct the field only where it holds this value now.",
)  # fmt: skip
_STATEMENT = click.option(
    "--statement", metavar="TEXT",
    help="Rectification: the person's own statement, where the facts stay disputed.",
)  # fmt: skip


def correcting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options of a rectification: sets, was, statement."""
    return _SET(_WAS(_STATEMENT(command)))


def order_of(asked: dict[str, Any]) -> Order:
    """What those options say.

    Raises:
        UsageError: a correction is not written FIELD=VALUE.
    """
    from avgrights.desk.handling.interface import Order

    return Order(
        corrections=_pairs("--set", asked["sets"]), only=_pairs("--was", asked["was"]),
        statement=asked["statement"],
    )  # fmt: skip


def changes_json(work: Work) -> dict[str, Any]:
    """What is put right, from what to what; of other rights nothing."""
    if work.case.right != "rectification":
        return {}
    return {
        "changes": [
            {"dataset": one.dataset, "field": one.name, "rows": one.rows, "old": list(one.old),
             "new": one.new}
            for one in work.changes
        ]
    }  # fmt: skip


def changes_text(work: Work) -> list[str]:
    """The same, a line a field."""
    return [
        f"  {one.dataset}, {one.name}: {one.rows} rows from "
        f"{', '.join(_shown(old) for old in one.old)} to {_shown(one.new)}"
        for one in work.changes
    ]


def statement_json(case: Case) -> dict[str, Any]:
    """The person's statement, in a case that has one."""
    if case.statement is None:
        return {}
    return {"statement": {"text": case.statement, "on": case.stated and case.stated.isoformat()}}


def statement_text(case: Case) -> list[str]:
    """The same in lines."""
    if case.statement is None:
        return []
    return [f"  statement of {case.stated}: {case.statement}"]


def _pairs(option: str, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in given:
        name, equals, value = one.partition("=")
        if not (equals and name.strip()):
            raise click.UsageError(f"{option} is written FIELD=VALUE")
        found.append((name.strip(), value))
    return tuple(found)


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(value)
