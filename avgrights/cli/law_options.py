"""Options of the `law` commands: texts, flags, and a fact for each that the policies know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click


def text(name: str, help: str) -> Callable[[Any], Any]:
    """An option that takes a text; the law reads it, and says what it accepts."""
    metavar = "DATE" if "day" in help.split(";")[0] or name.endswith("ends") else "TEXT"
    return click.option(name, metavar=metavar, help=help[0].upper() + help[1:] + ".")


def flag(name: str, help: str) -> Callable[[Any], Any]:
    """An option that is true by itself, or takes true or false."""
    return click.option(name, is_flag=False, flag_value="true", type=click.BOOL, default=None,
                        metavar="[BOOL]", help=help[0].upper() + help[1:] + ".")  # fmt: skip


def present(given: dict[str, Any]) -> dict[str, Any]:
    """What was given, without the options that were not."""
    return {key: value for key, value in given.items() if value is not None}


def known_day(value: Any) -> date | None:
    """The day that an option names, as far as it is one; the law itself refuses what is none."""
    from avgrights.law.given import day_of
    from avgrights.terms.errors import InputFault

    try:
        return None if value is None else day_of(value, "day")
    except InputFault:
        return None


class FactCommand(click.Command):
    """A command with an option for each fact of policies/rights.yaml, loaded when it is used."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own options, then the facts, then --help."""
        own = super().get_params(ctx)
        known = {param.name for param in own}
        facts = [option for option in _facts() if option.name not in known]
        return [*own[:-1], *facts, *own[-1:]]


def _facts() -> list[click.Option]:
    from avgrights.files.policies import load_policies

    found = []
    for name, kind in load_policies(None).rights.facts.items():
        names = [name, *("--" + one.replace("_", "-") for one in (name, *kind.also))]
        if kind.values:
            accepted = ", ".join(kind.values)
            help_ = f"{kind.ask.en} ({accepted}; {kind.article})"
            found.append(click.Option(names, metavar="TEXT", help=help_))
        else:
            help_ = f"{kind.ask.en} ({kind.article})"
            found.append(click.Option(names, is_flag=False, flag_value="true", type=click.BOOL,
                                      default=None, metavar="[BOOL]", help=help_))  # fmt: skip
    return found
