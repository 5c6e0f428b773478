"""data/raw as people fill it: what is found, and what lies in the wrong place."""

import pytest

from kla_lib.recap.find_recaps import find_stages, recap_at, recap_files, said_by_path, stages_of
from kla_lib.recap.model import StageKey

PLACE = "2024/kab-ogan-ilir"


@pytest.fixture
def raw(tmp_path):
    """A function that lays files below a raw folder and gives that folder."""

    def lay(*names):
        for name in names:
            path = tmp_path / "data/raw" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("kode;nilai\n1.1;3\n")
        return tmp_path / "data/raw"

    return lay


def test_stages_are_found_in_their_order(raw):
    folder = raw(f"{PLACE}/VA/a.csv", f"{PLACE}/EM/a.csv", "2023/kota-pekanbaru/VF/hasil.xlsx")
    keys, problems = find_stages(folder)
    assert problems == []
    assert keys == [
        StageKey("2023", "kota-pekanbaru", "VF", folder / "2023/kota-pekanbaru/VF"),
        StageKey("2024", "kab-ogan-ilir", "EM", folder / PLACE / "EM"),
        StageKey("2024", "kab-ogan-ilir", "VA", folder / PLACE / "VA"),
    ]


def test_the_folder_of_a_place_means_its_furthest_stage_under_any_of_its_names(raw):
    place = raw(f"{PLACE}/EM/a.csv", f"{PLACE}/verifikasi pusat/a.csv", f"{PLACE}/VL/a.csv") / PLACE
    assert recap_at(place).name == "VL"
    assert [recap_at(place, stage).name for stage in ("vl", "VP", "em")] == ["VL", "verifikasi pusat", "EM"]


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("VL", "VLH"),
        ("VLH", "VLH"),
        ("em", "EM"),
        ("VP", "VP"),
        ("Verifikasi Administrasi Pusat", "VP"),
        ("VKL", "VLH"),
    ],
)
def test_a_stage_folder_may_have_any_of_its_names(raw, name, stage):
    folder = raw(f"{PLACE}/{name}/a.csv")
    assert find_stages(folder) == ([StageKey("2024", "kab-ogan-ilir", stage, folder / PLACE / name)], [])
    assert said_by_path(folder / PLACE / name / "a.csv")["stage"] == stage


def test_two_folders_of_one_stage_are_a_fault_and_the_named_one_is_read(raw):
    folder = raw(f"{PLACE}/VL/a.csv", f"{PLACE}/VLH/a.csv", f"{PLACE}/EM/a.csv")
    keys, problems = find_stages(folder)
    assert [(key.stage, key.folder.name) for key in keys] == [("EM", "EM"), ("VLH", "VLH")]
    assert [(p.kind, p.found, p.severity) for p in problems] == [("stage_double", "VL", "error")]


@pytest.mark.parametrize(
    ("name", "kind", "found", "words"),
    [
        ("2024/kab-ogan-ilirr/EM/a.csv", "place_unknown", "kab-ogan-ilirr", "kab-ogan-ilir"),
        (f"{PLACE}/VX/a.csv", "stage_folder", "VX", "EM, VA, VP, VLH, VF"),
        (f"{PLACE}/rekap.csv", "file_misplaced", "rekap.csv", "folder tahapnya"),
        ("2024/rekap.xlsx", "file_misplaced", "rekap.xlsx", "<periode>/<tempat>/<tahap>"),
        ("rekap.ods", "file_misplaced", "rekap.ods", "rekap.ods"),
        ("lama/kab-ogan-ilir/EM/a.csv", "period_folder", "lama", "2024"),
    ],
)
def test_what_lies_in_the_wrong_place_is_a_problem_with_its_path(raw, name, kind, found, words):
    keys, problems = find_stages(raw(name))
    assert keys == []
    assert [(p.kind, p.found, p.severity) for p in problems] == [(kind, found, "error")]
    said = problems[0].as_dict("id")
    assert words in said["expected"] + said["remedy"]
    assert name.startswith(said["file"])


def test_what_is_no_recap_is_left_alone(raw):
    folder = raw(
        f"{PLACE}/bukti/foto.jpg", f"{PLACE}/corrections.csv", f"{PLACE}/options.csv", ".cache/a.csv", "BACA.md"
    )
    assert find_stages(folder) == ([], [])
    assert find_stages(folder / "tidak-ada") == ([], [])


def test_a_table_of_the_place_in_a_stage_folder_is_said(raw):
    keys, problems = find_stages(raw(f"{PLACE}/EM/a.csv", f"{PLACE}/EM/corrections.csv"))
    assert [key.stage for key in keys] == ["EM"]
    assert [(p.kind, p.severity, p.where.file) for p in problems] == [
        ("table_misplaced", "warning", f"{PLACE}/EM/corrections.csv")
    ]


def test_temporary_hidden_and_reserved_names_are_no_recaps(raw):
    names = ["b.xlsx", "a.csv", "~$b.xlsx", ".a.csv", "corrections.csv", "options.csv", "surat.pdf"]
    folder = raw(*(f"{PLACE}/EM/{name}" for name in names)) / PLACE / "EM"
    assert [path.name for path in recap_files(folder)] == ["a.csv", "b.xlsx", "surat.pdf"]


LAID = [f"{PLACE}/VA/a.csv", f"{PLACE}/EM/a.csv", f"{PLACE}/em/a.csv", "2024/kota-pekanbaru/XX/a.csv", "2023/kab-bogor"]
LAID += ["2023-rancangan/kab-bogor/EM/a.csv", "2024/kab-ogan-ilirr/EM/a.csv", "lama/kab-bogor/EM/a.csv", "2022"]
PERIODS = ["2024", "2023", "2023-rancangan", "2022", "2021", "lama", "", "2024/../2023-rancangan", "..", "2024 "]
PLACES = ["kab-ogan-ilir", "kota-pekanbaru", "kab-bogor", "kab-ogan-ilirr", "", ".", "..", "Kab-Ogan-Ilir"]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("place", PLACES)
def test_one_place_is_found_as_in_the_whole(raw, period, place):
    folder = raw(*LAID)
    whole = [key for key in find_stages(folder)[0] if (key.period, key.place) == (period, place)]
    assert stages_of(folder, period, place) == whole
    assert stages_of(folder / "tidak-ada", period, place) == []


TABLES = ("opd.csv", "tugas.csv", "tenggat.csv", "kecamatan.csv", "poin.csv", "keputusan.csv")


def test_the_tables_and_forms_of_a_place_are_no_recaps(raw):
    forms = (f"{PLACE}/formulir/kirim/a.xlsx", f"{PLACE}/formulir/kembali/b.csv", f"{PLACE}/formulir/c.csv")
    folder = raw(*(f"{PLACE}/{name}" for name in TABLES), f"{PLACE}/{TABLES[0].upper()}", *forms, f"{PLACE}/EM/a.csv")
    keys, problems = find_stages(folder)
    assert [key.stage for key in keys] == ["EM"]
    assert problems == []


@pytest.mark.parametrize("name", TABLES)
def test_in_a_stage_folder_they_are_misplaced_tables_not_recaps(raw, name):
    keys, problems = find_stages(raw(f"{PLACE}/EM/{name}"))
    assert keys == [] and [p.kind for p in problems] == ["table_misplaced"]


@pytest.mark.parametrize("name", TABLES)
def test_elsewhere_they_are_misplaced(raw, name):
    assert [p.kind for p in find_stages(raw(f"2024/{name}"))[1]] == ["file_misplaced"]
