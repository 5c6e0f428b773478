"""Lighthouse on its phone profile, asked of a folder of pages that is served as web servers do."""

import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

from tests.browser import browser

COMMAND = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"


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


@contextmanager
def served(folder: Path):
    """The address of a folder on this machine, for as long as one asks."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def judged(url: str, target: Path, categories: list[str]) -> dict:
    """Lighthouse's report of a page on a phone, kept at ``target`` too."""
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    options = [
        f"--only-categories={','.join(categories)}",
        "--output=json",
        f"--output-path={target}",
        "--quiet",
        flags,
    ]
    environment = {**os.environ, "CHROME_PATH": browser.found()}
    subprocess.run([shutil.which("node"), COMMAND, url, *options], check=True, capture_output=True, env=environment)
    return json.loads(target.read_text(encoding="utf-8"))
