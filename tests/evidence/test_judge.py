"""Single judgements, as input and expected output side by side."""

from types import SimpleNamespace

import pytest

from kla_lib.evidence.findings import finding_kinds, reason, remedy
from kla_lib.evidence.judge import findings
from kla_lib.evidence.judge_dates import evidence_years
from kla_lib.evidence.judge_files import byte_twins
from kla_lib.evidence.lists import Listed, listed_rows, with_lists
from kla_lib.evidence.model import Dated, EvidenceFile, EvidenceToJudge, EvidenceYears, Measured, Picture, Scan, Twin
from kla_lib.instrument import editions

EDITION = editions.load(editions.shipped()["2023"])
YEARS = EvidenceYears("2026", (2024, 2025))
PLAIN = "2.4"  # asks for a document
RULE = "1.2a"  # asks for a regulation


def one(measured=None, name="a.pdf", code=PLAIN, twins=(), **more):
    """The kinds told of one file and its question."""
    known = {"ab": Measured("ab", 9, **{"content": "pdf", **measured})} if measured is not None else {}
    file = EvidenceFile(f"{code or 'lain'}/{name}", code, "ab" if known else "", 9, **more)
    matter = EvidenceToJudge(Scan((file,), known), EDITION, twins, {code: 5} if code else {}, YEARS, 1_000)
    return {finding.kind for finding in findings(matter)}


def dates(*rows):
    return {"dates": tuple(Dated(*row) for row in rows)}


@pytest.mark.parametrize(
    ("measured", "kinds"),
    [
        (dates(("2024-05-01", "own", "high")), set()),
        (dates(("2021-05-01", "own", "high")), {"outdated"}),
        (dates(("2021-05-01", "own", "medium")), {"outdated_maybe"}),
        (dates(("2022-12-05", "own", "high"), ("2027", "until", "medium")), {"outdated_maybe"}),
        (dates(("2021-12-05", "own", "high"), ("2023", "until", "medium")), {"outdated"}),
        (dates(("2027", "until", "medium")), {"undated"}),
        (dates(("2021", "mention", "low")), {"outdated_maybe"}),
        (dates(("2026-01-20", "own", "high")), {"later"}),
        (dates(("2026-01-20", "own", "high"), ("2025", "budget", "high")), set()),
        (dates(("2021-05-01", "own", "high"), ("2024", "mention", "low")), {"outdated"}),
        (dates(("2014", "rule", "high")), {"undated"}),
        (dates(("2014", "rule", "high"), ("2024", "mention", "medium")), set()),
        (dates(), {"undated"}),
        (dates(("2026-02-03", "metadata", "low")), {"undated"}),  # the day on which an old paper was scanned
        (dates(("2021-02-03", "metadata", "low")), {"outdated_maybe"}),
        (dates(("2024-01-12", "own", "high"), ("2023", "budget", "high")), {"outdated_maybe"}),
        (dates(("2023", "budget", "high"), ("2024-01-12", "own", "medium")), {"outdated_maybe"}),
        (dates(("2024-01-12", "own", "high"), ("2023", "budget", "low")), set()),
        (dates(("2023", "budget", "high"), ("2024", "budget", "high")), set()),
        (dates(("2023", "budget", "high")), {"outdated"}),
        ({"content": "jpeg", **dates(("2019-02-02", "exif", "medium"))}, {"outdated_maybe", "wrong_type"}),
    ],
)
def test_dates(measured, kinds):
    assert one(measured) == kinds


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("IMG-20250102-WA0003.jpg", set()),
        ("IMG-20190817-WA0042.jpg", {"outdated_maybe"}),
        ("FOTO/PXL_20190817_101112345.jpg", {"outdated_maybe"}),
        ("20190817_101112.jpg", {"outdated_maybe"}),
        ("WhatsApp Image 2025-03-04 at 10.11.12.jpeg", set()),
        ("Screenshot_2025-03-11-09-41-22.jpg", set()),
        ("Screenshot_20250311-094122_WhatsApp.jpg", set()),
        ("IMG-20260102-WA0003.jpg", {"undated"}),  # the day on which it was sent: it may be older
        ("IMG-20251399-WA0003.jpg", {"undated"}),
        ("IMG_2025.jpg", {"undated"}),
        ("Foto kegiatan (1).jpg", {"undated"}),
        ("2019.jpg", {"undated"}),
    ],
)
def test_the_day_in_a_name_that_a_telephone_gave(name, kinds):
    assert one({"content": "jpeg"}, name) == kinds
    assert one({"content": "jpeg", **dates(("2024-02-02", "exif", "high"))}, name) == set()


@pytest.mark.parametrize(
    ("name", "said", "code", "kinds"),
    [
        ("SK Tim 2019.pdf", dates(("2026-11-28", "metadata", "low")), PLAIN, {"outdated_maybe"}),
        ("SK Tim 2019.pdf", dates(("2025-03-01", "own", "high")), PLAIN, set()),
        ("Laporan 2025.pdf", dates(("2019", "mention", "low")), PLAIN, set()),
        ("CamScanner 03-11-2025 09.12.pdf", dates(("2026-11-28", "metadata", "low")), PLAIN, set()),
        ("SK WALI KOTA NO 12 TAHUN 2019.pdf", dates(), RULE, {"old_rule"}),
    ],
)
def test_what_an_office_or_a_scanner_calls_a_paper(name, said, code, kinds):
    assert one(said, name, code) == kinds


@pytest.mark.parametrize("kind", [kind for kind, row in finding_kinds().items() if row.family == "outdated"])
def test_only_a_sure_date_makes_a_serious_finding(kind):
    assert (finding_kinds()[kind].severity == "error") == (kind == "outdated")


def test_a_rule_holds_until_it_is_revoked():
    assert one(dates(("2014", "own", "high")), code=RULE) == {"old_rule"}
    assert one(dates(("2014", "rule", "high")), code=RULE) == {"old_rule"}


@pytest.mark.parametrize("year", ["1999", "2008", "2009"])
def test_a_law_in_force_is_never_surely_of_other_years(year):
    law = dates((year, "own", "high"), (f"{year}-09-23", "own", "high"))
    assert one(law) == {"outdated"}  # a decree of that year
    assert one({**law, "regulation": True}) == {"old_rule"}
    assert one({**law, "regulation": True}, code=RULE) == {"old_rule"}
    assert one({**dates(("2022", "own", "high"), ("2023", "budget", "high")), "regulation": True}) == {"outdated_maybe"}
    assert one({**dates(("2024-02-01", "own", "high")), "regulation": True}) == set()


def test_what_an_office_s_list_says_counts_where_the_file_is_silent():
    assert one(dates(), date="2025-03-01") == set()
    assert one(dates(("2021", "mention", "low")), date="2025-03-01") == set()
    assert one(dates(("2021-01-01", "own", "high")), date="2025-03-01") == {"outdated"}


@pytest.mark.parametrize(
    ("name", "content", "kinds"),
    [
        ("a.pdf", "pdf", set()),
        ("a.PDF", "pdf", set()),
        ("a.jpg", "pdf", {"wrong_type"}),
        ("a.jpg", "png", {"wrong_ending"}),
        ("a", "pdf", {"wrong_ending"}),
        ("a.xls", "html", {"wrong_ending", "not_looked_into"}),
        ("a.xls", "xlsx", {"wrong_ending"}),
        ("a.doc", "docx", {"wrong_ending"}),
        ("a.xls", "pdf", {"wrong_type"}),
        ("a.xlsx", "html", {"wrong_type", "not_looked_into"}),
        ("a.docx", "zip", {"wrong_type", "archive"}),
        ("a.zip", "zip", {"archive"}),
        ("a.doc", "rtf", {"not_looked_into"}),
        ("a.mp4", "video", {"not_looked_into"}),
        ("a.pdf", "video", {"not_looked_into", "wrong_type"}),
        ("a.heic", "heic", set()),
        ("a.jpg", "heic", {"wrong_ending"}),
    ],
)
def test_types(name, content, kinds):
    assert one({"content": content, **dates(("2025", "own", "high"))}, name=name) - {"few_documents"} == kinds


def test_a_picture_that_this_computer_cannot_decode_is_told():
    assert "not_looked_into" in one({"content": "heic", "detail": "no_decoder"}, name="a.heic")


@pytest.mark.parametrize("state", ["empty", "encrypted", "truncated", "unreadable", "hostile", "slow", "too_large"])
def test_states(state):
    assert state in one({"content": "pdf", "state": state, "detail": "unknown"})


def test_faults_of_the_walk():
    assert "odd_name" in one(dates(("2025", "own", "high")), fault="hostile", detail="name_direction")
    assert "not_a_file" in one(None, fault="not_a_file", detail="symlink")
    assert "unreadable" in one(None)
    assert "no_question" in one(dates(), code="")


def picture(**changed):
    plain = {
        "page": 0,
        "width": 1200,
        "height": 900,
        "prints": (),
        "sketch": b"",
        "sharpness": 0.9,
        "brightness": 0.6,
        "ink": 0.3,
    }
    return {"content": "jpeg", "pictures": (Picture(**{**plain, **changed}),), **dates(("2025", "exif", "high"))}


@pytest.mark.parametrize(
    ("changed", "kinds"),
    [
        ({}, set()),
        ({"width": 300, "height": 200}, {"low_resolution"}),
        ({"sharpness": 0.01}, {"blur"}),
        ({"brightness": 0.02}, {"dark"}),
        ({"scan": True, "width": 1300, "height": 1800, "ink": 0.0001, "sharpness": 0.0}, {"blank"}),
        ({"scan": True, "width": 1300, "height": 1800, "turned": 90}, {"turned"}),
        ({"scan": True, "width": 1300, "height": 1800, "text_px": 5.0}, {"small_text"}),
        ({"page": 2, "width": 60, "height": 60, "sharpness": 0.0}, set()),
        ({"page": 2, "sharpness": 0.1, "ink": 0.9}, {"blur"}),
        ({"page": 2, "sharpness": 0.1, "ink": 0.2}, set()),
        ({"page": 2, "brightness": 0.02, "ink": 0.2}, {"dark"}),
        ({"page": 2, "width": 300, "height": 200, "sharpness": 0.1, "ink": 0.9}, set()),
    ],
)
def test_pictures(changed, kinds):
    assert one(picture(**changed), name="a.jpg") == kinds


def two(first, second, how="same_picture"):
    files = tuple(EvidenceFile(f"{code}/{n}.pdf", code, f"x{n}", 9) for n, code in enumerate((first, second)))
    known = {file.sha256: Measured(file.sha256, 9, "pdf", **dates(("2025", "own", "high"))) for file in files}
    matter = EvidenceToJudge(Scan(files, known), EDITION, (Twin(0, 1, how, 2, 3),), {first: 5, second: 5}, YEARS)
    return [f for f in findings(matter) if f.kind.startswith("same_")]


def test_pairs_name_both_files_and_pages():
    first, second = two("2.4", "2.6")
    assert (first.file, first.twin, first.kind) == (second.twin, second.file, "same_picture")
    assert (
        "2.6" in reason(first, "id") and "(halaman 2)" in reason(first, "id") and "(halaman 3)" in reason(first, "id")
    )


def test_under_one_question_a_pair_is_only_a_remark_on_the_second():
    (remark,) = two("2.4", "2.4", "same_bytes")
    assert (remark.kind, remark.file, remark.twin) == ("same_here", "2.4/1.pdf", "2.4/0.pdf")


LAID_OUT = {"sketch": bytes([240] * 4096), "ink": 0.3}
SMOOTH = {"sketch": bytes(200 + n // 2 % 50 for n in range(4096)), "ink": 0.4}
TAKEN = {"sketch": bytes(n * 37 % 256 for n in range(4096)), "ink": 0.9}
DESIGNS = [
    (LAID_OUT, LAID_OUT, {"like_design"}),
    (SMOOTH, SMOOTH, {"like_design"}),
    (LAID_OUT, TAKEN, {"same_picture"}),  # a photograph on the white of a screen
    (TAKEN, TAKEN, {"same_picture"}),
    ({**SMOOTH, "sketch": bytes(90 + n // 2 % 50 for n in range(4096))}, SMOOTH, {"same_picture"}),  # an even sky
    ({**SMOOTH, "ink": 0.8}, SMOOTH, {"same_picture"}),
    ({**LAID_OUT, "inner": TAKEN["sketch"]}, LAID_OUT, {"same_picture"}),
    ({**LAID_OUT, "inner": SMOOTH["sketch"]}, LAID_OUT, {"like_design"}),  # a certificate with a white margin
]


@pytest.mark.parametrize(("first", "second", "kinds"), DESIGNS, ids=range(len(DESIGNS)))
def test_two_certificates_or_charts_of_one_design_are_only_alike(first, second, kinds):
    known = {name: Measured(name, 9, **picture(**one)) for name, one in (("a", first), ("b", second))}
    for code, expected in (("2.6", kinds), ("2.4", {"same_here"} if "same_picture" in kinds else set())):
        files = (EvidenceFile("2.4/a.jpg", "2.4", "a", 9), EvidenceFile(f"{code}/b.jpg", code, "b", 9))
        twins = (Twin(0, 1, "same_picture"),)
        found = findings(EvidenceToJudge(Scan(files, known), EDITION, twins, {"2.4": 5, "2.6": 5}, YEARS))
        assert {one.kind for one in found} & {"same_picture", "same_here", "like_design"} == expected


def test_files_of_the_same_bytes_stand_beside_one_of_another_question():
    files = tuple(EvidenceFile(f"{c}/{n}", c, "same", 5) for n, c in enumerate(["2.4", "2.4", "2.6"]))
    pairs = {(twin.first, twin.second) for twin in byte_twins(Scan(files, {}))}
    assert pairs == {(0, 2), (1, 2)}


def test_a_crowd_of_the_same_bytes_is_paired_one_by_one():
    """Each with all others would be a thousand million looks."""
    files = tuple(EvidenceFile(f"{n // 40_000}/{n}", str(n // 40_000), "same", 5) for n in range(80_000))
    twins = byte_twins(Scan(files, {}))
    assert (len(twins), twins[0].second, twins[1].first) == (79_999, 40_000, 0)


def test_no_years_known_nothing_is_outdated():
    known = {"ab": Measured("ab", 9, "pdf", **dates(("2001", "own", "high")))}
    matter = EvidenceToJudge(Scan((EvidenceFile(f"{PLAIN}/a.pdf", PLAIN, "ab", 9),), known), EDITION, (), {PLAIN: 5})
    assert findings(matter) == ()


def test_years_come_from_the_setting_then_the_shipped_table():
    assert evidence_years("2026").years == (2024, 2025) and "Kutai Barat" in evidence_years("2026").note("en")
    assert evidence_years("2026", {"2026": ["2025"]}).years == (2025,)
    assert evidence_years("2019").years == ()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_kind_has_words_of_its_own(lang):
    from kla_lib.core.problems import message

    said = {message(f"finding.{kind}.{part}", lang) for kind in finding_kinds() for part in ("reason", "remedy")}
    assert len(said) == 2 * len(finding_kinds())


LIST = [
    Listed("2.4", "dp3a", "Laporan_Akhir.pdf", "document", "2025-03-01", "5/2025"),
    Listed("2.4", "dp3a", "https://contoh.invalid/x"),
    Listed("2.6", "dp3a", "tidak ada.pdf"),
]


@pytest.mark.parametrize(
    ("listed", "kind"),
    [
        ("https://contoh.invalid/x", "link"),
        ("www.contoh.invalid", "link"),
        ("drive.google.com/drive/folders/1", "link"),
        ("bit.ly/bukti-14", "link"),
        ("laporan.pdf", "not_there"),
        ("bit.ly.pdf", "not_there"),
    ],
)
def test_what_is_only_listed_is_a_link_or_not_there(listed, kind):
    files = with_lists((), [Listed("2.4", "dp3a", listed)], ["2.4"])
    told = {f.kind for f in findings(EvidenceToJudge(Scan(files, {}), EDITION, claimed={"2.4": 5}))}
    assert told == {kind, "no_evidence"}


@pytest.mark.parametrize(
    "measured", [{"content": "shortcut", "detail": "shortcut"}, {"content": "docx", "detail": "only_link"}]
)
def test_points_with_nothing_but_a_link_are_without_evidence(measured):
    assert {"link", "no_evidence"} <= one({"state": "not_a_file", **measured}, name="a.docx")


def test_listed_files_links_and_what_is_not_there():
    files = (EvidenceFile("2.4/laporan akhir.PDF", "2.4", "ab", 9), EvidenceFile("2.6/lain.pdf", "2.6", "cd", 9))
    there, link, other, missing = with_lists(files, LIST, ["2.4", "2.6"])
    assert (there.listed, there.date, there.number, there.agency) == (
        "Laporan_Akhir.pdf",
        "2025-03-01",
        "5/2025",
        "dp3a",
    )
    assert (link.path, link.listed, other.listed, missing.listed) == (
        "",
        "https://contoh.invalid/x",
        "",
        "tidak ada.pdf",
    )
    told = {(f.file, f.kind) for f in findings(EvidenceToJudge(Scan((there, link, other, missing), {}), EDITION))}
    assert {("https://contoh.invalid/x", "link"), ("tidak ada.pdf", "not_there")} <= told


def test_a_cell_may_name_several_and_a_row_without_a_file_names_none():
    cells = [(5, "file", "a.pdf; b.pdf\nc.pdf"), (6, "number", "7")]
    records = [
        SimpleNamespace(
            agency="dp3a",
            row=row,
            status="current",
            given=SimpleNamespace(table="evidence", code="2.4", field=field, text=text, choice="document"),
        )
        for row, field, text in cells
    ]
    assert [file.listed for file in with_lists((), listed_rows(records), ["2.4"])] == ["a.pdf", "b.pdf", "c.pdf"]


def test_remedies_need_no_values():
    assert all("{" not in remedy(f, "en") for f in two("2.4", "2.6"))
