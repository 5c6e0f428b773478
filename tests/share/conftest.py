"""The four pages of an assessment; the assessments are those of the views."""

import pytest
from bs4 import BeautifulSoup

from kla_lib.share.agency import agency_page
from kla_lib.share.children import children_page
from kla_lib.share.pack import cluster_page, pack
from kla_lib.share.press import press_page

PAGES = {
    "pack": pack,
    "cluster": lambda assessment: cluster_page(assessment, "K2"),
    "agency": lambda assessment: agency_page(assessment, "dinkes"),
    "children": children_page,
    "press": press_page,
}


@pytest.fixture(scope="session", params=list(PAGES))
def make(request):
    """Makes one kind of page of an assessment, once of each that lasts as long as the tests."""
    kept = {}

    def page(assessment):
        if id(assessment) not in kept:
            kept[id(assessment)] = (
                assessment,
                PAGES[request.param](assessment),
            )  # with the assessment, so that no other takes its number
        return kept[id(assessment)][1]

    page.kind = request.param
    return page


@pytest.fixture
def read():
    """A page as a tree."""
    return lambda html: BeautifulSoup(html, "html.parser")
