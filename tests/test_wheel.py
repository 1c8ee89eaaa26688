"""The wheel is the whole product: installed anywhere, its command works from any folder (M17)."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "needless"


def run(*command, cwd=ROOT, **variables):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEEDLESS_", "DJANGO_", "PYTHON"))}
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env={**kept, **variables}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built by the command that `make wheel` runs."""
    folder = tmp_path_factory.mktemp("dist")
    recipe = (ROOT / "Makefile").read_text().split("wheel: install\n")[1].splitlines()[0]
    assert "-m hatchling build -t wheel" in recipe
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def needless(wheel, tmp_path_factory):
    """The installed command, in an environment that sees the dependencies but not this folder."""
    venv = tmp_path_factory.mktemp("venv")
    run(sys.executable, "-m", "venv", "--without-pip", venv)
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    uv = Path(sys.executable).with_name("uv")
    run(uv, "pip", "install", "--no-deps", "--offline", "--python", venv / "bin" / "python", wheel)
    return venv / "bin" / "needless"


def test_templates_static_files_and_help_are_inside(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("web/templates", "web/static", "help", "migrations"):
        files = [p for p in (PACKAGE / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        assert files
        assert {str(p.relative_to(PACKAGE.parent)) for p in files} <= inside
    assert not [name for name in inside if name.startswith(("tests", "bench")) or "sqlite3" in name]


def test_the_licence_is_inside_in_full(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
        text = archive.read(name).decode()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text and "END OF TERMS AND CONDITIONS" in text


def test_the_command_works_from_another_folder(needless, tmp_path):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert "today" in run(needless, "--help", cwd=elsewhere, NEEDLESS_HOME=str(home))
    run(needless, "demo", cwd=elsewhere, NEEDLESS_HOME=str(home))
    plan = json.loads(run(needless, "today", "--json", cwd=elsewhere, NEEDLESS_HOME=str(home)))
    assert 3 <= len(plan["items"]) <= 7 and not list(elsewhere.iterdir())


def test_it_is_the_wheel_that_runs(needless, tmp_path):
    python = needless.with_name("python")
    where = run(python, "-c", "import needless; print(needless.__file__)", cwd=tmp_path)
    assert str(needless.parents[1]) in where
