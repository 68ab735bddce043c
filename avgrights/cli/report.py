"""`avgrights report`: what is due and what was done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from avgrights.cli.rim import Rim, common, need

FORMATS = ("text", "json", "csv", "html", "ics")


@click.group()
def report() -> None:
    """What is due, and what was done. No person stands in a report: cases have numbers."""


@report.command()
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write it to this file instead of standard output.",
)  # fmt: skip
@common
def deadlines(rim: Rim, out: Path | None) -> None:
    """Show what is late, due this week, standing still, and due later.

    Also whom of the recipients is still to be told (GDPR 19), whatever has become of the case.

    Exit status 1 when something is late. The penalty is shown once a notice of default came in
    (Awb 4:17): what it has come to today, and the day from which it runs. --format ics writes a
    calendar that holds numbers of cases and days, and nothing of a person.
    """
    from avgrights.cli.report_text import deadlines_json, deadlines_report, deadlines_text
    from avgrights.desk.deadlines import deadlines
    from avgrights.documents.reports.report import report_csv, report_html

    with rim.desk(changes=False) as desk:
        found = deadlines(desk)
        language, made = desk.language, desk.clock.now
    _deliver(
        rim, out, {
            "json": lambda: json.dumps(deadlines_json(found), ensure_ascii=False, indent=2),
            "text": lambda: deadlines_text(found, language),
            "csv": lambda: report_csv(deadlines_report(found, language)),
            "html": lambda: report_html(deadlines_report(found, language), language),
            "ics": lambda: _calendar(found, language, made),
        },
    )  # fmt: skip
    click.get_current_context().exit(1 if found.overdue else 0)


def _deliver(rim: Rim, out: Path | None, texts: dict[str, Callable[[], str]]) -> None:
    """The report in the format that was asked for, on standard output or in a file."""
    from avgrights.cli.writing import write_file

    need(rim.format in texts, f"a report has no --format {rim.format}")
    text = texts[rim.format]()
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    write_file(out, [(text if text.endswith("\n") else text + "\n").encode()])
    rim.say(f"written: {out}")


def _calendar(found: Any, language: str, made: Any) -> str:
    from avgrights.cli.report_text import calendar_entries, calendar_name
    from avgrights.documents.reports.calendar import calendar_text

    return calendar_text(calendar_entries(found, language), name=calendar_name(language), made=made)


for _command in report.commands.values():
    for _option in _command.params:
        if _option.name == "format_":
            _option.type = click.Choice(FORMATS)
