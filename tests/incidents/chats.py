"""MADE-UP exports of a WhatsApp group that does not exist, in every form that telephones write; nobody in them is real.

``python tests/incidents/chats.py FOLDER`` writes them all there, to try ``kla incident read`` with.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NARROW, MARK = "\u202f", "\u200e"
GROUP = "Gugus Tugas REKAAN"
PHONE = "\u202a+62\u00a0812\u20113456\u20117890\u202c"
WORDS = {
    "id": {
        "secret": "Pesan dan panggilan terenkripsi secara end-to-end. Hanya orang di chat ini yang dapat membacanya.",
        "created": f'Andi Rekaan membuat grup "{GROUP}"',
        "subject": 'Andi Rekaan mengubah subjek dari "A" menjadi "Anak: #lapor di sini"',
        "added": "Andi Rekaan menambahkan Budi Rekaan",
        "omitted": {"android": "<Media tidak disertakan>", "ios": f"{MARK}gambar tidak disertakan"},
        "attached": {"android": "IMG-20260713-WA0001.jpg (file terlampir)\n", "ios": f"{MARK}<terlampir: 00000006-PHOTO-2026.jpg> "},
        "edited": f"{MARK}<Pesan ini diedit>",
        "deleted": {"android": "Pesan ini dihapus", "ios": f"{MARK}Pesan ini dihapus."},
    },
    "en": {
        "secret": "Messages and calls are end-to-end encrypted. Only people in this chat can read them.",
        "created": f'Andi Rekaan created group "{GROUP}"',
        "subject": 'Andi Rekaan changed the subject from "A" to "Anak: #lapor di sini"',
        "added": "Andi Rekaan added Budi Rekaan",
        "omitted": {"android": "<Media omitted>", "ios": f"{MARK}image omitted"},
        "attached": {"android": "IMG-20260713-WA0001.jpg (file attached)\n", "ios": f"{MARK}<attached: 00000006-PHOTO-2026.jpg> "},
        "edited": f"{MARK}<This message was edited>",
        "deleted": {"android": "This message was deleted", "ios": f"{MARK}This message was deleted."},
    },
}  # fmt: skip
# Minute, sender (None: the telephone itself), text; {words} as the telephone has them. Nine messages, six with a tag.
TALK: list[tuple[tuple[int, int, int], str | None, str]] = [
    ((12, 6, 58), None, "{secret}"),
    ((12, 6, 58), None, "{created}"),
    ((12, 6, 59), None, "{subject}"),
    ((12, 6, 59), None, "{added}"),
    ((12, 7, 5), "Andi Rekaan", "#lapor Kec. Bukit Raya, anak terlantar, Dinsos"),
    ((12, 7, 6), PHONE, "siap\n\nsaya cek #tes"),
    (
        (13, 12, 30),
        "~\u00a0Siti Rekaan \N{MAN}\u200d\N{MICROSCOPE}",
        "{attached}*#LAPOR* anak bekerja di pasar\nSukajadi",
    ),
    ((13, 14, 0), "Budi Rekaan", "#tindak 1 Dinas Sosial ke lokasi {edited}"),
    ((13, 15, 0), "Budi Rekaan", "{omitted}"),
    ((13, 15, 1), "Budi Rekaan", "{deleted}"),
    ((14, 0, 10), "Budi Rekaan", "#selesai no. 1, kembali ke keluarga"),
    ((14, 8, 0), "Andi Rekaan", "#tindak 7 disnaker"),
    ((15, 23, 59), "Andi Rekaan", "#lapor Lima Puluh anak nikah dini DP3APM"),
]
MESSAGES, TAGGED = 9, 6


@dataclass(frozen=True)
class Form:
    """How a telephone begins a message, its language, and how it writes what is not text."""

    begins: Callable[[datetime], str]
    lang: str = "id"
    platform: str = "android"


def half(at: datetime, space: str, am: str = "AM", pm: str = "PM") -> str:
    """The hour by half days: ``3:15 PM``."""
    return f"{(at.hour + 11) % 12 + 1}:{at:%M}{{}}{space}{pm if at.hour > 11 else am}"


FORMS = {
    "android-id-24": Form(lambda at: f"{at:%d/%m/%Y %H.%M} - "),
    "android-id-2-angka": Form(lambda at: f"{at:%d/%m/%y %H.%M} - "),
    "android-id-koma": Form(lambda at: f"{at:%d/%m/%y, %H.%M} - "),
    "android-en-gb": Form(lambda at: f"{at:%d/%m/%Y, %H:%M} - ", "en"),
    "android-en-us-12": Form(lambda at: f"{at.month}/{at.day}/{at:%y}, {half(at, NARROW).format('')} - ", "en"),
    "android-en-us-12-lama": Form(lambda at: f"{at.month}/{at.day}/{at:%y}, {half(at, ' ').format('')} - ", "en"),
    "android-tahun-dulu": Form(lambda at: f"{at:%Y-%m-%d, %H:%M} - ", "en"),
    "ios-id-24": Form(lambda at: f"[{at:%d/%m/%y, %H.%M}.34] ", "id", "ios"),
    "ios-id-tanpa-koma": Form(lambda at: f"[{at:%d/%m/%y %H.%M}.34] ", "id", "ios"),
    "ios-en-us-12": Form(lambda at: f"[{at.month}/{at.day}/{at:%y}, {half(at, NARROW).format(':50')}] ", "en", "ios"),
    "ios-12-titik": Form(lambda at: f"[{at:%d/%m/%Y}, {half(at, ' ', 'a.m.', 'p.m.').format(':50')}] ", "en", "ios"),
    "salinan-waktu-dulu": Form(lambda at: f"[{at:%H.%M}, {at.day}/{at.month}/{at.year}] "),
    "lama-2012": Form(lambda at: f"{at:%d/%m/%Y %H:%M}:48: "),
}


def export(form: Form, talk: list[tuple[tuple[int, int, int], str | None, str]] = TALK, month: int = 7) -> str:
    """A conversation as a telephone exports it."""
    return "".join(f"{_line(form, datetime(2026, month, *at), who, text)}\n" for at, who, text in talk)


def _line(form: Form, at: datetime, who: str | None, text: str) -> str:
    words = {k: v if isinstance(v, str) else v[form.platform] for k, v in WORDS[form.lang].items()}
    said, ios = text.format(**words), form.platform == "ios"
    if who is None:  # an iPhone puts its notices under the name of the group
        return form.begins(at) + (f"{GROUP}: {MARK}{said}" if ios else said)
    return (MARK if ios and said.startswith(MARK) else "") + f"{form.begins(at)}{who}: {said}"


def zipped(path: Path, name: str, text: str) -> Path:
    """An archive with the text under a name, beside a picture."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
        archive.writestr("00000006-PHOTO-2026.jpg", b"REKAAN")
    return path


def write_all(folder: Path) -> list[Path]:
    """Every form as a file, and both kinds of archive."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, form in FORMS.items():
        path = folder / f"REKAAN-{name}.txt"
        path.write_text(export(form), encoding="utf-8", newline="\r\n" if "ios" in name else "\n")
        paths.append(path)
    android = f"Chat WhatsApp dengan {GROUP}"
    paths.append(zipped(folder / f"{android}.zip", f"{android}.txt", export(FORMS["android-id-24"])))
    paths.append(zipped(folder / "REKAAN-ios.zip", "_chat.txt", export(FORMS["ios-id-24"])))
    return paths


if __name__ == "__main__":
    for written in write_all(Path(sys.argv[1] if len(sys.argv) > 1 else ".")):
        print(written)
