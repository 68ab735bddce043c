"""`avgrights check`, `schema` and `init` as they are called."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.files.samples import REGISTER, SETTINGS, TEXTS, broken, workspace

BAD = broken(REGISTER, "keep: 2 jaar", "keep: 2 yaers")


@pytest.fixture
def avgrights(tmp_path):
    """Runs the command in a folder: exit status, standard output, standard error."""

    def run(*arguments, cwd=tmp_path):
        done = subprocess.run(
            [sys.executable, "-m", "avgrights.cli.main", *map(str, arguments)],
            cwd=cwd,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    return run


def test_a_finding_shows_its_line_a_caret_and_what_to_do(avgrights, tmp_path):
    workspace(tmp_path, register=BAD)

    status, out, err = avgrights("check")

    assert status == 1
    assert out.startswith(
        "registers/voorbeeld/register.yaml:54:15: AVG205 activities › service-desk › retention › "
        "tickets: keep: '2 yaers' is no period: write '2 years', '2 jaar', '4 weken', '6 months', "
        "'90 days', 'P2Y' or 'permanent'\n"
        "    54 |         keep: 2 yaers              # 2 jaar, 4 weken, 6 maanden, P2Y, permanent\n"
        "       |               ^\n"
        "  error. GDPR 5(1)(e). Write it as '2 years', "
    )
    assert err == "avgrights: 1 error, 1 warning\n"


def test_exit_statuses(avgrights, tmp_path):
    workspace(tmp_path)

    assert avgrights("check")[0] == 0
    assert avgrights("check", "--strict")[0] == 1
    assert avgrights("check", "niets.yaml")[0] == 2
    assert avgrights("check", "registers", "niets.yaml")[0] == 2
    assert avgrights("check", "n" * 300)[0] == 2
    assert avgrights("check", "--format", "xml")[0] == 2
    assert avgrights("--workspace", "nergens", "check")[0] == 2


def test_without_a_workspace_and_without_a_path_there_is_nothing_to_check(avgrights, tmp_path):
    status, out, err = avgrights("check")

    assert (status, out) == (2, "")
    assert "there is no workspace here to check" in err


def test_json_has_the_promised_keys(avgrights, tmp_path):
    workspace(tmp_path, register=BAD)

    status, out, _ = avgrights("--format", "json", "check")

    findings = json.loads(out)["findings"]
    assert status == 1
    assert [list(finding) for finding in findings] == [
        ["file", "line", "column", "code", "severity", "message", "article", "remedy"]
    ] * 2
    assert (findings[0]["line"], findings[0]["column"]) == (54, 15)
    assert findings[0]["severity"] == "error"


def test_github_annotations_are_one_line_each(avgrights, tmp_path):
    workspace(tmp_path, register=BAD)

    _, out, _ = avgrights("check", "--format", "github")

    lines = out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(
        f"::error file={REGISTER},line=54,col=15,title=AVG205::activities › service-desk"
    )
    assert lines[1].startswith("::warning ")


def test_sarif_says_which_rule_where(avgrights, tmp_path):
    workspace(tmp_path, register=BAD)

    _, out, _ = avgrights("check", "--format", "sarif")

    log = json.loads(out)
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["AVG205", "AVG405"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == REGISTER
    assert place["region"] == {"startLine": 54, "startColumn": 15}


@pytest.mark.parametrize(
    ("path", "findings"),
    [
        (".", 2),
        (REGISTER, 2),
        ("registers/voorbeeld/data-map.yaml", 0),
        ("registers/voorbeeld", 2),
        ("registers", 2),
        ("avgrights.yaml", 0),
    ],
)
def test_a_path_shows_the_findings_of_that_path(path, findings, avgrights, tmp_path):
    workspace(tmp_path, register=BAD)

    _, out, _ = avgrights("check", path, "--format", "json")

    assert len(json.loads(out)["findings"]) == findings


def test_a_register_of_any_name_is_known_by_its_keys(avgrights, tmp_path):
    (tmp_path / "concept.yaml").write_text(BAD, encoding="utf-8")

    status, out, _ = avgrights("check", "concept.yaml")

    assert status == 1
    assert out.startswith("concept.yaml:54:15: AVG205 ")


def test_a_long_line_is_cut(avgrights, tmp_path):
    workspace(tmp_path, register=broken(REGISTER, "dpia: null", f"dpai: {'x' * 500}"))

    _, out, _ = avgrights("check")

    assert max(len(line) for line in out.splitlines()) <= 220
    assert "…" in out


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('{url: "postgresql://me:geheim@db/x"}', "AVG604"),
        ('{url: "postgresql://me:p@geheim@db/x"}', "AVG604"),
        ('{url: "postgresql://db/x?password=geheim"}', "AVG604"),
        ('"postgresql://me:geheim@db/x"', "AVG202"),
        (f'"postgresql://me:{"x" * 40}geheim{"x" * 40}@db/x"', "AVG202"),
        ('{url: "postgresql://me:geheim@db/x", url: 010}', "AVG115"),
    ],
)
def test_a_password_is_never_shown(written, code, avgrights, tmp_path):
    text = broken(SETTINGS, '{url: "sqlite:///data/helpdesk.db"}', written)
    workspace(tmp_path, settings=text)

    for form in ("text", "sarif"):
        _, out, err = avgrights("check", "--format", form)
        assert code in out
        assert "geheim" not in out + err


def test_nothing_a_file_holds_reaches_the_terminal_as_a_command(avgrights, tmp_path):
    workspace(tmp_path, register=broken(REGISTER, "dpia: null", "dpia: \x1b[2J\u202ex"))

    _, out, _ = avgrights("check")

    assert "\x1b" not in out
    assert "\u202e" not in out


def test_today_decides_on_lists_that_ended(avgrights, tmp_path):
    ended = "selection_list: {list: Stcrt. 2011, category: '4', valid_until: 2026-06-30} #"
    workspace(tmp_path, register=broken(REGISTER, "selection_list: null ", ended))

    assert "AVG406" not in avgrights("check", "--today", "2026-06-30")[1]
    assert "AVG406" in avgrights("check", "--today", "2026-07-01")[1]


def test_explain_tells_of_one_code_and_lists_them_all(avgrights):
    status, out, _ = avgrights("check", "explain", "avg303")
    assert status == 0
    assert out.startswith("AVG303: a legal obligation or public task without its law (GDPR 6(3))\n")

    listed = avgrights("check", "explain")[1].splitlines()
    assert listed == sorted(listed)
    assert len(listed) > 80

    assert json.loads(avgrights("check", "explain", "AVG101", "--format", "json")[1])[0]["remedy"]
    assert avgrights("check", "explain", "AVG999")[0] == 2


def test_init_makes_a_workspace_without_errors(avgrights, tmp_path):
    status, out, _ = avgrights("init", "nieuw")

    assert status == 0
    assert "nieuw/registers/voorbeeld/register.yaml" in out
    assert avgrights("check", cwd=tmp_path / "nieuw")[0] == 0
    written = {str(p.relative_to(tmp_path / "nieuw")) for p in (tmp_path / "nieuw").rglob("*")}
    assert {".gitignore", ".vscode/settings.json", ".avgrights/register.schema.json"} <= written
    assert "var/" in (tmp_path / "nieuw/.gitignore").read_text(encoding="utf-8").splitlines()
    settings = json.loads((tmp_path / "nieuw/.vscode/settings.json").read_text(encoding="utf-8"))
    for schema in settings["yaml.schemas"]:
        json.loads((tmp_path / "nieuw" / schema).read_text(encoding="utf-8"))


def test_init_writes_over_nothing(avgrights, tmp_path):
    workspace(tmp_path / "vol")
    before = {p: p.read_bytes() for p in (tmp_path / "vol").rglob("*") if p.is_file()}
    (tmp_path / "bestand").write_text("x", encoding="utf-8")

    assert avgrights("init", "vol")[0] == 2
    assert avgrights("init", "bestand")[0] == 2
    assert {p: p.read_bytes() for p in (tmp_path / "vol").rglob("*") if p.is_file()} == before


def test_init_says_its_files_as_json(avgrights, tmp_path):
    (tmp_path / "leeg").mkdir()

    status, out, _ = avgrights("init", "leeg", "--format", "json")

    assert status == 0
    assert "leeg/avgrights.yaml" in json.loads(out)["files"]


def test_the_example_is_what_init_writes(avgrights, tmp_path):
    avgrights("init", "nieuw")

    for name, text in TEXTS.items():
        assert (tmp_path / "nieuw" / name).read_text(encoding="utf-8") == text
