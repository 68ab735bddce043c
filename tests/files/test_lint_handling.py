"""What a body's own values on overlays and identity may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from avgrights.files.policies import check_policies, load_policies
from avgrights.terms.finding import Severity

OTHER_FACT = """\
overlays:
  - id: UAVG 44
    valid_from: 2018-05-25
    facts: {onderzoek: true}
"""


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("identity", "levels: {order: [low, high]}", "AVG709", "the levels are low, substantial"),
        ("identity", "least:\n  access: {level: middling}", "AVG", "middling"),
        ("identity", "changed_address: {second_check_within: -1}", "AVG709", "-1 is negative"),
        ("invoking", OTHER_FACT, "AVG705", "'onderzoek' is none of"),
    ],
)  # fmt: skip
def test_each_is_an_error_with_its_place(
    tmp_path: Path, name: str, text: str, code: str, said: str
) -> None:
    (tmp_path / f"{name}.yaml").write_text(text + "\n")
    errors = [one for one in check_policies(tmp_path) if one.severity is Severity.ERROR]
    assert errors and errors[0].code.startswith(code)
    assert said in errors[0].message


def test_a_right_that_there_is_not(tmp_path: Path) -> None:
    text = "least:\n  inzage: {level: high, valid_from: 2018-05-25, source: GDPR 15}\n"
    (tmp_path / "identity.yaml").write_text(text)
    errors = [one for one in check_policies(tmp_path) if one.severity is Severity.ERROR]
    assert [one.code for one in errors] == ["AVG705"]


def test_a_higher_level_and_more_days_are_notes(tmp_path: Path) -> None:
    (tmp_path / "identity.yaml").write_text(
        "least:\n  access: {level: high}\nchanged_address: {second_check_within: 60}\n"
    )
    assert {one.severity for one in check_policies(tmp_path)} == {Severity.NOTE}
    identity = load_policies(tmp_path).identity
    assert identity.least["access"].level == "high"
    assert identity.changed_address.second_check_within == 60
