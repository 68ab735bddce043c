"""Loads the policies: the package's own, with an organisation's values over them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from avgrights.files.lint_policies import lint_policies
from avgrights.files.overlay import Overlay
from avgrights.files.reading import Document, Unreadable, read, scan
from avgrights.files.report import Report
from avgrights.files.shape_of import shape_of
from avgrights.files.sheet import Sheet
from avgrights.files.shipped import shipped
from avgrights.law.calendars import Calendar
from avgrights.law.identities import IdentityPolicy
from avgrights.law.intake import Intake
from avgrights.law.invoking import Invoking
from avgrights.law.looks import Looks
from avgrights.law.notices import Notices
from avgrights.law.policies import Act, Override, Policies
from avgrights.law.procedures import Procedure
from avgrights.law.rulebook import Rulebook
from avgrights.law.values import Capacities, PenaltyVersion, Refusals, Retention
from avgrights.terms.finding import Finding, Severity


@frozen(kw_only=True)
class _Acts:
    acts: dict[str, Act]


@frozen(kw_only=True)
class _Procedures:
    procedures: dict[str, Procedure]


@frozen(kw_only=True)
class _Penalties:
    penalty: tuple[PenaltyVersion, ...]


#: File -> the class that it is read into.
FILES: dict[str, Any] = {
    "acts.yaml": _Acts,
    "procedures.yaml": _Procedures,
    "calendar.yaml": Calendar,
    "rights.yaml": Rulebook,
    "capacity.yaml": Capacities,
    "penalty.yaml": _Penalties,
    "retention.yaml": Retention,
    "refusals.yaml": Refusals,
    "invoking.yaml": Invoking,
    "identity.yaml": IdentityPolicy,
    "intake.yaml": Intake,
    "notices.yaml": Notices,
    "looks.yaml": Looks,
}


@frozen(kw_only=True)
class LookedAt:
    """Policies, looked through: what could be read, and every finding.

    Attributes:
        policies: None where a file is beyond reading.
    """

    policies: Policies | None
    findings: tuple[Finding, ...] = ()


@frozen(kw_only=True)
class _Part:
    """One file, read: its content, where it stands, and what an overlay replaced in it."""

    content: Any
    sheet: Sheet
    overrides: tuple[Override, ...] = field(default=())


def load_policies(overlay: Path | None = None) -> Policies:
    """The policies of the package, with those of a folder over them, value by value.

    Args:
        overlay: an organisation's own folder; None, or a folder that is not there: none.

    Raises:
        InputFault: a file of the overlay is broken; `avgrights check` shows every finding.
    """
    return _loaded(overlay, _state(overlay))


def check_policies(path: Path) -> list[Finding]:
    """Every finding on a policies folder, and a note for each value that it overrides."""
    return list(look(path).findings)


def look(overlay: Path | None) -> LookedAt:
    """Reads everything that can be read, and says what is wrong with it."""
    findings: list[Finding] = []
    parts: dict[str, _Part] = {}
    for name in FILES:
        part = _part(name, overlay, findings)
        if part is not None:
            parts[name] = part
    if overlay is not None and overlay.is_dir():
        findings += _strangers(overlay)
    sheets = {name: part.sheet for name, part in parts.items()}
    whole = len(parts) == len(FILES) and not _errors(findings)
    policies = _policies(parts) if whole else None
    if policies is not None:
        lint_policies(policies, sheets)
    # The findings of the package's own files come from its tests, not from a workspace.
    findings += [f for sheet in sheets.values() for f in sheet.report.findings]
    return LookedAt(policies=policies, findings=tuple(findings))


@lru_cache(maxsize=8)
def _loaded(overlay: Path | None, state: tuple[Any, ...]) -> Policies:
    seen = look(overlay)
    if seen.policies is None or _errors(seen.findings):
        raise Unreadable(seen.findings)
    return seen.policies


def _state(overlay: Path | None) -> tuple[Any, ...]:
    """What changes when a file of the overlay does."""
    if overlay is None or not overlay.is_dir():
        return ()
    files = sorted(overlay.glob("*.yaml"))
    return tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def _part(name: str, overlay: Path | None, findings: list[Finding]) -> _Part | None:
    """One file of the package, with that of the overlay over it; None where it cannot be read."""
    document = read(shipped("policies") / name, name=f"policies/{name}")
    overrides: tuple[Override, ...] = ()
    report = Report(document.name)
    if overlay is not None and (overlay / name).is_file():
        report = Report(str(overlay / name))
        above = scan(overlay / name, report.file, report)
        if above is None or report.errors:
            findings += report.findings
            return None
        laid = Overlay(document, above)
        document, overrides = laid.document, tuple(laid.overrides)
    return _read(name, document, report, overrides, findings)


def _read(
    name: str,
    document: Document,
    report: Report,
    overrides: tuple[Override, ...],
    findings: list[Finding],
) -> _Part | None:
    """What the file says, as its class; None with its findings where it does not fit."""
    sheet = Sheet(document, report)
    box = {"": document.tree}
    content = _shape(name).read(document.tree, box, "", sheet)
    for one in overrides:
        _tell(report, one)
    if report.errors:
        findings += report.findings
        return None
    return _Part(content=content, sheet=sheet, overrides=overrides)


@lru_cache
def _shape(name: str) -> Any:
    return shape_of(FILES[name])


def _tell(report: Report, override: Override) -> None:
    was = "adds a value" if override.ours is None else f"replaces {override.ours}"
    told = f"{override.path}: {override.theirs} {was}"
    report.add("AVG707", (override.line, override.column), told)


def _policies(parts: dict[str, _Part]) -> Policies:
    return Policies(
        acts=parts["acts.yaml"].content.acts,
        procedures=parts["procedures.yaml"].content.procedures,
        calendar=parts["calendar.yaml"].content,
        rights=parts["rights.yaml"].content,
        capacity=parts["capacity.yaml"].content,
        penalty=parts["penalty.yaml"].content.penalty,
        retention=parts["retention.yaml"].content,
        refusals=parts["refusals.yaml"].content,
        invoking=parts["invoking.yaml"].content,
        identity=parts["identity.yaml"].content,
        intake=parts["intake.yaml"].content,
        notices=parts["notices.yaml"].content,
        looks=parts["looks.yaml"].content,
        overrides=tuple(one for part in parts.values() for one in part.overrides),
    )


def _strangers(overlay: Path) -> list[Finding]:
    """Files in the folder that are no policies."""
    report = Report(str(overlay))
    for file in sorted(overlay.iterdir()):
        if file.suffix in (".yaml", ".yml") and file.name not in FILES:
            report.add("AVG708", (1, 1), f"{file.name} is none of {', '.join(FILES)}")
    return [evolve(finding, file=str(overlay)) for finding in report.findings]


def _errors(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
