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


@pytest.fixture(params=list(PAGES))
def make(request):
    """Makes one kind of page of a case."""
    return PAGES[request.param]


@pytest.fixture
def read():
    """A page as a tree."""
    return lambda html: BeautifulSoup(html, "html.parser")
