"""A made-up city's evidence with faults planted on purpose: for the tests, the benchmark and the pictures of the README.

    python -m kla_lib.samples.city FOLDER

ALL OF IT IS MADE UP (data buatan): files begin with "buatan", texts and pictures say so, the recap claims what suits the
test. It stands under the name of a real place only because reports know no others; it says nothing about that place.
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from kla_lib.instrument import editions
from kla_lib.instrument.place_folder import EVIDENCE_FOLDER
from kla_lib.samples import city_papers as papers

PLACE, PERIOD, STAGE = "kota-pekanbaru", "2026", "EM"
SETTINGS = f'lang = "id"\nupload_limit_mb = 1\n[periods]\n"{PERIOD}" = "2023"\n'
EDITION = editions.load(editions.shipped()["2023"])
ONLY_DOCUMENT = ("document",)
OFFICES = "role,name,short,valid_from,valid_to,contact,source,note"
CLEAN = 10  # questions whose evidence is whole


@dataclass(frozen=True)
class Planted:
    """A fault: the question, the file below the evidence folder (empty: the question's own), the kind."""

    code: str
    file: str
    kind: str


@dataclass
class City:
    """What has been made so far: ``claims`` by question, ``planted`` the faults."""

    root: Path
    claims: dict[str, str] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    clean: set[str] = field(default_factory=set)

    def put(self, code: str, name: str, data: bytes, folder: str = "") -> str:
        """A file in a question's folder; its path below the evidence folder."""
        path = self.root / (folder or code) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return f"{folder or code}/{name}"

    def plant(self, code: str, file: str, kind: str) -> None:
        """Note a fault."""
        self.planted.append(Planted(code, file, kind))


def codes_asking(*kinds: str, of: str = "", without: Collection[str] = ()) -> list[str]:
    """Questions that ask for exactly these documents (apart from matrix and figure), by kind."""
    aside = {"figure", "note"}
    return [
        node.code
        for node in EDITION.at("question")
        if {*EDITION.evidence.get(node.code, ())} - aside == {*kinds}
        and (node.kind == of if of else node.kind not in ("regulation", *without))
    ]


def whole(city: City, code: str) -> str:
    """Sound evidence of all that a question that asks for a document needs."""
    return city.put(code, "buatan-laporan.pdf", papers.pdf(papers.letter(f"utuh {code}")))


def make(home: Path) -> City:
    """The workspace of the made city; returns it with its faults."""
    raw = home / "data" / "raw" / PERIOD / PLACE
    city = City(raw / EVIDENCE_FOLDER)
    city.root.mkdir(parents=True)
    (home / "kla.toml").write_text(SETTINGS, encoding="utf-8")
    plain = iter(codes_asking(*ONLY_DOCUMENT))
    for code in [next(plain) for _ in range(CLEAN)]:
        whole(city, code)
        city.clean.add(code)
        city.claims[code] = "most"
    for plant in (missing, broken, odd, reused, dated, unclear, personal, reminders):
        plant(city, plain)
    recap(raw, city)
    return city


def sound(city: City, plain: Iterator[str], claim: bool = True) -> str:
    """The next question, with one sound file in it."""
    code = next(plain)
    whole(city, code)
    if claim:
        city.claims[code] = "most"
    return code


def missing(city: City, plain: Iterator[str]) -> None:
    """Plant evidence that is not there, or too little."""
    empty, nothing = next(plain), next(plain)
    (city.root / empty).mkdir()
    for code in (empty, nothing):
        city.claims[code] = "most"
        city.plant(code, "", "no_evidence")
    two = codes_asking("document", "matrix")[0]
    city.put(two, "buatan-hanya-satu.pdf", papers.pdf(papers.letter(two)))
    city.plant(two, "", "few_documents")
    pictured = codes_asking("document", "photo")[0]
    city.put(pictured, "buatan-a.pdf", papers.pdf(papers.letter(f"{pictured} a")))
    city.put(pictured, "buatan-b.pdf", papers.pdf(papers.letter(f"{pictured} b")))
    city.plant(pictured, "", "no_photo")
    years = codes_asking("document", "two_years", of="") or codes_asking("document", "matrix", "two_years")
    for n in (1, 2):
        text = papers.letter(f"{years[0]} {n}", day="3 Mei 2025", years=(2025,))
        city.put(years[0], f"buatan-{n}.pdf", papers.pdf(text))
    city.plant(years[0], "", "one_year")
    for code in (two, pictured, years[0]):
        city.claims[code] = "most"
    city.plant(
        "",
        city.put("", "buatan-tanpa-kode.pdf", papers.pdf(papers.letter("tanpa kode")), "buatan lain-lain"),
        "no_question",
    )
    link = sound(city, plain)
    shortcut = b"[InternetShortcut]\r\nURL=https://contoh.invalid/bukti\r\n"
    city.plant(link, city.put(link, "buatan-tautan.url", shortcut), "link")


def broken(city: City, plain: Iterator[str]) -> None:
    """Plant files that cannot be opened."""
    bad = papers.pdf(papers.letter("rusak"))
    image, office = papers.photo("rusak"), papers.docx(papers.letter("rusak"))
    faults = [
        ("buatan-acak.pdf", bytes(range(1, 200)) * 30, "unreadable"),
        ("buatan-pdf-rusak.pdf", b"%PDF-1.7\n" + b"rusak " * 400 + b"\n%%EOF", "unreadable"),
        ("buatan-kosong.pdf", b"", "empty"),
        ("buatan-terkunci.pdf", papers.pdf(papers.letter("kunci"), password="buatan"), "encrypted"),
        ("buatan-foto-terpotong.jpg", image[: len(image) // 2], "truncated"),
        ("buatan-pdf-terpotong.pdf", bad[: len(bad) * 2 // 3], "truncated"),
        ("buatan-word-terpotong.docx", office[: len(office) * 2 // 3], "truncated"),
        ("buatan-word.pdf", papers.docx(papers.letter("salah jenis")), "wrong_type"),
        ("buatan-foto.pdf", papers.photo("salah jenis"), "wrong_type"),
        ("buatan-foto.jpg", papers.png(papers.scene("salah akhiran", (640, 500))), "wrong_ending"),
        ("buatan-arsip.zip", papers.zipped({"isi.txt": "data buatan"}), "archive"),
        (
            "buatan-besar.jpg",
            papers.jpeg(papers.noisy(papers.scene("besar", (1600, 1200))), 100, "2025:02:01"),
            "over_limit",
        ),
    ]
    for name, data, kind in faults:
        code = sound(city, plain)
        city.plant(code, city.put(code, name, data), kind)


def odd(city: City, plain: Iterator[str]) -> None:
    """Plant dangerous files, odd names and links."""
    bomb = papers.docx(["0" * 200_000_000])
    for name, data, kind in (
        ("buatan-bom.docx", bomb, "hostile"),
        ("buatan-program.pdf", b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(400), "hostile"),
    ):
        code = sound(city, plain)
        city.plant(code, city.put(code, name, data), kind)
    code = sound(city, plain)
    city.put(code, "buatan-\u202egpj.pdf", papers.pdf(papers.letter("nama")))
    city.plant(code, f"{code}/buatan-\\u{{202e}}gpj.pdf", "odd_name")
    if hasattr(os, "symlink"):
        code = sound(city, plain)
        (city.root / code / "buatan-tautan.pdf").symlink_to("buatan-laporan.pdf")
        city.plant(code, f"{code}/buatan-tautan.pdf", "not_a_file")


def twice(city: City, plain: Iterator[str], names: Sequence[str], contents: Sequence[bytes], kind: str) -> None:
    """Two files that are the same under two questions."""
    for name, data in zip(names, contents, strict=True):
        code = sound(city, plain)
        city.plant(code, city.put(code, name, data), kind)


def reused(city: City, plain: Iterator[str]) -> None:
    """Plant the same content under two questions."""
    same = papers.photo("ulang")
    twice(city, plain, ("buatan-foto.jpg", "buatan-foto-lain.jpg"), (same, same), "same_bytes")
    text = papers.pdf(papers.letter("ulang"))
    twice(city, plain, ("buatan-surat.pdf", "buatan-surat-2.pdf"), (text, text), "same_bytes")
    for seed, change in (("kecil", papers.scaled), ("potong", papers.cropped), ("terang", papers.brighter)):
        image = papers.scene(seed)
        pair = [papers.jpeg(image, day="2025:03:01"), papers.jpeg(change(image), 60, "2025:03:01")]
        twice(city, plain, (f"buatan-{seed}.jpg", f"buatan-{seed}-lagi.jpg"), pair, "same_picture")
    lines = papers.letter("naskah ulang")
    twice(
        city, plain, ("buatan-naskah.pdf", "buatan-naskah.docx"), (papers.pdf(lines), papers.docx(lines)), "same_text"
    )
    shared = papers.sentences("halaman ulang", 25)
    pair = [papers.pdf(papers.letter(f"dua {n}"), shared) for n in "ab"]
    twice(city, plain, ("buatan-lampiran.pdf", "buatan-lampiran-2.pdf"), pair, "same_page")
    paper = papers.page("pindaian ulang")
    pair = [papers.in_pdf(paper), papers.in_pdf(paper.rotate(0.4, fillcolor=246))]
    twice(city, plain, ("buatan-pindaian.pdf", "buatan-pindaian-2.pdf"), pair, "like_page")
    pair = [papers.png(papers.certificate(name)) for name in ("PESERTA BUATAN A", "PESERTA REKAAN")]
    twice(city, plain, ("buatan-sertifikat.png", "buatan-sertifikat-lain.png"), pair, "like_design")
    code = sound(city, plain)
    copy = (city.root / code / "buatan-laporan.pdf").read_bytes()
    city.plant(code, city.put(code, "buatan-salinan.pdf", copy), "same_here")


def dated(city: City, plain: Iterator[str]) -> None:
    """Plant dates outside the period."""
    for name, data, kind in (
        ("buatan-lama.pdf", papers.pdf(papers.letter("lama", "7 Juni 2021")), "outdated"),
        ("buatan-baru.pdf", papers.pdf(papers.letter("baru", "7 Juni 2026")), "later"),
        ("buatan-tanpa-tanggal.docx", papers.docx(papers.sentences("tanpa tanggal")), "undated"),
    ):
        code = sound(city, plain)
        city.plant(code, city.put(code, name, data), kind)
    code = sound(city, plain)
    old = papers.pdf(
        [
            *papers.sentences("sebut"),
            "Kegiatan ini pertama kali diadakan pada tahun 2019.",
            *papers.sentences("sebut 2"),
        ]
    )
    city.plant(code, city.put(code, "buatan-sebut.pdf", old), "outdated_maybe")
    rule = next(node.code for node in EDITION.at("question") if node.kind == "regulation")
    city.claims[rule] = "most"
    city.plant(rule, city.put(rule, "buatan-peraturan.pdf", papers.pdf(papers.ruling(rule, 2018))), "old_rule")


def unclear(city: City, plain: Iterator[str]) -> None:
    """Plant pictures that are hard to read."""
    bright = papers.scene("kabur")
    for name, data, kind in (
        (
            "buatan-kecil.jpg",
            papers.jpeg(papers.scaled(papers.scene("mungil"), 240), 85, "2025:04:01"),
            "low_resolution",
        ),
        (
            "buatan-IMG_20250402_091500_kegiatan_pendampingan_keluarga_kelurahan.jpg",
            papers.jpeg(papers.blurred(bright), 85, "2025:04:02"),
            "blur",
        ),
        ("buatan-gelap.jpg", papers.jpeg(papers.darkened(papers.scene("gelap")), 85, "2025:04:03"), "dark"),
        (
            "buatan-kosong-pindai.pdf",
            papers.in_pdf(papers.page("ada"), Image.new("L", (1240, 1754), 248)),
            "blank",
        ),
        (
            "buatan-miring.pdf",
            papers.in_pdf(papers.page("miring").rotate(90, expand=True).resize((1240, 1754))),
            "turned",
        ),
        ("buatan-huruf-kecil.pdf", papers.in_pdf(papers.page("kecil sekali", letters=10)), "small_text"),
    ):
        code = sound(city, plain)
        city.plant(code, city.put(code, name, data), kind)


def personal(city: City, plain: Iterator[str]) -> None:
    """Plant made-up personal data."""
    code = sound(city, plain)
    name = "buatan-akta-1471014205150001.pdf"  # made up: no such number was issued
    city.plant(code, city.put(code, name, papers.pdf(papers.letter("akta"))), "personal_data")
    code = sound(city, plain)
    lines = [*papers.letter("anak"), "Nama: Anak Rekaan, lahir di Rekaan 12 Mei 2015, NIK 1471011205150002"]
    city.plant(code, city.put(code, "buatan-daftar-anak.pdf", papers.pdf(lines)), "personal_data")


def reminders(city: City, plain: Iterator[str]) -> None:
    """Plant what is only worth a look."""
    signed = codes_asking("document", "signed_budget") or [
        code for code, asked in EDITION.evidence.items() if "signed_budget" in asked
    ]
    code = signed[0] if signed else ""
    if code:
        for n in range(1, 8):
            city.put(code, f"buatan-{n}.pdf", papers.pdf(papers.letter(f"{code} {n}")))
        city.put(code, "buatan-foto.jpg", papers.photo(f"{code} foto"))
        city.claims[code] = "most"
        city.plant(code, "", "look_signature")
    code = sound(city, plain, claim=False)
    city.plant(code, "", "not_claimed")
    code = sound(city, plain)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(2000)
    city.plant(code, city.put(code, "buatan-lama.doc", old), "not_looked_into")


def recap(raw: Path, city: City) -> None:
    """The made-up recap, everything or nothing of each question, and offices that are named as made up."""
    (raw / STAGE).mkdir()
    names = [f"{role},{names[0]} (data buatan),,,,,," for role, names in EDITION.agencies.items()]
    (raw / "opd.csv").write_text("\n".join([OFFICES, *names]), encoding="utf-8")
    rows = ["kode,nilai,keterangan"]
    for node in EDITION.at("question"):
        points = (node.max_micro or 0) / 1_000_000 if node.code in city.claims else 0
        rows.append(f"{node.code},{points:g},data buatan")
    (raw / STAGE / "rekap-buatan.csv").write_text("\n".join(rows), encoding="utf-8")


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a new folder for the workspace")
    made = make(parser.parse_args().folder)
    print(f"data buatan: {len(made.planted)} kesalahan ditanam, {len(made.claims)} pertanyaan diklaim")
