"""The pages under docs/law are what the policies say; so are the decision records they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from avgrights.documents.law_pages import pages
from avgrights.law.policies import Policies

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs" / "law"
POLICY_FILES = sorted((ROOT / "policies").glob("*.yaml"))


def test_the_pages_are_what_the_policies_say(policies: Policies) -> None:
    """`avgrights law pages docs/law` brings them up to date."""
    made = pages(policies)
    there = {str(path.relative_to(DOCS)): path.read_text() for path in DOCS.rglob("*.md")}
    assert sorted(there) == sorted(made)
    assert [name for name in made if made[name] != there[name]] == []


def test_every_procedure_and_right_has_a_page_in_both_languages(policies: Policies) -> None:
    """Two languages, each with an index, the terms of acts and the grounds for refusing."""
    subjects = len(policies.procedures) + len(policies.rights.rights)
    assert len(pages(policies)) == 2 * (subjects + 3)


@pytest.mark.parametrize("file", POLICY_FILES, ids=lambda file: file.name)
def test_every_decision_that_a_policy_names_is_there(file: Path) -> None:
    """A reading of ours has its record."""
    for number in re.findall(r'decision: "(\d{4})"', file.read_text()):
        assert list((ROOT / "docs" / "decisions").glob(f"{number}-*.md")), number


def test_every_case_that_a_decision_names_is_there() -> None:
    """A record shows its difference by cases that run."""
    known = set()
    for file in (ROOT / "tests" / "cases").glob("*.yaml"):
        known |= set(re.findall(r"- id: (\w+)", file.read_text()))
    for record in (ROOT / "docs" / "decisions").glob("00[0-2]*.md"):
        named = record.read_text().split("show the difference.**")[-1]
        for case in re.findall(r"\b[A-Z]\d{2,3}\b", named):
            assert case in known, (record.name, case)
