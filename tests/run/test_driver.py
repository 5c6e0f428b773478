"""The driver under bad luck: killed, doubled, interrupted, with workers that die and notebooks that will not end."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from tests.notebooks_made import write_notebook
from tests.run.conftest import FINE, KLA, environment, plan, record, run, write_recap

SLOW = "import time; time.sleep(0.4)\n" + FINE
PLACES = ("kab-banyuasin", "kab-lahat", "kab-muara-enim", "kab-musi-rawas", "kota-lubuk-linggau", "kota-pagar-alam")


def begin(home, *arguments, **more):
    """A run in the background, in a session of its own."""
    command = [str(KLA), "run", "--home", str(home), "--json", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env=environment(**more), start_new_session=True,
    )  # fmt: skip


def processes_of(pid):
    """A process and all below it."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def whole(path):
    text = path.read_text(encoding="utf-8")
    return text.startswith("<!") and text.rstrip().endswith("</html>")


def pages(home):
    return sorted((home / "reports").rglob("*-*.html"))


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def many(home):
    """Eight places, sixteen reports, each slow enough to be met in the middle. The further recaps are made up."""
    for place in PLACES:
        write_recap(home, place, "kode,nilai\nK1,90\n")
    for name in ("10-baik", "40-riwayat"):
        write_notebook(home / f"notebooks/{name}.ipynb", SLOW, per="history" if "40" in name else "place")
    return home


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, pytest.param(1, marks=pytest.mark.long), 5])
def test_killed_at_any_moment_leaves_whole_reports_and_the_next_run_makes_the_rest(many, after):
    process = begin(many, "--workers", 2)
    assert wait_until(lambda: len(pages(many)) >= after)
    time.sleep(0.3)
    family = processes_of(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert wait_until(lambda: not [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE], 10)
    left = pages(many)
    assert all(whole(path) for path in left)
    assert len(left) < 16
    ran = run(many, workers=2)
    assert ran.code == 0
    assert len(ran.made) + ran.done["unchanged"] == 16
    assert after == 0 or len(ran.made) < 16
    assert len(pages(many)) == 16 and all(whole(path) for path in pages(many))
    assert len(record(many)["reports"]) == 16
    assert not list((many / "reports").rglob(".tmp-*")) and not list((many / "reports/.run").glob("journal-*"))


@pytest.mark.slow
def test_a_second_run_is_told_who_is_running(many):
    first = begin(many, "--workers", 1)
    assert wait_until((many / "reports/.run/holder.json").is_file)
    time.sleep(0.2)
    second = subprocess.run(
        [str(KLA), "run", "--home", str(many)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert second.returncode == 2
    assert f"PID {first.pid}" in second.stderr and "Traceback" not in second.stderr
    out, _ = first.communicate(timeout=120)
    assert first.returncode == 0
    assert json.loads(out.splitlines()[-1])["made"] == 16
    assert all(whole(path) for path in pages(many))


@pytest.mark.slow
def test_the_plan_may_be_looked_at_while_a_run_is_at_work(many):
    first = begin(many, "--workers", 1)
    assert wait_until((many / "reports/.run/holder.json").is_file)
    assert len(plan(many)) == 16
    first.kill()
    first.communicate()


@pytest.mark.slow
def test_interrupted_it_publishes_what_is_finished(many):
    process = begin(many, "--workers", 2)
    assert wait_until(lambda: len(pages(many)) >= 4)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in out + err
    told = {e["report"] for e in map(json.loads, out.splitlines()) if e["event"] == "report"}
    assert told == {entry["report"] for entry in record(many)["reports"]}
    assert not told & set(run(many).made)
    assert len(record(many)["reports"]) == 16


CRASHES = {
    "10-keluar": ("import os; os._exit(3)", "exit code 3"),
    "11-sinyal": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
    "12-lambat": ("while True: pass", "timed out"),
    "13-memori": ("data = b'x' * 2_000_000_000", "MemoryError"),
    "14-galat": ("1 / 0", "ZeroDivisionError"),
}


@pytest.mark.slow
def test_each_crash_fails_its_report_alone_with_its_reason(home):
    for name, (code, _) in CRASHES.items():
        write_notebook(home / f"notebooks/{name}.ipynb", "print('sampai sini')\n" + code)
    ran = run(home, "--place", "kota-palembang", "--cell-seconds", 5, "--memory", 600, workers=2)
    entries = {entry["report"].split("/")[-1]: entry for entry in record(home)["reports"]}
    assert ran.code == 3
    assert entries["10-baik.html"]["state"] == entries["40-riwayat.html"]["state"] == "ok"
    for name, (_, reason) in CRASHES.items():
        entry = entries[f"{name}.html"]
        assert entry["state"] == "failed" and reason in entry["reason"], entry
        page = (home / "reports/2024/kota-palembang" / f"{name}.html").read_text(encoding="utf-8")
        assert entry["reason"].split(":")[0] in page
        kept = home / "reports/2024/kota-palembang" / f"{name}.failed.ipynb"
        assert "sampai sini" in kept.read_text(encoding="utf-8")
    index = (home / "reports/2024/index.html").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in index and "SIGSEGV" in index


@pytest.mark.slow
def test_a_notebook_that_ends_the_warm_server_spoils_no_report_after_it(home):
    code = "import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(1)"
    write_notebook(home / "notebooks/15-induk.ipynb", code)
    ran = run(home, "--place", "kota-palembang", workers=1)
    states = {entry["report"].split("/")[-1]: entry["state"] for entry in record(home)["reports"]}
    assert ran.code == 0
    assert states == {"10-baik.html": "ok", "15-induk.html": "ok", "40-riwayat.html": "ok"}


@pytest.mark.slow
def test_a_worker_that_dies_takes_nothing_with_it(many):
    process = begin(many, "--workers", 2)
    assert wait_until(lambda: len(pages(many)) >= 1)
    workers = [p for p in processes_of(process.pid)[1:] if is_worker(p, process.pid)]
    assert workers
    workers[0].kill()
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    made = [e for e in map(json.loads, out.splitlines()) if e["event"] == "report"]
    assert sorted(e["report"] for e in made) == sorted(entry["report"] for entry in record(many)["reports"])
    assert {e["state"] for e in made} == {"ok"} and len({e["report"] for e in made}) == 16


def is_worker(process, driver):
    """A worker of the pool is forked by a child of the driver and stays in its session; a notebook has its own."""
    try:
        return process.ppid() != driver and os.getsid(process.pid) == driver and process.num_threads() > 1
    except (psutil.Error, ProcessLookupError):
        return False


@pytest.mark.slow
def test_where_there_is_no_fork_the_same_driver_makes_the_same_pages(home, made):
    ran = run(home, workers=2, KLA_ENGINE_FORK="0")
    assert ran.code == 0 and len(ran.made) == 4
    for page in pages(made):
        assert (home / page.relative_to(made)).read_bytes() == page.read_bytes()


@pytest.mark.slow
def test_a_notebook_that_needs_a_front_end_is_handed_over_and_said_so(home):
    write_notebook(home / "notebooks/10-baik.ipynb", "import comm; comm.create_comm('own', data={})\n" + FINE)
    ran = run(home, "--place", "kota-palembang")
    told = {entry["report"].split("/")[-1]: entry["handed_over"] for entry in record(home)["reports"]}
    assert ran.code == 0
    assert "front end" in told["10-baik.html"] and told["40-riwayat.html"] == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["s", pytest.param("folder-sementara-yang-namanya-sangat-panjang" * 3, marks=pytest.mark.long)]
)
def test_nothing_is_left_behind(home, tmp_path_factory, name):
    temporary = Path(tempfile.mkdtemp(prefix="kla-")) / name
    temporary.mkdir()
    mark = temporary.parent.name
    assert run(home, workers=2, TMPDIR=str(temporary), KLA_TEST_MARK=mark).code == 0
    assert list(temporary.iterdir()) == []
    shutil.rmtree(temporary.parent)
    assert wait_until(lambda: not marked(mark))


def marked(mark):
    """Every process of this machine that inherited a run's mark, however far below it."""
    return [p for p in psutil.process_iter(["environ"]) if (p.info["environ"] or {}).get("KLA_TEST_MARK") == mark]


@pytest.mark.slow
def test_the_mark_is_seen_in_a_runs_own_processes(many):
    process = begin(many, "--workers", 1, KLA_TEST_MARK=many.parent.name)
    assert wait_until(lambda: len(pages(many)) >= 1)
    assert len(marked(many.parent.name)) >= 4  # driver, two fork servers, a worker
    process.kill()
    process.communicate()
    assert wait_until(lambda: not marked(many.parent.name), 20)


@pytest.mark.slow
def test_on_a_terminal_there_is_one_bar_with_rate_and_time_left(home):
    import pty

    pid, descriptor = pty.fork()
    if pid == 0:
        os.execv(str(KLA), [str(KLA), "run", "--home", str(home)])
    shown = b""
    while True:
        try:
            shown += os.read(descriptor, 1 << 16)
        except OSError:
            break
    os.waitpid(pid, 0)
    text = shown.decode("utf-8")
    assert "laporan/s" in text and "4/4" in text and "━" in text and "Paling lama" in text


@pytest.mark.slow
def test_without_a_terminal_there_is_one_line_per_report(home):
    done = subprocess.run(
        [str(KLA), "run", "--home", str(home)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("[")]
    assert len(lines) == 4 and lines[-1].startswith("[4/4] selesai")
    assert "4 laporan selesai, 0 gagal, 0 tidak berubah" in done.stdout
