"""What a command asks beside the case itself (GDPR 16): fixed once, kept sealed in the file."""

from __future__ import annotations

from attrs import evolve
from sqlalchemy import Connection

from avgrights.cases.case import Case
from avgrights.cases.correcting import known_as, need_known, need_statement, same_corrections
from avgrights.cases.events import Ordered, Stated
from avgrights.cases.rights import Right
from avgrights.desk import casebook
from avgrights.desk.desk import Desk
from avgrights.desk.handling.interface import Order
from avgrights.desk.requests import standing
from avgrights.desk.searching import datasets_of
from avgrights.files.registers import LoadedRegister
from avgrights.terms.errors import InputFault, Refused


def settled(case: Case, loaded: LoadedRegister, order: Order) -> Order:
    """What a run goes by: what the file holds, or, before anything is fixed, what is asked now.

    Raises:
        InputFault: the case is about another right, a field is unknown or may not be changed, or
            a rectification says neither what is right nor what the person states.
        Refused: the case is under way with other corrections, or has another statement.
    """
    if case.right is not Right.RECTIFICATION:
        return _nothing(case, order)
    _need_same(case, order)
    if order.statement is not None:
        need_statement(order.statement)
    if order == Order():  # asked before, when no store could be reached to plan it
        order = Order(corrections=case.corrections, only=case.only)
    if not case.planned:
        need_known(datasets_of(case, loaded), order.corrections, order.only)
    else:
        order = evolve(order, corrections=case.corrections, only=case.only)
    order = evolve(order, statement=case.statement or order.statement)
    says_something = order.corrections or order.statement is not None
    if not (says_something or case.planned or case.refused_throughout):
        raise InputFault(
            f"case {case.id} asks for a rectification: say what is right",
            remedy="Give --set FIELD=VALUE, or --statement where the facts stay disputed.",
        )
    return order


def _nothing(case: Case, order: Order) -> Order:
    if order.corrections or order.only or order.statement is not None:
        raise InputFault(f"case {case.id} is about {case.right}: only a rectification takes --set, "
                         "--was and --statement")  # fmt: skip
    return order


def _need_same(case: Case, order: Order) -> None:
    """Raises Refused where the file holds something else than is asked now."""
    fixed = bool(case.planned)
    asked = order.corrections or order.only
    if (
        fixed
        and asked
        and not (
            same_corrections(order.corrections, case.corrections)
            and same_corrections(order.only, case.only)
        )
    ):
        raise Refused(
            f"case {case.id} is under way with other corrections; nothing was done",
            remedy="Run it without --set to finish it, and open a new case for the rest.",
        )
    if order.statement is not None and case.statement not in (None, order.statement):
        raise Refused(f"case {case.id} has another statement already; nothing was done")


def write_order(
    desk: Desk, connection: Connection, file: casebook.File, loaded: LoadedRegister, order: Order
) -> casebook.File:
    """Writes into file and journal what is not there yet; in the transaction of the connection."""
    case, today = file.case, desk.clock.today
    if order.corrections and not case.planned:
        found = known_as(datasets_of(case, loaded), order.corrections)
        event = Ordered(on=today, corrections=order.corrections, only=order.only, known_as=found)
        if (case.corrections, case.only) != (order.corrections, order.only):
            file = _append(desk, connection, file, event)
            desk.logbook.append(
                connection, "case.correction", case=case.id, fields=len(order.corrections)
            )
    if order.statement is not None and case.statement is None:
        file = _append(desk, connection, file, Stated(on=today, statement=order.statement))
        desk.logbook.append(connection, "case.statement", case=case.id, on=today)
    return file


def add_statement(desk: Desk, case: Case, order: Order) -> Case:
    """Records a statement in a case that is carried out and not yet decided; else nothing.

    Raises:
        InputFault: the case is about another right, or the statement is empty.
        Refused: other corrections than those that were made, or the case is decided.
    """
    if case.right is not Right.RECTIFICATION:
        _nothing(case, order)
        return case
    _need_same(case, order)
    if order.statement is None or order.statement == case.statement:
        return case
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, case.id)
        return write_order(
            desk, connection, file, desk.register(case.register), Order(statement=order.statement)
        ).case


def _append(
    desk: Desk, connection: Connection, file: casebook.File, event: Ordered | Stated
) -> casebook.File:
    due = standing(desk, file.case).clock.due
    return casebook.append(desk, connection, file, event, due=due)
