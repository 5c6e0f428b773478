"""The exploring notebook as an analyst meets it: a real JupyterLab, and the plain notebook, in a real browser."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest
from playwright.sync_api import TimeoutError

from tests.browser.workspaces import KLA, ROOT, copied

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOKEN = "tests"
SCREENS = ROOT / "reports" / "_screens"
NOTEBOOK = "notebooks/90-eksplorasi.ipynb"
PATIENCE = 90_000  # a kernel's first cell on a busy machine
COPY = "notebooks/salinan.ipynb"  # one file has one kernel, and what one front end saves the other would show
FRONT_ENDS = {  # by name: where it opens (empty: where `kla lab` itself leads), and the notebook that is then open
    "jupyterlab": ("", NOTEBOOK),
    "notebook": (f"notebooks/{COPY}", COPY),
}
FIGURE = ".kla-climb img"
WATCH = """() => {
  window.redraws = []; let moved = 0;
  document.addEventListener('mousemove', () => { moved = performance.now(); }, true);
  new MutationObserver(() => window.redraws.push(performance.now() - moved))
    .observe(document.querySelector('.kla-climb'), {childList: true, subtree: true});
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def server(home):
    """The address of a server that `kla lab` started on the committed recap, without anybody's own settings."""
    copied(home, "notebooks")
    shutil.copy(home / NOTEBOOK, home / COPY)
    own = {f"JUPYTER_{name}_DIR": str(home / ".jupyter" / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **own, "IPYTHONDIR": str(home / ".ipython"), "JUPYTER_TOKEN": TOKEN}
    command = [KLA, "lab", "--home", home, "--no-browser", f"--port={(port := free_port())}", *as_root()]
    with (home / "server.log").open("w") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, running, home / "server.log")
        yield address
    finally:
        request(f"{address}/api/shutdown", "POST")
        running.wait(timeout=60)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_root():
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def request(address, method="GET"):
    asked = urllib.request.Request(f"{address}?token={TOKEN}", method=method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.read()


def wait_for(address, running, log):
    for _ in range(240):
        try:
            return request(f"{address}/api/status")
        except (urllib.error.URLError, OSError):
            assert running.poll() is None, log.read_text()
            time.sleep(0.5)
    raise AssertionError(log.read_text())


def wait_for_kernel(address):
    for _ in range(120):
        kernels = [session["kernel"] for session in json.loads(request(f"{address}/api/sessions"))]
        if kernels and all(kernel["execution_state"] == "idle" for kernel in kernels):
            return
        time.sleep(0.5)
    raise AssertionError("no kernel was started")


def run_all(page, result):
    """Run all cells until ``result`` shows.

    A front end that has not heard of the running kernel asks for one in a dialog, or drops the command without a word.
    """
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]:visible").first.wait_for()
    dialog = page.locator(".jp-Dialog")
    for _ in range(4):
        if dialog.count():
            dialog.locator(".jp-mod-accept").click()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name=re.compile("Run All Cells")).first.click()
        try:
            result.or_(dialog).first.wait_for(timeout=PATIENCE / 2)
        except TimeoutError:
            continue
        if result.count():
            return
    raise AssertionError(page.locator(".jp-Notebook").inner_text())


@pytest.fixture(scope="module", params=FRONT_ENDS)
def opened(request, server, chromium):
    """The notebook open in a front end, all its cells run."""
    start, notebook = FRONT_ENDS[request.param]
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server}/{start}?token={TOKEN}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    assert page.url.split("?")[0].endswith(notebook)
    wait_for_kernel(server)
    run_all(page, page.locator(FIGURE))
    page.wait_for_selector(".kla-awards table")  # the last cell has run, and nothing takes the focus any more
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    yield request.param, page
    page.close()


def shown(page):
    return page.locator(FIGURE).first.get_attribute("alt")


def changed(page, before):
    page.wait_for_function(f"old => document.querySelector('{FIGURE}').alt !== old", arg=before)
    return shown(page)


def test_the_first_thing_is_the_ladder_and_it_moves(opened, record_property):
    name, page = opened
    start = now = shown(page)
    assert "769,61" in start and "826,00" in start

    page.evaluate(WATCH)
    handle = page.locator(".widget-hslider .noUi-handle").first
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 7):
        page.mouse.move(x + 12 * step, y)
        now = changed(page, now)
        page.wait_for_timeout(700)
    page.mouse.up()
    assert "769,61" in now and "826,00" not in now and now != start
    milliseconds = sorted(round(one) for one in page.evaluate("window.redraws"))
    record_property("redraw in ms", milliseconds)
    print(name, "from the moved pointer to the redrawn figure, ms:", milliseconds)

    page.wait_for_function("() => document.querySelector('.kla-told').innerText.includes('cadangan')")
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"eksplorasi_{name}.png")


def test_ticks_targets_and_limits_move_it_too(opened):
    _, page = opened
    before = shown(page)
    page.locator(".kla-ticks input[type=checkbox]:visible").first.check()
    ticked = changed(page, before)
    assert "dicentang" in ticked
    page.get_by_role("button", name="KLA", exact=True).click()
    assert "KLA" in changed(page, ticked)
    page.locator(".kla-ticks input[type=text]").fill("14.")
    page.wait_for_function("() => document.querySelector('.kla-ticks .widget-checkbox').innerText.includes('14.')")
    assert page.locator(".kla-told").inner_text().strip()


@pytest.mark.long  # the table was empty in one of seven runs on a busy machine; the reason is not found yet
def test_the_national_table_is_filtered(opened):
    _, page = opened
    table = page.locator(".kla-awards")
    table.wait_for()
    before = table.inner_text()
    assert "Kota Lubuk Linggau" in before and "347" in before
    province = page.get_by_label("Provinsi").first
    province.select_option("Riau")
    page.wait_for_function("() => document.querySelector('.kla-awards').innerText.includes('Kab. Kampar')")
    assert "Lubuk Linggau" not in table.inner_text()


def test_a_notebook_reads_forms_and_tables_that_changed_since_the_last_command(home, server, chromium):
    """No command runs between the change and the cell: `open_assessment` reads the returned forms itself."""
    about = ["--place", "kota-pekanbaru", "--period", "2026"]
    folder = "data/raw/2026/kota-pekanbaru"
    for command in (["init", *about], ["form", "make", *about]):
        subprocess.run([KLA, *command], cwd=home, check=True, capture_output=True)
    made_up = [sys.executable, "-m", "kla_lib.samples.offices", f"{folder}/formulir/kirim", "kembali"]
    subprocess.run(made_up, cwd=home, check=True, capture_output=True)
    subprocess.run([KLA, "form", "read", "kembali", *about], cwd=home, check=False, capture_output=True)
    cell = 'import kla_lib as kla\ncase = kla.open_assessment("..", "2026", "kota-pekanbaru")\ncase.score_rows["4.1"]["points_hundredths"]'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, home / "notebooks/formulir.ipynb")
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)
    own = "lab/workspaces/forms"  # the default one would open again what the tests before have opened
    page.goto(f"{server}/{own}/tree/notebooks/formulir.ipynb?token={TOKEN}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    wait_for_kernel(server)
    for points, shown_points in (("1", "100"), ("0.5", "50")):
        (home / folder / "poin.csv").write_text(f"code,points,note\n4.1,{points},\n", encoding="utf-8")
        run_all(page, page.locator(".jp-OutputArea-executeResult", has_text=re.compile(rf"\b{shown_points}$")))
    page.close()
