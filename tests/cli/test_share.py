"""`needless share FILE`: what holds no text is refused, and nothing of it is kept (M13)."""

import pytest
from click.testing import CliRunner

from needless.cli.news import share
from needless.news.models import Story


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4\n<stream>", b"\x89PNG\r\n\0\0<x>", b"", b"<html><body></body></html>"]
)
def test_a_file_without_text_is_refused(owner, tmp_path, content):
    path = tmp_path / "story.bin"
    path.write_bytes(content)
    answer = CliRunner().invoke(share, [str(path), "--json"])
    assert (answer.exit_code, answer.stdout) == (3, "")
    assert "holds no text" in answer.stderr and not Story.objects.of(owner).exists()


def test_a_missing_file_is_no_web_address(owner, tmp_path):
    answer = CliRunner().invoke(share, [str(tmp_path / "none.html")])
    assert answer.exit_code == 3 and "no such file" in answer.stderr
