"""Runs an approved plan: that plan and no other, checked again as it goes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import define, field
from sqlalchemy import Connection, Row, insert, select, update

from avgrights.desk.approving import check_current, is_approved, keep, over_brake_of
from avgrights.desk.engine import Engine, Progress, new_ticket
from avgrights.desk.harvesting import harvest
from avgrights.desk.identity import need_known
from avgrights.desk.overlapping import need_apart
from avgrights.desk.planning import every_rule, question_of, why_braked
from avgrights.desk.runlock import alone
from avgrights.desk.tables import run, run_rule
from avgrights.retention.plan import Plan, about
from avgrights.retention.questions import Counts, Question
from avgrights.retention.rules import DatasetRules
from avgrights.terms.errors import AvgRightsError, InputFault, Refused, StoreFault

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

Line = dict[str, Any]


@define
class Outcome:
    """What a run did.

    Attributes:
        lines: the plan's lines, each with `done` and `failed` (rows), and `fault` (why, or None).
        status: done, partly (a store failed), braked (a rule was left undone).
        unreachable: store -> why the plan could not ask it.
        again: the plan was finished before; nothing was done now.
        desk: the desk's own data, which a night purges under its own terms.
    """

    run: str
    plan: str
    lines: list[Line]
    status: str
    unreachable: Mapping[str, str] = field(factory=dict)
    again: bool = False
    desk: list[Line] = field(factory=list)

    def as_json(self) -> dict[str, Any]:
        """The run as commands write it."""
        about_run = {"run": self.run, "plan": self.plan, "status": self.status}
        more = {"unreachable": dict(self.unreachable), "desk": self.desk}
        return {**about_run, "rules": self.lines, **more}


def run_plan(desk: Desk, plan: Plan, progress: Progress = lambda done: None) -> Outcome:
    """Executes a plan that was approved by hand; on a finished one there is nothing to do.

    Raises:
        Refused: not approved, expired, of the future, made from other registers, or another run
            is at work.
    """
    with alone(desk):
        with desk.database.read() as connection:
            approved = is_approved(connection, plan)
            reason = over_brake_of(connection, plan)
            before = run_of(connection, plan)
        if before is not None and before.status == "done":
            return _as_it_was(desk, plan, before)
        if not approved:
            raise Refused(
                "this plan is not approved",
                remedy="Have somebody look at it and run 'avgrights purge approve FILE --as NAME'.",
            )
        check_current(desk, plan)
        return carry_out(desk, plan, kind="plan", over_brake=reason is not None, progress=progress)


def carry_out(
    desk: Desk, plan: Plan, *, kind: str, over_brake: bool, progress: Progress
) -> Outcome:
    """Runs every line of a plan; to be called with the lock held and the approval checked."""
    need_apart(desk)
    row = _start(desk, plan, kind)
    engine = Engine(desk, new_ticket(desk, row.id), progress)
    rules = {one.about: one for one in every_rule(desk)}
    lines = [
        _run_line(desk, engine, rules[about(line)], line, plan, over_brake)
        for line in map(dict, plan.rules)
    ]
    status = _status(plan, lines)
    _finish(desk, row, lines, status)
    return Outcome(row.id, plan.digest, lines, status, plan.unreachable)


def run_of(connection: Connection, plan: Plan) -> Row[Any] | None:
    """The run of that plan, or None."""
    return connection.execute(select(run).where(run.c.plan == plan.digest)).first()


def exit_status(outcome: Outcome) -> int:
    """0 done, 3 some store failed, 4 a rule was left undone."""
    return {"done": 0, "partly": 3, "braked": 4}[outcome.status]


def _start(desk: Desk, plan: Plan, kind: str) -> Row[Any]:
    """The run of the plan: a new one, or the one that was interrupted."""
    with desk.database.change() as connection:
        before = run_of(connection, plan)
        if before is not None:
            return before
        keep(connection, plan)
        last = connection.execute(select(run.c.number).order_by(run.c.number.desc())).scalar() or 0
        row = {
            "id": f"run-{secrets.token_hex(8)}",
            "number": last + 1,
            "plan": plan.digest,
            "day": desk.clock.today,
            "kind": kind,
            "status": "running",
        }
        connection.execute(insert(run), row)
        desk.logbook.append(
            connection, "purge.started", run=row["id"], plan=plan.digest, number=row["number"]
        )
        made = run_of(connection, plan)
    assert made is not None
    return made


def _run_line(
    desk: Desk,
    engine: Engine,
    rules: DatasetRules,
    line: Line,
    plan: Plan,
    over_brake: bool,
) -> Line:
    """One dataset. A failure stays with it; the others go on."""
    may = rules.purges and (over_brake or not line["brake"]) and not line["fault"]
    line.update(done=0, failed=0, ran=may)
    if not may:
        return line
    try:
        _purge(desk, engine, rules, line, plan, over_brake)
    except (StoreFault, Refused, InputFault) as fault:
        line["fault"], line["refused"] = str(fault), isinstance(fault, Refused)
    line["done"] = _done(desk, engine.ticket.work, rules, line)
    line["failed"] = max(line["due"] - line["done"], 0) if line["fault"] else 0
    return line


def _purge(
    desk: Desk, engine: Engine, rules: DatasetRules, line: Line, plan: Plan, over_brake: bool
) -> None:
    """Deletes what is due by the plan's day, and never more rows than the plan said."""
    store, work = rules.dataset.store, engine.ticket.work
    need_known(desk, store)
    engine.enter(store)
    harvest(desk, [store])
    left = line["due"] - _evidenced(desk, work, rules)
    question = _asked(desk, rules, plan)
    _need_as_approved(desk, rules, desk.store(store).count(question), left, over_brake)
    try:
        engine.purge(question, register=rules.register, rule=rules.name, most=left)
    finally:
        harvest(desk, [store], work)
    if _evidenced(desk, work, rules) < line["due"]:
        _need_nothing_left(desk, rules, plan)


def _asked(desk: Desk, rules: DatasetRules, plan: Plan) -> Question:
    with desk.database.read() as connection:
        return question_of(desk, connection, rules, plan.today)


def _need_as_approved(
    desk: Desk, rules: DatasetRules, counts: Counts, left: int, over_brake: bool
) -> None:
    """What is there now is what somebody looked at; the file's own word on brakes is not taken."""
    if counts.due > left:
        raise Refused(
            f"{counts.due} rows are due now and {left} were approved: something changed since the "
            "plan",
            remedy="Make a new plan.",
        )
    if over_brake:
        return
    with desk.database.read() as connection:
        braked = why_braked(desk, connection, rules, counts)
    if braked:
        raise Refused(f"it meets a brake now: {braked}", remedy="Make a new plan.")


def _need_nothing_left(desk: Desk, rules: DatasetRules, plan: Plan) -> None:
    """Fewer went than were due: fine where the rest is protected or gone, and else a fault."""
    still = desk.store(rules.dataset.store).count(_asked(desk, rules, plan)).due
    if still:
        raise StoreFault(
            f"{still} rows are still due and were not deleted: something in the store keeps them "
            "(a trigger, a policy), or other programs changed them meanwhile; run the plan again"
        )


def _evidenced(desk: Desk, work: str, rules: DatasetRules) -> int:
    """How many rows this run has deleted of that dataset, as the store's evidence says."""
    pieces = desk.store(rules.dataset.store).evidence(work)
    return sum(one.rows for one in pieces if (one.register, one.rule, one.dataset) == rules.about)


def _done(desk: Desk, work: str, rules: DatasetRules, line: Line) -> int:
    try:
        return _evidenced(desk, work, rules)
    except AvgRightsError:
        return int(line["done"])


def _status(plan: Plan, lines: list[Line]) -> str:
    if any(line["fault"] and not line.get("refused") for line in lines) or plan.unreachable:
        return "partly"
    undone = any(line.get("refused") or (line["brake"] and not line["ran"]) for line in lines)
    return "braked" if undone else "done"


def _finish(desk: Desk, row: Row[Any], lines: list[Line], status: str) -> None:
    with desk.database.change() as connection:
        for line in lines:
            _record(desk, connection, row.id, line)
        connection.execute(update(run).where(run.c.id == row.id).values(status=status))
        done = sum(line["done"] for line in lines)
        desk.logbook.append(connection, "purge.finished", run=row.id, done=done, status=status)


def _record(desk: Desk, connection: Connection, run_id: str, line: Line) -> None:
    """What a rule did, for the brake of later runs and for the journal."""
    names = {name: line[name] for name in ("register", "rule", "dataset")}
    mine = [run_rule.c.run == run_id, *(run_rule.c[n] == v for n, v in names.items())]
    counts = {name: line[name] for name in ("examined", "due", "done")}
    finished = line["ran"] and not line["fault"]
    values = {**counts, "finished": finished}
    if not connection.execute(update(run_rule).where(*mine).values(**values)).rowcount:
        connection.execute(insert(run_rule), {"run": run_id, **names, **values})
    more = {name: line[name] for name in ("undated", "held", "restricted", "brake")}
    desk.logbook.append(connection, "purge.rule", run=run_id, **names, **counts, **more)


def _as_it_was(desk: Desk, plan: Plan, row: Row[Any]) -> Outcome:
    """A finished plan, run again: nothing to do."""
    with desk.database.read() as connection:
        rows = connection.execute(select(run_rule).where(run_rule.c.run == row.id)).all()
    done = {(one.register, one.rule, one.dataset): one.done for one in rows}
    lines = [
        {**line, "done": done.get(about(line), 0), "failed": 0, "ran": True} for line in plan.rules
    ]
    return Outcome(row.id, plan.digest, lines, "done", again=True)
