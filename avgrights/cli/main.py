"""`avgrights`: the command, its groups loaded only when asked for."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from avgrights.cli.rim import Rim, common
from avgrights.terms.errors import AvgRightsError

#: Command -> (module, attribute, one line of help). Loaded lazily: start-up stays short.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("avgrights.cli.init", "init", "Make a new workspace."),
    "demo": ("avgrights.cli.demo", "demo", "A rehearsal workspace on the JIO register, at work."),
    "check": ("avgrights.cli.check", "check", "Check registers, data maps, policies, workspace."),
    "explain": ("avgrights.cli.check", "explain", "What a finding of check means."),
    "schema": ("avgrights.cli.schema", "schema", "JSON Schema of a file, for editors."),
    "law": ("avgrights.cli.law", "law", "What the law says, step by step."),
    "store": ("avgrights.cli.store", "store", "The stores and their identity."),
    "request": ("avgrights.cli.request", "request", "The life of a request."),
    "report": ("avgrights.cli.report", "report", "What is due, and what was done."),
    "hold": ("avgrights.cli.hold", "hold", "Legal holds."),
    "purge": ("avgrights.cli.purge", "purge", "Retention: plan, approve, run, prove."),
    "journal": ("avgrights.cli.journal", "journal", "The log and its proofs."),
    "keys": ("avgrights.cli.keys", "keys", "The wrapping key: list, rotate."),
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is used, and lists them without importing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of a first day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table above, so that --help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="avgrights")
@common
def cli(rim: Rim) -> None:
    """Keep the promises of the GDPR (AVG): rights, dates, retention and proof.

    Exit status: 0 done; 1 findings, a failed verification or something overdue; 2 usage,
    configuration or input at fault; 3 partly done, some store failed; 4 refused by a safety
    brake or for want of approval; 70 our own fault.
    """


for _option in cli.params:
    if _option.name == "format_":
        # Before the command too: check speaks to editors and forges, a report to sheets and pages.
        _option.type = click.Choice(("text", "json", "github", "sarif", "csv", "html", "ics"))


def main(arguments: list[str] | None = None) -> None:
    """Runs the command and ends the process with its exit status. No traceback without --debug."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    try:
        status = cli.main(given, prog_name="avgrights", standalone_mode=False, obj=Rim())
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Abort:
        _speak("interrupted; what was done stands, and the same command goes on from there")
        sys.exit(130)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except AvgRightsError as fault:
        _raise_if(debug)
        _speak(str(fault), fault.remedy)
        sys.exit(fault.exit_status)
    except BrokenPipeError:
        _quiet_pipe()
        sys.exit(0)
    except OSError as fault:  # the output too may stand on a disk that is full
        _raise_if(debug)
        why = os.strerror(fault.errno) if fault.errno else type(fault).__name__
        _speak(f"the system refused something ({why})", "What was done stands; run it again.")
        sys.exit(3)
    except Exception as fault:
        _raise_if(debug)
        _speak(f"our own fault ({type(fault).__name__}); --debug shows where")
        sys.exit(70)


def _raise_if(debug: bool) -> None:
    if debug:
        raise


def _speak(sentence: str, remedy: str = "") -> None:
    with suppress(OSError):  # who cannot be told still gets the exit status
        click.echo(f"avgrights: {sentence}" + (f"\n  {remedy}" if remedy else ""), err=True)


def _quiet_pipe() -> None:
    """The reader went away (`| head`): say nothing more, also not at exit."""
    null: Any = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


if __name__ == "__main__":
    main()
