"""How files and links of evidence are named in reports: by their own name, a link as a whole, nothing personal."""

import pytest

from kla_lib.evidence.tables import LONGEST, shown


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("14.1/laporan.pdf", "laporan.pdf"),
        ("14.1/2025/foto.jpg", "foto.jpg"),
        ("https://contoh.invalid/a/b", "https://contoh.invalid/a/b"),
        ("drive.google.com/drive/folders/xx", "drive.google.com/drive/folders/xx"),
        ("14.1/KIA 1471011205150002.pdf", "KIA [disembunyikan].pdf"),
        ("", ""),
    ],
)
def test_names_in_reports(path, name):
    assert shown(path, "id") == name


def test_a_long_name_keeps_its_ending():
    assert shown(f"14.1/{'x' * 200}.pdf", "id").endswith("xxx.pdf") and len(shown(f"{'x' * 200}.pdf", "id")) <= LONGEST
