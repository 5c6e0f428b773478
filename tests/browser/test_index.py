"""The index's search and sort, as somebody uses them. The places and points are made up."""

import pytest

from kla_lib.run.index_page import index_page

PLACES = {"Kab. A": 769.61, "Kota B": 98.5, "Kab. C": None, "Kota D": 1000.0}
RECORD = {"edition": {"id": "2023", "digest": "a" * 64}, "code": {"kla_lib": "0", "digest": "b" * 64}, "python": "3"}


def entry(place, points):
    shown = {"category": "Nindya" if points else None, "stage": "EM" if points else "", "points": points}
    return {"slug": place, "place": place, "province": "Riau", "problems": [], "reports": [], **shown}


@pytest.fixture
def index(visit, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(index_page("2024", [entry(*pair) for pair in PLACES.items()], RECORD, "id"), encoding="utf-8")
    return visit(path, 1280)


@pytest.fixture
def on_a_phone(index):
    """There the rows are stacked, without headings to press."""
    index.set_viewport_size({"width": 360, "height": 700})
    return index


def shown(page):
    rows = page.locator("tbody tr:visible th").all_inner_texts()
    return [text.split("\n")[0].strip()[-1] for text in rows]


def test_searching_leaves_what_fits_and_counts_it(index):
    index.get_by_role("searchbox").fill("kota")
    assert shown(index) == ["B", "D"]
    assert index.get_by_role("status").inner_text() == "2 / 4"
    index.get_by_role("searchbox").fill("")
    assert shown(index) == ["A", "B", "C", "D"]


def test_sorting_by_points_counts_and_puts_what_is_unknown_below_everything(index):
    button = index.get_by_role("button", name="Poin")
    button.click()
    assert shown(index) == ["C", "B", "A", "D"]
    assert index.locator("th[aria-sort='ascending']").inner_text() == "Poin"
    button.click()
    assert shown(index) == ["D", "A", "B", "C"]


def test_a_phone_sorts_by_choosing(on_a_phone):
    on_a_phone.get_by_label("Urutkan").select_option("Poin ↓")
    assert shown(on_a_phone) == ["D", "A", "B", "C"]
    on_a_phone.get_by_label("Urutkan").select_option("Tempat ↑")
    assert shown(on_a_phone) == ["A", "C", "B", "D"]  # Kab. before Kota
    assert not on_a_phone.get_by_role("button", name="Poin").is_visible()


def test_a_desk_sorts_by_its_headings_alone(index):
    assert not index.get_by_label("Urutkan").is_visible()
