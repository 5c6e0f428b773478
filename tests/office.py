"""LibreOffice as the oracle: a workbook without its cached values goes in, one that it calculated itself comes out."""

import io
import os
import re
import shutil
import subprocess
import zipfile

import pytest
from python_calamine import CalamineWorkbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FORMULA = re.compile(r"(<c [^>]*>)(<f>.*?</f>)<v>.*?</v>")


def require_office():
    """Skip, loudly, where there is no LibreOffice; with KLA_REQUIRE_OFFICE=1 that is a failure."""
    if SOFFICE is None:
        if os.environ.get("KLA_REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is required (KLA_REQUIRE_OFFICE=1), but there is no soffice")
        pytest.skip("NO ORACLE: there is no LibreOffice here, so no formula of the workbook was recalculated")


def parts(content):
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return memory.getvalue()


def sheet_part(content, sheet):
    """The part that holds a sheet."""
    order = re.findall(r'<sheet name="([^"]+)"', parts(content)["xl/workbook.xml"].decode())
    return f"xl/worksheets/sheet{order.index(sheet) + 1}.xml"


def uncalculated(content):
    """The workbook with every formula and without any value that we calculated."""
    members = parts(content)
    sheets = [name for name in members if name.startswith("xl/worksheets/sheet")]
    for name in sheets:
        members[name] = FORMULA.sub(r"\1\2", members[name].decode()).encode()
        assert b"</f><v>" not in members[name]
    return packed(members)


def with_cell(content, sheet, cell, value):
    """The workbook with another number (or none) in one cell that holds a number or nothing."""
    members, name = parts(content), sheet_part(content, sheet)
    xml, put = members[name].decode(), "" if value is None else f"<v>{value}</v>"
    changed, count = re.subn(rf'<c r="{cell}"( s="\d+")(?:/>|><v>[^<]*</v></c>)', rf'<c r="{cell}"\1>{put}</c>', xml)
    assert count == 1, cell
    return packed({**members, name: changed.encode()})


def calculated(workbooks, folder):
    """Workbooks by name, each calculated anew by LibreOffice: grids of values by sheet."""
    (folder / "in").mkdir(), (folder / "out").mkdir()
    for name, content in workbooks.items():
        (folder / "in" / f"{name}.xlsx").write_bytes(uncalculated(content))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    sources = [str(path) for path in sorted((folder / "in").iterdir())]
    command = [SOFFICE, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder / "out"), *sources]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    made = {path.stem: grids(path.read_bytes()) for path in (folder / "out").glob("*.xlsx")}
    assert set(made) == set(workbooks), done.stdout + done.stderr
    return made


def grids(content):
    """Every sheet's values as they stand in the file, by sheet name; rows and columns from A1 on."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
