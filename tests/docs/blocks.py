"""Reads a Markdown page as a list of things to run, and runs them.

A page is run from top to bottom in one empty folder:

* a `console` block: each line that begins with `$ ` is run, with `avgrights` being the one under
  test; the lines below it are what it says on standard output, or on standard error and then on
  standard output. `…` stands for anything, also across lines; nothing below a command means that
  only its exit status counts. A command is to end with 0, or with N where its line ends in
  `# exit N`. A case number in a command stands for the last one that a command printed;
* a `python` block: run, the blocks of one page after each other in one namespace; a line
  `>>>` makes it a doctest;
* a block under a comment `<!-- file: NAME -->`: written to that file.

Blocks in other languages (`text`, `ini`, …) are only read.
"""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

_FENCE = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n+)?^```(?P<language>[\w-]*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_CASE = re.compile(r"\bR-[2-9A-Z]{10}\b")

#: What a command draws by lot, and what stands for it when words are compared. How many batches a
#: run takes, and so how many entries the journal has, is up to the speed of the machine.
_DRAWN = (
    (_CASE, "R-CASE"),
    (re.compile(r"\b(hold|run|restriction)-[0-9a-f]{12,16}\b"), r"\1-ID"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (re.compile(r"\bplan [0-9a-f]{12}\b"), "plan DIGEST"),
    (re.compile(r"\b\d+ entries verified\b"), "SOME entries verified"),
)
_EXIT = re.compile(r"\s+# exit (\d+)$")


@frozen(kw_only=True)
class Block:
    """One fenced block of a page, with the line on which its body begins."""

    language: str
    body: str
    line: int
    file: str | None = None


@frozen(kw_only=True)
class Call:
    """One command of a console block, and what the page says that it prints."""

    command: str
    status: int
    said: str


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start("body")) + 1
        yield Block(language=match["language"], body=match["body"], line=line, file=match["file"])


def calls(body: str) -> Iterator[Call]:
    """The commands of a console block; a trailing backslash goes on to the next line."""
    body = body.replace("\\\n", " ")
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        first, _, said = part.partition("\n")
        ends = _EXIT.search(first)
        status = int(ends.group(1)) if ends else 0
        yield Call(command=_EXIT.sub("", first).strip(), status=status, said=said.rstrip())


def run_page(path: Path, folder: Path) -> None:
    """Runs a page in the folder; an AssertionError tells the line that is not true."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    case = ""
    for block in blocks(path.read_text(encoding="utf-8")):
        where = f"{path.name}:{block.line}"
        if block.file:
            place = folder / block.file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.body, encoding="utf-8")
        elif block.language == "console":
            for call in calls(block.body):
                case = run_call(call, folder, where, case) or case
        elif block.language == "python":
            _run_python(block, namespace, where)


def run_call(call: Call, folder: Path, where: str, case: str = "") -> str | None:
    """Runs one command there and compares status and words.

    Args:
        case: the case number to use for the one in the command.

    Returns:
        the case number that it printed, if it did.
    """
    done = subprocess.run(
        words(_CASE.sub(case, call.command) if case else call.command),
        cwd=folder,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=300,
    )
    every = done.stderr + done.stdout
    assert done.returncode == call.status, f"{where}: $ {call.command}\n{every}"
    if call.said:
        assert matches(call.said, done.stdout) or matches(call.said, every), (
            f"{where}: $ {call.command}\n--- the page says\n{call.said}\n--- it said\n{every}"
        )
    printed = _CASE.search(done.stdout)
    return printed.group() if printed else None


def matches(said: str, printed: str) -> bool:
    """Whether what was printed is what the page says; `…` stands for anything, also nothing.

    What is drawn by lot (case numbers, digests) counts as the same.
    """
    parts = (re.escape(part.strip("\n")) for part in _settled(said).split("…"))
    pattern = r"[\s\S]*?".join(parts)
    return re.fullmatch(rf"\s*{pattern}\s*", _settled(_trimmed(printed))) is not None


def _settled(text: str) -> str:
    for drawn, instead in _DRAWN:
        text = drawn.sub(instead, text)
    return text


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))


def words(command: str) -> list[str]:
    """The command as the shell would split it; pages use no pipes and no variables."""
    words = shlex.split(command)
    if words[0] == "avgrights":
        return [sys.executable, "-m", "avgrights.cli.main", *words[1:]]
    if words[0] == "python":
        return [sys.executable, *words[1:]]
    return words


def _run_python(block: Block, namespace: dict[str, Any], where: str) -> None:
    if ">>>" in block.body:
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        test = doctest.DocTestParser().get_doctest(block.body, namespace, where, where, block.line)
        runner.run(test, clear_globs=False)
        namespace.update(test.globs)
        assert runner.failures == 0, f"{where}: the doctest fails (see above)"
    else:
        exec(compile(block.body, where, "exec"), namespace)
