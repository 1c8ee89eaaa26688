"""The manual, as it is in the repository: Markdown in, pages out."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from markdown_it import MarkdownIt

PAGES = Path(__file__).parent.parent / "help"
FIRST = ("start", "plan", "importing", "keys")


def page_file(name: str) -> Path:
    """The page in the reader's language; in English where it is not translated."""
    translated = PAGES / (get_language() or "en")[:2] / f"{name}.md"
    return translated if translated.exists() else PAGES / f"{name}.md"


def help_pages() -> dict[str, str]:
    """The manual's pages: name and title (the first heading), what one reads first at the top."""
    names = sorted(
        (path.stem for path in PAGES.glob("*.md")), key=lambda n: (n not in FIRST, (*FIRST, n).index(n), n)
    )
    return {name: page_file(name).read_text("utf-8").partition("\n")[0].lstrip("# ") for name in names}


@require_GET
def help_page(request: HttpRequest, page: str = "start") -> HttpResponse:
    """One page of the manual."""
    pages = help_pages()
    if page not in pages:
        raise Http404
    text = page_file(page).read_text("utf-8")
    # The manual is our own, and raw HTML in it is not let through all the same.
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    shown = {"pages": pages, "page": page, "html": mark_safe(html)}  # noqa: S308
    return render(request, "help.html", shown)
