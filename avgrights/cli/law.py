"""`avgrights law`: what the law says, step by step, each step with its article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from avgrights.cli.law_options import FactCommand, flag, known_day, present, text
from avgrights.cli.law_text import (
    answered,
    case_line,
    closing_line,
    told,
)
from avgrights.cli.rim import Rim, common, today
from avgrights.terms.errors import InputFault


@click.group()
def law() -> None:
    """What the law says, step by step, each step with its article.

    Terms, rights, capacity, penalties, keeping: computed from the policies (the package's own,
    with those of the workspace over them), without any register or data.
    """


def _ask(rim: Rim, topic: str, given: dict[str, Any], on: Any = None) -> None:
    """Asks one question and shows the answer with its way.

    Args:
        on: the day whose text of the law the links point at; None: today.
    """
    from avgrights.law.topics import answer

    policies, language = _policies(rim)
    found = answer(policies, topic, present(given))
    day = known_day(on) or today(rim)
    rim.show(
        told(found, policies, day, language),
        lambda: answered(found, policies, day, language),
    )


def _policies(rim: Rim) -> tuple[Any, str]:
    """The policies of the workspace, or the package's own outside one; and the language."""
    from avgrights.files.policies import load_policies
    from avgrights.files.workspace import find_workspace, load_settings

    if rim.workspace is None and find_workspace(None) is None:
        return load_policies(None), rim.lang or "en"
    settings = load_settings(rim.workspace)
    return load_policies(settings.policies), rim.lang or settings.language


@law.command(short_help="By which day an answer is due.")
@click.argument("procedure")
@text("--received", "the day of receipt; it does not count itself")
@text("--announced", "the day of announcement, for the terms that count from it")
@text("--window-ends", "the last day of the objection term, for the decision on an objection")
@text("--extension-announced", "the day on which an extension was announced, with reasons")
@click.option("--pause", multiple=True, metavar="ASKED[/ANSWERED]",
              help="A question about identity or meaning, and its answer.")  # fmt: skip
@flag("--committee", "an adviser or committee handles it (Awb 7:13, 9:13)")
@flag("--several-units", "more than one unit holds the data (Wpg 25(2))")
@text("--as-of", "the day of knowledge; later events are left out")
@text("--calendar", "strict or awt, instead of the procedure's own")
@common
def due(rim: Rim, pause: tuple[str, ...], **given: Any) -> None:
    """By which day an answer is due in PROCEDURE, that day included.

    Procedures: avg-request, avg-withdrawal, wjsg-access, wjsg-rectification, wjsg-objection,
    wpg-access, wpg-rectification, awb-complaint, awb-objection-window, awb-objection-decision,
    ombudsman-window, avg-information, uavg-petition-window, uavg-after-mediation.
    """
    pauses = [_pause(one) for one in pause]
    start = given["received"] or given["announced"] or given["window_ends"]
    _ask(rim, "deadline", {**given, "pauses": pauses or None}, on=start)


def _pause(words: str) -> dict[str, str]:
    """`2026-06-03/2026-06-17`, or `2026-06-03` for a question that is still open."""
    asked, slash, answer_ = words.partition("/")
    if slash and not answer_:
        raise InputFault(f"--pause {words!r}: write ASKED, or ASKED/ANSWERED")
    return {"asked": asked, "answered": answer_} if slash else {"asked": asked}


@law.command(short_help="How a case stands on a day.")
@click.argument("procedure", default="avg-request")
@click.option("--event", multiple=True, required=True, metavar="KIND=DATE",
              help="Something that happened, such as received=2026-06-01.")  # fmt: skip
@text("--on", "the day asked about, at its end; else today")
@flag("--committee", "an adviser or committee handles it")
@flag("--several-units", "more than one unit holds the data")
@text("--calendar", "strict or awt, instead of the procedure's own")
@common
def clock(rim: Rim, event: tuple[str, ...], **given: Any) -> None:
    """How a case in PROCEDURE stands on a day, and what may still be done by when.

    Kinds of events: received, 'identity asked', 'identity confirmed', 'clarification asked',
    'clarification given', 'extension announced', 'notice of default', decided, objection,
    withdrawn.
    """
    on = given.pop("on") or today(rim)
    _ask(rim, "clock", {**given, "on": on, "events": [_event(one) for one in event]}, on=on)


def _event(words: str) -> dict[str, str]:
    kind, equals, day = words.partition("=")
    if not equals:
        raise InputFault(f"--event {words!r}: write KIND=DATE, such as received=2026-06-01")
    return {"kind": kind.strip(), "day": day.strip()}


@law.command(cls=FactCommand, short_help="Whether a right applies.")
@click.argument("right")
@click.option("--basis", multiple=True, required=True, metavar="BASIS",
              help="A legal basis, such as 6(1)(c); may be repeated.")  # fmt: skip
@text("--on", "the day asked about; else the rules now in force")
@common
def right(rim: Rim, basis: tuple[str, ...], **given: Any) -> None:
    """Whether RIGHT applies to a purpose with these legal bases.

    Rights: access, rectification, erasure, restriction, portability, objection, 'automated
    decision', 'withdraw consent'. What is known is given as facts; what is not known and matters
    becomes a question. A fact that is yes or no stands alone (yes) or with false behind it.
    """
    on = given.pop("on") or rim.today
    _ask(rim, "right", {**given, "basis": list(basis), "on": on}, on=on)


@law.command(short_help="Until when a record is kept.")
@click.argument("period")
@text("--when", "the day of the event; left out: it has not happened")
@text("--after", "the event, in words")
@text("--count-from", "trigger date, end of calendar year or end of book year")
@text("--book-year-ends", "the end of this book year, or month-day for every year")
@flag("--minimum", "the term is a legal duty to keep at least this long")
@text("--hold-reason", "a legal hold: its reason")
@text("--hold-start", "its first day")
@text("--hold-end", "its last day; left out: it still runs")
@text("--restriction-ground", "a restriction of processing: 18(1)(a) to 18(1)(d)")
@text("--restriction-start", "its first day")
@text("--restriction-lifted", "the day on which it was lifted")
@text("--restriction-subject-informed", "the day on which the data subject was told of the lift")
@text("--as-of", "the day asked about; else today")
@common
def keep(rim: Rim, period: str, **given: Any) -> None:
    """Until when a record with term PERIOD is kept, that day included.

    PERIOD: '2 years', '2 jaar', '4 weken', '6 months', '90 days', P2Y, permanent; or the name of a
    term that an act gives (policies/retention.yaml): awr-52-4, wjsg-4-1-a, wpg-8-6, camera.
    """
    hold = _part(given, "hold_")
    restriction = _part(given, "restriction_")
    as_of = given.pop("as_of") or today(rim)
    _ask(rim, "retention", {**given, "keep": period, "hold": hold, "restriction": restriction,
                            "as_of": as_of})  # fmt: skip


def _part(given: dict[str, Any], prefix: str) -> dict[str, Any] | None:
    """The options with one prefix as one mapping; None where none is given."""
    names = [name for name in given if name.startswith(prefix)]
    found = {name.removeprefix(prefix): given.pop(name) for name in names}
    return present(found) or None


@law.command(short_help="What a late decision costs.")
@click.option("--days-in-default", type=int, help="So many days in default, by themselves.")
@text("--due", "the last day of the term")
@text("--notice-received", "the day on which the notice of default came in")
@text("--decided", "the day on which the decision was announced")
@text("--as-of", "the day asked about, that day included; else today")
@common
def penalty(rim: Rim, **given: Any) -> None:
    """What a late decision has cost (dwangsom, Awb 4:17)."""
    as_of = given.pop("as_of") or (None if given["days_in_default"] is not None else today(rim))
    _ask(rim, "penalty", {**given, "as_of": as_of}, on=given["due"])


@law.command(short_help="Who may exercise the rights of a person.")
@text("--regime", "avg (default), wjsg or wpg")
@text("--born", "the day of birth")
@text("--requested", "the day of the request; else today")
@flag("--guardianship", "a guardian, administrator or mentor acts")
@common
def capacity(rim: Rim, **given: Any) -> None:
    """Who may exercise the rights of a person: the subject, the representative, or both."""
    given["regime"] = given["regime"] or "avg"
    given["requested"] = given["requested"] or today(rim)
    _ask(rim, "capacity", given, on=given["requested"])


@law.command(short_help="How a complaint is to be taken up.")
@text("--conduct", "the day of the conduct")
@text("--submitted", "the day on which the complaint came in")
@text("--subject", "what it is about, in words")
@flag("--satisfied-informally", "the complainant is satisfied")
@flag("--oral", "the complaint was not written")
@flag("--objection-possible", "an objection (bezwaar) could have been made")
@flag("--handled-before", "it was handled before")
@flag("--appeal-possible", "an appeal is or was open")
@flag("--court-procedure", "it is before a court")
@flag("--criminal-investigation", "a criminal investigation or prosecution runs")
@flag("--insufficient-interest", "interest or weight is insufficient")
@common
def complaint(rim: Rim, **given: Any) -> None:
    """How a complaint is to be taken up, and whether it may be declined (Awb title 9.1)."""
    _ask(rim, "complaint", given, on=given["submitted"])


@law.command("in-time", short_help="Whether an objection came in time.")
@text("--due", "the last day of the objection term")
@text("--received", "the day on which it came in")
@text("--posted", "the day on which a letter was posted")
@text("--channel", "letter, e-mail, portal, desk, phone or fax")
@common
def in_time(rim: Rim, **given: Any) -> None:
    """Whether an objection (bezwaar) came in time (Awb 6:9)."""
    _ask(rim, "objection-in-time", given, on=given["due"])


@law.command(short_help="Whether a day is a holiday.")
@click.argument("date")
@common
def calendar(rim: Rim, date: str) -> None:
    """Whether DATE is a recognised (or equated) holiday, in both calendars."""
    _ask(rim, "calendar", {"date": date}, on=date)


@law.command(short_help="Write a page for each procedure and right.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@common
def pages(rim: Rim, folder: Path) -> None:
    """Write a page for each procedure and right into FOLDER, in Dutch and English (Markdown)."""
    from avgrights.documents.law_pages import pages as made

    policies, _ = _policies(rim)
    written = made(policies)
    for path, content in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    rim.show({"pages": list(written)}, lambda: f"{len(written)} pages below {folder}")


@law.command(short_help="Run worked cases.")
@click.argument("files", nargs=-1, required=True,
                type=click.Path(path_type=Path, exists=True), metavar="FILE...")  # fmt: skip
@common
def test(rim: Rim, files: tuple[Path, ...]) -> None:
    """Run the worked cases of each FILE (or of every .yaml file in a folder).

    One line a case: PASS or FAIL, with what is given, expected and got. Status 0 only where all
    pass; a case with an unknown topic, key or value fails.
    """
    from avgrights.files.law_cases import run_file

    policies, _ = _policies(rim)
    results = [one for file in _each(files) for one in run_file(policies, file)]
    failed = sum(not one.passed for one in results)
    plain = {
        "passed": len(results) - failed,
        "failed": failed,
        "cases": [one.told() for one in results],
    }
    lines = [*map(case_line, results), closing_line(len(results) - failed, failed)]
    rim.show(plain, lambda: "\n".join(lines))
    click.get_current_context().exit(1 if failed else 0)


def _each(paths: tuple[Path, ...]) -> list[Path]:
    """The files named, and the YAML files of each folder named."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not found:
        raise InputFault("there is no .yaml file with cases there")
    return found
