"""Every page in other forms: long words on the narrowest phone, zoomed in, from right to left, without motion."""

import pytest
from tests.web.test_axe import DESK, PAGES, chromium, opened, session  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW, ZOOMED = {"width": 320, "height": 640}, {"width": 600, "height": 400}  # 1200 by 800 at 200 %
SPREAD = "document.documentElement.scrollWidth - innerWidth"
MOVES = "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration)).length"


def forms_that_spill(page):
    """In which forms something stands out at the side."""
    spilled = []
    for form, size, direction in (
        ("narrow", NARROW, "ltr"),
        ("zoomed", ZOOMED, "ltr"),
        ("rtl", NARROW, "rtl"),
    ):
        page.set_viewport_size(size)
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        if page.evaluate(SPREAD) > 0:
            spilled.append(form)
    return spilled


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_page_fits_in_every_form(chromium, live_server, session, owner, ines, language):  # noqa: F811
    owner.language = language
    owner.save()
    page = opened(chromium, session, NARROW, "light")
    spilled = {}
    for url in [*PAGES, ines.get_absolute_url(), f"{ines.get_absolute_url()}edit/"]:
        page.goto(live_server.url + url)
        assert page.locator("html").get_attribute("lang") == language
        if found := forms_that_spill(page):
            spilled[url] = found
    assert spilled == {}


def test_nothing_moves_for_whom_that_is_too_much(chromium, live_server, session, ines):  # noqa: F811
    page = opened(chromium, session, DESK, "light")
    page.emulate_media(reduced_motion="reduce")
    for url in ("/", "/import/", "/log/", ines.get_absolute_url()):
        page.goto(live_server.url + url)
        assert page.evaluate(MOVES) == 0, url
