"""The files around the code say what they must, and do not drift from each other."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
INSTALL = "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/avgrights demo"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The table [project] of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads(_read("pyproject.toml"))["project"]
    return table


def _tracked() -> list[Path]:
    """The files under version control; in an unpacked source distribution, the text files there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split("\n")
        return [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]


@pytest.mark.parametrize("line", [INSTALL, TEST])
def test_the_readme_holds_each_line_once_as_a_block_of_its_own(line: str) -> None:
    """.ci/run and a newcomer take the line as it stands."""
    lines = _read("README.md").split("\n")
    found = [number for number, text in enumerate(lines) if line in text]
    assert len(found) == 1
    before, itself, after = (text.strip() for text in lines[found[0] - 1 : found[0] + 2])
    assert itself == line
    assert (before, after) in {("", ""), ("```console", "```")}


def test_no_file_names_a_package_index_or_a_place_on_a_machine() -> None:
    """Where packages come from, and where this was written, is nobody's business."""
    address = re.compile(
        r"--(extra-)?index-url|--find-links|--trusted-host|^\s*index-url|registry *= *\"https?:"
        r"|pypi\.org/simple|(?<![\w.])/(home|root|Users)/\w",
        re.MULTILINE,
    )
    mine = {Path(__file__), ROOT / ".ci" / "run"}
    named = []
    for path in _tracked():
        if path not in mine and path.suffix not in {".png", ".pdf", ".zip"}:
            text = path.read_bytes().decode("utf-8", errors="replace")
            named += [f"{path.relative_to(ROOT)}: {m.group()}" for m in address.finditer(text)]
    assert named == []


def test_the_pinned_set_covers_every_direct_dependency_with_hashes(project: dict[str, Any]) -> None:
    """requirements/dev.txt is made from pyproject.toml; a new dependency asks for a new one."""
    lock = _read("requirements/dev.txt")
    pinned = set(re.findall(r"^([\w.-]+?)(?:\[[\w,]+\])?==", lock, re.MULTILINE))
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    asked = {_name(line) for line in [*project["dependencies"], *extras]} - {"avgrights"}

    assert asked - pinned == set()
    blocks = re.split(r"\n(?=[\w.-]+(?:\[[\w,]+\])?==)", lock.strip())
    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"https?://|file:", lock)


def _name(requirement: str) -> str:
    """`ruamel.yaml[oldlibyaml]>=0.18` -> `ruamel-yaml`, as the pinned set spells names."""
    match = re.match(r"[\w.-]+", requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def test_version_and_licence_are_the_same_everywhere(project: dict[str, Any]) -> None:
    """pyproject.toml, publiccode.yml and the changelog."""
    public = yaml.safe_load(_read("publiccode.yml"))
    assert public["softwareVersion"] == project["version"]
    assert public["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert f"## {project['version']}" in _read("CHANGELOG.md")


def test_the_licence_is_the_whole_of_the_eupl() -> None:
    """All fifteen articles and the appendix of compatible licences."""
    licence = _read("LICENSE")
    articles = re.findall(r"^(\d+)\.\s?[A-Z]", licence, re.MULTILINE)
    assert articles == [str(number) for number in range(1, 16)]
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "LiLiQ-R+" in licence
    assert licence.rstrip().endswith("require the production of a new EUPL version.")
