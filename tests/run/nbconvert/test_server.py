"""JupyterLab's Save and Export menu lists what its server answers at /api/nbconvert: a real server is asked."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

TOKEN = "uji"
SECONDS = 60


@pytest.fixture
def server(tmp_path):
    """The address of a running Jupyter server, which writes it into a file of its runtime folder."""
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ServerApp.port=0",
               f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={tmp_path}"]  # fmt: skip
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        yield address(process, tmp_path / "runtime")
        process.terminate()


def address(process, runtime: Path):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        for known in runtime.glob("jpserver-*.json"):
            url = json.loads(known.read_text(encoding="utf-8"))["url"]
            if answers(f"{url}api/status"):
                return url
        time.sleep(0.2)
    pytest.fail("the server did not start")


def answers(url):
    try:
        with asked(url) as answer:
            return answer.status == 200
    except OSError:  # not there yet, or too busy to answer
        return False


def asked(url):
    return urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": f"token {TOKEN}"}), timeout=30)


def test_the_server_offers_our_page_for_saving(server):
    with asked(f"{server}api/nbconvert") as answer:
        offered = json.load(answer)
    assert offered["kla"] == {"output_mimetype": "text/html"}
    assert "html" in offered
