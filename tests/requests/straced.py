"""A command in a process of its own, whose system calls fail as a disk does: by strace.

The child is forked from the test, so that Python need not start anew; strace is attached to it
before it begins. What is injected is what the kernel would have said: ENOSPC, EIO, or a SIGKILL.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from avgrights.cli.main import main
from avgrights.desk import deciding

#: What changes something on a disk, as strace names it; some systems have renameat for rename.
CALLS = {"fsync": "fsync", "fdatasync": "fdatasync", "rename": "/^rename", "write": "write",
         "pwrite64": "pwrite64"}  # fmt: skip
_PR_SET_PTRACER, _ANYBODY = 0x59616D61, ctypes.c_ulong(-1)
#: How long strace may take to attach, and a command to end, in seconds.
_PATIENCE, _LONGEST = 20, 120


def need_strace() -> None:
    """Skips where there is no strace, or where the system lets it attach to nothing."""
    reason = _why_not()
    if reason:
        pytest.skip(reason)


@cache
def _why_not() -> str:
    if shutil.which("strace") is None:
        return "no strace here: disk faults cannot be injected"
    try:
        counted("--version")
    except NotAttached as fault:
        return f"strace attaches to nothing here: {fault}"
    return ""


class NotAttached(Exception):
    """Why strace did not attach."""


def run(*words: str, call: str | None = None, fault: str = "") -> int:
    """Runs a command in a child; its exit status, or minus the signal that ended it.

    Args:
        call: which of CALLS fails; None: none does.
        fault: how and when, as strace writes it, such as `error=EIO:when=3`.
    """
    if call is None:
        return traced(words, None)
    return traced(words, ["-e", f"trace={CALLS[call]}", "-e", f"inject={CALLS[call]}:{fault}"])


def counted(*words: str) -> Counter[str]:
    """How often each of CALLS happens in a run that nothing befalls; it must end well."""
    log = Path(os.environ.get("TMPDIR", "/tmp")) / f"strace-{os.getpid()}.log"
    try:
        status = traced(words, ["-e", f"trace={','.join(CALLS.values())}", "-o", str(log)])
        assert status == 0, f"{words[:2]} ended with {status}"
        lines = log.read_text("utf-8", "replace").splitlines()
    finally:
        log.unlink(missing_ok=True)
    names = (line.partition("(")[0].split()[-1] for line in lines if "(" in line)
    return Counter("rename" if name.startswith("rename") else name for name in names)


def traced(words: tuple[str, ...], options: list[str] | None) -> int:
    """Runs a command in a child, under strace with these options; its status as of `run`."""
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
        signal.alarm(_LONGEST)
        # typst has threads of its own, which a forked child does not have and would wait for.
        deciding.pdf_available = lambda: False
        os.read(ready, 1)
        os._exit(_ended(words))
    os.close(ready)
    tracer = None
    try:
        if options is not None:
            argv = ["strace", "-qq", "-p", str(child), *options]
            tracer = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            _await(child, tracer)
        os.write(go, b"x")
        _, status = os.waitpid(child, 0)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(go)
        if tracer is not None:
            tracer.communicate(timeout=_PATIENCE)
    return os.waitstatus_to_exitcode(status)


def _ended(words: tuple[str, ...]) -> int:
    """The exit status of the command; what it says goes nowhere."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    sys.stdout = sys.stderr = os.fdopen(nothing, "w")
    try:
        main(list(words))
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        return 99
    return 0


def _await(child: int, tracer: subprocess.Popen[bytes]) -> None:
    """Until strace holds the child."""
    until = time.monotonic() + _PATIENCE
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text():
        if tracer.poll() is not None or time.monotonic() > until:
            tracer.kill()
            _, said = tracer.communicate()
            raise NotAttached(said.decode("utf-8", "replace").strip()[-200:])
        time.sleep(0.002)
