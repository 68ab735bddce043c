"""The keys: made once, never made again, private, and of no use to who has only the database."""

from __future__ import annotations

import base64
import json
import multiprocessing
import shutil
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from avgrights.desk.database import Database
from avgrights.desk.tables import journal, secret
from avgrights.desk.vault import Vault
from avgrights.terms.errors import InputFault, StoreFault

VECTORS = Path(__file__).parents[1] / "vectors" / "aes-key-wrap.json"
CASES = json.loads(VECTORS.read_text())["cases"]

SOME_KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/desk.db")
    yield made
    made.close()


@pytest.fixture
def keys(tmp_path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def vault(keys, database) -> Vault:
    return Vault(str(keys), database)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['comment']}")
def test_key_wrapping_as_published(case):
    """RFC 3394 with a wrapping key of 256 bits: what is false is never unwrapped."""
    key, plain, wrapped = (bytes.fromhex(case[name]) for name in ("key", "plain", "wrapped"))
    if case["result"] == "valid":
        assert aes_key_wrap(key, plain) == wrapped
        assert aes_key_unwrap(key, wrapped) == plain
    elif case["result"] == "invalid":
        with pytest.raises((InvalidUnwrap, ValueError)):
            aes_key_unwrap(key, wrapped)


# Making them


def test_the_keys_are_made_private_and_stay_the_same(keys, database, vault):
    again = Vault(str(keys), database)

    assert again.digest("d", "x") == vault.digest("d", "x")
    assert again.open(vault.seal(b"value", "hold:1"), "hold:1") == b"value"
    assert again.signer.private_bytes_raw() == vault.signer.private_bytes_raw()
    assert [file.name for file in keys.iterdir()] == ["wrapping.key"]
    assert (mode(keys), mode(keys / "wrapping.key")) == (0o700, 0o600)


def test_the_database_alone_holds_no_key(vault, database, tmp_path):
    database.close()
    data = (tmp_path / "desk.db").read_bytes()

    for key in (vault.signer.private_bytes_raw(), vault.digest_key("journal row")):
        for form in (key, key.hex().encode(), base64.b64encode(key)):
            assert form not in data


def _make(url: str, keys: str, gate, answers) -> None:
    gate.wait()
    database = Database(url)
    answers.put(Vault(keys, database).digest("d", "x"))
    database.close()


def test_processes_that_make_them_at_the_same_time_make_one_set(tmp_path):
    url, keys = f"sqlite:///{tmp_path}/var/desk.db", str(tmp_path / "var" / "keys")
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(4), spawn.Queue()
    makers = [spawn.Process(target=_make, args=(url, keys, gate, answers)) for _ in range(4)]
    for maker in makers:
        maker.start()
    found = {answers.get(timeout=60) for _ in makers}
    for maker in makers:
        maker.join()

    assert len(found) == 1
    assert [file.name for file in Path(keys).iterdir()] == ["wrapping.key"]


def test_who_comes_second_takes_the_keys_of_the_first(keys, database, vault, monkeypatch):
    """Both saw a desk without keys; when the second may write, the first has made them."""
    monkeypatch.setattr(Vault, "_found", lambda *_: {})

    assert Vault(str(keys), database).digest("d", "x") == vault.digest("d", "x")


def test_a_key_that_is_there_before_the_desk_is_taken(keys, database):
    keys.mkdir(mode=0o700)
    (keys / "wrapping.key").write_text(SOME_KEY)
    (keys / "wrapping.key").chmod(0o600)

    vault = Vault(str(keys), database)

    _, wrapped, key_id = vault.new_key()
    assert aes_key_unwrap(bytes(range(32)), wrapped) == vault.unwrap(wrapped, key_id)


def test_an_empty_folder_that_is_there_is_made_private(keys, database):
    keys.mkdir(mode=0o755)
    Vault(str(keys), database)

    assert mode(keys) == 0o700


# What is wrong with them


def test_a_keys_folder_that_is_gone_is_told_and_no_new_key_is_made(keys, database, vault):
    shutil.rmtree(keys)
    with pytest.raises(InputFault, match="the wrapping key of this desk is gone") as caught:
        Vault(str(keys), database)

    assert caught.value.exit_status == 2
    assert "Put the keys folder back" in caught.value.remedy
    assert not keys.exists()


def test_another_wrapping_key_is_told(keys, database, vault):
    (keys / "wrapping.key").write_text(SOME_KEY)
    with pytest.raises(InputFault, match="holds another wrapping key than this desk's"):
        Vault(str(keys), database)


@pytest.mark.parametrize("open_to", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(keys, database, vault, open_to):
    (keys / "wrapping.key").chmod(open_to)
    with pytest.raises(InputFault, match="others than its owner may read") as caught:
        Vault(str(keys), database)

    assert "chmod 600" in caught.value.remedy
    assert mode(keys / "wrapping.key") == open_to


def test_a_folder_that_others_may_enter_is_mended_while_the_key_was_safe(keys, database, vault):
    keys.chmod(0o755)
    Vault(str(keys), database)

    assert mode(keys) == 0o700


def test_a_link_in_the_place_of_the_key_is_refused(keys, database, vault, tmp_path):
    (keys / "wrapping.key").rename(tmp_path / "elsewhere")
    (keys / "wrapping.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputFault, match="cannot be read"):
        Vault(str(keys), database)


@pytest.mark.parametrize(
    "text", [b"", b"short", b"A" * 44, b"A" * 5000, b"\xff\xfe" * 20, SOME_KEY.encode() + b"=="]
)
def test_what_is_no_key_is_told(keys, database, vault, text):
    (keys / "wrapping.key").write_bytes(text)
    with pytest.raises(InputFault, match=r"is no wrapping key|cannot be read: no text"):
        Vault(str(keys), database)


def test_a_place_that_cannot_be_written(database, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFault, match=r"the keys folder .* cannot be written"):
        Vault(str(tmp_path / "file" / "keys"), database)


def test_a_draft_that_cannot_be_finished_leaves_nothing(keys, database, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("avgrights.desk.private_files.os.fsync", full)
    with pytest.raises(StoreFault, match="No space left on device"):
        Vault(str(keys), database)

    assert list(keys.iterdir()) == []


def test_keys_are_never_made_anew_beside_a_journal(keys, database, vault):
    """Their rows are gone, and the journal shows that there were some."""
    with database.change() as connection:
        connection.execute(delete(secret))
        connection.execute(insert(journal).values(seq=1, entry="{}", leaf="", mac=""))

    with pytest.raises(InputFault, match="has a journal and no keys any more"):
        Vault(str(keys), database)


@pytest.mark.parametrize("name", ["root", "signing"])
def test_one_of_the_two_gone_is_damage(keys, database, vault, name):
    with database.change() as connection:
        connection.execute(delete(secret).where(secret.c.name == name))

    with pytest.raises(StoreFault, match="one of its keys is gone"):
        Vault(str(keys), database)


def test_a_wrapped_key_that_was_altered_is_damage(keys, database, vault):
    with database.change() as connection:
        wrapped = connection.scalar(select(secret.c.wrapped).where(secret.c.name == "root"))
        altered = bytes([wrapped[0] ^ 1]) + wrapped[1:]
        connection.execute(update(secret).where(secret.c.name == "root").values(wrapped=altered))

    with pytest.raises(StoreFault, match="a wrapped key was altered"):
        Vault(str(keys), database)


# From the environment


def test_the_wrapping_key_may_come_from_the_environment(database, monkeypatch, tmp_path):
    monkeypatch.setenv("DESK_KEY", SOME_KEY)
    vault = Vault("env:DESK_KEY", database)
    _, wrapped, _ = vault.new_key()

    assert len(aes_key_unwrap(bytes(range(32)), wrapped)) == 32
    assert [file.name for file in tmp_path.iterdir() if "key" in file.name] == []


def test_a_variable_that_is_not_set(database):
    with pytest.raises(
        InputFault, match="names the variable NO_SUCH_KEY, which is not set"
    ) as caught:
        Vault("env:NO_SUCH_KEY", database)
    assert "32 bytes in base64" in caught.value.remedy


@pytest.mark.parametrize("text", ["short", SOME_KEY[:-4], SOME_KEY * 2, "\u20ac" * 44, "-_" * 22])
def test_a_variable_that_holds_no_key_is_told_without_its_value(database, monkeypatch, text):
    monkeypatch.setenv("DESK_KEY", text)
    with pytest.raises(
        InputFault, match="the variable DESK_KEY holds is no wrapping key"
    ) as caught:
        Vault("env:DESK_KEY", database)
    assert text not in str(caught.value)


# Sealing and digesting


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(value=st.binary(max_size=300), about=st.text(st.characters(codec="utf-8"), max_size=40))
def test_what_is_sealed_opens_only_where_it_belongs(vault, value, about):
    sealed = vault.seal(value, about)

    assert vault.open(sealed, about) == value
    assert value not in sealed or len(value) < 4
    with pytest.raises(StoreFault, match="was altered"):
        vault.open(sealed, about + "x")


def test_every_byte_altered_or_cut_off_is_found(vault):
    sealed = vault.seal(b"a value", "case:1")
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(StoreFault, match="what it holds of case:1 was altered"):
            vault.open(altered, "case:1")
        with pytest.raises(StoreFault):
            vault.open(sealed[:at], "case:1")


def test_the_same_value_is_never_sealed_alike(vault):
    assert len({vault.seal(b"x", "a") for _ in range(100)}) == 100


def test_a_case_has_a_key_of_its_own(vault):
    key, wrapped, key_id = vault.new_key()
    sealed = vault.seal_with(key, b"value", "case:1")

    assert vault.open_with(vault.unwrap(wrapped, key_id), sealed, "case:1") == b"value"
    with pytest.raises(StoreFault):
        vault.open(sealed, "case:1")
    with pytest.raises(StoreFault):
        vault.open_with(vault.new_key()[0], sealed, "case:1")


def test_a_key_wrapped_by_another_is_told(vault):
    _, wrapped, _ = vault.new_key()
    with pytest.raises(InputFault, match="holds another wrapping key"):
        vault.unwrap(wrapped, "0" * 16)


def test_digests_differ_by_domain_by_parts_and_by_where_a_part_ends(vault):
    digests = [
        vault.digest("a", "x"), vault.digest("b", "x"), vault.digest("a", "y"),
        vault.digest("a", "x", ""), vault.digest("a", "", "x"), vault.digest("a"),
        vault.digest("a", "xy", "z"), vault.digest("a", "x", "yz"),
    ]  # fmt: skip

    assert len(set(digests)) == len(digests)
    assert vault.digest("a", "x") == vault.digest("a", b"x")
    assert all(len(one) == 64 for one in digests)


def test_two_desks_digest_alike_values_differently(vault, tmp_path):
    other = Database(f"sqlite:///{tmp_path}/other.db")
    assert Vault(str(tmp_path / "others"), other).digest("a", "x") != vault.digest("a", "x")
    other.close()


def test_of_two_at_once_the_second_takes_the_keys_of_the_first(tmp_path, monkeypatch):
    """Facts:   Two processes find a new desk without keys; before the second makes any, the first
             has made them and written in the journal.
    Holding: The second takes them: a desk that has keys has lost none.
    """
    url, keys = f"sqlite:///{tmp_path}/desk.db", str(tmp_path / "keys")
    second = Database(url)
    looked = Vault._found

    def late(self: Vault, database: Database) -> object:
        found = looked(self, database)
        monkeypatch.undo()
        first = Database(url)
        vault = Vault(keys, first)
        with first.change() as connection:
            row = {"seq": 1, "entry": "{}", "leaf": "0" * 64, "mac": "0" * 64}
            connection.execute(journal.insert(), row)
        first.close()
        made.append(vault.digest("x", "y"))
        return found

    made: list[str] = []
    monkeypatch.setattr(Vault, "_found", late)
    assert Vault(keys, second).digest("x", "y") == made[0]
    second.close()
