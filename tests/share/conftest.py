"""The same cases as the views look at, and the four pages of each."""

import pytest
from bs4 import BeautifulSoup

import kla_lib
from kla_lib.views.share.agency import agency_page
from kla_lib.views.share.children import children_page
from kla_lib.views.share.pack import pack
from kla_lib.views.share.press import press_page
from views.conftest import case, english, final, home, hostile, pekanbaru  # noqa: F401 - fixtures

PAGES = {
    "pack": lambda case: pack(case, kla_lib),
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
