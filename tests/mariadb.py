"""A private MariaDB for the tests: its own folder, its own socket, no network port."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

#: Where packages put the server and the program that makes its data folder.
_PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
#: Tests want speed: a power cut loses a database that is thrown away all the same.
_QUICK = (
    "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=32M", "--innodb-doublewrite=0",
)  # fmt: skip
#: A benchmark wants what a body has: each commit on disk, and room for the table.
DURABLE = (
    "--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=1G",
    "--innodb-log-file-size=512M",
)  # fmt: skip
_OPTIONS = (
    "--skip-networking", "--skip-log-bin", "--skip-name-resolve", "--performance-schema=OFF",
    "--max-connections=200",
)  # fmt: skip
#: How long a server may take to answer, in seconds.
_PATIENCE = 60


class NoServer(Exception):
    """Why there is no MariaDB here."""


def start(base: Path, options: Sequence[str] = _QUICK) -> str:
    """The URL of the server, without a database; the first who asks starts it, for all workers.

    Raises:
        NoServer: the programs are not installed, or the server does not answer.
    """
    base.mkdir(mode=0o700, exist_ok=True)
    with (base / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        socket = base / "s.sock"
        if not (base / "pid").exists():
            _make(base)
            _run(base, socket, options)
        _await(socket)
    return f"mariadb+pymysql://root@localhost/?unix_socket={quote(str(socket))}"


def stop(base: Path) -> None:
    """Ends the server that `start` started here, if any."""
    try:
        number = int((base / "pid").read_text())
        os.kill(number, 15)
        for _ in range(100):
            os.kill(number, 0)
            time.sleep(0.1)
    except (OSError, ValueError):
        pass
    shutil.rmtree(base, ignore_errors=True)


def stop_at_exit(base: Path) -> None:
    """As `stop`, when this process ends."""
    atexit.register(stop, base)


def _program(*names: str) -> str:
    for name in names:
        found = shutil.which(name, path=_PLACES)
        if found:
            return found
    raise NoServer(f"{names[0]} is not installed")


def _make(base: Path) -> None:
    program = _program("mariadb-install-db", "mysql_install_db")
    argv = [program, "--no-defaults", f"--datadir={base / 'data'}", "--skip-test-db",
            "--auth-root-authentication-method=normal", *_as_user()]  # fmt: skip
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoServer(f"mariadb-install-db ended with {done.returncode}: {done.stderr[-300:]}")


def _run(base: Path, socket: Path, options: Sequence[str]) -> None:
    argv = [_program("mariadbd", "mysqld"), "--no-defaults", f"--datadir={base / 'data'}",
            f"--socket={socket}", f"--pid-file={base / 'server.pid'}", *_OPTIONS, *options,
            *_as_user()]  # fmt: skip
    with (base / "log").open("wb") as log:
        server = subprocess.Popen(argv, stdout=log, stderr=log, start_new_session=True)
    (base / "pid").write_text(str(server.pid))


def _await(socket: Path) -> None:
    import pymysql

    until = time.monotonic() + _PATIENCE
    while True:
        try:
            pymysql.connect(unix_socket=str(socket), user="root").close()
        except pymysql.err.MySQLError as fault:
            if time.monotonic() > until:
                raise NoServer(f"it does not answer: {type(fault).__name__}") from None
            time.sleep(0.1)
        else:
            return


def _as_user() -> list[str]:
    """The server refuses to run as root unless told to."""
    return ["--user=root"] if os.geteuid() == 0 else []
