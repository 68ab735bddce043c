"""PDF: tagged, A4, under the password of the package; data is only ever text in it."""

from __future__ import annotations

import builtins
import io
import re
import sys
from typing import Any

import pikepdf
import pytest

from avgrights.documents.letters.kinds import KINDS
from avgrights.documents.letters.rendering import page, written
from avgrights.documents.letters.samples import samples
from avgrights.documents.overview import overview_pdf
from avgrights.documents.pdf import available, pdf
from avgrights.terms.errors import InputFault
from tests.documents.copies import copy, dataset

PASSWORD = "appelanker-bergbaan"


def _opened(content: bytes, password: str = "") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content), password=password)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_letter_is_a_tagged_pdf_of_a4_that_names_its_language(
    kind: str, language: str
) -> None:
    """PDF/UA-1: a screen reader hears headings, lists and the language."""
    made = _opened(written(next(iter(samples(kind))), language, "pdf"))

    assert made.Root.Lang == language
    assert bool(made.Root.MarkInfo.Marked)
    assert "/StructTreeRoot" in made.Root
    assert [round(float(side)) for side in made.pages[0].mediabox[2:]] == [595, 842]
    with made.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"]
    assert "/CreationDate" not in made.docinfo, "nothing in it depends on the clock"


def test_the_same_letter_gives_the_same_bytes() -> None:
    letter = next(iter(samples("decision")))

    assert written(letter, "nl", "pdf") == written(letter, "nl", "pdf")


@pytest.mark.parametrize(
    "name",
    ["#set page(width: 1pt)", "#read(\"/etc/passwd\")", "= Kop\n\n== Kop", "$x$ *y* `z` \\ @a <b>",
     "#panic()", "// weg", "/* weg", "\"); #eval(\"1", "a" * 5_000,
     "مرحبا 中文 ﷽ ＝ 🙂", "\u202e\u0007x"],
)  # fmt: skip
def test_a_value_is_text_whatever_signs_it_holds(name: str) -> None:
    """Also signs that no bundled font has: then it is laid out with what there is."""
    from attrs import evolve

    letter = evolve(next(iter(samples("acknowledgement"))), name=name)

    made = _opened(written(letter, "nl", "pdf"))
    assert len(made.pages) >= 1
    assert float(made.pages[0].mediabox[2]) > 500


def test_the_overview_opens_with_the_password_alone_and_with_aes_256() -> None:
    content = overview_pdf(copy(), "nl", PASSWORD)

    with pytest.raises(pikepdf.PasswordError):
        _opened(content)
    made = _opened(content, PASSWORD)
    assert (made.encryption.R, made.encryption.bits) == (6, 256)
    assert made.allow.accessibility
    assert "/StructTreeRoot" in made.Root


def test_the_overview_stays_small_however_much_there_is() -> None:
    """It is laid out in memory; the rest stands in the files beside it, and it says so."""
    many = copy(*(dataset(f"d{n}", count=1_000) for n in range(10)))

    assert len(_opened(overview_pdf(many, "nl", PASSWORD), PASSWORD).pages) < 40


def test_without_the_extra_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr(builtins, "__import__", without)

    with pytest.raises(InputFault, match="needs the extra 'pdf'") as fault:
        pdf(page(next(iter(samples("answer"))), "nl"), "nl")
    assert re.search(r"pip install", str(fault.value.remedy))


def test_the_extra_is_looked_for_and_not_loaded() -> None:
    assert available()
