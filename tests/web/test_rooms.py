"""Every page is found: by the menu, beside its neighbours, and on the page of all."""

import pytest
from django.urls import reverse

from needless.web.rooms import HOUSE, ROOMS

PAGES = [(room, page) for room in (*ROOMS, HOUSE) for page in room.pages]
SHOWN = [page for _room, page in PAGES if page.name != "export"]


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_a_page_of_the_list_is_there_and_the_menu_marks_its_room(browser, ines, page):
    html = browser.get(reverse(page.name)).content.decode()
    menu = html.partition('class="places"')[2].partition("</nav>")[0]
    assert menu.count('aria-current="page"') == 1


def test_the_page_of_all_leads_to_each(browser, owner):
    html = browser.get(reverse("more")).content.decode()
    main = html.partition("<main")[2]
    assert [
        page.name
        for room, page in PAGES
        if room is not ROOMS[0] and f'href="{reverse(page.name)}"' not in main
    ] == []


def test_a_page_leads_to_those_beside_it(browser, owner):
    html = browser.get(reverse("trips")).content.decode()
    beside = html.partition('class="beside')[2].partition("</nav>")[0]
    assert all(f'href="{reverse(page.name)}"' in beside for page in ROOMS[2].pages)
    assert beside.count('aria-current="page"') == 1
