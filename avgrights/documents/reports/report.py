"""A report as plain rows, and how it is written as CSV and as a page. No person stands in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from avgrights.documents.pages import render
from avgrights.documents.sheets import sheet


@frozen(kw_only=True)
class Section:
    """One table of a report.

    Attributes:
        name: what its rows have in common, such as `late`; also its first column in CSV.
        columns: key of a row -> its title.
        empty: what is said where there are no rows.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    empty: str = ""


@frozen(kw_only=True)
class Report:
    """A titled report of one day."""

    title: str
    day: date
    intro: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()


def report_csv(report: Report) -> str:
    """Every row of every section, one table: the section first, then the columns of all."""
    columns = list(dict.fromkeys(name for one in report.sections for name in one.columns))
    rows = [{"section": one.name, **row} for one in report.sections for row in one.rows]
    return "".join(sheet(["section", *columns], rows))


def report_html(report: Report, language: str) -> str:
    """The report as one page that asks for nothing from elsewhere."""
    return render("report", language, report=report)
