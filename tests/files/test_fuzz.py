"""Whatever stands in a file: findings, and never an exception, a long wait or much memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avgrights.files.gate import HIDDEN
from avgrights.files.presenting import as_github, as_json, as_sarif, as_text
from avgrights.files.reading import Unreadable, read_bytes
from avgrights.files.registers import load_registers
from avgrights.files.workspace import load_settings
from avgrights.terms.errors import InputFault
from avgrights.terms.finding import Severity
from tests.files.samples import DATA_MAP, REGISTER, SETTINGS, TEXTS, findings, write

PIECES = [
    "\n", " ", "  ", "\t", "\r", "\0", "\x85", "\u2028", "\u202e", "\ufeff", "\ud7ff", "é", ":",
    ": ", "- ", "? ", "#", " #", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "!!int ", "|",
    ">", "|2-", "'", '"', '"\\x00"', '"\\', "%YAML 1.1", "---", "...", "<<: ", "~", "no",
    "010", "2026-13-45", "2026-02-28", "9" * 40, ".inf", "0x", "1e999", "= ", "@", "`", "${X}",
    "${", "register: x\n", "datasets:\n", "activities: 1\n", "open: [x]", "only: {a: 1}", "key: []",
]  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """A text of ours with a few spans taken out and odd pieces put in."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 0, 1, 3, 20, 200]))
        piece = draw(st.sampled_from(PIECES) | st.text(max_size=6))
        text = text[:start] + piece + text[start + length :]
    return text


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_mangled_workspace_gives_findings_and_nothing_else(data, tmp_path):
    texts = dict(TEXTS)
    for name in data.draw(st.sets(st.sampled_from([REGISTER, DATA_MAP, SETTINGS]), min_size=1)):
        texts[name] = data.draw(mangled(TEXTS[name]))
    encoded = {name: text.encode("utf-8", "surrogatepass") for name, text in texts.items()}
    write(tmp_path, encoded)

    found = findings(tmp_path)

    for finding in found:
        lines = texts[finding.file].encode("utf-8", "surrogatepass").split(b"\n")
        assert 1 <= finding.line <= len(lines) + 1
        assert finding.column >= 1
        assert not HIDDEN.search(finding.message)
        assert len(finding.message) < 600
    as_text(found, tmp_path), as_json(found), as_github(found), as_sarif(found, "0")
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    try:
        load_registers(load_settings(tmp_path))
    except InputFault:
        pass
    else:
        assert not [finding for finding in errors if finding.file != SETTINGS]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    try:
        read_bytes(content, name="x")
    except Unreadable as refused:
        assert refused.findings


LAUGHS = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)
MERGES = "m0: &m0 {x: 1}\n" + "".join(
    f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LAUGHS, id="billion laughs"),
        pytest.param(MERGES, id="merge bomb"),
        pytest.param("[" * 1_000_000, id="brackets"),
        pytest.param("{a: " * 500_000, id="braces"),
        pytest.param("- " * 1_000_000, id="dashes"),
        pytest.param("? " * 1_000_000, id="question marks"),
        pytest.param("x: [" + "a, " * 1_200_000 + "]", id="a list of a million"),
        pytest.param("".join(f"k{n}: {n}\n" for n in range(160_000)), id="keys"),
        pytest.param("!t " * 1_000_000, id="tags"),
        pytest.param("- &a x\n" * 500_000, id="anchors"),
        pytest.param("- 010\n" * 600_000, id="leading zeros"),
        pytest.param("a: 1\n" * 700_000, id="one key, over and over"),
        pytest.param("x: " + "9" * 3_900_000, id="a long number"),
        pytest.param("x: '" + "\u202e" * 1_000_000 + "'", id="bidi"),
        pytest.param("#" * 3_900_000, id="a comment"),
        pytest.param('"' + "\\" * 3_900_000, id="escapes"),
    ],
)
def test_a_bomb_costs_next_to_nothing(text):
    """Refused with file, line and reason in less than a second (the bound is wider, for a busy
    machine; the benchmark prints the real figures)."""
    content = text.encode()
    start = time.process_time()

    with pytest.raises(Unreadable) as refused:
        read_bytes(content, name="bom.yaml")

    assert str(refused.value).startswith("bom.yaml:")
    assert time.process_time() - start < 4


def test_the_largest_file_takes_little_memory():
    content = b"x: [" + b"a, " * 1_200_000 + b"]"
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable):
            read_bytes(content, name="bom.yaml")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 100e6


def test_the_message_of_a_bomb_is_short():
    with pytest.raises(Unreadable) as refused:
        read_bytes(("x: " + "9" * 100_000).encode(), name="x")

    assert len(str(refused.value)) < 300
