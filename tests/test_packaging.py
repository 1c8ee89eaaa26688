"""What is packaged fits the program: names of settings, commands and extras are those that there are."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGING = ROOT / "packaging"
FILES = sorted(path for path in PACKAGING.iterdir() if path.is_file())


def test_every_setting_that_is_named_is_read():
    read = set(
        re.findall(r'"(NEEDLESS_[A-Z_]+)"', "".join(p.read_text() for p in (ROOT / "src").rglob("*.py")))
    )
    own = {"NEEDLESS_DATABASE_NAME"}  # of roles.sh itself
    for path in FILES:
        assert set(re.findall(r"\bNEEDLESS_[A-Z_]+", path.read_text())) - own <= read, path.name


def test_every_command_and_extra_is_there():
    from needless.cli.root import COMMANDS

    text = "\n".join(path.read_text() for path in FILES)
    assert set(re.findall(r"(?:command: |/bin/|exec web )needless ([a-z-]+)", text)) <= set(COMMANDS)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(re.search(r"'\.\[(.+?)\]'", text)[1].split(",")) <= set(extras)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_the_unit_is_one_that_systemd_takes(tmp_path):
    unit = tmp_path / "needless.service"
    text = (PACKAGING / "needless.service").read_text()
    unit.write_text(text.replace("/opt/needless/bin/needless", shutil.which("true")))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "needless.service" not in done.stderr, done.stderr
