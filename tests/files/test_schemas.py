"""The schema that editors use and the loader say the same: one description makes both."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from avgrights.cli import schema as command
from avgrights.files import schemas
from avgrights.files.checking import check
from avgrights.files.reading import read
from avgrights.files.registers import FILE, MAP_FILE, look_at
from avgrights.files.report import Report
from avgrights.files.shipped import shipped
from avgrights.files.starting import EXAMPLE
from avgrights.files.workspace import read_workspace
from avgrights.terms.finding import Severity
from tests.files.samples import TODAY

JIO = shipped("registers") / "jio"
#: Errors that need more than the mapping they stand in; a schema cannot say them.
BEYOND = {"AVG305", "AVG307", "AVG323", "AVG407", "AVG411", "AVG507", "AVG510", "AVG511",
          "AVG514", "AVG603", "AVG606", "AVG210"}  # fmt: skip
VALUES = [
    None, True, False, 0, 7, -1, 2.5, "", " ", "x", "naam;", "../x", "2 jaar", "2 yaers", "12-31",
    "02-30", "2026-01-15", "2026-1-5", "6(1)(b)", "6(1)(c)", "trigger date", "erase", [], {}, ["x"],
    [""], [None], {"x": 1}, {"x": "y"}, [{"x": "y"}], "é", "a" * 200,
]  # fmt: skip


def plain(value: Any) -> Any:
    """A tree as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def validator(kind: str) -> Draft7Validator:
    return Draft7Validator(schemas.schema(kind), format_checker=Draft7Validator.FORMAT_CHECKER)


TREES = {
    "register": [plain(read(folder / FILE).tree) for folder in (JIO, EXAMPLE)],
    "data-map": [plain(read(folder / MAP_FILE).tree) for folder in (JIO, EXAMPLE)],
    "workspace": [plain(read(EXAMPLE / "avgrights.yaml").tree)],
}
VALIDATORS = {kind: validator(kind) for kind in TREES}


def refused_by_loader(kind: str, tree: Any, folder: Path) -> list[str]:
    """The errors that the loader has on the file alone, save those beyond a schema."""
    path = folder / "file.yaml"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    if kind == "workspace":
        report = Report("file.yaml")
        read_workspace(path, report)
        found = report.findings
    else:
        of = FILE if kind == "register" else MAP_FILE
        found = list(look_at(path, of, root=None, today=None).findings)
    return [
        f"{f.code} {f.message}"
        for f in found
        if f.severity is Severity.ERROR and f.code not in BEYOND
    ]


def members(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a tree."""
    found = [path] if path else []
    if isinstance(tree, dict | list):
        for step, member in tree.items() if isinstance(tree, dict) else enumerate(tree):
            found += members(member, (*path, step))
    return found


def changed(tree: Any, path: tuple[Any, ...], how: str, value: Any) -> Any:
    """A copy with one value taken out, put in its place, or put beside it."""
    tree = copy.deepcopy(tree)
    box = tree
    for step in path[:-1]:
        box = box[step]
    if how == "drop":
        del box[path[-1]]
    elif how == "add" and isinstance(box, dict):
        box["onbekend"] = value
    else:
        box[path[-1]] = value
    return tree


@pytest.mark.parametrize("kind", schemas.KINDS)
def test_each_schema_is_a_schema(kind):
    found = schemas.schema(kind)

    Draft7Validator.check_schema(found)
    assert found["$schema"] == "http://json-schema.org/draft-07/schema#"
    json.dumps(found)


def test_the_command_offers_every_kind():
    assert command.KINDS == schemas.KINDS


@pytest.mark.parametrize(
    ("kind", "tree"), [(kind, tree) for kind, trees in TREES.items() for tree in trees]
)
def test_what_is_shipped_fits(kind, tree, tmp_path):
    assert not list(VALIDATORS[kind].iter_errors(tree))
    assert not refused_by_loader(kind, tree, tmp_path)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_change_is_accepted_by_both_or_refused_by_both(data, tmp_path):
    kind = data.draw(st.sampled_from(list(TREES)))
    tree = data.draw(st.sampled_from(TREES[kind]))
    path = data.draw(st.sampled_from(members(tree)))
    how = data.draw(st.sampled_from(["drop", "put", "put", "add"]))
    broken = changed(tree, path, how, data.draw(st.sampled_from(VALUES)))

    schema_says = [error.message[:200] for error in VALIDATORS[kind].iter_errors(broken)]
    loader_says = refused_by_loader(kind, broken, tmp_path)

    assert bool(schema_says) == bool(loader_says), (path, how, schema_says[:3], loader_says[:3])


def test_every_key_of_a_register_has_a_sentence_for_the_editor():
    def walk(found: Any) -> None:
        if isinstance(found, dict):
            if found.get("additionalProperties") is False:
                for key in found["properties"].values():
                    assert len(key["description"]) > 3
            for member in found.values():
                walk(member)
        elif isinstance(found, list):
            for member in found:
                walk(member)

    for kind in TREES:
        walk(schemas.schema(kind))


@pytest.mark.parametrize("file", sorted(shipped("policies").glob("*.yaml")), ids=lambda p: p.name)
def test_the_policies_fit_the_schema_of_policies(file):
    assert not list(validator("policy").iter_errors(plain(read(file).tree)))


def test_a_policy_with_an_unknown_key_does_not_fit():
    tree = plain(read(shipped("policies") / "penalty.yaml").tree)
    tree["penalty"][0]["onbekend"] = 1

    assert list(validator("policy").iter_errors(tree))


def test_cases_fit_and_a_wrong_one_does_not(tmp_path):
    case = {"id": "R01", "topic": "calendar", "given": {"date": "2026-04-27"},
            "expect": {"strict": True}}  # fmt: skip
    wrong = [{**case, "topic": "kalender"}, {**case, "expect": {}}, {**case, "note": "x"},
             {key: value for key, value in case.items() if key != "id"}]  # fmt: skip
    file = tmp_path / "cases.yaml"

    for cases, fits in (([case], True), *(([one], False) for one in wrong)):
        file.write_text(json.dumps({"cases": cases}), encoding="utf-8")
        found = check([file], workspace=None, today=TODAY, here=tmp_path)
        assert (not found) == fits
        assert validator("cases").is_valid({"cases": cases}) == fits
