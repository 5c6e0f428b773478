"""An edition drafted from a recap: sound from a sound recap, and every misprint named otherwise."""

import csv
import io
from pathlib import Path

import pytest

from kla_lib.core.problems import InputFault
from kla_lib.instrument import editions
from kla_lib.recap.draft import Title, draft_edition, write_draft
from kla_lib.recap.recap import read_recap

ROOT = Path(__file__).parents[2]
REAL = ROOT / "data/raw/2024/kab-ogan-ilir/EM/rekap.csv"
TITLE = Title("Rancangan 2025", 'Draft "2025"', "belum diketahui", "2026-01-31")
SMALL = """kode;uraian;nilai;nilai maksimal
K0;;;600
1;;;
1.1;;5;200
2 a;;5;400
K6;Klaster baru;;
27;Indikator baru;;400
1 a;Pertanyaan baru;;150
27.2;Pertanyaan kedua;;250
"""


@pytest.fixture
def draft_of(tmp_path, edition):
    """Draft an edition from a text."""

    def draft(text, edition_id="2025-contoh"):
        path = tmp_path / "rekap.csv"
        path.write_text(text, encoding="utf-8")
        return draft_edition([path], edition_id, edition, TITLE)

    return draft


def rows_of(files):
    return list(csv.DictReader(io.StringIO(files["instrument.csv"])))


def sound_recap(edition):
    nodes = [(node.code, f"{(node.max_micro or 0) / 1_000_000:g}") for node in edition.nodes]
    return "kode;nilai;nilai maksimal\n" + "".join(f"{code};;{maximum}\n" for code, maximum in nodes)


def test_a_sound_recap_gives_a_sound_edition(draft_of, edition, tmp_path):
    files, problems = draft_of(sound_recap(edition))
    assert problems == []
    write_draft(tmp_path / "2025-contoh", files)
    drafted, faults = editions.examine(tmp_path / "2025-contoh")
    assert faults == []
    assert [(n.code, n.parent, n.level, n.max_micro, n.label_id, n.agencies) for n in drafted.nodes] == [
        (n.code, n.parent, n.level, n.max_micro, n.label_id, n.agencies) for n in edition.nodes
    ]
    assert {node.confidence for node in drafted.nodes} == {"L"}
    assert drafted.title_en == 'Draft "2025"'
    assert drafted.sources["recap"].title.startswith("Rekap: rekap.csv (sha256 ")


def test_a_drafted_edition_reads_the_recap_it_came_from(draft_of, edition, tmp_path):
    files, _ = draft_of(sound_recap(edition))
    write_draft(tmp_path / "2025-contoh", files)
    drafted = editions.load(tmp_path / "2025-contoh")
    recap = read_recap([tmp_path / "rekap.csv"], drafted, place="kab-contoh", period="2025", stage="EM")
    assert recap.problems == () and recap.rows_kept == 312


def test_new_codes_take_their_place_and_missing_maxima_are_summed(draft_of, tmp_path):
    files, problems = draft_of(SMALL)
    assert problems == []
    assert [(row["code"], row["parent"], row["level"], row["max"]) for row in rows_of(files)] == [
        ("K0", "", "block", "600"),
        ("1", "K0", "indicator", "600"),
        ("1.1", "1", "question", "200"),
        ("1.2a", "1", "question", "400"),
        ("K6", "", "block", "400"),
        ("27", "K6", "indicator", "400"),
        ("27.1a", "27", "question", "150"),
        ("27.2", "27", "question", "250"),
    ]
    assert [row["label_id"] for row in rows_of(files)][-2:] == ["Pertanyaan baru", "Pertanyaan kedua"]
    write_draft(tmp_path / "2025-contoh", files)
    assert editions.examine(tmp_path / "2025-contoh")[1] == []


def test_the_real_recap_names_what_does_not_add_up(edition):
    files, problems = draft_edition([REAL], "2025-ogan-ilir", edition, TITLE, ROOT)
    assert [(p.kind, p.where.cell, p.found) for p in problems] == [
        ("subtotal_max", "C84", "150"),
        ("subtotal_max", "C198", "110.0"),
        ("subtotal_max", "C204", "51.0"),
        ("subtotal_max", "C227", "205.0"),
        ("subtotal_max", "C239", "17.0"),
    ]
    assert len(rows_of(files)) == 312
    assert "data/raw/2024/kab-ogan-ilir/EM/rekap.csv" in files["edition.toml"]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("kode;nilai;nilai maksimal\n1.1;3;12\n1.4;5;\n", "draft_max", "1.4"),
        ("kode;nilai;nilai maksimal\n1.1;3;12\nM-7-b;5;5\n", "draft_code", "M-7-b"),
        ("kode;nilai;nilai maksimal\n1.1;3;12\n1.1;5;5\n", "code_double", "1.1"),
        ("kode;nilai;maksimalnya\n1.1;3;12\n", "column_unknown", "maksimalnya"),
    ],
)
def test_what_a_person_must_finish_is_named(draft_of, text, kind, found):
    _, problems = draft_of(text)
    assert (kind, found) in [(p.kind, p.found) for p in problems]


@pytest.mark.parametrize("edition_id", ["", "../2025", "2025 Kuningan", "/etc", "2025_"])
def test_an_odd_id_drafts_nothing(draft_of, edition_id):
    files, problems = draft_of(SMALL, edition_id)
    assert files == {} and [(p.kind, p.found) for p in problems] == [("draft_id", edition_id)]


def test_a_recap_that_cannot_be_read_drafts_nothing(draft_of):
    files, problems = draft_of("tanpa judul\n")
    assert files == {} and [p.kind for p in problems] == ["header_missing"]


def test_a_draft_never_overwrites(tmp_path):
    folder = tmp_path / "2025-contoh"
    write_draft(folder, {"edition.toml": "a", "columns/recap.csv": "b"})
    assert (folder / "columns/recap.csv").read_text() == "b"
    with pytest.raises(InputFault, match="2025-contoh"):
        write_draft(folder, {"edition.toml": "other"})
    assert (folder / "edition.toml").read_text() == "a"
