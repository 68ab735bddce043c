"""What `check` looks at, for each kind of path that it may be given."""

from __future__ import annotations

from pathlib import Path

import pytest

from avgrights.files.checking import check
from avgrights.files.shipped import shipped
from avgrights.terms.errors import InputFault
from avgrights.terms.finding import Severity
from tests.files.samples import DATA_MAP, REGISTER, SETTINGS, TEXTS, TODAY, broken, workspace, write

WRONG_STORE = broken(DATA_MAP, "store: helpdesk", "store: help")


def found(*paths: Path, here: Path, within: Path | None = None) -> list[tuple[str, str]]:
    """File and code of each finding."""
    return [(f.file, f.code) for f in check(paths, workspace=within, today=TODAY, here=here)]


def test_a_register_within_a_workspace_is_held_against_its_stores(tmp_path):
    root = workspace(tmp_path, data_map=WRONG_STORE)

    assert (DATA_MAP, "AVG509") in found(root / "registers", here=root)
    assert found(root / DATA_MAP, here=root) == [(DATA_MAP, "AVG509")]


def test_a_register_outside_a_workspace_is_not(tmp_path):
    write(tmp_path, {"los/register.yaml": TEXTS[REGISTER], "los/data-map.yaml": WRONG_STORE})

    assert found(tmp_path / "los", here=tmp_path) == [("los/register.yaml", "AVG405")]


def test_a_register_elsewhere_is_held_against_the_workspace_that_is_named(tmp_path):
    root = workspace(tmp_path / "w")
    write(tmp_path, {"los/register.yaml": TEXTS[REGISTER], "los/data-map.yaml": WRONG_STORE})

    codes = found(tmp_path / "los", here=tmp_path, within=root)

    assert ("los/data-map.yaml", "AVG509") in codes


def test_a_broken_workspace_still_has_its_registers_looked_at(tmp_path):
    register = broken(REGISTER, "keep: 2 jaar", "keep: 2 yaers")
    root = workspace(tmp_path, settings=TEXTS[SETTINGS] + "onbekend: 1\n", register=register)

    codes = {code for _, code in found(root, here=root)}

    assert {"AVG201", "AVG205"} <= codes


def test_a_path_named_twice_has_its_findings_once(tmp_path):
    root = workspace(tmp_path)

    assert found(root, root / REGISTER, root / "registers", here=root) == [(REGISTER, "AVG405")]


def test_files_below_here_are_named_from_here_and_others_in_full(tmp_path):
    root = workspace(tmp_path / "w")

    assert found(root, here=root) == [(REGISTER, "AVG405")]
    assert found(root, here=tmp_path) == [(f"w/{REGISTER}", "AVG405")]
    assert found(root, here=root / "registers") == [("voorbeeld/register.yaml", "AVG405")]
    assert found(root / SETTINGS, root, here=root / "var") == [(str(root / REGISTER), "AVG405")]


def test_a_path_that_is_not_there_is_said_before_anything_is_looked_at(tmp_path):
    with pytest.raises(InputFault, match=r"there is no file or folder .*niets"):
        found(workspace(tmp_path), tmp_path / "niets", here=tmp_path)


def test_policies_of_the_workspace_are_looked_at_and_told(tmp_path):
    """Each value that replaces one of the package's is a note; a broken file is an error."""
    own = "penalty:\n  - valid_from: 2019-01-01\n    most_days: 40\n"
    settings = broken(SETTINGS, "# policies: policies/ ", "policies: policies/ ")
    root = workspace(tmp_path, settings=settings)
    write(root, {"policies/penalty.yaml": own, "policies/acts.yaml": "acts: {X: [}\n"})

    codes = found(root, here=root)

    assert ("policies/penalty.yaml", "AVG707") in codes
    assert ("policies/acts.yaml", "AVG105") in codes
    assert ("policies/penalty.yaml", "AVG707") in found(root / "policies", here=root)
    assert {file for file, _ in found(root / "policies/penalty.yaml", here=root)} == {
        "policies/penalty.yaml"
    }


def test_what_the_package_ships_has_no_error_and_its_policies_no_finding():
    here = shipped("registers")

    assert not found(shipped("policies"), here=here)
    every = check([here], workspace=None, today=TODAY, here=here)
    assert Severity.ERROR not in {f.severity for f in every}


def test_cases_are_known_by_what_they_hold_whatever_their_name(tmp_path):
    """Worked cases go by the names of policies: retention.yaml may be either."""
    case = (
        "cases:\n  - {id: a, topic: calendar, given: {date: 2026-04-27}, expect: {strict: true}}\n"
    )
    write(tmp_path, {"retention.yaml": case, "x.yaml": case.replace("topic", "topik")})

    assert found(tmp_path, here=tmp_path) == [("x.yaml", "AVG201"), ("x.yaml", "AVG203")]
    assert not found(tmp_path / "retention.yaml", here=tmp_path)
