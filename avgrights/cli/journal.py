"""`avgrights journal`: show, verify, prove, check-proof, checkpoint, export."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.rim import Rim, common, need
from avgrights.cli.writing import read_text, write_file
from avgrights.terms.errors import CheckFailed, InputFault

if TYPE_CHECKING:
    from avgrights.journal.entries import Entry
    from avgrights.journal.note import Checkpoint, VerifierKey
    from avgrights.journal.verification import Verification

#: No proof is longer: what is, is refused unread.
_LONGEST_PROOF = 1_000_000

_OUT = click.Path(path_type=Path, dir_okay=False)


@click.group()
def journal() -> None:
    """The log of what the desk decided and did, and its proofs.

    Every entry is a leaf of a Merkle tree (RFC 6962) whose root is signed. No entry holds a name,
    an identifier or a value of a person.
    """


@journal.command(short_help="Show the entries.")
@click.argument("entry", type=click.IntRange(min=1), required=False)
@click.option("--last", type=click.IntRange(min=1), default=1000, show_default=True,
              help="Show at most so many, the newest.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Show all.")
@common
def show(rim: Rim, entry: int | None, last: int, everything: bool) -> None:
    """Show the entries, or the one with number ENTRY."""
    with rim.desk(changes=False) as desk:
        most = None if everything or entry is not None else last
        found = list(desk.logbook.entries(last=most, only=entry))
    if entry is not None and not found:
        raise InputFault(f"the journal has no entry {entry}")
    result = {"entries": [_plain(one) for one in found]}
    rim.show(result, lambda: "\n".join(map(_line, found)) or "The journal is empty.")


@journal.command(short_help="Recompute everything; compare with the anchor.")
@click.option("--against", type=_OUT, multiple=True,
              help="A checkpoint that was kept elsewhere; once or more.")  # fmt: skip
@common
def verify(rim: Rim, against: tuple[Path, ...]) -> None:
    """Recompute tree and signature, and compare with every checkpoint in the anchor.

    Ends with status 1 and names the first entry that fails.
    """
    kept = [(str(file), read_text(file, most=_LONGEST_PROOF)) for file in against]
    with rim.desk(changes=False) as desk:
        found = desk.logbook.verify(kept)
        folder = desk.logbook.anchor_folder
    notes = _notes(found, folder)
    rim.show(_told(found, folder, notes), lambda: "\n".join([_summary(found), *notes]))
    if found.failure is not None:
        raise CheckFailed(
            f"the journal does not verify: {found.failure.what}",
            remedy="Keep database, keys and anchor as they are for whoever looks into it.",
        )


@journal.command(short_help="Write a proof of one entry.")
@click.argument("entry", type=int, required=False)
@click.option("--since", type=_OUT, help="An earlier checkpoint: prove that all is still there.")
@click.option("--out", type=_OUT, help="The file to write; else it goes to standard output.")
@common
def prove(rim: Rim, entry: int | None, since: Path | None, out: Path | None) -> None:
    """Write a proof that ENTRY is in the journal; it holds no more than that entry.

    With --since FILE: a proof that the journal only grew since the checkpoint in FILE, and that
    nothing before it was changed. It holds no entry at all.

    `avgrights journal check-proof` checks either with no database at hand; the first so does any
    tool that reads c2sp.org/tlog-proof.
    """
    need((entry is None) != (since is None), "give either the number of an ENTRY or --since FILE")
    earlier = read_text(since, most=_LONGEST_PROOF) if since is not None else ""
    with rim.desk(changes=False) as desk:
        book = desk.logbook
        proof = book.prove_growth(earlier) if entry is None else book.prove(entry)
        key = str(desk.logbook.key)
    if out is not None:
        write_file(out, [str(proof).encode()])
    result = {"entry": entry, "file": out and str(out), "key": key, "proof": str(proof)}
    rim.show(result, lambda: str(proof) if out is None else f"The proof is in {out}; key: {key}")


@journal.command("check-proof", short_help="Check a proof; needs only the public key.")
@click.argument("file", type=_OUT)
@click.option("--key", required=True,
              help="The public key: a file of 'checkpoint --key-out', or its text.")  # fmt: skip
@common
def check_proof(rim: Rim, file: Path, key: str) -> None:
    """Check a proof. Needs no workspace and no database, only the public key.

    Take the key from somewhere else than the proof: who made the one could have made the other.
    """
    from avgrights.journal.note import Unsound
    from avgrights.journal.proofs import Growth, parse

    trusted = verifier_key(key)
    text = read_text(file, most=_LONGEST_PROOF)
    try:
        proof = parse(text)
        if isinstance(proof, Growth):
            _show_growth(rim, *proof.checked(trusted))
            return
        entry, point = proof.checked(trusted)
    except Unsound as fault:
        raise CheckFailed(f"{file} proves nothing: {fault}") from None
    result = {"ok": True, "entry": _plain(entry), "checkpoint": _point(point)}
    rim.show(result, lambda: f"{_line(entry)}\nThis is entry {entry.seq} of the {point.size} that "
             f"{point.origin} signed.")  # fmt: skip


@journal.command(short_help="Write the signed state, and the public key.")
@click.option("--out", type=_OUT, help="The file to write the checkpoint to.")
@click.option("--key-out", type=_OUT, help="The file to write the public key to.")
@common
def checkpoint(rim: Rim, out: Path | None, key_out: Path | None) -> None:
    """Write the signed state of the journal (c2sp.org/tlog-checkpoint), and the public key.

    Whoever keeps one elsewhere can later show that nothing up to it was changed. Where the
    workspace has an anchor it is written there too.
    """
    with rim.desk(changes=False) as desk:
        point, note = desk.logbook.checkpoint()
        key = str(desk.logbook.key)
        desk.logbook.anchor_now()
    for file, text in ((out, note), (key_out, f"{key}\n")):
        if file is not None:
            write_file(file, [text.encode()])
    result = {"checkpoint": note, **_point(point), "key": key}
    rim.show(result, lambda: note if out is None else f"The checkpoint over {point.size} entries "
             f"is in {out}; key: {key}")  # fmt: skip


@journal.command(short_help="Write every entry, a line each.")
@click.option("--out", type=_OUT, help="The file to write; else it goes to standard output.")
@common
def export(rim: Rim, out: Path | None) -> None:
    """Write every entry as it is stored, a line each (JSON Lines).

    The hash of the tree's leaf is over the bytes of the line, without its end.
    """
    with rim.desk(changes=False) as desk:
        lines = (line + b"\n" for line in desk.logbook.lines())
        if out is None:
            _pour(lines)
            return
        written = write_file(out, lines)
    result = {"file": str(out), "entries": written}
    rim.show(result, lambda: f"{written} entries are in {out}")


def _show_growth(rim: Rim, old: Checkpoint, new: Checkpoint) -> None:
    result = {"ok": True, "earlier": _point(old), "checkpoint": _point(new)}
    rim.show(result, lambda: f"The {old.size} entries that {old.origin} signed earlier are the "
             f"first of the {new.size} that it signed now.")  # fmt: skip


def _pour(lines: Iterable[bytes]) -> None:
    stream = sys.stdout.buffer
    for line in lines:
        stream.write(line)
    stream.flush()


def verifier_key(given: str) -> VerifierKey:
    """The public key from its text, or from the file of that name."""
    from avgrights.journal.note import Unsound, VerifierKey

    file = Path(given)
    try:
        text = read_text(file, most=10_000) if _is_file(file) else given
        return VerifierKey.parse(text)
    except Unsound as fault:
        raise InputFault(
            f"--key: {fault}, nor a file that holds one",
            remedy="'avgrights journal checkpoint --key-out FILE' writes it.",
        ) from None


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a name too long for one
        return False


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "day": entry.day.isoformat(),
        "at": entry.at,
        "kind": entry.kind,
        "facts": dict(entry.facts),
    }


def _line(entry: Entry) -> str:
    """One line: facts in the order of the schema, digests cut short."""
    from avgrights.journal.kinds import KINDS

    names = [name for name in KINDS.get(entry.kind, ()) if name in entry.facts]
    facts = ", ".join(f"{name}={_short(entry.facts[name])}" for name in names)
    return f"{entry.seq:>6}  {entry.day}  {entry.kind:<18}  {facts}"


def _short(value: Any) -> str:
    from avgrights.journal.kinds import DIGEST

    if isinstance(value, dict):
        return " ".join(f"{name}:{number}" for name, number in value.items()) or "none"
    return f"{value[:12]}…" if DIGEST.fits(value) else str(value)


def _point(point: Checkpoint) -> dict[str, Any]:
    return {"origin": point.origin, "size": point.size, "root": point.root.hex()}


def _summary(found: Verification) -> str:
    if found.failure is not None:
        return f"{found.entries} entries hold; then: {found.failure.what}"
    if found.checkpoint is None:
        return "The journal is empty: nothing was done yet."
    return f"{found.entries} entries hold, under the checkpoint of {found.checkpoint.origin}."


def _notes(found: Verification, folder: Path | None) -> list[str]:
    """What the verification can and cannot say, by what is kept outside the database."""
    if folder is None and not found.anchors:
        return ["There is no anchor: whoever has both database and keys could write the journal "
                "anew, or put back an older one, and it would verify. Set 'anchor' in "
                "avgrights.yaml."]  # fmt: skip
    if not found.anchors:
        if found.failure is not None:
            return []
        return [f"Nothing is anchored yet in {folder}: a journal written anew would verify."]
    one = found.anchors == 1
    agree = "1 checkpoint agrees" if one else f"{found.anchors} checkpoints agree"
    return [f"Outside the database {agree}; the newest vouches for entries 1 to {found.anchored}."]


def _told(found: Verification, folder: Path | None, notes: list[str]) -> dict[str, Any]:
    failure = found.failure and {"entry": found.failure.entry, "what": found.failure.what}
    anchor = folder and {"folder": str(folder), "agree": found.anchors, "entries": found.anchored}
    return {
        "ok": found.failure is None,
        "entries": found.entries,
        "checkpoint": found.checkpoint and _point(found.checkpoint),
        "anchor": anchor,
        "failure": failure,
        "notes": notes,
    }
