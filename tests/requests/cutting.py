"""Between the desk and a database server: a proxy that cuts the line at a byte, or after COMMIT."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import define, field
from sqlalchemy.engine import make_url

_PIECE = 65_536
_COMMIT = b"COMMIT"


@define
class Proxy:
    """Passes bytes on, and counts them; cuts every line when its moment has come, and from then
    on refuses new ones until it is mended.

    Attributes:
        up, down: bytes to the server, and back, since the last `set`.
        commits: how often COMMIT was sent to the server since then.
    """

    listening: socket.socket
    server: str
    up: int = 0
    down: int = 0
    commits: int = 0
    cut_up: int | None = None
    cut_down: int | None = None
    cut_commit: int | None = None
    broken: bool = False
    _open: list[socket.socket] = field(factory=list)
    _lock: Any = field(factory=threading.Lock)

    def set(
        self, *, up: int | None = None, down: int | None = None, commit: int | None = None
    ) -> None:
        """From here: cut before the n-th byte up or down, or once the n-th COMMIT was sent and the
        server has answered it, before the answer comes through. Nothing given: mended."""
        with self._lock:
            self.up = self.down = self.commits = 0
            self.cut_up, self.cut_down, self.cut_commit = up, down, commit
            self.broken = False

    def serve(self) -> None:
        """Takes lines until the listening socket is closed."""
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            if self.broken:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.server)
            self._open += [client, server]
            state = threading.Event()
            for one, other, up in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._pump, args=(one, other, up, state), daemon=True
                ).start()

    def _pump(
        self, one: socket.socket, other: socket.socket, up: bool, last: threading.Event
    ) -> None:
        with suppress(OSError):
            while piece := one.recv(_PIECE):
                passing = self._up(piece, last) if up else self._down(piece, last)
                if passing:
                    other.sendall(passing)
                if self.broken:
                    break
        for side in (one, other):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def _up(self, piece: bytes, last: threading.Event) -> bytes:
        with self._lock:
            before, self.up = self.up, self.up + len(piece)
            self.commits += piece.count(_COMMIT)
            if self.cut_commit is not None and self.commits >= self.cut_commit:
                last.set()  # this COMMIT goes through; what answers it does not
            if self.cut_up is not None and self.up > self.cut_up:
                self.broken = True
                return piece[: max(0, self.cut_up - before)]
        return piece

    def _down(self, piece: bytes, last: threading.Event) -> bytes:
        with self._lock:
            before, self.down = self.down, self.down + len(piece)
            if last.is_set():
                self.broken = True
                return b""
            if self.cut_down is not None and self.down > self.cut_down:
                self.broken = True
                return piece[: max(0, self.cut_down - before)]
        return piece

    def close(self) -> None:
        """Ends it, and every line through it."""
        self.broken = True
        for one in (self.listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def between(url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the server of that URL, which is spoken to over a unix socket; and the URL
    by which the server is reached through the proxy."""
    parsed = make_url(url)
    with tempfile.TemporaryDirectory(prefix="avg-cut-", dir="/tmp") as folder:
        # A path of a socket has room for about a hundred characters, whatever TMPDIR says.
        if parsed.get_backend_name() == "postgresql":
            name, there = ".s.PGSQL.5432", Path(str(parsed.query["host"])) / ".s.PGSQL.5432"
            new = {"host": folder}
        else:
            name, there = "s.sock", Path(str(parsed.query["unix_socket"]))
            new = {"unix_socket": str(Path(folder) / "s.sock")}
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(Path(folder) / name))
        listening.listen(64)
        proxy = Proxy(listening, str(there))
        threading.Thread(target=proxy.serve, daemon=True).start()
        before = str(next(iter(parsed.query.values())))
        through = url.replace(quote(before), quote(next(iter(new.values()))))
        through = through.replace(before, next(iter(new.values())))
        try:
            yield proxy, through
        finally:
            proxy.close()
