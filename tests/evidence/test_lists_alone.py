"""Where no files are kept, what agencies list is the evidence: nothing is called missing that could not be looked at."""

import pytest

from kla_lib.core.workspace import open_workspace
from kla_lib.evidence.audit import risk_at
from kla_lib.evidence.judge import findings
from kla_lib.evidence.model import EvidenceFile, EvidenceToJudge, EvidenceYears, Scan
from kla_lib.samples import city

CODE = "2.4"


@pytest.mark.parametrize(
    ("listed", "has_folder", "kinds"),
    [
        ("laporan.pdf", True, {"no_evidence", "not_there"}),
        ("laporan.pdf", False, {"not_there"}),
        ("https://contoh.invalid/bukti", False, {"no_evidence", "link"}),
        ("", False, set()),
    ],
)
def test_a_listed_name_counts_where_there_is_no_folder(listed, has_folder, kinds):
    files = (EvidenceFile("", CODE, listed=listed, agency="bappeda"),) if listed else ()
    matter = EvidenceToJudge(Scan(files, {}), city.EDITION, (), {CODE: 5}, EvidenceYears("2026"), None, has_folder)
    assert {finding.kind for finding in findings(matter)} == kinds


@pytest.mark.parametrize("folder", [True, False])
def test_returned_forms_that_list_nothing_put_no_points_at_risk(tmp_path, folder):
    (tmp_path / "kla.toml").write_text(city.SETTINGS, encoding="utf-8")
    raw = tmp_path / "data/raw" / city.PERIOD / city.PLACE
    raw.mkdir(parents=True)
    made = city.City(raw / "evidence", claims={CODE: "most"})
    city.recap(raw, made)
    (raw / "formulir/kembali").mkdir(parents=True)
    (raw / "formulir/kembali/daftar.csv").write_text("order,sha256,original_name,received_at\n", encoding="utf-8")
    if folder:
        made.root.mkdir()
    risk = risk_at(open_workspace(tmp_path), city.PERIOD, city.PLACE)
    assert risk is None
