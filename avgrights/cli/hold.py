"""`avgrights hold`: data that stays whatever its term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.rim import Rim, common
from avgrights.terms.errors import InputFault
from avgrights.terms.identifier import Identifier

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


@click.group()
def hold() -> None:
    """Legal holds: data that stays whatever its term, with a reason.

    A hold stops the purge and an erasure alike. The day on which it is released still blocks;
    a release never starts a term anew.
    """


@hold.command()
@click.option("--reason", required=True, help="A ground of policies/retention.yaml or of the rule.")
@click.option("--because", required=True, help="Why this hold, in a sentence; kept sealed.")
@click.option("--by", required=True, help="Who places it; kept sealed.")
@click.option("--dataset", help="The whole dataset, or with --key some records of it.")
@click.option("--key", "keys", multiple=True, help="A record; parts of a key joined by commas.")
@click.option("--identifier", help="A person, as kind=value.")
@click.option("--activity", help="Everything that a processing activity uses.")
@click.option("--case", help="The file of a case: it outlives its term.")
@click.option("--register", help="The register, where the workspace has more than one.")
@common
def place(
    rim: Rim,
    reason: str,
    because: str,
    by: str,
    dataset: str | None,
    keys: tuple[str, ...],
    identifier: str | None,
    activity: str | None,
    case: str | None,
    register: str | None,
) -> None:
    """Place a hold."""
    from avgrights.desk import holding

    person = _identifier(identifier)
    with rim.desk(changes=True) as desk:
        id = holding.place(
            desk,
            reason=reason,
            because=because,
            by=by,
            dataset=dataset,
            keys=_keys(desk, dataset, register, keys),
            identifier=person,
            activity=activity,
            case=case,
            register=register,
            say=rim.say,
        )
    rim.show({"hold": id}, lambda: f"hold {id} placed: {reason}")


@hold.command()
@click.argument("id")
@click.option("--because", required=True, help="Why it may go; kept sealed.")
@click.option("--by", required=True, help="Who releases it; kept sealed.")
@common
def release(rim: Rim, id: str, because: str, by: str) -> None:
    """Release a hold; today still blocks."""
    from avgrights.desk import holding

    with rim.desk(changes=True) as desk:
        holding.release(desk, id, because=because, by=by)
    rim.show({"hold": id, "released": True}, lambda: f"hold {id} released")


@hold.command("list")
@common
def list_(rim: Rim) -> None:
    """List holds, oldest first."""
    from avgrights.desk import holding

    with rim.desk(changes=False) as desk:
        found = holding.holds(desk)
    rim.show({"holds": found}, lambda: "\n".join(map(_line, found)) or "no holds")


def _line(one: dict[str, Any]) -> str:
    on = one["activity"] or one["dataset"] or ", ".join(one["identifier_kinds"])
    state = f"released {one['released']}" if one["released"] else "active"
    return f"{one['hold']}  {one['placed']}  {state}  {one['scope']} {on}: {one['reason']}"


def _identifier(text: str | None) -> Identifier | None:
    if text is None:
        return None
    try:
        return Identifier.parse(text)
    except ValueError as fault:
        raise InputFault(str(fault)) from None


def _keys(
    desk: Desk, dataset: str | None, register: str | None, texts: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """A key of one part is taken whole, commas and all."""
    wide = any(
        len(found.key) > 1
        for loaded in desk.registers
        if register in (None, loaded.register.name)
        for found in [loaded.data_map.dataset(dataset or "")]
        if found
    )
    return [tuple(text.split(",")) if wide else (text,) for text in texts]
