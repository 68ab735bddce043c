"""The workspace's own templates of letters, checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from avgrights.documents.letters.trying import Fault, Flaw, flaws
from avgrights.files.registers import shown
from avgrights.files.report import Report
from avgrights.files.workspace import FILE, find_workspace, read_workspace, settings_from
from avgrights.terms.errors import InputFault
from avgrights.terms.finding import Finding

_CODES = {
    Fault.BROKEN: "AVG609", Fault.UNKNOWN: "AVG610", Fault.SILENT: "AVG611",
    Fault.STRANGE: "AVG612", Fault.REACHES: "AVG614",
}  # fmt: skip
_MESSAGE = {
    Fault.BROKEN: "does not parse: {}",
    Fault.UNKNOWN: "asks for what the letter does not have: {}",
    Fault.SILENT: "does not always say {}",
    Fault.STRANGE: "{}",
    Fault.REACHES: "makes a letter that fetches something from elsewhere: {}",
}


def check_templates(paths: Sequence[Path], *, workspace: Path | None, here: Path) -> list[Finding]:
    """Every finding on the templates of the workspace: of all of them where no path is named, else
    where a path is the workspace, the folder of templates, or a file in it."""
    folder = _folder(workspace)
    if folder is None or not folder.is_dir():
        return []
    named = [path.resolve() for path in paths if is_template(path, workspace) or path.is_dir()]
    if paths and not named:
        return []
    root = find_workspace(workspace)
    if not named or root in named or folder in named:
        return _findings(flaws(folder), here)
    return _findings((one for one in flaws(folder) if one.file in named), here)


def is_template(path: Path, workspace: Path | None) -> bool:
    """Whether a path is the workspace's folder of templates, or a file that is there in it."""
    folder = _folder(workspace)
    try:
        return folder is not None and path.exists() and path.resolve().is_relative_to(folder)
    except (OSError, ValueError):  # a name that no file can have
        return False


def _folder(workspace: Path | None) -> Path | None:
    """The folder of templates that avgrights.yaml names, or None; what is wrong with that file
    itself is another's to tell."""
    root = find_workspace(workspace)
    if root is None:
        return None
    keys = read_workspace(root / FILE, Report(FILE))
    if not keys or not keys.get("templates"):
        return None
    try:
        return settings_from({"templates": keys["templates"]}, root).templates
    except InputFault:
        return None


def _findings(found: Iterable[Flaw], here: Path) -> list[Finding]:
    findings: list[Finding] = []
    for flaw in found:
        report = Report(shown(flaw.file, here))
        message = _MESSAGE[flaw.fault].format(flaw.what)
        report.add(_CODES[flaw.fault], (flaw.line, 1), message, article=flaw.article or None)
        findings += report.findings
    return findings
