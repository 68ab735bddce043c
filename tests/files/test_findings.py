"""Every code of the catalogue, shown on the example with one thing broken.

In the broken text `§` stands right before the character at which the finding must point.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.files.building import DEEPEST, MOST_VALUES
from avgrights.files.codes import catalogue
from avgrights.files.gate import MOST_BYTES
from avgrights.files.lint_data_map import pattern_problem
from avgrights.files.report import MOST
from avgrights.stores.pattern import Pattern
from avgrights.terms.finding import Severity
from tests.files.samples import (
    DATA_MAP,
    REGISTER,
    SETTINGS,
    TEXTS,
    at,
    broken,
    findings,
    pointed_at,
    write,
)


class Case(NamedTuple):
    """One break: in `file`, `old` becomes `new`; `also` are codes that follow from it."""

    code: str
    file: str
    old: str
    new: str
    also: tuple[str, ...] = ()


BASIS = """      - basis: 6(1)(f)
        interest: ononderbroken bedrijfsvoering
        business_operations: true
"""
RULE = "        because: Privacyverklaring, 'Hoe lang worden uw gegevens bewaard?'\n"
RECIPIENT = "      - {name: Leverancier servicedesksysteem, role: processor, country: NL}\n"
STORE = '  helpdesk: {url: "sqlite:///data/helpdesk.db"}\n'
PURPOSE = "    purpose: Verzoeken en storingen van medewerkers afhandelen\n"
ACTIVITY = "  - id: service-desk\n"
SECOND = """  - id: §service-desk
    name: Nog een
    purpose: Nog iets
    legal_basis: 6(1)(b)
    data_subjects: [medewerkers]
    data: []
    recipients: []
    retention: []
    security: [logging]
    reviewed: 2026-01-01
"""
LIST = '        selection_list: null      # {list: "Stcrt. …", category: "…", valid_until: …}\n'
AUTOMATED = (
    "    automated_decisions: null     # {logic: …, consequences: …, law: …, human_review: …}\n"
)
OTHER_DATASET = """  copies:
    activities: [service-desk]
    store: helpdesk
    table: §tickets
    key: [id]
    subject: {email: requester_email}
    fields: {subject: {category: inhoud verzoek}}
    events: {request completed: closed_at}
"""
FILES = """  footage:
    activities: [service-desk]
    store: helpdesk
"""

ANONYMOUS = """    anonymise:
      requester_name: null
      requester_email: null
      subject: onbekend
      body: null
      id: §0
"""

CASES = [
    # 1xx: reading
    Case("AVG104", REGISTER, "name: ICT-servicedesk", "name: ICT-§\u202eservicedesk"),
    Case("AVG104", REGISTER, "name: ICT-servicedesk", 'name: §"ICT\\u200bservicedesk"'),
    Case("AVG104", REGISTER, "name: ICT-servicedesk", "name: ICT§\x07-servicedesk"),
    Case("AVG105", REGISTER, "data_subjects: [medewerkers]", "data_subjects: [medewerkers"),
    Case("AVG105", REGISTER, "name: ICT-servicedesk", "name: 'ICT"),
    Case("AVG106", REGISTER, "name: ICT-servicedesk", "name: " + "[" * 99 + "]" * 99),
    Case("AVG108", REGISTER, "name: ICT-servicedesk", "name: §&naam ICT-servicedesk"),
    Case("AVG109", REGISTER, "name: ICT-servicedesk", "name: §*naam"),
    Case("AVG110", REGISTER, "name: ICT-servicedesk", "name: §!!python/name:os.system x"),
    Case("AVG110", REGISTER, "activities:\n", "activities: §!lijst\n"),
    Case("AVG111", REGISTER, "    owner: afdeling", "    §<<: {dpia: x}\n    owner: afdeling"),
    Case("AVG111", REGISTER, "    owner: afdeling", "    §<<: *naam\n    owner: afdeling"),
    Case("AVG104", REGISTER, "    owner: afdeling", '    §"na\\x07am": x\n    owner: afdeling'),
    Case("AVG115", REGISTER, "    owner: afdeling", "    §name: nog een\n    owner: afdeling"),
    Case("AVG116", REGISTER, "    owner: afdeling", "    ? §[a]\n    : b\n    owner: afdeling"),
    Case("AVG116", REGISTER, "    owner: afdeling", "    §'': leeg\n    owner: afdeling"),
    Case("AVG117", REGISTER, "name: ICT-servicedesk", "name: §0123456789"),
    Case("AVG118", REGISTER, "reviewed: 2026-01-15", "reviewed: §2026-13-45"),
    Case("AVG118", REGISTER, "reviewed: 2026-01-15", "reviewed: §'15 januari'"),
    Case("AVG119", REGISTER, "name: ICT-servicedesk", "name: §" + "9" * 5000),
    Case("AVG119", SETTINGS, "share: 0.05", "share: §.inf"),
    Case("AVG120", REGISTER, "    owner: afdeling", "    §n\u0430me: x\n    owner: afdeling"),
    # 2xx: structure
    Case("AVG201", REGISTER, "keep: 2 jaar", "§kep: 2 jaar", ("AVG401",)),
    Case("AVG201", DATA_MAP, "    restrict: move", "    §restict: move"),
    Case("AVG201", SETTINGS, "rehearsal: false", "§rehersal: false"),
    Case("AVG202", REGISTER, "data_subjects: [medewerkers]", "data_subjects: §medewerkers"),
    Case("AVG202", REGISTER, "name: ICT-servicedesk", "name: §7"),
    Case("AVG202", REGISTER, "public_body: true", "public_body: §ja"),
    Case("AVG202", REGISTER, "keep: 2 jaar", "keep: §2"),
    Case("AVG202", DATA_MAP, "    key: [id]\n    subject", "    key: [§7]\n    subject"),
    Case("AVG202", SETTINGS, "rows: 10", "rows: §10.5"),
    Case("AVG203", REGISTER, PURPOSE, ""),
    Case("AVG203", DATA_MAP, "    store: helpdesk ", "    only: {} #"),
    Case("AVG204", REGISTER, "count_from: trigger date", "count_from: §trigger day"),
    Case("AVG204", REGISTER, "regime: avg ", "regime: §AVG "),
    Case("AVG205", REGISTER, "keep: 2 jaar", "keep: §2 yaers"),
    Case("AVG205", REGISTER, "keep: 2 jaar", "keep: §0 jaar"),
    Case("AVG206", REGISTER, "name: ICT-servicedesk", "name: §''"),
    Case("AVG206", DATA_MAP, "activities: [service-desk]", "activities: §[]"),
    Case("AVG206", REGISTER, "items: [onderwerp, omschrijving]", "items: [onderwerp, §~]"),
    Case("AVG207", REGISTER, "count_from: trigger date",
         "count_from: end of book year\n        book_year_ends: §02-30"),
    Case("AVG208", DATA_MAP, "table: tickets", "table: §tickets;drop"),
    Case("AVG208", DATA_MAP, "requester_name: {", '§"naam\'": {'),
    Case("AVG208", REGISTER, "register: voorbeeld", "register: §../weg"),
    Case("AVG209", SETTINGS, "share: 0.05", "share: §5"),
    Case("AVG210", SETTINGS, "time_zone: Europe/Amsterdam", "time_zone: §Europe/Gouda"),
    Case("AVG210", DATA_MAP, "request completed: closed_at",
         "request completed: {column: closed_at, zone: §CES}"),
    # 3xx: the register
    Case("AVG301", REGISTER, "    legal_basis:\n" + BASIS, ""),
    Case("AVG301", REGISTER, "    legal_basis:\n" + BASIS, "    legal_basis: §[]\n"),
    Case("AVG302", REGISTER, "basis: 6(1)(f)", "basis: §6(1)(g)"),
    Case("AVG302", REGISTER, "basis: 6(1)(f)", "basis: §6.1.f"),
    Case("AVG303", REGISTER, BASIS, "      - basis: §6(1)(c)\n"),
    Case("AVG303", REGISTER, "    legal_basis:\n" + BASIS, "    legal_basis: §6(1)(e)\n"),
    Case("AVG304", REGISTER, "        interest: ononderbroken bedrijfsvoering\n", ""),
    Case("AVG305", REGISTER, "        business_operations: true\n", ""),
    Case("AVG306", REGISTER, BASIS, "      - 6(1)(b)\n      - §6(1)(a)\n"),
    Case("AVG307", REGISTER, BASIS, "      - {basis: 6(1)(c), law: §Wbp art. 8}\n"),
    Case("AVG308", REGISTER, 'national_id: null             # {law: "…"}',
         "national_id: §{description: in brieven} #"),
    Case("AVG309", REGISTER, "category: contactgegevens\n        items: [naam,",
         "category: §contactgegevens\n        items: [BSN, naam,"),
    Case("AVG310", REGISTER, "special_categories: []  ",
         "special_categories: [{category: gezondheid, exception: §9(2)(z)}] "),
    Case("AVG310", REGISTER, "special_categories: []  ",
         "special_categories: [§{category: gezondheid}] "),
    Case("AVG311", REGISTER, "- category: inhoud verzoek\n        items: [",
         "- §category: inhoud verzoek\n        items: [gezondheid, "),
    Case("AVG312", REGISTER, "criminal_data: null", "criminal_data: §{description: aangiften}"),
    Case("AVG313", REGISTER, "transfers: []  ", "transfers: [§{country: US}]  "),
    Case("AVG314", REGISTER, "country: NL}", "country: §US}"),
    Case("AVG315", REGISTER, "    recipients:                   # een lege lijst zegt: geen\n"
         + RECIPIENT, ""),
    Case("AVG316", REGISTER, "    security: [toegangsbeheer, logging]\n", ""),
    Case("AVG317", REGISTER, "    data_subjects: [medewerkers]", "    §data_subjects: []"),
    Case("AVG319", REGISTER, "  address: Voorbeeldstraat 1, 1234 AB Voorbeeldstad\n"
         "  website: https://www.example.nl\n", ""),
    Case("AVG320", REGISTER, "  email: fg@example.nl\n", ""),
    Case("AVG321", REGISTER, "email: privacy@example.nl", "email: §FG@example.nl"),
    Case("AVG322", REGISTER, "        source: betrokkene\n        provided_by_subject: true\n"
         "    national_id", "        provided_by_subject: false\n    national_id"),
    Case("AVG323", REGISTER, ACTIVITY, SECOND.replace("§", "") + "  - id: §service-desk\n"),
    Case("AVG324", REGISTER, "        open: [] ", "        open: [§welke termijn] "),
    Case("AVG324", REGISTER, "    dpia: null", "    open: [§welk doel]\n    dpia: null"),
    Case("AVG325", REGISTER, AUTOMATED,
         "    automated_decisions: §{logic: kenteken, consequences: een boete}\n"),
    Case("AVG326", REGISTER, AUTOMATED, "    automated_decisions: {logic: kenteken, consequences: "
         "een boete, profiling: true, law: §UAVG 40}\n"),
    Case("AVG327", REGISTER, AUTOMATED, "    regime: wjsg\n"),
    Case("AVG328", REGISTER, "reviewed: 2026-01-15", "reviewed: §2027-01-15"),
    Case("AVG329", REGISTER, "    reviewed: 2026-01-15\n", ""),
    Case("AVG331", REGISTER, "  email: privacy@example.nl\n", ""),
    Case("AVG333", REGISTER, "criminal_data: null", "criminal_data: {law: UAVG 32}"),
    # 4xx: retention
    Case("AVG401", REGISTER, "        keep: 2 jaar              #", "        then: erase #",
         ("AVG115",)),
    Case("AVG401", REGISTER, "datasets: [tickets] ", "datasets: [] "),
    Case("AVG404", REGISTER, LIST, "        selection_list: {list: §'Stcrt. 2011, 22764'}\n"),
    Case("AVG405", REGISTER, LIST, "        §selection_list: null\n"),
    Case("AVG406", REGISTER, LIST, "        selection_list: {list: 'Stcrt. 2011, 22764', category: "
         "'4', valid_until: §2026-11-20}\n"),
    Case("AVG408", REGISTER, "datasets: [tickets]", "datasets: [tickets, §tikets]"),
    Case("AVG410", REGISTER, "after: request completed", "after: §request complete"),
    Case("AVG411", REGISTER, "count_from: trigger date", "count_from: §end of book year"),
    Case("AVG410", REGISTER, "count_from: trigger date",
         "count_from: end of book year\n        book_year_ends: §boekjaar voorbij"),
    Case("AVG413", REGISTER, "count_from: trigger date",
         "count_from: trigger date\n        book_year_ends: §12-31"),
    Case("AVG414", REGISTER, "then: erase", "then: §transfer"),
    Case("AVG415", REGISTER, RULE, ""),
    Case("AVG417", REGISTER, "minimum: false", "minimum: §true"),
    # 5xx: the data map
    Case("AVG502", DATA_MAP, "activities: [service-desk]", "activities: [service-desk, §balie]"),
    Case("AVG516", DATA_MAP, "datasets:\n", "datasets:\n" + OTHER_DATASET
         .replace("[service-desk]", "[§balie]").replace("§tickets", "copies")),
    Case("AVG504", DATA_MAP, "    table: tickets\n    key: [id]\n", ""),
    Case("AVG505", DATA_MAP, "    key: [id]\n", '    key: [id]\n    §files: "{a}.txt"\n'),
    Case("AVG506", DATA_MAP, "    table: tickets\n    key: [id]\n", "    table: §tickets\n"),
    Case("AVG507", DATA_MAP, "policy, move, flag\n", "policy, move, flag\n" + OTHER_DATASET),
    Case("AVG508", DATA_MAP, "body: {category: inhoud verzoek", "body: {category: §inhoud"),
    Case("AVG509", DATA_MAP, "store: helpdesk", "store: §help"),
    Case("AVG510", DATA_MAP, "datasets:\n", "datasets:\n" + FILES + "    files: §../{a}.mp4\n",
         ("AVG517",)),
    Case("AVG511", DATA_MAP, "datasets:\n", "datasets:\n" + FILES
         + "    files: '{a}.mp4'\n    events: {recorded: §a}\n", ("AVG517",)),
    Case("AVG512", DATA_MAP, "    subject: {email: requester_email}   #", "    #"),
    Case("AVG514", DATA_MAP, "datasets:\n", "datasets:\n" + FILES
         + "    files: '{a:%Y%j}.mp4'\n    events: {r: a}\n    §key: [a]\n", ("AVG517",)),
    Case("AVG515", DATA_MAP, "subject: {email: requester_email}", "subject: {email: §cc}"),
    Case("AVG517", DATA_MAP, "datasets:\n", "datasets:\n" + FILES.replace("helpdesk", "§helpdesk")
         + "    files: '{a:%Y%j}.mp4'\n    events: {r: a}\n"),
    Case("AVG519", DATA_MAP, "    events:\n      request completed: closed_at      #", "    #",
         ("AVG410",)),
    Case("AVG520", DATA_MAP, "policy, move, flag\n", "policy, move, flag\n" + OTHER_DATASET
         .replace("§tickets", "§Tickets")),
    Case("AVG521", DATA_MAP, "    restrict: move   ",
         "    §anonymise: {body: null}\n    restrict: move "),
    Case("AVG521", DATA_MAP, "    restrict: move   ", "    erase: anonymise\n    restrict: move "),
    Case("AVG521", REGISTER, "then: erase", "then: §anonymise"),
    Case("AVG522", DATA_MAP, "    restrict: move   ", ANONYMOUS + "    restrict: move "),
    Case("AVG523", DATA_MAP, "datasets:\n", "datasets:\n" + FILES
         + "    files: '{a:%Y%j}.mp4'\n    events: {r: a}\n    §erase: anonymise\n", ("AVG517",)),
    # 6xx: the workspace
    Case("AVG601", SETTINGS, STORE, '  helpdesk: {url: §"${AVGRIGHTS_NOT_SET}"}\n'),
    Case("AVG602", SETTINGS, STORE, "  helpdesk: §{}\n"),
    Case("AVG602", SETTINGS, STORE, "  helpdesk: §{url: 'sqlite:///a.db', folder: b}\n"),
    Case("AVG603", SETTINGS, STORE, "  helpdesk: {url: §data/helpdesk.db}\n"),
    Case("AVG604", SETTINGS, STORE, "  helpdesk: {url: §'postgresql+psycopg://me:geheim@db/x'}\n"),
    Case("AVG605", SETTINGS, "registers: registers/", "registers: elders/"),
    Case("AVG606", SETTINGS, "keys: var/keys", "keys: §env:een naam"),
    Case("AVG607", SETTINGS, "# policies: policies/", "policies: §policies/"),
    Case("AVG613", SETTINGS, "# templates: templates/", "templates: §templates/"),
    Case("AVG608", SETTINGS, "anchor: var/anchors", "# anchor: var/anchors"),
]  # fmt: skip
#: Codes whose case needs more than a piece of the example replaced; each has a test below.
APART = {
    "AVG101", "AVG102", "AVG103", "AVG107", "AVG112", "AVG113", "AVG114", "AVG121", "AVG211",
    "AVG212", "AVG318", "AVG330", "AVG332", "AVG403", "AVG407", "AVG409", "AVG501", "AVG503",
    "AVG513", "AVG518", "AVG402", "AVG609", "AVG610", "AVG611", "AVG612", "AVG614",
}  # fmt: skip


def found_in(folder: Path, file: str, text: str | bytes):
    """What `check` finds in the example with one file replaced."""
    return findings(write(folder, {**TEXTS, file: text}))


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.code}-{number}" for number, case in enumerate(CASES)]
)
def test_each_break_has_its_finding_at_its_place(case, tmp_path):
    if case.code in APART:
        pytest.skip("shown by a test of its own")
    text, place = pointed_at(broken(case.file, case.old, case.new))

    found = found_in(tmp_path, case.file, text)

    here = at(found, case.code)
    assert here, [f"{f.code} {f.message}" for f in found]
    if place is not None:
        assert (case.file, *place) in here


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.code}-{number}" for number, case in enumerate(CASES)]
)
def test_a_break_is_one_error_and_hides_nothing_else(case, tmp_path):
    """The example's own warning (no selection list) is still there, and no second error is."""
    text, _ = pointed_at(broken(case.file, case.old, case.new))

    found = found_in(tmp_path, case.file, text)

    errors = {f.code for f in found if f.severity is Severity.ERROR}
    assert errors <= {case.code, *case.also}
    if case.code not in ("AVG105", "AVG106", "AVG404", "AVG405", "AVG406", "AVG605"):
        assert at(found, "AVG405")


def test_every_code_has_a_case():
    shown = {case.code for case in CASES} | APART
    assert {code for code in catalogue() if not code.startswith("AVG7")} == shown


def test_the_example_has_one_warning_and_no_error(tmp_path):
    found = findings(write(tmp_path, dict(TEXTS)))

    assert [(f.code, f.severity) for f in found] == [("AVG405", Severity.WARNING)]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        pytest.param(b"", "AVG114", (1, 1), id="nothing at all"),
        pytest.param(b"# only a comment\n", "AVG114", (1, 1), id="only a comment"),
        pytest.param(b"register: x\n\xff\n", "AVG103", (2, 1), id="no UTF-8"),
        pytest.param("register: x".encode("utf-16"), "AVG103", (1, 1), id="UTF-16"),
        pytest.param(b"%YAML 1.1\n---\nregister: no\n", "AVG112", (1, 1), id="a directive"),
        pytest.param(b"register: a\n---\nregister: b\n", "AVG113", (2, 1), id="two documents"),
        pytest.param(b"#" * (MOST_BYTES + 1), "AVG102", (1, 1), id="too large"),
        pytest.param(b"x: [" + b"1," * MOST_VALUES + b"]", "AVG107", (1, 4 + 2 * MOST_VALUES - 1),
                     id="too many values"),
        pytest.param(b"[" * 100_000, "AVG106", (1, DEEPEST + 1), id="too deep"),
    ],
)  # fmt: skip
def test_a_file_that_is_refused_whole(content, code, place, tmp_path):
    found = found_in(tmp_path, REGISTER, content)

    assert (REGISTER, *place) in at(found, code)


def test_a_file_that_is_no_file(tmp_path):
    write(tmp_path, dict(TEXTS))
    (tmp_path / DATA_MAP).unlink()
    (tmp_path / DATA_MAP).mkdir()

    assert at(findings(tmp_path), "AVG101") == [(DATA_MAP, 1, 1)]


def test_a_flood_of_findings_is_cut_and_says_so(tmp_path):
    text = TEXTS[REGISTER] + "".join(f"onbekend{n}: 1\n" for n in range(MOST + 5))

    found = found_in(tmp_path, REGISTER, text)

    assert len(at(found, "AVG201")) == MOST
    assert len(at(found, "AVG121")) == 1


def test_two_registers_of_one_name(tmp_path):
    write(tmp_path, {**TEXTS, "registers/ander/register.yaml": TEXTS[REGISTER]})

    assert at(findings(tmp_path), "AVG330") == [(REGISTER, 1, 1)]


def test_a_register_without_activities(tmp_path):
    head = TEXTS[REGISTER].partition("activities:")[0]
    text, place = pointed_at(head + "§activities: []\n")

    found = found_in(tmp_path, REGISTER, text)

    assert at(found, "AVG332") == [(REGISTER, *place)]


def test_an_activity_without_data(tmp_path):
    text = TEXTS[REGISTER]
    start, end = text.index("    data:\n"), text.index("    national_id")

    found = found_in(tmp_path, REGISTER, text[:start] + "    data: []\n" + text[end:])

    assert at(found, "AVG318")


def _without_rules(instead: str) -> str:
    text = TEXTS[REGISTER]
    start, end = text.index("    retention:\n"), text.index("    security:")
    return text[:start] + instead + text[end:]


def test_a_purpose_without_a_term_is_a_warning_on_both_sides(tmp_path):
    found = found_in(tmp_path, REGISTER, _without_rules("    retention: []\n"))

    assert at(found, "AVG403")
    assert at(found, "AVG503")
    assert not [f for f in found if f.severity is Severity.ERROR]


def test_a_purpose_that_says_neither_term_nor_what_is_open_does_not_load(tmp_path):
    found = found_in(tmp_path, REGISTER, _without_rules(""))

    assert [f.code for f in found if f.severity is Severity.ERROR] == ["AVG203"]


def test_an_incomplete_rule_that_says_what_is_open_loads_with_a_warning(tmp_path):
    rule = "    retention:\n      - {id: tickets, datasets: [tickets], open: [hoe lang]}\n"

    found = found_in(tmp_path, REGISTER, _without_rules(rule))

    assert at(found, "AVG402")
    assert not [f for f in found if f.severity is Severity.ERROR]


def test_two_rules_of_one_id(tmp_path):
    rule = (
        "{id: tickets, datasets: [tickets], keep: 2 jaar, after: request completed,"
        " count_from: trigger date}"
    )
    rules = f"    retention:\n      - {rule}\n      - {rule.replace('tickets', '§tickets', 1)}\n"
    text, place = pointed_at(_without_rules(rules))

    assert at(found_in(tmp_path, REGISTER, text), "AVG407") == [(REGISTER, *place)]


def test_a_rule_for_a_dataset_of_another_activity(tmp_path):
    other = SECOND.replace("§service-desk", "balie")
    rule = (
        "retention: [{id: balie, datasets: [§tickets], keep: 2 jaar, after: request completed,"
        " count_from: trigger date}]"
    )
    text = broken(REGISTER, ACTIVITY, other.replace("retention: []", rule) + ACTIVITY)
    text, place = pointed_at(text)

    found = found_in(tmp_path, REGISTER, text)

    assert at(found, "AVG409") == [(REGISTER, *place)]
    assert at(found, "AVG518")


def test_a_register_without_a_data_map(tmp_path):
    write(tmp_path, dict(TEXTS))
    (tmp_path / DATA_MAP).unlink()

    found = findings(tmp_path)

    assert at(found, "AVG501")
    assert not [f for f in found if f.severity is Severity.ERROR]


def test_a_table_without_fields(tmp_path):
    text = TEXTS[DATA_MAP]
    start, end = text.index("    fields:\n"), text.index("    # only:")

    assert at(found_in(tmp_path, DATA_MAP, text[:start] + text[end:]), "AVG513")


def test_a_file_that_is_none_of_ours(tmp_path):
    from avgrights.files.checking import check
    from tests.files.samples import TODAY

    write(tmp_path, {"lijst.yaml": "- a\n- b\n", "leeg/x.txt": ""})

    found = check([tmp_path / "lijst.yaml", tmp_path / "leeg"], workspace=None, today=TODAY,
                  here=tmp_path)  # fmt: skip

    assert [f.code for f in found] == ["AVG211", "AVG212"]


def test_a_dozen_breaks_are_all_found_in_one_run(tmp_path):
    """Gather, then speak: no finding hides another, in either file."""
    register = TEXTS[REGISTER]
    for old, new in (
        ("keep: 2 jaar", "keep: 2 yaers"),
        ("name: ICT-servicedesk", "name: 0123"),
        ("reviewed: 2026-01-15", "reviewed: 2026-02-30"),
        ("public_body: true", "public_body: yes"),
        ("regime: avg  ", "regiem: avg  "),
        ("        business_operations: true\n", ""),
        ("    owner: afdeling", "    name: dubbel\n    owner: afdeling"),
        ("then: erase", "then: wis"),
    ):
        assert old in register
        register = register.replace(old, new)
    write(tmp_path, {**TEXTS, REGISTER: register})
    data_map = broken(DATA_MAP, "store: helpdesk", "store: help")
    write(tmp_path, {DATA_MAP: data_map.replace("restrict: move", "restrict: maybe")})

    found = {f.code for f in findings(tmp_path) if f.severity is Severity.ERROR}

    assert found == {
        "AVG205", "AVG117", "AVG118", "AVG202", "AVG201", "AVG115", "AVG204", "AVG509",
    }  # fmt: skip


def test_a_bare_bsn_is_a_finding_that_does_not_repeat_it(tmp_path):
    """A number of nine digits may be somebody's: it stands in the file, not in a message."""
    register = broken(REGISTER, "name: ICT-servicedesk", "name: 123456782")
    data_map = broken(DATA_MAP, "label: Naam", "label: 012345672")

    found = findings(write(tmp_path, {**TEXTS, REGISTER: register, DATA_MAP: data_map}))

    assert at(found, "AVG202")
    assert at(found, "AVG117")
    assert "quotes" in next(f.remedy for f in found if f.code == "AVG202")
    assert not [f for f in found if "123456782" in f.message or "012345672" in f.message]


def test_a_merge_is_one_finding(tmp_path):
    text = broken(REGISTER, "    owner: afdeling", "    <<: [*a, {b: *c}]\n    owner: afdeling")

    found = found_in(tmp_path, REGISTER, text)

    assert [f.code for f in found if f.severity is Severity.ERROR] == ["AVG111"]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        pytest.param("{kind: request}", "{kind: incident}", False, id="told apart"),
        pytest.param("{kind: [request, a]}", "{kind: [incident, a]}", True, id="one value in both"),
        pytest.param("{kind: request}", "{}", True, id="the other takes all"),
        pytest.param("{kind: request}", "{open: true}", True, id="by different columns"),
        pytest.param("{kind: a, open: true}", "{kind: a, open: false}", False, id="by the second"),
        pytest.param("{open: 1}", "{open: true}", True, id="one and true are one in SQL"),
    ],
)
def test_two_datasets_on_a_table_share_no_row(one, other, shared, tmp_path):
    text = broken(DATA_MAP, "    restrict: move  ", f"    only: {one}\n    restrict: move  ")
    text += OTHER_DATASET.replace("§", "") + f"    only: {other}\n"

    assert bool(at(found_in(tmp_path, DATA_MAP, text), "AVG507")) == shared


def test_the_same_table_in_another_store_is_another_table(tmp_path):
    text = TEXTS[DATA_MAP] + OTHER_DATASET.replace("§", "").replace("helpdesk", "archief")

    assert not at(found_in(tmp_path, DATA_MAP, text), "AVG507")


PATTERNS = st.sampled_from([
    "{", "}", "{a}", "{b:%Y}", "{c:%Y-%m-%dT%H%M%S%z}", "{d:%Q}", "{e:}", "{é}", "/", "..", ".",
    "x", "\\", "~", ".mp4", "{a:%j}", "{f:%Y/%m}", "{1}", ":", "%Y",
])  # fmt: skip


@given(st.lists(PATTERNS, max_size=6).map("".join))
def test_a_pattern_without_a_finding_is_one_that_a_folder_reads(pattern):
    """Check and store each have their reading of a pattern; this holds the two together."""
    if pattern and not pattern_problem(pattern):
        assert Pattern.parse(pattern).names


@pytest.mark.parametrize(
    ("form", "whole"),
    [("%Y-%m-%d", True), ("%Y%j", True), ("%d%m%y", True), ("%Y-%m", False), ("%m-%d", False),
     ("%H%M", False), ("%Y", False)],
)  # fmt: skip
def test_a_file_name_holds_a_whole_day_or_none(form, whole, tmp_path):
    """A month and a day without a year would be read as those of 1900, and every file as due."""
    text = broken(
        DATA_MAP,
        "datasets:\n",
        "datasets:\n" + FILES + f"    files: '{{a:{form}}}.mp4'\n    events: {{recorded: a}}\n",
    )

    assert bool(at(found_in(tmp_path, DATA_MAP, text), "AVG511")) != whole


@pytest.mark.parametrize(
    ("says", "asked"),
    [
        pytest.param("public_body: true", True, id="a public body"),
        pytest.param("public_body: false", False, id="none"),
        pytest.param("# public_body: true", True, id="not said"),
    ],
)
def test_a_selection_list_is_asked_of_public_bodies(says, asked, tmp_path):
    """A company.

    Facts:   A register of an organisation that is no public body names no selection list.
    Law:     Archiefwet 1995, 5: a list for the records of public bodies (overheidsorganen).
    Holding: Nothing is asked of it; where the register does not say what it is, it is asked.
    """
    text = broken(REGISTER, "public_body: true", says)

    assert bool(at(found_in(tmp_path, REGISTER, text), "AVG405")) == asked


def test_keys_from_the_environment_are_asked_for_where_they_are_not_set(tmp_path, monkeypatch):
    text = broken(SETTINGS, "keys: var/keys", "keys: env:AVGRIGHTS_TEST_KEY")

    monkeypatch.delenv("AVGRIGHTS_TEST_KEY", raising=False)
    assert at(found_in(tmp_path, SETTINGS, text), "AVG601")
    monkeypatch.setenv("AVGRIGHTS_TEST_KEY", "x")
    assert not at(found_in(tmp_path, SETTINGS, text), "AVG601")
