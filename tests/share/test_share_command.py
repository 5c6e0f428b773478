"""``kla share`` as a user runs it: files where they are said to be, faults all at once."""

import pytest
from pypdf import PdfReader

HERE = ("--place", "kab-ogan-ilir", "--period", "2024")
NAMES = ("Forum-Anak", "Gugus-Tugas", "Klaster-2", "Media", "OPD-dinkes")


@pytest.mark.slow
def test_each_audience_gets_a_page_and_a_pdf_below_its_place(kla, workspace):
    wanted = ("--for", "gugus-tugas", "--for", "opd:dinkes", "--for", "forum-anak", "--for", "media")
    wanted += ("--for", "klaster:2")
    ran = kla("share", *HERE, *wanted, cwd=workspace)
    assert ran.code == 0, ran.err
    folder = workspace / "reports/2024/kab-ogan-ilir/bagikan"
    names = [f"KLA_Kab-Ogan-Ilir_2024_{name}" for name in NAMES]
    assert sorted(p.name for p in folder.iterdir()) == sorted(f"{n}.{e}" for n in names for e in ("html", "pdf"))
    assert len(ran.out.splitlines()) == 2 * len(NAMES)
    assert all((folder / f"{name}.html").as_posix() in ran.out for name in names)
    assert all((folder / f"{name}.html").stat().st_size < 1_000_000 for name in names)
    assert all(len(PdfReader(folder / f"{name}.pdf").pages) >= 1 for name in names)


def test_the_message_alone_stands_on_stdout(kla, workspace):
    ran = kla("share", *HERE, "--whatsapp", "--for", "media", "--lang", "en", cwd=workspace)
    assert ran.code == 0 and ran.out.startswith("*KLA Kab. Ogan Ilir 2024*\nSelf-assessment (EM)")
    assert "Media.pdf" not in ran.out and "Media.pdf" in ran.err
    assert len(ran.out.strip()) <= 900


@pytest.mark.slow
def test_a_place_without_a_recap_has_a_press_page_only(kla, workspace):
    pekanbaru = ("--place", "kota-pekanbaru", "--period", "2024")
    assert kla("share", *pekanbaru, "--for", "media", cwd=workspace).code == 0
    ran = kla("share", *pekanbaru, "--for", "media", "--for", "forum-anak", cwd=workspace)
    assert ran.code == 2 and "kota-pekanbaru" in ran.err
    assert kla("share", *pekanbaru, "--whatsapp", cwd=workspace).code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], ["kla share --place"]),
        ([*HERE], ["--for atau --whatsapp"]),
        (["--for", "medai", "--for", "wali"], ["medai", "mungkin maksudnya: media", "wali", "kla share --place"]),
        ([*HERE, "--for", "opd:dinkess", "--for", "opd:nelayan"], ["dinkess", "yang mirip: dinkes", "nelayan"]),
        ([*HERE, "--for", "opd:Dinas Kesehatan"], ["yang mirip: dinkes"]),
        ([*HERE, "--for", "opd:"], ['""']),
        ([*HERE, "--for", "klaster:7", "--for", "opd:x"], ["klaster:7", "klaster:2", "ditemukan “x”"]),
        ([*HERE, "--for", "klaster:../D"], ["klaster:../D"]),
        ([*HERE, "--for", "opd:../../x"], ["../../x"]),
        (["--place", "ogan ilr", "--period", "2024", "--for", "media"], ["Ogan Ilir"]),
        ([*HERE, "--for", "media", "--lang", "fr"], ["fr"]),
    ],
)
def test_what_is_wrong_is_said_all_at_once_and_nothing_is_written(kla, workspace, arguments, said):
    ran = kla("share", *arguments, cwd=workspace)
    assert ran.code == 2 and not ran.out
    assert all(text in ran.err for text in said), ran.err
    assert not (workspace / "reports").exists()
