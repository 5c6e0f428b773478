"""Names of files as telephones, scanners and offices write them, and the day that they tell."""

import pytest

from kla_lib.evidence.judge_dates import day_in_name

NAMES = [
    ("IMG-20250102-WA0003.jpg", "2025-01-02", "low"),
    ("DOC-20240229-WA0001.pdf", "2024-02-29", "low"),
    ("WhatsApp Image 2025-01-02 at 10.11.12 (1).jpeg", "2025-01-02", "low"),
    ("Screenshot_20250303-101500_WhatsApp.jpg", "2025-03-03", "low"),
    ("Screenshot_2025-03-03-10-15-00.png", "2025-03-03", "low"),
    ("photo_2025-03-03_10-15-00.jpg", "2025-03-03", "low"),
    ("Scan_20250311.pdf", "2025-03-11", "low"),
    ("CamScanner 03-11-2025 09.12.pdf", "2025-03-11", "low"),
    ("Timemark_20250312.jpg", "2025-03-12", "low"),
    ("IMG_20250203_101112.jpg", "2025-02-03", "medium"),
    ("IMG20250311101010.jpg", "2025-03-11", "medium"),
    ("20250203_101112.jpg", "2025-02-03", "medium"),
    ("PXL_20250203_101112345.jpg", "2025-02-03", "medium"),
    ("SK Tim 2019.pdf", "2019", "low"),
    ("LAPORAN_TAHUN_2023.docx", "2023", "low"),
    ("Foto tahun 2023 (1).jpg", "2023", "low"),
    ("IMG_2019.JPG", "", ""),  # the camera's count
    ("Foto 2019.jpg", "", ""),
    ("RAD KLA 2021-2026.pdf", "", ""),
    ("Laporan 12-05-2015.pdf", "", ""),  # may be a day of birth
    ("akta anak lahir 12-05-2025.pdf", "", ""),
    ("NPSN 20101012.pdf", "", ""),
    ("IMG-20251302-WA0003.jpg", "", ""),
    ("Foto kegiatan (1).jpg", "", ""),
]


@pytest.mark.parametrize(("name", "day", "sure"), NAMES)
def test_the_day_of_a_name(name, day, sure):
    found = day_in_name(f"2.4 FOTO 2019/{name}", name.lower().endswith(("jpg", "jpeg", "png")))
    assert (found and (found.day, found.sure, found.role)) == ((day, sure, "name") if day else None)
