"""The four pages of a case; the cases are those of the views."""

import pytest
from bs4 import BeautifulSoup

from kla_lib.share.agency import agency_page
from kla_lib.share.children import children_page
from kla_lib.share.pack import cluster_page, pack
from kla_lib.share.press import press_page

PAGES = {
    "pack": pack,
    "cluster": lambda case: cluster_page(case, "K2"),
    "agency": lambda case: agency_page(case, "dinkes"),
    "children": children_page,
    "press": press_page,
}


@pytest.fixture(scope="session", params=list(PAGES))
def make(request):
    """Makes one kind of page of a case, once of each that lasts as long as the tests."""
    kept = {}

    def page(case):
        if id(case) not in kept:
            kept[id(case)] = (case, PAGES[request.param](case))  # with the case, so that no other takes its number
        return kept[id(case)][1]

    page.kind = request.param
    return page


@pytest.fixture
def read():
    """A page as a tree."""
    return lambda html: BeautifulSoup(html, "html.parser")
