"""`avgrights store`: where the data is, and whether the data map fits it."""

from __future__ import annotations

from typing import Any

import click

from avgrights.cli.rim import Rim, common
from avgrights.cli.store_replay import readopt, replay
from avgrights.cli.store_scan import scan
from avgrights.cli.tables import as_table


@click.group()
def store() -> None:
    """The stores and their identity; the data map against the live catalogue."""


store.add_command(scan)


@store.command("list")
@common
def list_(rim: Rim) -> None:
    """List the stores with the identity each bears and the one that was adopted."""
    from avgrights.desk.inventory import stores

    with rim.desk(changes=False) as desk:
        found = stores(desk)
    rim.show({"stores": found}, lambda: _list_text(found))
    click.get_current_context().exit(3 if any(one["fault"] for one in found) else 0)


@store.command()
@common
def check(rim: Rim) -> None:
    """Compare the data map with the tables, columns and folders that are there."""
    from avgrights.desk.inventory import compare

    with rim.desk(changes=False) as desk:
        found = compare(desk)
    rim.show({"datasets": found}, lambda: _check_text(found))
    faults = any(one["fault"] for one in found)
    problems = any(one["problems"] for one in found)
    click.get_current_context().exit(3 if faults else 1 if problems else 0)


@store.command()
@click.argument("stores", nargs=-1, metavar="[STORE]...")
@common
def index(rim: Rim, stores: tuple[str, ...]) -> None:
    """Print the indexes that searches for a person want and that are not there yet.

    A search compares trimmed values, and e-mail addresses in lower case: only an index on just that
    serves it. Nothing is made; give the statements to whoever keeps the database.
    """
    from avgrights.desk.inventory import indexes

    with rim.desk(changes=False) as desk:
        found = indexes(desk, stores)
    text = "\n".join(f"{one['statement']};" for one in found)
    rim.show({"indexes": found}, lambda: text or "every search is served by an index")


store.add_command(replay)
store.add_command(readopt)


def _list_text(found: list[dict[str, Any]]) -> str:
    rows = [[one["store"], one["kind"], one["identity"] or "-", one["state"]] for one in found]
    return as_table(["store", "kind", "identity", "state"], rows) if rows else "no stores"


def _check_text(found: list[dict[str, Any]]) -> str:
    lines = []
    for one in found:
        about = f"{one['register']}/{one['dataset']} in {one['store']}"
        if one["fault"]:
            lines.append(f"{about}: {one['fault']}")
        lines += [f"{about}: {problem}" for problem in one["problems"]]
        lines += [f"{about}: warning: {warning}" for warning in one["warnings"]]
        if not (one["fault"] or one["problems"] or one["warnings"]):
            lines.append(f"{about}: fits")
    return "\n".join(lines) or "no datasets"
