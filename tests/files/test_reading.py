"""Reading YAML: plain values as they look, each with its place, and no surprise."""

from __future__ import annotations

import importlib
from datetime import date

import pytest

from avgrights.files.building import BROKEN, parser_events
from avgrights.files.gate import MOST_BYTES
from avgrights.files.reading import Unreadable, read, read_bytes
from avgrights.files.scalars import Unclear, resolve

TEXT = """\
# comment
name: ICT-servicedesk
day: 2026-01-15
list: [a, {b: 2}]
deep:
  - key: "x"
    é: ja
"""


@pytest.fixture
def document():
    return read_bytes(TEXT.encode(), name="x.yaml")


def test_plain_values(document):
    assert document.tree == {
        "name": "ICT-servicedesk",
        "day": date(2026, 1, 15),
        "list": ["a", {"b": 2}],
        "deep": [{"key": "x", "é": "ja"}],
    }


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        ((), False, (2, 1)),
        (("name",), False, (2, 7)),
        (("name",), True, (2, 1)),
        (("list", 1, "b"), False, (4, 15)),
        (("deep", 0), False, (6, 5)),
        (("deep", 0, "é"), False, (7, 8)),
        (("deep", 0, "é"), True, (7, 5)),
        (("deep", 0, "missing"), False, (6, 5)),
        (("deep", 9), False, (6, 3)),
        (("nowhere", "at", 4), False, (2, 1)),
    ],
)
def test_places_count_from_one_and_stop_where_the_path_does(document, path, key, place):
    assert document.place(path, key=key) == place


def test_lines_are_those_of_the_file_also_with_windows_ends():
    document = read_bytes(b"a: 1\r\nb: 2\r\n", name="x")

    assert document.lines == ["a: 1", "b: 2", ""]
    assert document.place(("b",)) == (2, 4)


def test_a_byte_order_mark_moves_nothing():
    document = read_bytes(b"\xef\xbb\xbfa: 1\n", name="x")

    assert document.tree == {"a": 1}
    assert document.place(("a",), key=True) == (1, 1)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("12:30:45", "12:30:45"),
        ("6(1)(f)", "6(1)(f)"),
        ("12-31", "12-31"),
        ("1_000", "1_000"),
        ("2026-01", "2026-01"),
        ("2026-03-28T23:30:00Z", "2026-03-28T23:30:00Z"),
        ("-", "-"),
        (".", "."),
        ("true", True),
        ("False", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("0x1F", 31),
        ("0o17", 15),
        ("0.05", 0.05),
        ("1e3", 1000.0),
        ("2026-01-15", date(2026, 1, 15)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_bare_word_is_what_it_looks_like(word, value):
    """YAML 1.2: no Norway problem, no sexagesimal, no octal by a leading zero."""
    read = resolve(word)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("010", "AVG117"),
        ("00000001003214345000", "AVG117"),
        ("-01", "AVG117"),
        ("007.50", "AVG117"),
        ("2026-13-45", "AVG118"),
        ("2023-02-29", "AVG118"),
        ("0000-00-00", "AVG118"),
        ("9" * 5000, "AVG119"),
        (".inf", "AVG119"),
        (".NaN", "AVG119"),
        ("1e400", "AVG119"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(word, code):
    with pytest.raises(Unclear) as refused:
        resolve(word)

    assert refused.value.code == code
    assert len(str(refused.value)) < 120


def test_all_findings_of_a_file_come_at_once_and_in_words():
    with pytest.raises(Unreadable) as refused:
        read_bytes(b"a: 010\nb: &x 1\na: 2\n", name="map/x.yaml")

    assert [(f.line, f.code) for f in refused.value.findings] == [
        (1, "AVG117"),
        (2, "AVG108"),
        (3, "AVG115"),
    ]
    assert str(refused.value) == (
        "map/x.yaml:1:4: AVG117 010 begins with a zero that a number would lose (and 2 more)"
    )
    assert refused.value.exit_status == 2


def test_the_first_of_two_keys_keeps_its_value_for_what_comes_after():
    from avgrights.files.reading import scan_text
    from avgrights.files.report import Report

    document = scan_text("a: 1\na: 2\nb: *x\n", "x", Report("x"))

    assert document.tree == {"a": 1, "b": BROKEN}


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Unreadable, match="AVG101"):
        read(tmp_path / "none.yaml")


def test_a_device_is_not_read():
    from pathlib import Path

    with pytest.raises(Unreadable, match="no plain file"):
        read(Path("/dev/zero"))


def test_the_c_parser_is_in_use():
    """ruamel's extra `libyaml` installs another parser, and uses none: see performance figures."""
    parser = type(parser_events("a: 1").__self__)

    assert parser.__name__ == "CParser"
    assert parser.__module__.endswith("_ruamel_yaml")


def test_without_the_c_parser_everything_reads_the_same(monkeypatch, document):
    real = importlib.import_module

    def without(name, *rest):
        if name == "_ruamel_yaml":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr("avgrights.files.building.import_module", without)

    slow = read_bytes(TEXT.encode(), name="x.yaml")

    assert slow.tree == document.tree
    for path in (("name",), ("list", 1, "b"), ("deep", 0, "é")):
        assert slow.place(path) == document.place(path)
    for text in ("a: [", "a: &x 1", "[[a]]: b", "%YAML 1.1\n---\na: 1", "'", "a: !t 1", "*x"):
        with pytest.raises(Unreadable):
            read_bytes(text.encode(), name="x")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        pytest.param("a: 1\nb: [1, 2\nc: 3\n", "AVG105", (3, 2), id="a bracket left open"),
        pytest.param("a: 'x\n", "AVG105", (2, 1), id="a quote left open"),
        pytest.param("a: 1\n  b: 2\n", "AVG105", (2, 4), id="indented too far"),
        pytest.param("%YAML 2.0\n---\na: 1\n", "AVG112", (1, 1), id="another version"),
        pytest.param("%YAML 1.1\n---\na: 1\n", "AVG112", (1, 1), id="an older version"),
    ],
)
def test_what_cannot_be_parsed_is_one_finding_with_its_place(text, code, place):
    with pytest.raises(Unreadable) as refused:
        read_bytes(text.encode(), name="x")

    assert [(f.code, (f.line, f.column)) for f in refused.value.findings] == [(code, place)]


@pytest.mark.parametrize(("more", "code"), [(0, "AVG114"), (1, "AVG102")])
def test_the_largest_file_is_still_read(more, code, tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"#" * (MOST_BYTES + more))

    with pytest.raises(Unreadable, match=code):
        read(tmp_path / "x.yaml")
