"""`avgrights check`: every finding, at its place, with its article and its remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from avgrights.cli.rim import Rim, common
from avgrights.terms.errors import CheckFailed

if TYPE_CHECKING:
    from avgrights.files.code import Code
    from avgrights.terms.finding import Finding

FORMATS = ("text", "json", "github", "sarif")


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]... | explain [CODE]...")
@click.option("--strict", is_flag=True, help="Warnings fail the check too.")
@common
def check(rim: Rim, paths: tuple[str, ...], strict: bool) -> None:
    """Check registers, data maps, policies and the workspace.

    Without PATH the workspace is checked: avgrights.yaml, every register with its data map, and
    the workspace's own policies. PATH names files or folders instead. Every finding is shown, with
    its line, its article and what to do; `check explain CODE` tells more about one.

    \b
    avgrights check
    avgrights check registers/jio --strict
    avgrights check --format sarif > findings.sarif
    avgrights check explain AVG303

    Exit status: 0 no errors; 1 errors (with --strict, warnings too); 2 a path that is not there.
    """
    if paths and paths[0] == "explain":
        _explain(rim, paths[1:])
        return
    from avgrights.desk.own_templates import check_templates, is_template
    from avgrights.files import checking

    here = Path.cwd()
    named = [Path(path) for path in paths]
    others = [path for path in named if not is_template(path, rim.workspace)]
    found: list[Finding] = []
    if others or not named:
        found = checking.check(
            others, workspace=rim.workspace, today=rim.today or _today(), here=here
        )
    found += check_templates(named, workspace=rim.workspace, here=here.resolve())
    _print(rim, found, here)
    _end(found, strict)


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@common
def explain(rim: Rim, codes: tuple[str, ...]) -> None:
    """Tell what a finding means, why it matters and what to do; without CODE, list them all."""
    _explain(rim, codes)


for _option in check.params:
    if _option.name == "format_":
        # This command speaks to editors and forges too.
        _option.type = click.Choice(FORMATS)


def _today() -> Any:
    return datetime.now(UTC).astimezone(ZoneInfo("Europe/Amsterdam")).date()


def _print(rim: Rim, found: list[Finding], here: Path) -> None:
    from avgrights.files import presenting

    if rim.format == "sarif":
        from importlib.metadata import version

        log = presenting.as_sarif(found, version("avgrights"))
        Rim(format="json").show(log, str)
    elif rim.format == "github":
        _lines(presenting.as_github(found))
    elif rim.format == "json":
        rim.show(presenting.as_json(found), str)
    else:
        _lines(presenting.as_text(found, here))


def _lines(text: str) -> None:
    if text:
        click.echo(text)


def _end(found: list[Finding], strict: bool) -> None:
    from avgrights.files import checking, presenting

    if checking.failing(found, strict=strict):
        raise CheckFailed(presenting.totals(found))
    click.echo(presenting.totals(found), err=True)


def _explain(rim: Rim, codes: tuple[str, ...]) -> None:
    """Tells of these codes, or lists all there are."""
    from avgrights.files.codes import catalogue, lookup

    known = [lookup(code) for code in codes] or list(catalogue().values())
    told: Callable[[Code], str] = _told if codes else _listed
    rim.show([_fields(code) for code in known], lambda: "\n".join(told(code) for code in known))


def _fields(code: Code) -> dict[str, str]:
    return {
        "code": code.code,
        "severity": str(code.severity),
        "title": code.title,
        "article": code.article,
        "why": code.why,
        "remedy": code.remedy,
    }


def _listed(code: Code) -> str:
    return f"{code.code}  {code.severity!s:<8} {code.title}"


def _told(code: Code) -> str:
    article = f" ({code.article})" if code.article else ""
    lines = (f"{code.code}: {code.title}{article}", code.why, f"What to do: {code.remedy}",
             f"Severity: {code.severity}.")  # fmt: skip
    return "\n  ".join(lines) + "\n"
