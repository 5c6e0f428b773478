"""Odd but well-formed XML of office programs, read by pattern: what an element-by-element reader would find."""

import pytest

from kla_lib.evidence.reading.office_text import Pages, read_pages, sheets_of
from kla_lib.recap.xml_scan import Malformed

WORD = 'xmlns:w="u:w" xmlns:mc="u:mc" xmlns:r="u:r" xmlns:wp="u:wp" xmlns:a="u:a"'
TEXTS = [
    ("<w:p><w:t xml:space='preserve'>a &amp;lt; b </w:t><w:tab/><w:t>c&#233;</w:t></w:p>", ["a &lt; b \tcé\n"]),
    ('<w:p><w:pPr><w:tab w:val="left"/><w:rPr><w:del/></w:rPr></w:pPr><w:t>a</w:t></w:p>', ["a\n"]),
    ('<w:p><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t><w:br/></w:p>', ["a", "b\n\n"]),
    ("<w:p><w:del><w:t>gone</w:t></w:del><w:t>k<!-- <w:t>x --><![CDATA[<a>&b]]>l</w:t></w:p>", ["k<a>&bl\n"]),
    ("<mc:Fallback><w:t>2</w:t><mc:Fallback><w:t>3</w:t></mc:Fallback><w:t>4</w:t></mc:Fallback><w:t>1</w:t>", ["1"]),
    ("<w:tr><w:tc><w:p><w:t>A</w:t></w:p></w:tc><w:tc><w:p><w:t>B\r\nC</w:t></w:p></w:tc></w:tr>", ["A \tB\nC \t\n"]),
    ('<wp:docPr descr="x > y"/><w:t></w:t><w:t/><w:tbl/><w:t>z</w:t>', ["z"]),
    ("<w:lastRenderedPageBreak/><w:t>tail</w:t><w:instrText>PAGE</w:instrText>", ["", "tail"]),
]  # fmt: skip
STRINGS = (
    '<x:sst xmlns:x="u"><x:si><x:t>satu &amp; dua</x:t></x:si><x:si/><x:si><x:r><x:rPr/><x:t xml:space="preserve">ti </x:t>'
    "</x:r><x:r><x:t>ga</x:t></x:r></x:si></x:sst>"
)
STYLES = (
    r'<s><numFmt numFmtId="165" formatCode="[$-421]dd\ mmmm\ yyyy"/><numFmt numFmtId="166" formatCode="0&quot;dy&quot;"/>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="165"><alignment/></xf>'
    '<xf numFmtId="166"/><xf numFmtId="14"/></cellXfs></s>'
)
CELLS = [
    ('<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"/><c s="1"><v>45350</v></c>', "satu & dua\t2024-02-28"),
    ('<c s="3"><f>A1&gt;2</f><v>45351.5</v></c><c s="2"><v>45350</v></c>', "2024-02-29\t45350"),
    ("<c t='s' r='A3'><v>2</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>99</v></c>", "ti ga\t\t"),
    (
        '<c t="inlineStr"><is><r><t>in </t></r><r><t>line</t></r></is></c><c t="str"><f>x</f><v> a </v></c>',
        "in line\ta",
    ),
    ("<c><v></v></c><c><v>7</v><extLst/></c><c/>", "7"),
    ("<c><v>7</v ></c ><c><v>8</v></c\n>", "7\t8"),
    ("<?x <c><v>9</v></c>?><c><v>7</v></c>", "7"),
    ("<c></c >" * 20_000 + "<?x <c>?>" * 20_000 + "<c><v>7</v></c>", "7"),  # else a minute of looking for an end
]


@pytest.mark.parametrize(("body", "found"), TEXTS)
def test_text_of_a_document(body, found):
    assert read_pages(f"<w:document {WORD}>{body}</w:document>".encode(), Pages()) == found


def test_how_large_a_picture_is_drawn():
    pages = Pages()
    body = '<wp:extent cx="1270000" cy="2540000"/><wp:docPr descr="x > y"/><a:blip r:embed="rId5"/>'
    read_pages(f"<w:document {WORD}>{body}</w:document>".encode(), pages)
    assert pages.drawn == {"rId5": 100.0}


@pytest.mark.parametrize(("cells", "found"), CELLS)
def test_cells_of_a_sheet(cells, found):
    sheet = f"<w><sheetData><row>{cells}</row><row/></sheetData></w>"
    assert sheets_of(STRINGS.encode(), STYLES.encode(), [sheet.encode(), b""]) == [found + "\n", ""]


@pytest.mark.parametrize(
    "data", [b"<a><b></a>", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'y'>]><a/>", b"<a>&x;</a>", b'<a b="<"/>']
)
def test_what_no_office_program_writes_is_refused(data):
    with pytest.raises(Malformed):
        read_pages(data, Pages())
    with pytest.raises(Malformed):
        sheets_of(b"", b"", [data])
