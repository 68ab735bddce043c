"""What is published works by itself: the wheel, in a clean environment, in an empty folder.

These tests install packages, so they need the package index and take a minute; a plain `pytest`
leaves them out, and .ci/run asks for them with `-m wheel`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = [pytest.mark.wheel, pytest.mark.slow]


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs to the end; a failure shows what the program said. No PYTHONPATH from outside."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST"))}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by way of the source distribution as a publisher does it."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel and what it depends on, no more."""
    home = tmp_path_factory.mktemp("clean") / "venv"
    _run(sys.executable, "-m", "venv", home, cwd=home.parent)
    _run(home / "bin" / "pip", "install", "--quiet", wheel, cwd=home.parent)
    return home / "bin"


def test_the_wheel_carries_law_registers_and_types(wheel: Path) -> None:
    """Policies and registers live outside the package in the source and inside it in the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("policies", "registers"):
        for file in (ROOT / folder).rglob("*.yaml"):
            assert f"avgrights/{folder}/{file.relative_to(ROOT / folder)}" in names
    for step in (ROOT / "avgrights" / "desk" / "migrations").glob("*.py"):
        assert f"avgrights/desk/migrations/{step.name}" in names
    assert "avgrights/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(clean: Path, tmp_path: Path) -> None:
    """No file of the source tree is at hand; everything comes from the wheel."""
    done = _run(clean / "avgrights", "demo", "--rows", "2000", cwd=tmp_path)

    assert (tmp_path / "avgrights-demo" / "avgrights.yaml").is_file()
    assert "avgrights-demo" in done.stdout
    _run(clean / "avgrights", "journal", "verify", cwd=tmp_path / "avgrights-demo")
