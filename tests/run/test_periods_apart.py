"""A period without an edition stops its own reports only, and the settings take years as people write them."""

import shutil

import pytest

PLACE = "data/raw/{}/kota-pekanbaru/EM"


@pytest.fixture
def three(workspace):
    """2024 can be scored, 2020 has an edition without weights, 2026 has none."""
    for period in ("2020", "2026"):
        shutil.copytree(workspace / "data/raw/2024/kab-ogan-ilir/EM", workspace / PLACE.format(period))
    return workspace


def test_check_names_the_others_and_counts_what_can_be_counted(kla, three):
    ran = kla("check", "--json", cwd=three)
    told = {(p["kind"], p["file"]) for p in ran.json()["problems"] if p["severity"] == "error"}
    assert ran.code == 2 and told == {("period_unknown", "data/raw/2026"), ("no_weights", "data/raw/2020")}
    assert [recap["period"] for recap in ran.json()["recaps"]] == ["2024"]


def test_the_remedy_names_only_editions_that_can_score(kla, three):
    said = kla("check", "--period", "2026", "--lang", "en", cwd=three)
    assert said.code == 2 and "(2023)" in said.err and "2018" not in said.err and "kla.toml: found" not in said.err


def test_run_plans_the_reports_of_the_others(kla, three):
    ran = kla("run", "--list", "--json", "--only", "*10-*", cwd=three)
    assert [report["report"] for report in ran.json()] == ["2024/kab-ogan-ilir/10-ringkasan.html"]


def test_a_pattern_for_a_period_without_edition_says_why(kla, three):
    ran = kla("run", "--only", "2026/*", cwd=three)
    assert ran.code == 2 and "data/raw/2026" in ran.err and "2026/*" in ran.err


def test_evidence_alone_is_something_to_report_on(kla, workspace):
    shutil.rmtree(workspace / "data/raw/2024")
    (workspace / "data/raw/2024/kota-pekanbaru/evidence/1.1").mkdir(parents=True)
    ran = kla("run", "--list", "--json", "--only", "*70-bukti*", cwd=workspace)
    assert [report["report"] for report in ran.json()] == ["2024/kota-pekanbaru/70-bukti.html"]


@pytest.mark.parametrize("told", ["2026 = 2023\n", '"2026" = 2023\n', '2026 = "2023"\n'])
def test_years_without_quotation_marks(kla, three, told):
    settings = f"[periods]\n{told}[evidence_years]\n2026 = [2024, 2025]\n"
    (three / "kla.toml").write_text(settings, encoding="utf-8")
    kinds = {p["kind"] for p in kla("check", "--period", "2026", "--json", cwd=three).json()["problems"]}
    assert "period_unknown" not in kinds and not any(kind.startswith("settings") for kind in kinds)


@pytest.mark.parametrize("told", ["2026 = 2023.5", "2026 = true", "2026.1 = 2023", "2026 = [2023]"])
def test_other_values_are_faults(kla, three, told):
    (three / "kla.toml").write_text(f"[periods]\n{told}\n", encoding="utf-8")
    assert kla("check", "--json", cwd=three).json()["problems"][0]["kind"] == "settings_periods"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("data/raw/2024", "no_recap_here"), (".", "no_recap_here"), ("data/raw/2024/kab-ogan-ilirr", "path_missing"),
     ("data/raw/2026/kota-pekanbaru/tugas.csv", "table_no_recap")],
)  # fmt: skip
def test_a_path_without_a_recap(kla, workspace, path, kind):
    kla("init", "--place", "kota-pekanbaru", "--period", "2026", cwd=workspace)
    assert [p["kind"] for p in kla("score", path, "--json", cwd=workspace).json()["problems"]] == [kind]


def test_the_folder_of_a_place_is_its_furthest_stage(kla, workspace):
    (workspace / "data/raw/2024/kab-ogan-ilir/tugas.csv").write_text("code,lead,support\n", encoding="utf-8")
    by_folder = kla("score", "data/raw/2024/kab-ogan-ilir", "--json", cwd=workspace).json()
    assert by_folder == kla("score", "--place", "kab-ogan-ilir", "--period", "2024", "--json", cwd=workspace).json()
