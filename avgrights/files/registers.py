"""Loads the registers of a workspace with their data maps, strictly."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from attrs import evolve, frozen

from avgrights.files.building import uncollected
from avgrights.files.data_map_shape import DATA_MAP
from avgrights.files.gate import bytes_of, text_from
from avgrights.files.lint import Lint
from avgrights.files.lint_data_map import (
    lint_data_map,
    lint_stores,
    lint_together,
    lint_unmapped,
)
from avgrights.files.lint_register import lint_register
from avgrights.files.lint_retention import lint_retention
from avgrights.files.reading import Unreadable, scan_text
from avgrights.files.records import Record
from avgrights.files.register_shape import REGISTER
from avgrights.files.report import Report
from avgrights.files.sheet import Sheet
from avgrights.terms.data_map import DataMap
from avgrights.terms.errors import InputFault
from avgrights.terms.finding import Finding, Severity
from avgrights.terms.register import Register
from avgrights.terms.settings import Settings, StoreSettings

T = TypeVar("T")

FILE = "register.yaml"
MAP_FILE = "data-map.yaml"


@frozen(kw_only=True)
class LoadedRegister:
    """A register with its data map, free of errors.

    Attributes:
        path: the folder that holds both files.
    """

    register: Register
    data_map: DataMap
    path: Path


@frozen(kw_only=True)
class Looked:
    """A register folder, looked through: what could be read of it, and every finding.

    Attributes:
        register, data_map: None where there is none or its form is beyond reading. With errors
            among the findings they hold stand-ins: look, never work with them.
    """

    folder: Path
    register: Register | None
    data_map: DataMap | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the register from loading."""
        return [f for f in self.findings if f.severity is Severity.ERROR]


def load_registers(settings: Settings) -> tuple[LoadedRegister, ...]:
    """Every register below the workspace's `registers` folder, in the order of their paths.

    Unchanged bytes are not read a second time by the same process.

    Raises:
        Unreadable: an InputFault that names the first error and how many there are.
    """
    loaded = []
    known = []
    findings: list[Finding] = []
    for folder in register_folders(settings.registers):
        looked = look(folder, root=settings.root, stores=dict(settings.stores), kept=True)
        if looked.errors or looked.register is None:
            findings += looked.findings
        else:
            loaded.append(
                LoadedRegister(
                    register=looked.register,
                    data_map=looked.data_map or DataMap(),
                    path=folder,
                )
            )
        known.append(looked)
    findings += same_names(known, settings.root)
    if findings:
        raise Unreadable(findings)
    return tuple(loaded)


def load_register(folder: Path, *, root: Path | None = None) -> LoadedRegister:
    """One register by its folder, without a workspace.

    Raises:
        Unreadable: it has errors.
    """
    looked = look(folder, root=root)
    if looked.errors or looked.register is None:
        raise Unreadable(looked.findings)
    return LoadedRegister(
        register=looked.register, data_map=looked.data_map or DataMap(), path=folder
    )


def register_folders(top: Path, above: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Every folder at or below `top` with a register.yaml, sorted; hidden folders left out.

    Args:
        above: the folders on the way to `top`: a link back to one of them is not followed.

    Raises:
        InputFault: a folder that may not be read.
    """
    real = top.resolve()
    if not top.is_dir() or real in above:
        return
    if _there(top / FILE):
        yield top
    for child in _inside(top):
        if not child.name.startswith(".") and child.is_dir():
            yield from register_folders(child, above | {real})


def _there(path: Path) -> bool:
    """Whether there is a file, or a link that leads nowhere: that is a fault, not an absence."""
    return path.exists() or path.is_symlink()


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as fault:
        raise InputFault(f"{folder} cannot be read: {fault.strerror}") from None


def shown(path: Path, root: Path | None) -> str:
    """A path as findings name it: from `root` where it lies below."""
    if root is not None and path.is_relative_to(root):
        return str(path.relative_to(root))
    return str(path)


#: Registers that were looked through, by folder and by the bytes of both files.
_Known = tuple[Path, "Path | None", str, bool, "date | None"]
_KNOWN: dict[_Known, tuple[Looked, Sheet | None]] = {}
_MOST_KNOWN = 256


def look(
    folder: Path,
    *,
    root: Path | None = None,
    stores: dict[str, StoreSettings] | None = None,
    today: date | None = None,
    kept: bool = False,
) -> Looked:
    """Reads a register and its data map as far as can be, with every finding on both.

    Args:
        root: findings name files from here.
        stores: those of the workspace; None: no store is held against them.
        today: None: nothing that depends on the day is looked at.
        kept: whether what was read before from the same bytes will do.
    """
    reports = [Report(shown(folder / name, root)) for name in (FILE, MAP_FILE)]
    contents = [bytes_of(folder / FILE, reports[0]), None]
    if _there(folder / MAP_FILE):
        contents[1] = bytes_of(folder / MAP_FILE, reports[1])
    known = (folder, root, digest(contents), contents[1] is None, today)
    if not (kept and known in _KNOWN):
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.pop(next(iter(_KNOWN)), None)
        _KNOWN[known] = _look(folder, contents, reports, known[2], today)
    looked, sheet = _KNOWN[known]
    if stores is None or looked.data_map is None or sheet is None:
        return looked
    apart = Sheet(sheet.document, Report(sheet.report.file), origins=sheet.origins)
    lint_stores(looked.data_map, stores, Lint(apart))
    return evolve(looked, findings=(*looked.findings, *apart.report.findings))


def look_at(file: Path, kind: str, *, root: Path | None, today: date | None) -> Looked:
    """As `look`, on one file of any name, by itself.

    Args:
        kind: `FILE` or `MAP_FILE`: as what it is read.
    """
    reports = [Report(shown(file, root)), Report(shown(file, root))]
    place = 0 if kind == FILE else 1
    contents: list[bytes | None] = [None, None]
    contents[place] = bytes_of(file, reports[place])
    return _look(file.parent, contents, reports, "", today, alone=True)[0]


def digest(contents: list[bytes | None]) -> str:
    """SHA-256 (hex) over the bytes of register.yaml, a zero byte, and those of data-map.yaml."""
    return hashlib.sha256(b"\0".join(content or b"" for content in contents)).hexdigest()


def _look(
    folder: Path, contents: list[bytes | None], reports: list[Report], hexadecimal: str,
    today: date | None, alone: bool = False,
) -> tuple[Looked, Sheet | None]:  # fmt: skip
    sheets = [_sheet(content, report) for content, report in zip(contents, reports, strict=True)]
    with uncollected():
        register = _read(REGISTER, sheets[0], Register)
        data_map = _read(DATA_MAP, sheets[1], DataMap)
    if register is not None:
        register = evolve(register, digest=hexadecimal)
        _moved(register, sheets[0])
    _lint(register, data_map, sheets, today, mapless=not (alone or _there(folder / MAP_FILE)))
    findings = tuple(finding for report in reports for finding in in_order(report.findings))
    return Looked(folder=folder, register=register, data_map=data_map, findings=findings), sheets[1]


def _moved(register: Register, sheet: Sheet | None) -> None:
    """The register got its digest and with that is another object; it stands where it stood."""
    if sheet is not None:
        sheet.origins[id(register)] = sheet.document.tree


def _sheet(content: bytes | None, report: Report) -> Sheet | None:
    text = None if content is None else text_from(content, report)
    document = None if text is None else scan_text(text, report.file, report)
    return None if document is None else Sheet(document, report)


def _read(shape: Record, sheet: Sheet | None, kind: type[T]) -> T | None:
    if sheet is None:
        return None
    read = shape.read(sheet.document.tree, None, "the file", sheet)
    return read if isinstance(read, kind) else None


def _lint(
    register: Register | None, data_map: DataMap | None, sheets: list[Sheet | None],
    today: date | None, *, mapless: bool,
) -> None:  # fmt: skip
    of_register = Lint(sheets[0]) if sheets[0] else None
    of_map = Lint(sheets[1]) if sheets[1] else None
    if register is not None and of_register is not None:
        lint_register(register, of_register, today)
        lint_retention(register, data_map, of_register, today)
        if mapless:
            of_register.add("AVG501", register, "register", "no data-map.yaml beside the register")
        elif data_map is not None:
            lint_unmapped(register, data_map, of_register)
    if data_map is not None and of_map is not None:
        lint_data_map(data_map, of_map)
        if register is not None:
            lint_together(register, data_map, of_map)


def in_order(findings: list[Finding]) -> list[Finding]:
    """By place in the file; of the same finding at the same place one is enough."""
    seen = {(f.line, f.column, f.code, f.message): f for f in findings}
    return sorted(seen.values(), key=lambda f: (f.line, f.column, f.code))


def same_names(looked: Iterable[Looked], root: Path | None) -> list[Finding]:
    """A finding for each register whose name another one bears already."""
    first: dict[str, Path] = {}
    findings: list[Finding] = []
    for one in looked:
        name = one.register.name if one.register else ""
        if name and name in first:
            report = Report(shown(one.folder / FILE, root))
            other = shown(first[name], root)
            report.add("AVG330", (1, 1), f"the register in {other} is called '{name}' too")
            findings += report.findings
        first.setdefault(name, one.folder)
    return findings
