"""The runner of the pages sees what is there, and sees a page that lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import blocks, calls, matches, run_page

PAGE = """
Some words.

<!-- file: notes/a.txt -->
```text
hello
```

```console
$ cat notes/a.txt
hello
$ cat no-such-file  # exit 1
…
```

```python
>>> 1 + 1
2
```
"""


def test_a_true_page_runs(tmp_path: Path) -> None:
    """Files are written, commands run, words compared, doctests run."""
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    run_page(page, tmp_path)
    assert [block.language for block in blocks(PAGE)] == ["text", "console", "python"]


@pytest.mark.parametrize(
    ("truth", "lie"), [("\nhello\n$", "\ngoodbye\n$"), ("# exit 1", "# exit 0"), ("\n2\n", "\n3\n")]
)
def test_a_page_that_lies_fails(tmp_path: Path, truth: str, lie: str) -> None:
    """Another word, another exit status, another answer."""
    page = tmp_path / "page.md"
    assert truth in PAGE
    page.write_text(PAGE.replace(truth, lie))
    with pytest.raises(AssertionError):
        run_page(page, tmp_path)


def test_dots_stand_for_anything_and_nothing_else_does() -> None:
    """Text around the dots must be there as it stands."""
    assert matches("one … three", "one two\nand three\n")
    assert not matches("one … three", "one two and four\n")
    assert not matches("one", "one and more\n")


def test_a_command_may_go_on_on_the_next_line() -> None:
    """As in a shell."""
    (call,) = calls("$ avgrights demo \\\n    --rows 10  # exit 2\nsaid\n")
    assert (call.command, call.status, call.said) == ("avgrights demo      --rows 10", 2, "said")


def test_a_case_number_in_a_command_is_the_one_that_was_printed(tmp_path: Path) -> None:
    """The page shows one number; every run draws another."""
    page = tmp_path / "page.md"
    page.write_text(
        "```console\n$ echo R-ABCDEFGHJK\nR-ABCDEFGHJK\n$ ls R-ABCDEFGHJK\nR-ABCDEFGHJK\n```\n"
    )
    (tmp_path / "R-ABCDEFGHJK").touch()
    run_page(page, tmp_path)

    page.write_text("```console\n$ echo R-2222222222\n$ cat R-3333333333\n```\n")
    (tmp_path / "R-2222222222").write_text("the one that was printed")
    run_page(page, tmp_path)
