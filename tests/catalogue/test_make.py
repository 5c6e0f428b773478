"""``make catalogue`` on a small library: what it keeps, adds, marks and drops."""

import json

import pytest
from babel.messages.pofile import read_po

from tests.catalogue import extract, make

PO = """
msgid ""
msgstr "Language: {lang}\\n"
"""
ENTRY = '\nmsgctxt "{}"\nmsgid "{}"\nmsgstr "{}"\n'


@pytest.fixture
def library(tmp_path):
    """A library that asks for two words by code, one by template, and one notebook with two paragraphs."""
    for folder in ("kla_lib/display/templates", "kla_lib/scoring", "kla_lib/cli", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "kla_lib/scoring/tables.py").write_text('word("points")\nword("sum", lang, count=1)\n')
    (tmp_path / "kla_lib/display/templates/page.html.j2").write_text('<p>{{ t("skip") }}</p>')
    (tmp_path / "kla_lib/cli/__init__.py").write_text('@app.command()\ndef check():\n    """Periksa."""\n')
    prose(tmp_path, "# Ringkasan", "Nilai\n\nyang sudah kuat.")
    write(
        tmp_path,
        "id",
        ("points", "Poin", "Poin"),
        ("skip", "Lewati", "Lewati"),
        ("sum", "{count} butir", "{count} butir"),
    )
    write(tmp_path, "en", ("points", "Poin", "Points"), ("skip", "Lewati", "Skip"), ("sum", "{count} butir", "{count} items"),
          ("help", "Periksa.", "Check."), ("notebook", "# Ringkasan", "# Summary"),
          ("notebook", "Nilai\\n\\nyang sudah kuat.", "Points\\n\\nthat are safe."))  # fmt: skip
    return tmp_path


def prose(root, *texts):
    cells = [{"cell_type": "markdown", "source": text.splitlines(keepends=True)} for text in texts]
    (root / "notebooks/10.ipynb").write_text(json.dumps({"cells": [*cells, {"cell_type": "code", "source": "x"}]}))


def write(root, lang, *entries):
    path = make.path(lang, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PO.format(lang=lang) + "".join(ENTRY.format(*entry) for entry in entries))


def updated(root):
    """Both catalogues as they come out, as (context, id) -> (words, fuzzy)."""
    found = make.brought_up_to_date(root)
    return {lang: {(m.context, m.id): (m.string, m.fuzzy) for m in c if m.id} for lang, c in found.items()}


def test_what_is_asked_for_is_found_with_its_file(library):
    found = {(m.context, m.id): [file for file, _ in m.locations] for m in extract.template(library) if m.id}
    assert found == {
        ("points", "points"): ["kla_lib/scoring/tables.py"],
        ("sum", "sum"): ["kla_lib/scoring/tables.py"],
        ("skip", "skip"): ["kla_lib/display/templates/page.html.j2"],
        ("help", "Periksa."): ["kla_lib/cli/__init__.py"],
        ("notebook", "# Ringkasan"): ["notebooks/10.ipynb"],
        ("notebook", "Nilai\n\nyang sudah kuat."): ["notebooks/10.ipynb"],
    }


def test_words_are_kept_and_nothing_waits(library):
    found = make.brought_up_to_date(library)
    assert [list(make.to_do(catalog)) for catalog in found.values()] == [[], []]
    assert updated(library)["en"]["sum", "{count} butir"] == ("{count} items", False)
    assert ("help", "Periksa.") not in updated(library)["id"]


def test_a_new_key_is_added_empty_however_like_another_it_is(library):
    (library / "kla_lib/scoring/new.py").write_text('word("point")\n')
    assert {lang: entries["point", "point"] for lang, entries in updated(library).items()} == {
        "id": ("", False),
        "en": ("", False),
    }


def test_a_new_key_takes_its_id_from_the_indonesian_words(library):
    (library / "kla_lib/scoring/new.py").write_text('word("new")\n')
    with make.path("id", library).open("a") as file:
        file.write(ENTRY.format("new", "new", "Baru"))
    with make.path("en", library).open("a") as file:
        file.write(ENTRY.format("new", "new", "New"))
    assert updated(library)["id"]["new", "Baru"] == ("Baru", False)
    assert updated(library)["en"]["new", "Baru"] == ("New", False)


def test_a_key_nobody_asks_for_goes(library):
    (library / "kla_lib/scoring/tables.py").write_text('word("points")\n')
    assert all("sum" not in {context for context, _ in entries} for entries in updated(library).values())


def test_changed_indonesian_words_mark_the_english_ones(library):
    write(
        library,
        "id",
        ("points", "Poin", "Nilai"),
        ("skip", "Lewati", "Lewati"),
        ("sum", "{count} butir", "{count} butir"),
    )
    assert updated(library)["id"]["points", "Nilai"] == ("Nilai", False)
    assert updated(library)["en"]["points", "Nilai"] == ("Points", True)
    assert updated(library)["en"]["skip", "Lewati"] == ("Skip", False)


def test_changed_prose_keeps_its_translation_under_a_mark(library):
    prose(library, "# Ringkasan", "Nilai\n\nyang sudah cukup kuat.")
    english = updated(library)["en"]
    assert english["notebook", "Nilai\n\nyang sudah cukup kuat."] == ("Points\n\nthat are safe.", True)
    assert ("notebook", "Nilai\n\nyang sudah kuat.") not in english


def test_the_text_is_the_same_however_an_editor_left_it_and_whenever_it_is_written(library):
    first = {lang: make.written(catalog) for lang, catalog in make.brought_up_to_date(library).items()}
    for lang, text in first.items():
        head, *entries = text.split("\n\n")
        shuffled = [head + '\n"X-Generator: Poedit 3.4\\n"', *reversed(entries)]
        make.path(lang, library).write_text("\n\n".join(shuffled) + "\n")
    assert {lang: make.written(catalog) for lang, catalog in make.brought_up_to_date(library).items()} == first
    assert "Babel" not in first["en"] and "POT-Creation-Date" not in first["en"]


def test_placeholders_carry_their_flag_and_a_comment_survives(library):
    path = make.path("en", library)
    path.write_text(path.read_text().replace('\nmsgctxt "sum"', '\n# a translator\'s note\nmsgctxt "sum"'))
    text = make.written(make.brought_up_to_date(library)["en"])
    entry = next(e for e in text.split("\n\n") if 'msgctxt "sum"' in e)
    assert entry.startswith("# a translator's note\n#: kla_lib/scoring/tables.py\n#, python-brace-format\n")
    with path.open("rb") as file:
        assert read_po(file, locale="en")
