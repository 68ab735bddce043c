"""Files for their owner only: modes, short writes, links in the way."""

from __future__ import annotations

import os
import resource
import stat
from pathlib import Path

import pytest

from avgrights.desk.private_files import draft, make_private, make_private_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_modes_do_not_depend_on_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        make_private(tmp_path / "a" / "b" / "file")
        with draft(tmp_path / "a", b"x") as made:
            made.replace(tmp_path / "a" / "moved")
    finally:
        os.umask(before)

    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "file") == mode(tmp_path / "a" / "moved") == 0o600


def test_what_is_there_stays_as_it_is(tmp_path):
    (tmp_path / "file").write_text("kept")
    (tmp_path / "file").chmod(0o644)
    tmp_path.chmod(0o755)

    make_private(tmp_path / "file")
    make_private_folder(tmp_path)

    assert (tmp_path / "file").read_text() == "kept"
    assert (mode(tmp_path), mode(tmp_path / "file")) == (0o755, 0o644)


def test_a_link_in_the_way_is_not_followed(tmp_path):
    """Somebody waits with a link for a file to be made through it."""
    (tmp_path / "file").symlink_to(tmp_path / "elsewhere")

    make_private(tmp_path / "file")

    assert not (tmp_path / "elsewhere").exists()


def test_half_a_file_is_never_handed_out(tmp_path):
    """A nearly full disk takes the first five bytes, says so, and refuses the rest."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"), draft(tmp_path, b"a checkpoint"):
            pytest.fail("five bytes are no checkpoint")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("avgrights.desk.private_files.os.fsync", full)
    with pytest.raises(OSError, match="No space left"), draft(tmp_path, b"x"):
        pytest.fail("a draft that is not safe is not handed out")

    assert list(tmp_path.iterdir()) == []


def test_a_draft_that_nobody_wanted_is_taken_away(tmp_path):
    with pytest.raises(KeyError), draft(tmp_path, b"x") as made:
        assert made.exists()
        raise KeyError

    assert list(tmp_path.iterdir()) == []
