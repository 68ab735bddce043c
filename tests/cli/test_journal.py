"""`avgrights journal`, as a person at a terminal and a program that reads JSON meet it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from avgrights.cli.main import main
from avgrights.desk.desk import open_desk
from avgrights.journal.merkle import leaf_hash
from avgrights.journal.note import VerifierKey, opened

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def fill(root: Path, entries: int = 5, today: date | None = None) -> None:
    """A journal of so many entries more; the first of all says that the desk was made."""
    with open_desk(root, today=today, now=NOW, changes=True) as desk:
        for number in range(entries):
            with desk.database.change() as connection:
                desk.logbook.append(connection, "case.closed", case=f"c{number}")


@pytest.fixture
def filled(workspace, monkeypatch) -> Path:
    """A workspace with six entries, and we are in it."""
    root = workspace()
    fill(root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(capsys):
    """Runs a command: its exit status, standard output, standard error."""

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*words])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(ended.value.code or 0), out, err

    return call


def alter(root: Path, statement: str) -> None:
    with sqlite3.connect(root / "var" / "desk.db") as connection:
        connection.execute(statement)


# show


def test_show_tells_number_day_kind_and_facts(filled, run):
    status, out, _ = run("journal", "show")

    assert status == 0
    assert len(out.splitlines()) == 6
    assert out.splitlines()[1].split() == ["2", "2026-03-02", "case.closed", "case=c0"]


def test_show_cuts_digests_short_and_keeps_the_order_of_the_schema(filled, run):
    facts = {"digest": "ab" * 32, "dataset": "tickets", "rows": 7, "run": "run-1"}
    where = {"store": "helpdesk", "register": "jio", "rule": "tickets", "dataset": "tickets"}
    batch = {**where, "work": "run-1", "batch": 1, "rows": 7, "digest": "ab" * 32}
    opened_desk = open_desk(filled, today=None, now=NOW, changes=True)
    with opened_desk as desk, desk.database.change() as connection:
        desk.logbook.append(connection, "purge.intent", **facts)
        desk.logbook.append(connection, "purge.batch", **batch, parts={"notes": 9})
        desk.logbook.append(connection, "purge.batch", **batch, parts={})

    _, out, _ = run("journal", "show", "--last", "3")

    intent, parts, none = out.splitlines()
    assert intent.endswith("run=run-1, dataset=tickets, rows=7, digest=abababababab…")
    assert "rows=7, parts=notes:9, digest=" in parts
    assert "parts=none" in none


def test_show_as_json(filled, run):
    status, out, _ = run("journal", "show", "--format", "json")
    entries = json.loads(out)["entries"]

    assert status == 0
    assert [entry["seq"] for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert entries[3] == {
        "seq": 4,
        "day": "2026-03-02",
        "at": "2026-03-02T08:00:00.000000Z",
        "kind": "case.closed",
        "facts": {"case": "c2"},
    }


@pytest.mark.parametrize(
    ("words", "shown"),
    [(["3"], [3]), (["--last", "2"], [5, 6]), (["--last", "2", "--all"], [1, 2, 3, 4, 5, 6])],
)
def test_show_one_the_last_or_all(filled, run, words, shown):
    _, out, _ = run("--format", "json", "journal", "show", *words)

    assert [entry["seq"] for entry in json.loads(out)["entries"]] == shown


def test_show_what_is_not_there(filled, run):
    assert run("journal", "show", "7") == (2, "", "avgrights: the journal has no entry 7\n")


def test_in_a_rehearsal_the_day_is_the_one_given(filled, run):
    fill(filled, 1, today=date(2031, 5, 5))
    _, out, _ = run("--format", "json", "journal", "show", "7")

    assert json.loads(out)["entries"][0]["day"] == "2031-05-05"
    assert json.loads(out)["entries"][0]["at"].startswith("2031-05-05T")


# verify


def test_verify_says_what_holds_and_what_the_anchor_vouches_for(filled, run):
    status, out, _ = run("journal", "verify")

    assert status == 0
    first, second = out.splitlines()
    assert first.startswith("6 entries hold, under the checkpoint of avgrights/desk/")
    assert second == (
        "Outside the database 1 checkpoint agrees; the newest vouches for entries 1 to 6."
    )


def test_verify_as_json(filled, run):
    status, out, _ = run("journal", "verify", "--format", "json")
    found = json.loads(out)

    assert status == 0
    assert (found["ok"], found["entries"], found["failure"]) == (True, 6, None)
    assert found["anchor"] == {"folder": str(filled / "var/anchors"), "agree": 1, "entries": 6}
    assert found["checkpoint"]["size"] == 6


def test_a_checkpoint_kept_elsewhere_serves_as_an_anchor(workspace, run, tmp_path):
    """No anchor in the workspace; the DPO keeps the checkpoint of every month in the mail."""
    root = workspace(anchor=None)
    january, february = str(tmp_path / "january"), str(tmp_path / "february")
    for month in (january, february):
        fill(root)
        run("--workspace", str(root), "journal", "checkpoint", "--out", month)
    words = ("--workspace", str(root), "journal", "verify")

    status, out, _ = run(*words, "--against", january, "--against", february)

    assert status == 0
    assert "2 checkpoints agree; the newest vouches for entries 1 to 11" in out

    for file in (root / "var").glob("desk.db*"):
        file.unlink()
    fill(root, 30)
    status, _, err = run(*words, "--against", january)
    assert status == 1
    assert f"{january}: the checkpoint is not signed by avgrights/desk/" in err


def test_without_an_anchor_verify_says_what_it_cannot_see(workspace, run):
    root = workspace(anchor=None)
    fill(root)
    status, out, _ = run("--workspace", str(root), "journal", "verify")

    assert status == 0
    assert "There is no anchor" in out
    assert "put back an older one" in out


def test_before_anything_was_done_verify_says_so(workspace, run):
    status, out, _ = run("--workspace", str(workspace()), "journal", "verify")

    assert status == 0
    assert "The journal is empty: nothing was done yet." in out
    assert "Nothing is anchored yet" in out


@pytest.mark.parametrize("column", ["entry", "leaf", "mac"])
def test_verify_ends_with_1_and_names_the_first_entry_that_fails(filled, run, column):
    statement = "UPDATE journal SET NAME = replace(NAME, 'c', 'd') || ' ' WHERE seq >= 4"
    alter(filled, statement.replace("NAME", column))

    status, out, err = run("journal", "verify", "--format", "json")

    assert status == 1
    assert json.loads(out)["failure"]["entry"] == 4
    assert json.loads(out)["ok"] is False
    assert json.loads(out)["entries"] == 3
    assert "the journal does not verify" in err


def test_verify_finds_an_older_database(filled, run):
    shutil.copytree(filled / "var", filled / "yesterday")
    fill(filled, 2)
    for file in (filled / "var").glob("desk.db*"):
        file.unlink()
    shutil.copy(filled / "yesterday" / "desk.db", filled / "var" / "desk.db")

    status, _, err = run("journal", "verify")

    assert status == 1
    assert "it was rolled back or cut off" in err


def test_a_workspace_may_be_moved(filled, run, tmp_path):
    filled.rename(tmp_path / "moved")
    status, out, _ = run("--workspace", str(tmp_path / "moved"), "journal", "verify")

    assert status == 0
    assert out.startswith("6 entries hold")


@pytest.mark.parametrize("name", ["a b", "a?b", "a%20b", "a#b", "één"])
def test_a_workspace_may_bear_any_name(filled, run, tmp_path, name):
    filled.rename(tmp_path / name)
    status, out, _ = run("--workspace", str(tmp_path / name), "journal", "verify")

    assert status == 0
    assert out.startswith("6 entries hold")


def test_verify_without_the_keys_folder_makes_no_new_one(filled, run):
    shutil.rmtree(filled / "var" / "keys")

    status, _, err = run("journal", "verify")

    assert status == 2
    assert "the wrapping key of this desk is gone" in err
    assert not (filled / "var" / "keys").exists()


def test_a_desk_on_postgresql_is_no_different(workspace, run, postgres_url):
    root = workspace(desk=postgres_url)
    fill(root)
    words = ("--workspace", str(root), "--format", "json", "journal")

    assert json.loads(run(*words, "verify")[1])["entries"] == 6
    assert run(*words, "prove", "6")[0] == 0
    opened_desk = open_desk(root, today=None, now=NOW, changes=True)
    with opened_desk as desk, desk.database.change() as connection:
        connection.exec_driver_sql("UPDATE journal SET seq = 60 WHERE seq = 6")
    status, out, _ = run(*words, "verify")
    assert (status, json.loads(out)["failure"]["entry"]) == (1, 6)


# prove and check-proof


@pytest.fixture
def proved(filled, run, tmp_path, monkeypatch) -> Path:
    """A proof of entry 4 and the public key, in a folder with nothing else, and we are there."""
    away = tmp_path / "away"
    away.mkdir()
    proof, key = away / "proof", away / "key"
    assert run("journal", "prove", "4", "--out", str(proof))[0] == 0
    assert run("journal", "checkpoint", "--key-out", str(key))[0] == 0
    shutil.rmtree(filled)
    monkeypatch.chdir(away)
    return away


def test_a_proof_is_checked_with_nothing_else_at_hand(proved, run):
    status, out, _ = run("journal", "check-proof", "proof", "--key", "key")

    assert status == 0
    assert "case=c2" in out
    assert "This is entry 4 of the 6 that avgrights/desk/" in out


def test_the_key_may_be_given_as_text(proved, run):
    key = (proved / "key").read_text().strip()
    status, out, _ = run("--format", "json", "journal", "check-proof", "proof", "--key", key)

    assert status == 0
    assert json.loads(out)["entry"]["facts"] == {"case": "c2"}
    assert json.loads(out)["checkpoint"]["size"] == 6


def test_in_a_process_of_its_own(proved):
    words = [sys.executable, "-m", "avgrights.cli.main", "journal", "check-proof", "proof"]
    done = subprocess.run([*words, "--key", "key"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_proof_of_another_desk_proves_nothing_here(proved, run, workspace, tmp_path):
    other = workspace()
    fill(other)
    run("--workspace", str(other), "journal", "checkpoint", "--key-out", str(proved / "other"))

    status, _, err = run("journal", "check-proof", "proof", "--key", "other")

    assert status == 1
    assert "proof proves nothing: the checkpoint is not signed by avgrights/desk/" in err


@pytest.mark.parametrize("stride", [7])
def test_a_proof_with_a_byte_altered_proves_nothing(proved, run, stride):
    whole = (proved / "proof").read_bytes()
    for at in range(0, len(whole), stride):
        altered = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        (proved / "proof").write_bytes(altered)
        status, out, err = run("journal", "check-proof", "proof", "--key", "key")
        assert (status, out) == (1, "")
        assert "proves nothing" in err


HOSTILE = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"\n" * 900_000, id="only line ends"),
    pytest.param(b"\xff\xfe\x00" * 99, id="no text"),
    pytest.param(b"{" * 500_000, id="deep"),
    pytest.param(b"c2sp.org/tlog-proof@v1\n\n", id="the head alone"),
    pytest.param(b"c2sp.org/tlog-proof@v1\nextra AAAA\nindex " + b"9" * 900_000 + b"\n\nx",
                 id="digits"),
    pytest.param(b"c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n" + b"A\n" * 400_000 + b"\n",
                 id="path"),
    pytest.param(b"c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n\xe2\x80\x94 \n", id="empty parts"),
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE)
def test_a_hostile_proof_gets_a_sentence(proved, run, data):
    (proved / "proof").write_bytes(data)
    status, out, err = run("journal", "check-proof", "proof", "--key", "key")

    assert (status, out) == (1, "")
    assert err.startswith("avgrights: proof proves nothing: ")
    assert len(err) < 300


def test_a_proof_far_too_long_is_not_read(proved, run):
    (proved / "proof").write_bytes(b"x" * 1_000_001)
    status, _, err = run("journal", "check-proof", "proof", "--key", "key")

    assert status == 2
    assert "longer than 1000000 bytes" in err


@pytest.mark.parametrize("file", ["nothing-there", "."])
def test_a_proof_that_is_not_there(proved, run, file):
    status, _, err = run("journal", "check-proof", file, "--key", "key")

    assert status == 2
    assert err


@pytest.mark.parametrize("key", ["", "no key", "nothing-there", "proof", "x" * 5000, "a+b+c", "."])
def test_what_is_no_key(proved, run, key):
    status, _, err = run("journal", "check-proof", "proof", "--key", key)

    assert status == 2
    assert "public key" in err
    assert "checkpoint --key-out" in err


def test_growth_is_proved_and_checked_with_nothing_else_at_hand(filled, run, tmp_path):
    run("journal", "checkpoint", "--out", "march", "--key-out", str(tmp_path / "key"))
    fill(filled, 4)
    proof = str(tmp_path / "growth")
    assert run("journal", "prove", "--since", "march", "--out", proof)[0] == 0
    shutil.rmtree(filled / "var")
    words = ("journal", "check-proof", proof, "--key", str(tmp_path / "key"))

    status, out, _ = run(*words)
    _, told, _ = run(*words, "--format", "json")

    assert status == 0
    assert out.startswith("The 6 entries that avgrights/desk/")
    assert out.endswith("are the first of the 10 that it signed now.\n")
    assert (json.loads(told)["earlier"]["size"], json.loads(told)["checkpoint"]["size"]) == (6, 10)
    Path(proof).write_text(Path(proof).read_text().replace("A", "B", 1))
    assert run(*words)[0] == 1


@pytest.mark.parametrize("words", [[], ["3", "--since", "avgrights.yaml"]])
def test_a_proof_is_of_an_entry_or_of_growth(filled, run, words):
    status, _, err = run("journal", "prove", *words)

    assert status == 2
    assert "give either the number of an ENTRY or --since FILE" in err


def test_a_proof_to_standard_output(filled, run):
    status, out, _ = run("journal", "prove", "1")

    assert status == 0
    assert out.startswith("c2sp.org/tlog-proof@v1\n")


def test_a_proof_as_json(filled, run):
    _, out, _ = run("journal", "prove", "1", "--format", "json", "--out", "proof")
    told = json.loads(out)

    assert (told["entry"], told["file"]) == (1, "proof")
    assert told["proof"] == (filled / "proof").read_text()
    assert VerifierKey.parse(told["key"])


@pytest.mark.parametrize("entry", ["0", "7", "99999999999999999999"])
def test_no_proof_of_what_is_not_there(filled, run, entry):
    status, _, err = run("journal", "prove", entry, "--out", "proof")

    assert status == 2
    assert f"there is no entry {entry}: the journal has 1 to 6" in err
    assert not (filled / "proof").exists()


def test_a_place_that_cannot_be_written(filled, run):
    status, _, err = run("journal", "prove", "1", "--out", "no/such/folder/proof")

    assert status == 2
    assert "cannot be written: No such file or directory" in err


# checkpoint


def test_a_checkpoint_is_a_signed_note_that_the_written_key_opens(filled, run):
    status, out, _ = run("journal", "checkpoint", "--out", "point", "--key-out", "key")

    key = VerifierKey.parse((filled / "key").read_text())
    assert status == 0
    assert opened((filled / "point").read_text(), key).size == 6
    assert str(key) in out


def test_a_checkpoint_to_standard_output_is_the_note_itself(filled, run):
    _, note, _ = run("journal", "checkpoint")
    _, told, _ = run("journal", "checkpoint", "--format", "json")

    assert json.loads(told)["checkpoint"] == note
    assert opened(note, VerifierKey.parse(json.loads(told)["key"])).size == 6


def test_a_checkpoint_makes_up_for_an_anchor_that_was_missed(filled, run):
    shutil.rmtree(filled / "var" / "anchors")
    run("journal", "checkpoint")

    assert [file.name for file in (filled / "var" / "anchors").iterdir()] == [
        "000000000006.checkpoint"
    ]


def test_no_checkpoint_of_nothing(workspace, run):
    status, _, err = run("--workspace", str(workspace()), "journal", "checkpoint")

    assert status == 2
    assert "the journal is empty" in err


def test_no_checkpoint_of_an_altered_tree(filled, run):
    alter(filled, "UPDATE tree SET frontier = ''")
    status, out, err = run("journal", "checkpoint")

    assert (status, out) == (1, "")
    assert "was tampered with" in err


# export


def test_the_export_holds_the_bytes_that_were_hashed(filled, run):
    _, out, _ = run("journal", "export")
    lines = out.splitlines()
    with sqlite3.connect(filled / "var" / "desk.db") as connection:
        leaves = [leaf for (leaf,) in connection.execute("SELECT leaf FROM journal ORDER BY seq")]

    assert [leaf_hash(line.encode()).hex() for line in lines] == leaves
    assert [json.loads(line)["seq"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert sha256(b"\x00" + lines[0].encode()).hexdigest() == leaves[0]


def test_the_export_to_a_file(filled, run):
    _, told, _ = run("journal", "export", "--out", "lines", "--format", "json")
    _, out, _ = run("journal", "export")

    assert json.loads(told) == {"file": "lines", "entries": 6}
    assert (filled / "lines").read_text() == out


def test_an_export_that_fails_leaves_what_was_there(filled, run, monkeypatch):
    (filled / "lines").write_text("kept")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("avgrights.cli.writing.os.fsync", full)
    status, _, err = run("journal", "export", "--out", "lines")

    assert status == 2
    assert "No space left on device" in err
    assert sorted(file.name for file in filled.iterdir() if file.is_file()) == [
        "avgrights.yaml", "lines",
    ]  # fmt: skip
    assert (filled / "lines").read_text() == "kept"


def test_an_export_of_an_altered_table_that_breaks_off_leaves_no_draft(filled, run):
    alter(filled, "DROP TABLE journal")
    status, _, err = run("journal", "export", "--out", "lines")

    assert status == 3
    assert "the desk database failed" in err
    assert not (filled / "lines").exists()
    assert not list(filled.glob(".lines*"))


def test_verify_of_a_table_that_is_gone(filled, run):
    alter(filled, "DROP TABLE journal")
    status, _, err = run("journal", "verify")

    assert status == 1
    assert "the table 'journal' is gone" in err


def test_an_anchor_that_was_emptied_is_found(workspace, run):
    """Whoever takes the checkpoints away could put back an older journal next."""
    root = workspace()
    fill(root)
    for file in (root / "var" / "anchors").iterdir():
        file.unlink()

    status, _, err = run("--workspace", str(root), "journal", "verify")

    assert status == 1
    assert "the anchor holds no checkpoint any more" in err
