"""A made city with planted faults: each is found, nothing is claimed of what is clean, and the command says the same."""

import base64
import html
import io
import json

import pytest
from PIL import Image

from kla_lib.core.problems import InputFault
from kla_lib.evidence.charts import MOST_PICTURES, evidence_pairs, risk_chart
from kla_lib.evidence.findings import finding_kinds, kind_of, reason, remedy
from kla_lib.evidence.names import file_shown
from kla_lib.evidence.tables import (
    evidence_findings,
    evidence_headline,
    evidence_limits,
    evidence_tasks,
    risk_blocks,
    risk_reasons,
    shown,
)
from kla_lib.evidence.terminal import evidence_lines, evidence_record
from kla_lib.samples import city

WHERE = ("--place", city.PLACE, "--period", city.PERIOD)
NOT_PLANTED = {"not_there", "slow", "too_large"}  # lists of agencies and what takes long have tests of their own
HIDDEN = ("1471014205150001", "1471011205150002", "Anak Rekaan")
VIEWS = (
    evidence_headline,
    evidence_limits,
    risk_blocks,
    risk_reasons,
    evidence_pairs,
    evidence_findings,
    evidence_tasks,
)


def told(found):
    return {(finding.code, finding.file, finding.kind) for finding in found.found}


def test_faults_of_every_kind_are_planted(made):
    kinds = {planted.kind for planted in made[1].planted}
    assert len(made[1].planted) >= 40 and kinds == set(finding_kinds()) - NOT_PLANTED


def test_every_planted_fault_is_found(made, found):
    assert [
        planted for planted in made[1].planted if (planted.code, planted.file, planted.kind) not in told(found)
    ] == []


def test_nothing_else_is_told_but_reminders(made, found):
    planted = {(fault.code, fault.kind) for fault in made[1].planted}
    others = [finding for finding in found.found if (finding.code, finding.kind) not in planted]
    assert {kind_of(finding).severity for finding in others} <= {"info"}


def test_nothing_at_all_is_told_of_clean_questions(made, found):
    assert made[1].clean and not [finding for finding in found.found if finding.code in made[1].clean]


def test_points_at_risk_are_those_of_questions_with_serious_faults(made, found):
    serious = {fault.code for fault in made[1].planted if finding_kinds()[fault.kind].severity == "error"}
    worth = {code: found.edition.by_code[code].max_micro for code in serious}
    assert dict(found.risk.by_code) == worth and found.risk.at_risk_micro == sum(worth.values())


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_finding_has_its_reason_and_remedy(found, lang):
    for finding in found.found:
        words = reason(finding, lang) + remedy(finding, lang)
        assert "{" not in words.replace("\\u{", "") and len(words) > 40


def test_both_files_and_both_questions_of_a_pair_are_named(found):
    pairs = [
        finding for finding in found.found if finding.kind in ("same_bytes", "same_picture", "same_text", "same_page")
    ]
    by_file = {(finding.file, finding.twin) for finding in pairs}
    assert pairs and all((twin, file) in by_file for file, twin in by_file)
    for finding in pairs:
        assert finding.twin in reason(finding, "id") and finding.twin.split("/")[0] in reason(finding, "id")


def test_outdated_says_which_date_and_how_sure(found):
    (old,) = [finding for finding in found.found if finding.kind == "outdated"]
    assert all(part in reason(old, "id") for part in ("7 Juni 2021", "tanggal dokumen", "pasti", "2024, 2025"))


def test_the_json_is_exactly_what_was_promised(made, found, kla):
    ran = kla("evidence", "scan", *WHERE, "--json", cwd=made[0])
    record = ran.json()
    assert ran.code == 0 and list(record) == ["files", "questions", "findings", "problems"]
    keys = ["code", "file", "kind", "severity", "reason", "remedy", "points", "twin"]
    assert all(list(finding) == keys for finding in record["findings"])
    assert record == json.loads(json.dumps(evidence_record(found)))
    days = {file["file"]: (file["date"], file["date_sure"]) for file in record["files"]}
    (old,) = [finding for finding in found.found if finding.kind == "outdated"]
    assert days[old.file] == ("2021-06-07", "high")


def test_nothing_personal_is_shown_or_kept(made, found):
    kept = [
        path.read_bytes().decode("utf-8", "replace")
        for path in (made[0] / "data/processed").rglob("*")
        if path.is_file()
    ]
    shown = [view(found).text for view in VIEWS] + [
        "\n".join(evidence_lines(found)),
        json.dumps(evidence_record(found)),
    ]
    assert kept and not [secret for secret in HIDDEN for text in [*shown, *kept] if secret in text]
    assert file_shown("1.4/Akta_Budi_lahir_12-05-2015.pdf").startswith("1.4/[")


def test_an_offices_to_do_names_every_file_it_is_for(found):
    page = html.unescape(evidence_tasks(found).text)
    serious = [finding for finding in found.found if finding.code and kind_of(finding).severity == "error"]
    assert serious
    for finding in serious:
        assert shown(finding.file, "id") in page and shown(finding.twin, "id") in page


def test_thumbnails_are_small_and_bare(found):
    page = evidence_pairs(found).text
    pictures = [base64.b64decode(part.split('"')[0]) for part in page.split("data:image/jpeg;base64,")[1:]]
    assert 6 <= len(pictures) <= MOST_PICTURES and sum(map(len, pictures)) < 400_000
    for data in pictures:
        with Image.open(io.BytesIO(data)) as image:
            assert (
                max(image.size) <= 150
                and not image.getexif()
                and set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            )


def test_doubtful_pages_of_documents_are_drawn_too(made, found):
    unclear = {(f.file, f.page) for f in found.found if kind_of(f).family == "unclear" and f.page}
    drawn = {
        place: found.thumbnail(next(file for file in found.files if file.path == place[0]), place[1])
        for place in unclear
    }
    assert len(drawn) >= 3 and all(data.startswith(b"\xff\xd8") and len(data) < 20_000 for data in drawn.values())
    private = {f.file for f in found.found if f.kind == "personal_data"}
    assert not any(found.thumbnail(file, 1) for file in found.files if file.path in private)


def test_a_picture_handed_in_many_times_stands_once_with_all_its_questions(tmp_path):
    from kla_lib.evidence.audit import open_evidence
    from kla_lib.samples import city_papers as papers

    home = tmp_path / "data/raw" / city.PERIOD / city.PLACE / "evidence"
    scene = papers.scene("berkali-kali")
    files = {"2.4/a.jpg": papers.jpeg(scene), "2.6/b.jpg": papers.jpeg(scene, 40), "3.2/c.pdf": papers.in_pdf(scene)}
    for name, data in files.items():
        (home / name).parent.mkdir(parents=True)
        (home / name).write_bytes(data)
    (tmp_path / "kla.toml").write_text(city.SETTINGS, encoding="utf-8")
    page = evidence_pairs(open_evidence(tmp_path, city.PERIOD, city.PLACE)).text
    assert page.count("<li>") == 1 and page.count("data:image/jpeg;base64,") == 3


def test_the_views_speak_and_add_up(found):
    assert f"{len(found.risk.by_code)} pertanyaan" in evidence_headline(found).text
    assert sum(found.risk.by_block.values()) == sum(found.risk.by_agency.values()) == found.risk.at_risk_micro
    assert risk_chart(found).alt
    for view in VIEWS:
        assert view(found).text.strip()


def test_what_lies_there_is_left_as_it_is(made, found, kla):
    before = {path: path.stat().st_mtime_ns for path in (made[0] / "data/raw").rglob("*")}
    assert kla("evidence", "pack", *WHERE, cwd=made[0]).code == 0
    assert before == {path: path.stat().st_mtime_ns for path in (made[0] / "data/raw").rglob("*")}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('upload_limit_mb = "besar"', "upload_limit_mb"),
        ("upload_limit_mb = 0", "upload_limit_mb"),
        ('[evidence_years]\n"2026" = [2024]', "2026"),
        ('[evidence_years]\n"2026" = []', "2026"),
        ('evidence_years = "2024"', "evidence_years"),
    ],
)
def test_faulty_settings_are_told(tmp_path, setting, said):
    from kla_lib.evidence.audit import open_evidence

    (tmp_path / "kla.toml").write_text(setting, encoding="utf-8")
    with pytest.raises(InputFault) as fault:
        open_evidence(tmp_path, city.PERIOD, city.PLACE)
    assert said in fault.value.problems[0].found
