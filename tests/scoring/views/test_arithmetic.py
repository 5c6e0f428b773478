"""Every figure of points on a page opens to its arithmetic, and the arithmetic comes to exactly that figure.

The pages are read as a reader reads them: what is added up here is what stands there.
"""

import dataclasses
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from bs4 import BeautifulSoup

import kla_lib as kla
from kla_lib.display.html import Html
from kla_lib.share.agency import agency_page
from kla_lib.share.children import children_page

FIGURE = re.compile(r"(?<![\d.,])[−+]?\d{1,3}(?:\.\d{3})*,\d{2,6}(?![\d%])")
NUMBER = r"[−+]?\d[\d.]*(?:,\d+)?"
PAGES = {
    "10": lambda assessment: [
        kla.headline(assessment),
        kla.points_table(assessment),
        kla.gaps(assessment),
        kla.strengths(assessment),
        kla.unanswered(assessment),
    ],
    "40": lambda assessment: [kla.stages_table(assessment)],
    **{
        block: lambda assessment, block=block: [
            view(assessment, block)
            for view in (kla.headline, kla.arithmetic, kla.agencies, kla.unanswered, kla.gap_memo)
        ]
        for block in ("K0", "K1", "K2", "K3", "K4", "K5", "KD")
    },
    "agency": lambda assessment: [Html(agency_page(assessment, "dinkes"))],
    "children": lambda assessment: [Html(children_page(assessment))],
}


def number(text):
    return Decimal(text.replace(".", "").replace(",", ".").replace("−", "-"))


def page_of(assessment, name):
    return BeautifulSoup("".join(view.text for view in PAGES[name](assessment)), "html.parser")


MADE_UP = ["made up: two stages, gaps", "made up: indicators only", "made up: a block alone"]


@pytest.fixture(params=["real", *(pytest.param(name, marks=pytest.mark.slow) for name in MADE_UP)])
def some_assessment(request, assessment, final):
    """The real recap, and made-up ones: of two stages, of thirds of a point, of figures further up."""
    if request.param == "real":
        return assessment
    if request.param.endswith("gaps"):
        return final
    frame = assessment.answers
    level = "indicator" if "indicators" in request.param else "block"
    codes = [node.code for node in assessment.edition.at(level)][: 20 if level == "indicator" else 3]
    kept = frame[frame["code"].isin(codes)].assign(status="answered", points_micro=3_333_333, correction_id="")
    return dataclasses.replace(
        assessment, recaps={assessment.stage: dataclasses.replace(assessment.recap, answers=kept)}
    )


def scopes(figure):
    """Where the arithmetic of a figure may be: the place its row or its list's entry leads to, or the row below it."""
    row, link = figure.find_parent(["tr", "li"]), figure.find_parent("a", class_="f")
    links = ([link] if link else []) + (row.select("a.f") if row else [])
    yield from (each["href"].removeprefix("#") for each in links)
    below = row.find_next_sibling("tr") if row is not None and row.name == "tr" else None
    if below is not None and "under" in below.get("class", []):
        yield below


def explained(page, text, figure):
    """Whether one of those places holds the figure as the result of a sum: a footed column, or a line ``a - b = c``."""
    for scope in scopes(figure):
        place = page.find(id=scope) if isinstance(scope, str) else scope
        if place is not None and text.strip("−+") in results(place):
            return True
    return False


def results(place):
    found = {m.strip("−+") for line in place.select("p.calc") for m in FIGURE.findall(line.text.rpartition("=")[2])}
    feet = [cell.text for cell in place.select("tfoot td")]
    rows = [cell.text for cell in place.select("tbody td.n")]
    own = [(number(b) - number(a), b) for a, b in pairs(place)]
    differences = {f"{gap:f}".replace(".", ",") for gap, _ in own}
    return found | {m for text in (*feet, *rows) for m in FIGURE.findall(text)} | differences | {b for _, b in own}


def pairs(place):
    """Points and maximum of each row: an open question's gap is their difference, written with two places."""
    for row in place.select("tbody tr"):
        cells = [re.search(NUMBER, c.text) for c in row.select("td.n")[:2]]
        if len(cells) == 2 and cells[1]:
            low = cells[0][0] if cells[0] else "0,00"
            yield low, cells[1][0]


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_of_points_leads_to_its_arithmetic(some_assessment, name):
    page = page_of(some_assessment, name)
    naked, seen = [], 0
    for node in page.find_all(string=FIGURE):
        if node.find_parent("details") is not None or node.find_parent(class_="vh"):
            continue
        row = node.find_parent("tr")
        if node == "0,00" and row and [td.text for td in row.select("td.n")][1:] == ["0", "0,00"]:
            continue  # an agency none of whose questions misses anything
        for text in FIGURE.findall(node):
            seen += 1
            if not explained(page, text, node):
                naked.append((text, str(node.find_parent(["tr", "li", "p", "dd"]))[:200]))
    assert naked == []
    assert seen or "belum ada angka" in page.text or "Semua" in page.text


@pytest.mark.parametrize("name", PAGES)
def test_every_link_to_an_arithmetic_arrives_inside_a_details(some_assessment, name):
    page = page_of(some_assessment, name)
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in page.select("a.f"):
        target = page.find(id=link["href"].removeprefix("#"))
        assert target is not None, link
        assert target.find_parent("details") is not None


@pytest.mark.parametrize("name", PAGES)
def test_every_column_of_an_arithmetic_sums_exactly_to_its_foot(some_assessment, name):
    page = page_of(some_assessment, name)
    footed = [table for table in page.select("details table") if table.find("tfoot", recursive=False)]
    for table in footed:
        rows = [tr for tr in table.tbody.find_all("tr", recursive=False) if "under" not in tr.get("class", [])]
        columns = [n for n, th in enumerate(table.thead.find_all("th")) if "n" in th.get("class", [])]
        for n in columns:
            parts = [own_figure(tr.find_all(["th", "td"], recursive=False)[n]) for tr in rows]
            foot = table.find("tfoot", recursive=False).find_all(["th", "td"])[n]
            if foot.select_one(".s-hidden"):
                assert all(tr.find_all(["th", "td"], recursive=False)[n].select(".s") for tr in rows)
                continue
            told = number(re.search(NUMBER, foot.find(string=True, recursive=True))[0])
            exact = sum(parts, Decimal(0))
            assert told == exact.quantize(Decimal("0.01"), ROUND_HALF_UP) or told == exact, (table.caption.text, n)
            if told != exact:
                assert str(exact.normalize()).replace(".", ",") in foot.text
    assert footed or "belum ada angka" in page.text


def own_figure(cell):
    """The figure of a cell; what is unanswered or does not apply adds nothing, and is no zero."""
    absent = cell.select(".s-unanswered, .s-not_applicable, .s-hidden")
    text = cell.find(string=re.compile(NUMBER))
    return Decimal(0) if absent or text is None else number(re.search(NUMBER, text)[0])


@pytest.mark.parametrize("name", PAGES)
def test_every_line_of_sums_is_true(some_assessment, name):
    page = page_of(some_assessment, name)
    for rounded in page.select("p.calc small"):
        exact, told = (
            number(FIGURE.search(text)[0]) for text in (rounded.previous_sibling.rpartition("=")[2], rounded.text)
        )
        assert exact.quantize(Decimal("0.01"), ROUND_HALF_UP) == told
        rounded.extract()
    lines = [line.get_text(" ") for line in page.select("p.calc")]
    for line in lines:
        left, _, right = re.sub(r"\([^)]*\)", "", line).rpartition("=")
        terms = re.findall(rf"([−+]?)\s({NUMBER})(?=\s|$)", left.partition(":")[2] or f" {left}")
        total = sum((-number(n) if sign == "−" else number(n)) for sign, n in terms)
        assert terms and total == number(re.search(NUMBER, right)[0]), line
    assert lines or "belum ada angka" in " ".join(view.text for view in PAGES[name](some_assessment))


def test_the_rows_say_question_maximum_correction_file_and_cell(assessment):
    place = page_of(assessment, "10").find(id="a-21B")
    row = next(tr for tr in place.select("tbody tr") if tr.th.text.startswith("21B.2"))
    assert "Dikoreksi (tercetak “7.2”)" in row.text and row.find_all("td")[-1].text == "B241"
    assert [td.get_text(strip=True) for td in row.find_all("td")] == ["8,00", "8", "B241"]
    assert "rekap.csv" in place.caption.text


def test_the_summary_says_on_paper_where_the_rows_stand(assessment):
    page = page_of(assessment, "K5")
    said = page.find(id="a-21B").parent.summary.small.text
    assert said == "2 baris, 1 dikoreksi, rekap.csv sel B240 sampai B241"
    assert "act" not in str(page.find(id="a-21B").parent.summary.small)


def test_arrows_point_the_way_the_figure_went(final):
    page = page_of(final, "10")
    rows = [small.text for small in page.select(".moved .m, td .m")]
    assert rows and all(re.match(r"▲ \+\d.* naik|▼ −\d.* turun|= 0,00 tetap", text) for text in rows)
    assert "dibanding EM 2024" in page.select_one(".moved").text
    assert "dibanding EM 2024" in page.select_one(".under").find_parent("table").caption.text


def test_where_there_is_no_earlier_stage_the_period_before_is_compared(assessment):
    """Ogan Ilir's 2023 in this workspace is made up: half of every answer of 2024."""
    assert (assessment.earlier.period, assessment.earlier.stage) == ("2023", "VA")
    assert "dibanding VA 2023" in kla.headline(assessment).text and "▲" in kla.headline(assessment).text


def test_without_anything_earlier_there_is_no_arrow(assessment):
    alone = dataclasses.replace(assessment, before=None)
    text = "".join(view.text for view in PAGES["10"](alone))
    assert alone.earlier is None and not re.search("[▲▼]|dibanding", text)
