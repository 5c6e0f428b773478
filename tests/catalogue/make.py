"""``make catalogue``: bring kla_lib/locale up to date with the code and the notebooks, in one canonical form.

A catalogue keeps its words; new entries are added empty, those that nothing asks for go. Indonesian is the source:
where its words of a key change, the other language is marked ``fuzzy``, as is the translation of prose that changed,
until a person has looked at it and removed the mark.
"""

import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from . import extract

SOURCE = "id"
PLURALS = {"id": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}  # Babel does not know Indonesian's
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
HEADER = """\
# The words of kla_lib: {language}.
# msgctxt is the key that the code asks for, or says where a longer text stands; msgid is Bahasa Indonesia.
# After editing: make catalogue
"""


def path(lang: str, root: Path = extract.ROOT) -> Path:
    """Where the catalogue of a language stands."""
    return root / "kla_lib/locale" / lang / "LC_MESSAGES/kla.po"


def read(lang: str, root: Path = extract.ROOT) -> Catalog:
    """The catalogue of a language as it is."""
    with path(lang, root).open("rb") as file:
        return read_po(file, locale=lang)


def keyed(catalog: Catalog) -> dict[str, Message]:
    """The entries asked for by key."""
    return {m.context: m for m in catalog if m.context and m.context not in extract.PROSE}


def updated(old: Catalog, template: Catalog, source: Catalog) -> Catalog:
    """A catalogue that holds what the template asks for: with the words it had, and the ids of the source's words."""
    texts = {key: message.string for key, message in keyed(source).items() if message.string}
    found = _renamed(old, texts)
    found.update(_with_ids(template, texts, prose=str(old.locale) != SOURCE))
    for key in set(keyed(found)) - set(keyed(old)):  # a guess by likeness helps with prose, not with a key
        keyed(found)[key].string = ""
        keyed(found)[key].flags.discard("fuzzy")
    return found


def _renamed(old: Catalog, texts: dict[str, str]) -> Catalog:
    """The same words under today's ids; ``fuzzy`` where the Indonesian words are others than those translated."""
    found = _empty(old)
    for message in old:
        new = texts.get(message.context, message.id)
        stale = message.string and new != message.id != message.context and str(old.locale) != SOURCE
        if message.id:
            flags = message.flags | ({"fuzzy"} if stale else set())
            found.add(new, message.string, flags=flags, user_comments=message.user_comments, context=message.context)
    return found


def _with_ids(template: Catalog, texts: dict[str, str], prose: bool) -> Catalog:
    found = Catalog()
    for m in template:
        if m.id and (prose or m.context not in extract.PROSE):
            found.add(
                texts.get(m.context, m.id), locations=m.locations, auto_comments=m.auto_comments, context=m.context
            )
    return found


def _empty(old: Catalog) -> Catalog:
    """A catalogue with the header of another."""
    lang = str(old.locale)
    about = {"project": "kla_lib", "version": "1", "copyright_holder": "", "charset": "utf-8"}
    people = {"last_translator": "The kla_lib developers", "language_team": LANGUAGES[lang], "fuzzy": False}
    header = HEADER.format(language=LANGUAGES[lang]).rstrip()
    found = Catalog(lang, "kla", header, revision_date=old.revision_date, **about, **people)
    found.mime_headers = [("Plural-Forms", PLURALS[lang])]
    return found


def written(catalog: Catalog) -> str:
    """The canonical text: by key, unwrapped, without lines that differ from day to day or between Babel's versions."""
    ordered = _empty(catalog)
    for m in sorted((m for m in catalog if m.id), key=lambda m: (m.context, m.id)):
        about = {"auto_comments": m.auto_comments, "user_comments": m.user_comments}
        ordered.add(m.id, m.string, m.locations, m.flags, context=m.context, **about)
    page = io.BytesIO()
    write_po(page, ordered, width=0, include_lineno=False, ignore_obsolete=True)
    text = re.sub(
        r'^"(Generated-By|POT-Creation-Date|Report-Msgid-Bugs-To): .*"\n',
        "",
        page.getvalue().decode("utf-8"),
        flags=re.MULTILINE,
    )
    return text.rstrip("\n") + "\n"


def brought_up_to_date(root: Path = extract.ROOT) -> dict[str, Catalog]:
    """Both catalogues as they should be."""
    template, old = extract.template(root), {lang: read(lang, root) for lang in LANGUAGES}
    return {lang: updated(old[lang], template, old[SOURCE]) for lang in LANGUAGES}


def to_do(catalog: Catalog) -> Iterable[str]:
    """The entries that wait for a person."""
    return (f"{m.context}: {m.id}" for m in catalog if m.id and (m.fuzzy or not m.string))


def main() -> None:
    """Write both catalogues and say what is left to translate."""
    for lang, catalog in brought_up_to_date().items():
        path(lang).write_text(written(catalog), encoding="utf-8", newline="\n")
        waiting = list(to_do(catalog))
        print(f"{lang}: {len(catalog)} entries, {len(waiting)} to translate", *waiting, sep="\n  ")
        print(f"{lang}: no longer asked for", *sorted(catalog.obsolete), sep="\n  ") if catalog.obsolete else None


if __name__ == "__main__":
    sys.exit(main())
