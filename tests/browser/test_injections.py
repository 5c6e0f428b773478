"""Strings that try to run a script, through every text that reaches a page: none runs, asks for anything or complains.

injections.txt holds one per line. Each is put in the place of everything that a recap, a correction, a rubric, a
file name, an edition, kla.toml or a parameter can bring, and the pages are opened in a real browser.
"""

import dataclasses
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import kla_lib as kla
from kla_lib.core.problems import Where, problem
from kla_lib.run.index_page import error_page, index_page
from kla_lib.run.page import KlaExporter, export
from kla_lib.share.agency import agency_page
from kla_lib.share.children import children_page
from kla_lib.share.pack import pack
from kla_lib.share.press import press_page

HERE = Path(__file__).parent
STRINGS = (HERE / "injections.txt").read_text(encoding="utf-8").splitlines()
COLUMNS = (
    "file",
    "sheet",
    "cell",
    "found",
    "correction_id",
    "correction_en",
    "rubric",
    "note",
)
WATCH = (
    "window.__ran = undefined; window.addEventListener('securitypolicyviolation', () => { window.__ran = 'asked'; });"
)


TOUCH = """() => {
    document.querySelectorAll('details').forEach(d => d.open = true);
    document.querySelectorAll('a, [tabindex]').forEach(e => { e.focus(); e.dispatchEvent(new MouseEvent('mouseover')); });
    return window.__ran;
}"""


@pytest.fixture(scope="module")
def assessment():
    home = HERE.parents[1]
    return kla.open_assessment(home, period="2024", place="kab-ogan-ilir", lang="id")


def poisoned(assessment, text):
    """The assessment with a text in the place of every text that comes from a file."""
    here = assessment.answers["code"].str.startswith(("K", "7", "8"))
    frame = assessment.answers.assign(
        **{c: assessment.answers[c].mask(here, text) for c in COLUMNS if c in assessment.answers}
    )
    problems = (problem("value", Where(text, text, text), text, known=text),)
    recap = dataclasses.replace(assessment.recap, answers=frame, problems=problems, files={text: text})
    nodes = tuple(dataclasses.replace(n, label_id=text) for n in assessment.edition.nodes)
    agencies = dict.fromkeys(assessment.edition.agencies, (text, text))
    edition = dataclasses.replace(assessment.edition, nodes=nodes, agencies=agencies, title_id=text, legal_basis=text)
    return dataclasses.replace(assessment, recaps={assessment.stage: recap}, edition=edition)


def shown(view):
    if hasattr(view, "alt"):
        data, about = view._repr_mimebundle_()
        return new_output("display_data", data=data, metadata=about)
    return new_output("display_data", data={"text/html": view.text})


def report(assessment, text):
    """A report as kla run makes it, of views of the poisoned assessment, with a poisoned parameter everywhere."""
    other = poisoned(assessment, text)
    whole = (
        kla.headline,
        kla.ladder,
        kla.bars,
        kla.gaps,
        kla.unanswered,
        kla.remarks,
        kla.provenance,
        kla.stages_table,
    )
    block = (kla.headline, kla.arithmetic, kla.agencies, kla.gap_memo)
    views = [view(other) for view in whole] + [view(other, "K2") for view in block]
    streams = [
        new_output("stream", name="stdout", text=text),
        new_output("error", ename=text, evalue=text, traceback=[]),
    ]
    chart = {"image/png": "aGFsbw==", "text/plain": text}
    about = {"image/png": dict.fromkeys(("alt", "caption", "width", "height", "see", "see_text"), text)}
    outputs = [*map(shown, views), *streams, new_output("display_data", data=chart, metadata=about)]
    cells = [new_markdown_cell("# Uji"), new_code_cell("x", outputs=outputs)]
    page = dict.fromkeys(("title", "report", "place", "period", "stage"), text) | {"accent": "K2"}
    return export(new_notebook(cells=cells), "id", page)


def shared(assessment, text):
    """The pages for each audience, of the poisoned assessment."""
    other = poisoned(assessment, text)
    yield from (agency_page(other, "dinkes"), children_page(other), press_page(other), pack(other))


def alone(text):
    """A notebook exported by nbconvert, whose parameters and error are poisoned."""
    names = ("home", "period", "place", "stage", "lang", "cluster")
    source = "\n".join(f"{name} = {text!r}" for name in names)
    cells = [new_code_cell(source, metadata={"tags": ["parameters"]})]
    return KlaExporter().from_notebook_node(new_notebook(cells=cells, metadata={"kla": {"title": text}}))[0]


def around(text):
    """The index and the page of a failed report."""
    reports = [{"href": "x.html", "title": text, "state": state, "reason": text} for state in ("ok", "failed")]
    entry = {"place": text, "province": text, "stage": text, "category": text, "points": 1.0, "problems": []}
    record = {"edition": {"id": text, "digest": text}, "code": {"kla_lib": text, "digest": text}, "python": text}
    yield index_page(text, [{**entry, "reports": reports}], record, "id")
    yield error_page(text, text, text, text, "id")


@pytest.fixture(scope="module")
def visited(chromium, tmp_path_factory):
    """Opens a page and gives what went wrong: what ran, asked, opened a dialog, or stood in the console."""
    context, path = chromium.new_context(), tmp_path_factory.mktemp("suntikan") / "x.html"
    context.add_init_script(WATCH)
    page, wrong = context.new_page(), []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: wrong.append(request.url) if request.url not in allowed(path, request) else None)

    def visit(text):
        wrong.clear()
        path.write_text(text, encoding="utf-8")
        page.goto(path.as_uri())
        ran = page.evaluate(TOUCH)
        return [*wrong, *([ran] if ran else [])]

    yield visit
    context.close()


def allowed(path, request):
    return (path.as_uri(), *([request.url] if request.url.startswith("data:image/") else []))


def alive(text):
    """Whatever of a page could act: scripts but the index's own, handlers, frames, and links that are no addresses."""
    tree = BeautifulSoup(text, "html.parser")
    found = tree.select("iframe, object, embed, base, form, link, template, svg, math, audio, video, body style")
    found += [tag for tag in tree.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    found += [a for a in tree.select("[href]") if not a["href"].startswith(("#", "https://", "http://", "x.html"))]
    return [str(tag)[:120] for tag in found + tree.find_all("script")[1:]] + (
        ["style"] if len(tree.select("style")) > 1 else []
    )


EVERY = [text if n % 8 == 0 else pytest.param(text, marks=pytest.mark.slow) for n, text in enumerate(STRINGS)]


@pytest.mark.parametrize("text", EVERY, ids=range(len(STRINGS)))
def test_nothing_runs(assessment, visited, text):
    for page in (report(assessment, text), alone(text), *around(text)):
        assert alive(page) == []
        assert visited(page) == []


@pytest.mark.parametrize(
    "text",
    [pytest.param(s, marks=pytest.mark.slow if n % 16 == 0 else pytest.mark.long) for n, s in enumerate(STRINGS)],
)
def test_nothing_runs_on_a_shared_page(assessment, visited, text):
    for page in shared(assessment, text):
        assert alive(page) == []
        assert visited(page) == []


def test_the_watch_sees_what_it_must(visited):
    page = "<!doctype html><title>x</title>{}"
    assert visited(page.format("")) == []
    for text in ("<script>window.__ran=1</script>", "<img src=x onerror=window.__ran=1>", "<script>alert(1)</script>"):
        assert visited(page.format(text)) and alive(page.format(text + "<script></script>"))


def test_there_are_sixty_of_many_kinds():
    assert len(set(STRINGS)) >= 60
    for kind in ("srcdoc", "javascript:", "data:text/html", "<math", "<svg", "</title>", "{{", "&#", "+ADw", "@import"):
        assert any(kind in text for text in STRINGS), kind
