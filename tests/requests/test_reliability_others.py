"""Other people in what a person gets (reliability, row 14), by every way out.

Of access, with its overview and letter: tests/requests/test_access.py.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pyzipper

from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.desk.handing_over import hand_over
from tests.cli.test_canaries import forms
from tests.requests.house import CONTACTS, LEDGER, NOTES, TICKETS, House, contact, entry, ticket
from tests.requests.opening import opened
from tests.requests.test_portability import MakeHouse, made
from tests.requests.test_reliability_stores import _ready

__all__ = ["made"]

OTHERS = [f"kanarie{n:02}zqx@elders.example.nl" for n in range(50)]


def _fill(house: House) -> None:
    """Fifty others, in the person's own rows and in rows of their own."""
    for n, other in enumerate(OTHERS):
        own = {"body": f"zei {other}", "helper": other, "secret": other, "cc": other}
        foreign = {"email": other, "name": other, "subject": other}
        house.put(TICKETS, ticket(2 * n + 1, "2026-01-01", **own),
                  ticket(2 * n + 2, "2026-01-01", **foreign))  # fmt: skip
        house.put(NOTES, {"id": n, "ticket_id": 2 * n + 1, "text": other})
        house.put(NOTES, {"id": 100 + n, "ticket_id": 2 * n + 2, "text": other})
        house.put(LEDGER, entry(n, None, email=other))
        house.put(CONTACTS, contact(n, None, email=other, phone=other))


def test_row_14_nobody_else_goes_along(made: MakeHouse, tmp_path: Path) -> None:
    """Row 14. Threat: a copy of one person's data tells of others.

    Facts:   Fifty others stand in fields that may name others, in columns that are not mapped, in
             notes, and in rows of their own.
    Law:     GDPR 15(4), 20(4).
    Holding: None of them is in a package of access or portability (data, CSV, schema, overview), in
             the bundle for another controller, or in a letter of any right.
    """
    house = made()
    _fill(house)
    files: dict[str, bytes] = {}
    for right in ("access", "portability", "rectification", "restriction", "objection", "erasure"):
        case, out = _ready(house, right, activities=["service-desk"]), tmp_path / right
        with house.desk() as desk:
            order = _order(right)
            carry_out(desk, case, **order)
            decide(desk, case, out=out, formats=("html", "text"), password_to_file=True)
            if right == "portability":
                done = hand_over(desk, case, to="De Andere", out=out / "h", password_to_file=True)
                files |= _bundle(*done.files)
        if (out / "package.zip").exists():
            files |= {f"{right}/{name}": content for name, content in opened(out).items()}
        files |= {f"{right}/{p.name}": p.read_bytes() for p in out.glob("letter.*")}

    assert len(files) > 20
    assert sum(b"toets kapot" in content for content in files.values()) > 0
    found = {(name, other) for name, content in files.items() for other in OTHERS
             if any(form in content for form in forms(other))}  # fmt: skip
    assert found == set()


def _order(right: str) -> dict[str, object]:
    from avgrights.desk.handling.interface import Order

    return {"order": Order(corrections=(("name", "goed"),))} if right == "rectification" else {}


def _bundle(bundle: Path, words: Path) -> dict[str, bytes]:
    """What the other controller finds in it."""
    with pyzipper.AESZipFile(bundle) as outer:
        outer.setpassword(words.read_text().strip().encode())
        inner = zipfile.ZipFile(BytesIO(outer.read("inhoud.zip")))
    return {f"bundle/{name}": inner.read(name) for name in inner.namelist()}
