"""`check`: every finding on registers, data maps, policies and the workspace itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from attrs import define, evolve, field

from avgrights.files import policies, registers, workspace
from avgrights.files.lint_data_map import lint_overlaps
from avgrights.files.places import placed
from avgrights.files.reading import scan
from avgrights.files.registers import Looked, look, look_at, register_folders, same_names, shown
from avgrights.files.report import Report, quoted
from avgrights.files.sheet import Sheet
from avgrights.files.shipped import shipped
from avgrights.files.workspace import REGISTERS, find_workspace, read_workspace, stores_from
from avgrights.retention.overlaps import Placed, overlaps
from avgrights.terms.errors import InputFault
from avgrights.terms.finding import Finding, Severity
from avgrights.terms.settings import StoreSettings

#: A top-level key that tells what a file is, whatever its name.
_TELLING = {
    "activities": registers.FILE,
    "register": registers.FILE,
    "datasets": registers.MAP_FILE,
    "stores": workspace.FILE,
    "registers": workspace.FILE,
    "cases": "cases",
}


def check(
    paths: Sequence[Path], *, workspace: Path | None, today: date, here: Path
) -> list[Finding]:
    """Every finding on these files and folders; without any, on the workspace.

    Args:
        paths: registers, data maps, policies, workspaces, cases, and folders of them.
        workspace: the workspace's folder, or None for the one found from here upwards.
        today: the local day; only findings on dates depend on it.
        here: findings name files from this folder where they lie below it.

    Raises:
        InputFault: a path that is not there, or no path and no workspace.
    """
    for path in paths:
        if not _there(path):
            raise InputFault(f"there is no file or folder {path}", remedy="Check the path.")
    root = find_workspace(workspace)
    if not paths and root is None:
        raise InputFault(
            f"there is no workspace {f'in {workspace}' if workspace else 'here'} to check",
            remedy="Name files or folders, go to a workspace, or make one with 'avgrights init'.",
        )
    checker = _Checker(root, today, here.resolve())
    for path in paths or [root for root in (root,) if root]:
        checker.path(path.resolve())
    return checker.findings()


def _there(path: Path) -> bool:
    """Whether there is such a file or folder; a name that cannot be one is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


@define
class _Checker:
    """Goes through paths and gathers; a file that is named twice is looked at once."""

    root: Path | None
    today: date
    here: Path
    _found: list[Finding] = field(factory=list)
    _seen: set[Path] = field(factory=set)

    def findings(self) -> list[Finding]:
        """What was found, each once, file by file."""
        return list(dict.fromkeys(self._found))

    def path(self, path: Path) -> None:
        if path.is_dir():
            self._folder(path)
        else:
            self._file(path)

    def _folder(self, folder: Path) -> None:
        if (folder / workspace.FILE).exists():
            self._workspace(folder)
            return
        below = list(register_folders(folder))
        self._registers(below)
        files = [] if below else sorted(folder.glob("*.yaml"))
        if any(self._is_policy(file) for file in files):
            self._policies(folder)
        for file in files:
            if not self._is_policy(file):
                self._file(file)
        if not below and not files:
            self._add("AVG212", folder, "nothing here that can be checked")

    def _workspace(self, root: Path) -> None:
        """avgrights.yaml, then what it names; also where it has errors of its own."""
        report = Report(shown(root / workspace.FILE, self.here))
        keys = read_workspace(root / workspace.FILE, report)
        self._found += report.findings
        known = keys or {}
        top = root / known.get("registers", REGISTERS)
        below = list(register_folders(top))
        self._registers(below, stores_from(known, root) if keys is not None else None)
        if not below:
            self._add(
                "AVG605", root / workspace.FILE, f"there is no register below {quoted(top.name)}"
            )
        overlay = root / known.get("policies", "")
        if known.get("policies") and overlay.is_dir():
            self._policies(overlay)

    def _policies(self, folder: Path, only: str | None = None) -> None:
        """A folder of policies over the package's own; the package's own by themselves."""
        own = folder == shipped("policies")
        for finding in policies.look(None if own else folder).findings:
            name = shown(Path(finding.file), self.here)
            if only is None or name == only:
                self._found.append(evolve(finding, file=name))

    def _registers(
        self, folders: Iterable[Path], stores: dict[str, StoreSettings] | None = None
    ) -> None:
        looked = []
        for folder in folders:
            looked.append(self._look(folder, stores))
            self._found += looked[-1].findings
        self._found += same_names(looked, self.here)
        self._found += self._overlapping(looked, stores)

    def _look(self, folder: Path, stores: dict[str, StoreSettings] | None = None) -> Looked:
        known = stores if stores is not None else self._stores(folder)
        return look(folder, root=self.here, stores=known, today=self.today)

    def _overlapping(
        self, looked: Iterable[Looked], stores: dict[str, StoreSettings] | None = None
    ) -> list[Finding]:
        """Datasets that can share rows, within a register and across these registers."""
        every: list[Placed] = []
        for one in looked:
            if one.data_map is not None:
                known = stores if stores is not None else self._stores(one.folder)
                name = one.register.name if one.register else one.folder.name
                every += placed(
                    name, str(one.folder / registers.MAP_FILE), one.data_map, known or {}
                )
        return lint_overlaps(overlaps(every), self.here)

    def _stores(self, folder: Path) -> dict[str, StoreSettings] | None:
        """The stores of the workspace that a register lies in; None where it lies in none."""
        above = (top for top in (folder, *folder.parents) if (top / workspace.FILE).is_file())
        root = next(above, self.root)
        if root is None:
            return None
        keys = read_workspace(root / workspace.FILE, Report(workspace.FILE))
        return None if keys is None else stores_from(keys, root)

    def _file(self, file: Path) -> None:
        """One file: with its register beside it, but only its own findings."""
        kind = self._kind(file)
        name = shown(file, self.here)
        if kind == workspace.FILE:
            report = Report(name)
            read_workspace(file, report)
            self._found += report.findings
        elif file.name in (registers.FILE, registers.MAP_FILE):
            looked = self._look(file.parent)
            found = [*looked.findings, *self._overlapping([looked])]
            self._found += [f for f in found if f.file == name]
        elif kind in (registers.FILE, registers.MAP_FILE):
            self._found += look_at(file, kind, root=self.here, today=self.today).findings
        elif kind is not None:
            self._other(file, name, kind)

    def _other(self, file: Path, name: str, kind: str) -> None:
        if kind == "cases":
            self._cases(file, name)
        elif self._is_policy(file):
            self._policies(file.parent, name)
        else:
            self._add("AVG211", file, "this is no register, data map, workspace, policy or case")

    def _cases(self, file: Path, name: str) -> None:
        from avgrights.files.cases_shape import CASES

        report = Report(name)
        document = scan(file, name, report)
        if document is not None:
            CASES.read(document.tree, None, "the file", Sheet(document, report))
        self._found += report.findings

    def _is_policy(self, file: Path) -> bool:
        """By its name; worked cases go by the same names, and say what they are."""
        return file.name in policies.FILES and self._kind(file) in ("policy", None)

    def _kind(self, file: Path) -> str | None:
        """What a file is, by its name or else by its first keys; None: it could not be read, and
        its findings say why."""
        if file.name in (registers.FILE, registers.MAP_FILE, workspace.FILE):
            return file.name
        report = Report(shown(file, self.here))
        document = scan(file, report.file, report)
        if document is None or not isinstance(document.tree, dict):
            self._found += report.findings
            return None if report.findings else ""
        return next((kind for key, kind in _TELLING.items() if key in document.tree), "policy")

    def _add(self, code: str, path: Path, message: str) -> None:
        report = Report(shown(path, self.here))
        report.add(code, (1, 1), message)
        self._found += report.findings


def failing(findings: Iterable[Finding], *, strict: bool) -> bool:
    """Whether these findings make a check fail: an error does; strictly, a warning too."""
    worst = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return any(finding.severity in worst for finding in findings)
