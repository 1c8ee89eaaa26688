"""The manual, as it is in the repository: Markdown in, pages out."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET
from markdown_it import MarkdownIt

PAGES = Path(__file__).parent.parent / "help"
FIRST = ("start", "plan", "importing", "keys")


def help_pages() -> dict[str, str]:
    """The manual's pages: name and title (the first heading), what one reads first at the top."""
    names = sorted(
        (path.stem for path in PAGES.glob("*.md")), key=lambda n: (n not in FIRST, (*FIRST, n).index(n), n)
    )
    return {name: (PAGES / f"{name}.md").read_text("utf-8").partition("\n")[0].lstrip("# ") for name in names}


@require_GET
def help_page(request: HttpRequest, page: str = "start") -> HttpResponse:
    """One page of the manual."""
    pages = help_pages()
    if page not in pages:
        raise Http404
    text = (PAGES / f"{page}.md").read_text("utf-8")
    # The manual is our own, and raw HTML in it is not let through all the same.
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    shown = {"pages": pages, "page": page, "html": mark_safe(html)}  # noqa: S308
    return render(request, "help.html", shown)
