"""Makes the plan of a purge. Looks, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import Connection, select

from avgrights.desk.identity import stranger
from avgrights.desk.overlapping import need_apart
from avgrights.desk.own_data import own_data_due
from avgrights.desk.protecting import protections
from avgrights.desk.shutting import count_apart
from avgrights.desk.tables import run, run_rule
from avgrights.retention.brake import LOOK_BACK, brake
from avgrights.retention.plan import Plan, about, counts_of, limits_of, line
from avgrights.retention.questions import Counts, Question
from avgrights.retention.rules import DatasetRules, dataset_rules, question
from avgrights.terms.errors import InputFault, Refused, StoreFault

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

Progress = Callable[[int], None]


@frozen(kw_only=True)
class _Asked:
    """One dataset of one register, ready to be asked of its store."""

    rules: DatasetRules
    question: Question
    history: tuple[int, ...] | None


def make_plan(
    desk: Desk, progress: Progress = lambda done: None, *, going_on: bool = False
) -> Plan:
    """What a purge would do today, over every register of the workspace.

    A store that cannot be asked is named under `unreachable`, and its rules are left out.

    Args:
        going_on: keep what is wrong with one dataset with its line, and go on with the others.

    Raises:
        InputFault: a register is broken, or a table or column is not there.
        Refused: a hold or a restriction is on what the registers do not know any more.
    """
    need_apart(desk)
    stores: dict[str, str | None] = {}
    unreachable: dict[str, str] = {}
    lines: list[dict[str, Any]] = []
    for asked in _everything(desk):
        name = asked.rules.dataset.store
        try:
            if name not in stores:
                stores[name] = desk.store(name).identity()
            lines.append(_line(desk, asked, stores[name]))
        except StoreFault as fault:
            unreachable[name] = str(fault)
        except InputFault as fault:
            if not going_on:
                raise
            lines.append(_faulty(asked, str(fault)))
        progress(1)
    return Plan(
        today=desk.clock.today,
        time_zone=desk.settings.time_zone,
        registers=register_digests(desk),
        limits=limits_of(desk.settings.brake),
        stores={name: bears for name, bears in stores.items() if name not in unreachable},
        rules=tuple(lines),
        unreachable=unreachable,
        desk=tuple(own_data_due(desk)),
    )


def register_digests(desk: Desk) -> dict[str, str]:
    """Register -> digest of its files as they are now."""
    return {loaded.register.name: loaded.register.digest for loaded in desk.registers}


def every_rule(desk: Desk) -> Iterator[DatasetRules]:
    """Every dataset of the workspace with its rules."""
    for loaded in desk.registers:
        yield from dataset_rules(loaded.register, loaded.data_map)


def question_of(
    desk: Desk, connection: Connection, rules: DatasetRules, today: Any = None
) -> Question:
    """What is asked of the store, with what is protected at this moment."""
    restricted, held = protections(desk, connection, rules.register, rules.dataset)
    return question(
        rules,
        today=today or desk.clock.today,
        zone=desk.settings.time_zone,
        restricted=restricted,
        held=held,
    )


def history(connection: Connection, rules: DatasetRules) -> tuple[int, ...] | None:
    """What the last runs of these rules did, newest first; None: they never ran to their end."""
    mine = (
        select(run_rule.c.done)
        .join(run, run.c.id == run_rule.c.run)
        .where(
            run_rule.c.register == rules.register,
            run_rule.c.rule == rules.name,
            run_rule.c.dataset == rules.dataset.name,
            run_rule.c.finished,
        )
        .order_by(run.c.number.desc())
        .limit(LOOK_BACK)
    )
    done = tuple(connection.execute(mine).scalars())
    return done or None


def why_braked(
    desk: Desk, connection: Connection, rules: DatasetRules, counts: Counts
) -> str | None:
    """Why the line meets a brake, by these counts, the desk's own limits and what it knows of the
    rule's runs; a rule that can never purge has nothing to brake."""
    if not rules.purges:
        return None
    return brake(counts, desk.settings.brake, history(connection, rules))


def need_own_lines(desk: Desk, made: Plan) -> None:
    """Refuses a plan that says other than the registers do: a file can be written by hand.

    Raises:
        Refused: a line of no dataset here, or with other terms, or whose counts do not add up.
    """
    own = {one.about: one for one in every_rule(desk)}
    for one in made.rules:
        rules = own.get(about(one))
        if rules is None or _altered(desk, rules, one, made.today):
            raise Refused(
                f"this plan says of dataset {one['dataset'][:60]!r} what the registers do not",
                remedy="Make a new one with 'avgrights purge plan'.",
            )


def _altered(desk: Desk, rules: DatasetRules, one: Mapping[str, Any], today: date) -> bool:
    asked = question(rules, today=today, zone=desk.settings.time_zone)
    counts = counts_of(one)
    mine = line(rules, counts, cuts=_cuts(asked), brake=one["brake"], warnings=[])
    fixed = ("store", "activities", "then", "terms", "last_day_of_trigger", "never")
    sums = (counts.undated, counts.not_due, counts.restricted, counts.held, counts.due)
    return counts.examined != sum(sums) or any(mine[name] != one[name] for name in fixed)


def _everything(desk: Desk) -> list[_Asked]:
    with desk.database.read() as connection:
        return [
            _Asked(
                rules=rules,
                question=question_of(desk, connection, rules),
                history=history(connection, rules),
            )
            for rules in every_rule(desk)
        ]


def _line(desk: Desk, asked: _Asked, bears: str | None) -> dict[str, Any]:
    store = desk.store(asked.rules.dataset.store)
    counts = store.count(asked.question)
    return line(
        asked.rules,
        counts,
        cuts=_cuts(asked.question),
        brake=_brake(desk, asked, counts, bears),
        warnings=store.warnings(asked.rules.dataset),
        apart=count_apart(desk, asked.rules.register, asked.rules.dataset),
    )


def _faulty(asked: _Asked, fault: str) -> dict[str, Any]:
    """The line of a dataset that could not be counted."""
    cuts = _cuts(asked.question)
    return line(asked.rules, Counts(), cuts=cuts, brake=None, warnings=[], fault=fault)


def _brake(desk: Desk, asked: _Asked, counts: Counts, bears: str | None) -> str | None:
    """A rule that can never purge has nothing to brake."""
    if not asked.rules.purges:
        return None
    strange = stranger(desk, asked.rules.dataset.store, bears)
    return strange or brake(counts, desk.settings.brake, asked.history)


def _cuts(asked: Question) -> list[dict[str, Any]]:
    return [
        {
            "rule": cut.rule,
            "activity": cut.activity,
            "last_day_of_trigger": cut.last_day.isoformat() if cut.last_day else None,
            "because": cut.because,
        }
        for cut in asked.cuts
    ]


def as_text(document: object) -> str:
    """A document as it is stored: JSON, keys in order."""
    return json.dumps(document, sort_keys=True)
