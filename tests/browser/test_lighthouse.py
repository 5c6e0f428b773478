"""Lighthouse on its phone profile: accessibility and best practices 100, performance at least 95."""

import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import browser
import pytest

HERE = Path(__file__).parent
TRIES = 3  # a busy machine slows a page down; nothing speeds one up
PAGES = [
    ("reports", "index.html"),
    pytest.param("reports", "kab-ogan-ilir/10-ringkasan.html", marks=pytest.mark.slow),
    ("reports", "kab-ogan-ilir/20-klaster-K0.html"),
    pytest.param("reports", "kab-ogan-ilir/40-tahap.html", marks=pytest.mark.slow),
    pytest.param("english", "kab-ogan-ilir/20-klaster-K0.html", marks=pytest.mark.long),
    pytest.param("shared", "KLA_Kab-Ogan-Ilir_2024_Gugus-Tugas.html", marks=pytest.mark.slow),
    ("shared", "KLA_Kab-Ogan-Ilir_2024_OPD-dinkes.html"),
    pytest.param("shared", "KLA_Kab-Ogan-Ilir_2024_Forum-Anak.html", marks=pytest.mark.long),
]
WANTED = {"accessibility": 1.0, "best-practices": 1.0, "performance": 0.95}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The reports, packed as web servers send them, and an empty answer to the browser's own question for an icon."""

    def do_GET(self):
        page = Path(self.translate_path(self.path))
        content = gzip.compress(page.read_bytes()) if page.suffix == ".html" else b""
        self.send_response(200 if content else 204)
        for name, value in (
            ("Content-Type", "text/html"),
            ("Content-Encoding", "gzip"),
            ("Content-Length", len(content)),
        ):
            if content:
                self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def lighthouse():
    command = HERE / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        if os.environ.get("KLA_REQUIRE_BROWSER"):
            pytest.fail("KLA_REQUIRE_BROWSER is set, and Lighthouse is not installed: make tests/browser/.npm-ready")
        pytest.skip("no Lighthouse: npm was missing when the tests were set up (make tests/browser/.npm-ready)")
    return command


@pytest.fixture
def address(request, where):
    folder = request.getfixturevalue(where)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("where", "name"), PAGES)
def test_a_phone_gets_it_fast_and_whole(lighthouse, address, tmp_path, name):
    best = {}
    for n in range(TRIES):
        scores = judged(lighthouse, f"{address}/{name}", tmp_path / f"{n}.json")
        best = {key: max(best.get(key, 0), scores[key]) for key in WANTED}
        if all(best[key] >= WANTED[key] for key in WANTED):
            break
    print(name, best)
    assert {key: best[key] for key in WANTED if best[key] < WANTED[key]} == {}


def judged(command, url, target):
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    options = [f"--only-categories={','.join(WANTED)}", "--output=json", f"--output-path={target}", "--quiet", flags]
    environment = {**os.environ, "CHROME_PATH": browser.found()}
    subprocess.run([shutil.which("node"), command, url, *options], check=True, capture_output=True, env=environment)
    categories = json.loads(target.read_text(encoding="utf-8"))["categories"]
    return {key: categories[key]["score"] for key in WANTED}
