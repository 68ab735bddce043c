"""What every command shares: the common options, the one reading of the clock, the output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click
from attrs import define

from avgrights.terms.errors import InputFault
from avgrights.terms.moments import YEARS, reckonable

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])


class DayType(click.ParamType[date]):
    """A calendar day as YYYY-MM-DD, in years that can be reckoned with."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """The day, or a usage error (exit 2) that tells what is accepted."""
        if isinstance(value, date):
            return value
        try:
            if len(value) != 10:
                raise ValueError
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day: write YYYY-MM-DD, such as 2026-11-21", param, ctx)
        if not reckonable(day):
            self.fail(f"{value} is out of reach: years {YEARS[0]} to {YEARS[1]}", param, ctx)
        return day


DAY = DayType()


@define
class Rim:
    """The common options of one call, and what a command needs from them."""

    workspace: Path | None = None
    format: str = "text"
    lang: str | None = None
    today: date | None = None
    debug: bool = False

    def desk(self, *, changes: bool) -> Desk:
        """The workspace, opened for one command.

        Args:
            changes: whether the command may change data; `--today` is then allowed in a
                rehearsal workspace only.

        Raises:
            InputFault: no workspace, a broken one, or `--today` where it is not allowed.
        """
        from avgrights.desk.desk import open_desk

        return open_desk(
            self.workspace, today=self.today, now=datetime.now(UTC), lang=self.lang, changes=changes
        )

    def show(self, result: Any, text: Callable[[], str]) -> None:
        """The result on standard output: JSON as asked, else the text."""
        need(self.format in ("text", "json"), f"this command has no --format {self.format}")
        if self.format == "json":
            click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str))
        else:
            out = text()
            click.echo(out, nl=not out.endswith("\n"))

    def say(self, sentence: str) -> None:
        """Talk, on standard error."""
        click.echo(sentence, err=True)

    def progress(self, label: str, total: int | None = None) -> Any:
        """A progress bar on a terminal (standard error), silence elsewhere.

        Returns a context manager whose value is called with the number done since the last call.
        """
        from avgrights.cli.progress import progress

        return progress(label, total, visible=sys.stderr.isatty() and self.format == "text")


_COMMON = (
    click.option(
        "--workspace",
        type=click.Path(path_type=Path, file_okay=False),
        help="The workspace folder; else avgrights.yaml is looked for from here upwards.",
    ),
    click.option("--format", "format_", type=click.Choice(["text", "json"]), help="Output format."),
    click.option("--lang", type=click.Choice(["nl", "en"]), help="Language of what is written."),
    click.option(
        "--today", type=DAY, help="The day to reckon from; for changes only in a rehearsal."
    ),
    click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong."),
)


def common(function: F) -> F:
    """Adds the common options after a command too; the later one wins. Passes `rim` first."""

    def take(*args: Any, **options: Any) -> Any:
        rim = click.get_current_context().ensure_object(Rim)
        _settle(rim, options)
        return function(rim, *args, **options)

    wrapped: Any = update_wrapper(take, function)
    for option in reversed(_COMMON):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


def _settle(rim: Rim, options: dict[str, Any]) -> None:
    """Moves the common options that were given into the rim."""
    for name, attribute in (("workspace", "workspace"), ("format_", "format"), ("lang", "lang"),
                            ("today", "today")):  # fmt: skip
        given = options.pop(name, None)
        if given is not None:
            setattr(rim, attribute, given)
    rim.debug = options.pop("debug", False) or rim.debug


def today(rim: Rim, zone: str = "Europe/Amsterdam") -> date:
    """The day to reckon from where no workspace is needed: --today, else the local day."""
    return rim.today or datetime.now(ZoneInfo(zone)).date()


def need(condition: object, sentence: str, remedy: str = "") -> None:
    """Raises `InputFault` with the sentence unless the condition holds."""
    if not condition:
        raise InputFault(sentence, remedy=remedy)
