"""A process that dies at the k-th thing it does: every SQL statement and every commit of every
database it speaks to, every step on a file of a folder."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.engine import Engine

_STEPS = ("unlink", "replace", "fsync", "pwrite", "ftruncate", "mkdir")


class Countdown:
    """Counts down over everything that changes something, and kills the process at zero."""

    def __init__(self, at: int | None) -> None:
        self.at = at
        self.seen = 0

    def __call__(self, *_: object, **__: object) -> None:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(countdown: Countdown) -> None:
    """From now on every statement, commit and file step of this process counts."""
    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, countdown)
    event.listen(Engine, "begin", countdown)
    for step in _STEPS:
        setattr(os, step, _counted(getattr(os, step), countdown))


def _counted(real: Callable[..., object], countdown: Countdown) -> Callable[..., object]:
    def counted(*args: object, **kwargs: object) -> object:
        countdown()
        return real(*args, **kwargs)

    return counted


def in_a_child(work: Callable[[], int], at: int | None) -> tuple[int | None, int]:
    """Runs the work in a forked child that dies at step `at`.

    Returns:
        (exit status, or None where it was killed; how many steps there were).
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        countdown = Countdown(at)
        watch(countdown)
        try:
            status = work()
            os.write(write, countdown.seen.to_bytes(4, "big"))
        except BaseException:
            status = 99
        os._exit(status)
    os.close(write)
    _, ended = os.waitpid(child, 0)
    steps = int.from_bytes(os.read(read, 4), "big")
    os.close(read)
    return (None if os.WIFSIGNALED(ended) else os.waitstatus_to_exitcode(ended)), steps
