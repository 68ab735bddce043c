"""An organisation's own templates: tried before a person gets a letter made from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from avgrights.desk.own_templates import check_templates
from avgrights.documents.letters.kinds import KINDS
from avgrights.documents.letters.placeholders import placeholders
from avgrights.documents.letters.trying import Fault, flaws
from avgrights.documents.pages import LETTERS
from tests.conftest import MakeWorkspace

Write = Callable[[str, str], Path]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


@pytest.fixture
def write(own: Path) -> Write:
    def write(name: str, text: str) -> Path:
        file = own / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_our_own_templates_have_no_flaw(own: Path, write: Write) -> None:
    """Whoever copies all of them begins without findings."""
    for file in LETTERS.glob("*.nl.html"):
        write(file.name, file.read_text("utf-8"))

    assert flaws(own) == []


def test_one_block_may_be_changed_and_the_rest_stays(own: Path, write: Write) -> None:
    write("extension.nl.html", '{% extends "avgrights/extension.nl.html" %}\n'
          "{% block signature %}<p>Groet, {{ letter.sender.name }}</p>{% endblock %}")  # fmt: skip

    assert flaws(own) == []


@pytest.mark.parametrize("text", ["{% if x %}", "{{ letter.name", "{{ x|nofilter }}",
                                  "{% block a %}{% block a %}{% endblock %}{% endblock %}",
                                  "{% extends %}"])  # fmt: skip
def test_what_does_not_parse_is_told_with_its_line(own: Path, write: Write, text: str) -> None:
    file = write("answer.nl.html", f"<p>eerste regel</p>\n{text}")

    (flaw,) = flaws(own)
    assert (flaw.file, flaw.line, flaw.fault) == (file, 2, Fault.BROKEN)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("extension.nl.html", "{{ letter.nmae }}", "letter.nmae"),
        ("extension.nl.html", "{{ letter.sender.naam }}", "letter.sender.naam"),
        ("extension.nl.html", "{{ brief.name }}", "brief"),
        ("decision.nl.html", "{% for line in letter.activities %}{{ line.dnoe }}{% endfor %}",
         "line.dnoe"),
        ("decision.nl.html", "{% if letter.remedies.untill %}x{% endif %}",
         "letter.remedies.untill"),
        ("_sender.nl.html", "{{ letter.sender.fax }}", "letter.sender.fax"),
    ],
)  # fmt: skip
def test_an_unknown_placeholder_is_told_though_it_is_not_reached(
    own: Path, write: Write, name: str, text: str, what: str
) -> None:
    file = write(name, f"{{% if false %}}\n{text}\n{{% endif %}}")

    assert (file, 2, Fault.UNKNOWN, what) in [(f.file, f.line, f.fault, f.what) for f in flaws(own)]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("decision.nl.html", '{% extends "avgrights/decision.nl.html" %}'
         "{% block remedies %}{% endblock %}", "the term for objection"),
        ("decision.en.html", '{% extends "avgrights/decision.en.html" %}'
         "{% block remedies %}<p>Bezwaar: object to {{ letter.sender.address }}. Autoriteit "
         "Persoonsgegevens. Court.</p>{% endblock %}", "the term for objection"),
        ("decision.nl.html", '{% extends "avgrights/decision.nl.html" %}'
         "{% block remedies %}{% include '_remedies.nl.html' %}<!-- Autoriteit -->{% endblock %}"
         "{% block content %}<p>Nee.</p>{% endblock %}", "the article of a refusal"),
        ("extension.nl.html", '{% extends "avgrights/extension.nl.html" %}'
         "{% block content %}<p>Het duurt langer.</p>{% endblock %}",
         "the reasons of the extension"),
        ("acknowledgement.nl.html", '{% extends "avgrights/acknowledgement.nl.html" %}'
         "{% block content %}{% endblock %}", "the last day for the answer"),
        ("_authority.nl.html", "<!-- Autoriteit Persoonsgegevens -->",
         "the complaint to the supervisory authority"),
        ("recipient-notice.nl.html", '{% extends "avgrights/recipient-notice.nl.html" %}'
         "{% block content %}<p>Wis iets.</p>{% endblock %}", "whose data it is"),
    ],
)  # fmt: skip
def test_what_the_law_wants_said_may_not_be_left_out(
    own: Path, write: Write, name: str, text: str, what: str
) -> None:
    """Hidden text does not count; for a part the flaw is told at the part."""
    file = write(name, text)

    found = flaws(own)
    assert (file, Fault.SILENT, what) in [(one.file, one.fault, one.what) for one in found]
    assert all(one.article for one in found)


def test_the_sandbox_holds_for_own_templates_too(own: Path, write: Write) -> None:
    write("answer.nl.html", "{{ letter.paragraphs.__class__.__mro__ }}")

    assert {one.fault for one in flaws(own)} == {Fault.UNKNOWN}


@pytest.mark.parametrize("text", [
    '<img src="https://example.nl/logo.png">', "<script>x</script>",
    '<p style="background: url(//example.nl/x)">x</p>', "<link rel=stylesheet href=x.css>",
])  # fmt: skip
def test_a_letter_fetches_nothing_from_elsewhere(own: Path, write: Write, text: str) -> None:
    """Opening it would tell a third party; an image in the page itself is fine."""
    start = '{% extends "avgrights/answer.nl.html" %}{% block signature %}'
    file = write("answer.nl.html", f"{start}{text}{{% endblock %}}")
    assert (file, Fault.REACHES) in {(one.file, one.fault) for one in flaws(own)}

    image = '<img src="data:image/png;base64,AA==" alt="">'
    write("answer.nl.html", f"{start}{image}{{% endblock %}}")
    assert flaws(own) == []


def test_the_frame_may_be_changed_too(own: Path, write: Write) -> None:
    frame = (LETTERS.parent / "page.html").read_text("utf-8")
    write("page.html", frame.replace("#0b4f8a", "#7a0019"))
    assert flaws(own) == []

    write("page.html", frame.replace("{% block body %}{% endblock %}", ""))
    assert {one.file.name for one in flaws(own)} == {"page.html"}


def test_a_file_that_no_letter_uses_is_told(own: Path, write: Write) -> None:
    write("besluit.nl.html", "x")
    write("README.md", "x")

    assert [(one.file.name, one.fault) for one in flaws(own)] == [
        ("README.md", Fault.STRANGE), ("besluit.nl.html", Fault.STRANGE),
    ]  # fmt: skip


def test_check_shows_them_with_code_place_and_article(workspace: MakeWorkspace) -> None:
    root = workspace(stores={}, registers={})
    (root / "templates").mkdir()
    (root / "templates" / "answer.nl.html").write_text("x\n{{ letter.nmae }}", "utf-8")
    settings = root / "avgrights.yaml"
    settings.write_text(settings.read_text() + "\ntemplates: templates\n", "utf-8")

    (finding,) = check_templates([], workspace=root, here=root)
    assert (finding.code, finding.file, finding.line) == ("AVG610", "templates/answer.nl.html", 2)
    assert finding.article == "GDPR 12(1)"
    assert check_templates([root / "registers"], workspace=root, here=root) == []
    assert len(check_templates([root / "templates"], workspace=root, here=root)) == 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_placeholder_is_explained(kind: str) -> None:
    """The reference is made from the docstrings: a name without words would stand there empty."""
    known = list(placeholders(kind))

    assert known
    assert [one.name for one in known if not one.means] == []
