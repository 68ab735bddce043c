"""Who must be told of what was done (GDPR 19; 17(2)): tasks, notices, what the person hears."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from avgrights.cases.recipients import Duty, State
from avgrights.desk import requests, telling
from avgrights.desk.correspondence import letter_for, write_all
from avgrights.desk.deciding import decide
from avgrights.desk.doing import carry_out
from avgrights.desk.notifying import notices
from avgrights.documents.letters.rendering import page
from avgrights.terms.errors import InputFault, Refused
from tests.conftest import MakeWorkspace
from tests.requests.house import (
    CONTACTS,
    DATA_MAP,
    LEDGER,
    PERSON,
    REGISTER,
    STORES,
    TICKETS,
    TODAY,
    House,
    contact,
    entry,
    ticket,
)

SUPPLIER = "Leverancier servicedesksysteem"
PLACE = "www.example.nl/bestuur"


def _erased(house: House, *, done: bool = True) -> str:
    """A case of erasure, carried out."""
    if done:
        house.put(TICKETS, ticket(1, "2020-01-01"))
    case = house.case("erasure")
    with house.desk() as desk:
        carry_out(desk, case)
    return case


@pytest.fixture
def published(workspace: MakeWorkspace, tmp_path: Path) -> House:
    """The same body, that made the data of its service desk public and shares all its contacts."""
    register = REGISTER.replace(
        "recipients: [{name: Leverancier servicedesksysteem, role: processor, country: NL}]",
        "recipients: [{name: Leverancier servicedesksysteem, role: processor, country: NL}]\n"
        f"    made_public: [{PLACE}]",
    ).replace(
        "    purpose: Contact met relaties\n",
        "    purpose: Contact met relaties\n"
        "    recipients: [{name: Leverancier servicedesksysteem}, {name: Drukker}]\n",
    )
    urls = {name: f"sqlite:///{tmp_path}/{name}.db" for name in STORES}
    (tmp_path / "beelden").mkdir()
    stores = {name: {"url": url} for name, url in urls.items()}
    stores["cameras"] = {"folder": str(tmp_path / "beelden")}
    return House(workspace(stores=stores, registers={"huis": (register, DATA_MAP)}), urls)


def test_each_recipient_of_data_that_was_erased_is_named_with_a_day(house: House) -> None:
    """Facts:   A ticket is erased on Friday 20 November 2026; the service desk has a supplier.
    Law:     GDPR 19: the controller tells each recipient; within two weeks (decision 0140).
    Holding: The supplier, until Friday 4 December, that day included.
    """
    case = _erased(house)

    with house.desk() as desk:
        (task,) = telling.recipients(desk, case).recipients

    assert (task.recipient, task.duty, task.activities) == (
        SUPPLIER, Duty.RECIPIENT, ("service-desk",),
    )  # fmt: skip
    assert (task.state, task.done, task.tell_by) == (State.OPEN, TODAY, date(2026, 12, 4))


@pytest.mark.parametrize("right", ["access", "withdraw consent"])
def test_what_changes_nothing_is_told_to_nobody(house: House, right: str) -> None:
    """GDPR 19 names rectification, erasure and restriction."""
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = house.case(right)
    with house.desk() as desk:
        carry_out(desk, case)
        assert telling.recipients(desk, case).recipients == ()


def test_where_nothing_was_done_nobody_is_told(house: House) -> None:
    """What a duty keeps, no recipient has to erase."""
    house.put(LEDGER, entry(1, "2024-03-01"))
    case = _erased(house, done=False)

    with house.desk() as desk:
        assert telling.recipients(desk, case).recipients == ()


def test_a_recipient_of_several_activities_is_told_once(published: House) -> None:
    """One letter tells it of all; a carrying-out that goes on later names nobody twice."""
    published.put(TICKETS, ticket(1, "2020-01-01"))
    published.put(CONTACTS, contact(1, "2010-01-01"))
    case = _erased(published, done=False)

    with published.desk() as desk:
        tasks = telling.recipients(desk, case).recipients
        carry_out(desk, case)
        assert telling.recipients(desk, case).recipients == tasks

    assert {(one.recipient, one.duty, one.activities) for one in tasks} == {
        (SUPPLIER, Duty.RECIPIENT, ("service-desk", "relations")),
        ("Drukker", Duty.RECIPIENT, ("relations",)),
        (PLACE, Duty.PUBLIC, ("service-desk",)),
    }


def test_a_notice_says_whose_data_and_no_more(house: House) -> None:
    """Decision 0142: name, the identifiers that find the data, activity, day."""
    house.put(TICKETS, ticket(1, "2020-01-01"))
    case = house.case("erasure", representative="een gemachtigde", mandate="een brief")
    with house.desk() as desk:
        carry_out(desk, case)
        ((name, letter),) = notices(desk, telling.recipients(desk, case))
        shown = " ".join(page(letter, "nl").split())

    assert name == "notice-1"
    assert "de betrokkene" in shown and "betrokkene@example.nl" in shown
    assert "<li>Servicedesk</li>" in shown
    assert "Dat hebben wij op 20 november 2026 gedaan." in shown
    assert "gemachtigde" not in shown and "toets kapot" not in shown


def test_who_uses_what_was_public_is_asked_to_erase_links_and_copies(published: House) -> None:
    """GDPR 17(2)."""
    case = _erased(published)
    with published.desk() as desk:
        found = dict(notices(desk, telling.recipients(desk, case)))
    pages = [" ".join(page(one, "nl").split()) for one in found.values()]

    (public,) = [one for one in pages if PLACE in one]
    assert "elke link naar de gegevens te wissen, en elke kopie ervan" in public
    assert "artikel 17, lid 2, AVG" in public


def test_told_or_not_told_with_a_reason_is_recorded_and_the_person_hears_it(
    published: House,
) -> None:
    """GDPR 19, last sentence: the person is told who the recipients are, on request."""
    published.put(CONTACTS, contact(1, "2010-01-01"))
    case = _erased(published)
    with published.desk() as desk:
        telling.told(desk, case, recipient=SUPPLIER, on=TODAY)
        telling.exempt(
            desk, case, recipient="Drukker", because="de drukker is failliet", by="medewerker 1"
        )
        left = [one.task.recipient for one in telling.to_chase(desk)]
        shown = " ".join(page(letter_for(desk, case, "recipients-told"), "nl").split())

        with pytest.raises(Refused, match="was told on 2026-11-20"):
            telling.told(desk, case, recipient=SUPPLIER, on=TODAY)
        with pytest.raises(InputFault, match="no such recipient"):
            telling.told(desk, case, recipient="Een ander", on=TODAY)
        with pytest.raises(InputFault, match="needs its reason"):
            telling.exempt(desk, case, recipient=PLACE, because=" ", by="medewerker 1")

    assert left == [PLACE]
    assert "wij hebben het laten weten op 20 november 2026" in shown
    assert "De reden: de drukker is failliet." in shown
    assert "wij hebben het nog niet laten weten" in shown


def test_a_day_in_the_future_or_before_it_was_done_is_refused(house: House) -> None:
    case = _erased(house)
    with house.desk() as desk:
        with pytest.raises(InputFault, match="in the future"):
            telling.told(desk, case, recipient=SUPPLIER, on=date(2026, 11, 21))
        with pytest.raises(InputFault, match="the day on which it was done"):
            telling.told(desk, case, recipient=SUPPLIER, on=date(2026, 11, 19))


def test_a_closed_case_still_has_its_recipients_told_and_chased(
    house: House, tmp_path: Path
) -> None:
    """Facts:   Decided and closed while the supplier was not told.
    Holding: It stays in the list over all cases, late from 5 December; telling it can still be
             recorded, and nothing else (decision 0141).
    """
    case = _erased(house)
    with house.desk() as desk:
        decide(desk, case, out=tmp_path / "uit")
        requests.close(desk, case)
    late = []
    for day in (4, 5):
        with house.desk(date(2026, 12, day)) as desk:
            late.append([(one.case, one.late_by) for one in telling.to_chase(desk)])
    with house.desk() as desk:
        telling.told(desk, case, recipient=SUPPLIER, on=TODAY)
        assert telling.to_chase(desk) == ()
        with pytest.raises(Refused, match="closed"):
            requests.withdraw(desk, case)

    assert late == [[(case, 0)], [(case, 1)]]


def test_what_was_erased_before_a_request_was_taken_back_is_told_all_the_same(
    house: House,
) -> None:
    """Facts:   An erasure is carried out; before the decision the person takes the request back.
    Law:     GDPR 19 speaks of what was carried out.
    Holding: The recipient can still be recorded as told.
    """
    case = _erased(house)
    with house.desk() as desk:
        requests.withdraw(desk, case)
        assert len(telling.to_chase(desk)) == 1
        telling.told(desk, case, recipient=SUPPLIER, on=TODAY)
        assert telling.to_chase(desk) == ()


def test_the_decision_names_who_will_be_told(house: House, tmp_path: Path) -> None:
    case = _erased(house)
    with house.desk() as desk:
        decide(desk, case, out=tmp_path / "uit")

    letter = " ".join((tmp_path / "uit" / "letter.html").read_text().split())
    assert f"artikel 19 AVG): </p> <ul> <li>{SUPPLIER}</li>" in letter.replace("):</p>", "): </p>")


def test_notices_are_written_for_those_left_and_no_name_is_journalled(
    published: House, tmp_path: Path
) -> None:
    case = _erased(published)
    with published.desk() as desk:
        telling.told(desk, case, recipient=SUPPLIER, on=TODAY)
        found = telling.recipients(desk, case)
        sent = write_all(
            desk, notices(desk, found), case=case, out=tmp_path / "n", formats=("html", "text")
        )
        assert desk.logbook.verify().failure is None
        with desk.database.read() as connection:
            entries = "".join(
                connection.exec_driver_sql("select entry from journal").scalars().all()
            )

    assert [file.name for file in sent.files] == ["notice-1.html", "notice-1.txt"]
    assert PLACE in (tmp_path / "n" / "notice-1.txt").read_text()
    assert SUPPLIER not in entries and PLACE not in entries
    assert '"case.recipients named"' in entries and '"case.recipient told"' in entries


def test_before_identity_nobody_is_shown(house: House) -> None:
    """GDPR 12(6): nothing is told before it is known who asks."""
    with house.desk() as desk:
        begun = requests.receive(
            desk, right="erasure", identifiers=[PERSON], name="de betrokkene", channel="letter",
            received=date(2026, 11, 10),
        )  # fmt: skip
        with pytest.raises(Refused, match="before identity is recorded"):
            telling.recipients(desk, begun.case.id)
