"""The catalogues as they stand: nothing missing, nothing unused, nothing half done, and read as gettext reads them."""

import gettext
import io
import re
import string

import pytest
import typer
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from kla_lib.cli import app
from kla_lib.core import problems
from kla_lib.display.help_language import parts
from tests.catalogue import extract, families, make, uses

SAME = {  # words that both languages share: names, signs, the law's own terms
    "block_K0", "block_KD", "mark_awarded_uncategorised", "mark_no_round", "mark_nothing_published", "mark_score_only", "mark_no_award",
    "memo_number", "pair_em", "problem.usage.expected",
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("lang", make.LANGUAGES)


@pytest.fixture(scope="module")
def template():
    return extract.template()


@pytest.fixture(scope="module", params=make.LANGUAGES)
def catalogue(request):
    return make.read(request.param)


def entries_of(catalog):
    return [message for message in catalog if message.id]


def wanted(template, lang):
    keys, prose = set(make.keyed(template)), {(m.context, m.id) for m in template if m.context in extract.PROSE}
    return keys, prose if lang != make.SOURCE else set()


def placeholders(text):
    return sorted((name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None)


def test_every_message_is_used_and_every_used_one_is_there(catalogue, template):
    keys, prose = wanted(template, str(catalogue.locale))
    there = {(m.context, m.id) for m in entries_of(catalogue) if m.context in extract.PROSE}
    assert set(make.keyed(catalogue)) - keys == set(), "nothing asks for these: make catalogue"
    assert keys - set(make.keyed(catalogue)) == set(), "the code asks for these: make catalogue"
    assert there - prose == set(), "no notebook and no help says this any more: make catalogue"
    assert prose - there == set(), "without an entry: make catalogue"


def test_no_message_is_empty_fuzzy_or_a_template_s(catalogue):
    assert list(make.to_do(catalogue)) == []
    assert [m.context for m in entries_of(catalogue) if m.string != m.string.strip() or m.pluralizable] == []
    assert len({m.context for m in entries_of(catalogue)} - {*extract.PROSE}) == len(make.keyed(catalogue))


def test_both_languages_fill_the_same_placeholders(catalogue):
    for message in entries_of(catalogue):
        if message.context not in extract.PROSE:
            assert placeholders(message.id) == placeholders(message.string), message.context
            assert ("python-brace-format" in message.flags) == bool(placeholders(message.id)), message.context


def test_indonesian_is_the_source_of_both():
    source, other = (make.keyed(make.read(lang)) for lang in ("id", "en"))
    assert {key: m.id for key, m in source.items()} == {key: m.string for key, m in source.items()}
    assert {key: m.id for key, m in source.items()} == {key: m.id for key, m in other.items()}


def test_english_is_english():
    same = {m.context for m in entries_of(make.read("en")) if m.id == m.string}
    assert same == SAME


@LANGUAGES
def test_the_file_is_canonical(lang, template):
    """`make catalogue` would change nothing."""
    catalog = make.updated(make.read(lang), template, make.read(make.SOURCE))
    assert make.path(lang).read_text(encoding="utf-8") == make.written(catalog), "run: make catalogue"


@pytest.mark.parametrize(("lang", "plural"), [("id", "nplurals=1; plural=0;"), ("en", "nplurals=2; plural=(n != 1);")])
def test_the_header_says_language_letters_and_plurals(lang, plural):
    headers = dict(make.read(lang).mime_headers)
    assert (headers["Language"], headers["Plural-Forms"]) == (lang, plural)
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Project-Id-Version"].startswith("kla_lib ")


def test_every_kind_of_problem_is_raised_somewhere_and_has_a_severity():
    sources = [path.read_text(encoding="utf-8") for path in families.LIBRARY.rglob("*.py")]
    raised = families.spelled_out({kind for s in sources for kind in uses.asked(s, ("problem",))}, families.KINDS)
    assert raised == set(families.kinds())
    assert len(families.kinds()) == len(set(families.kinds()))
    assert {problems.Problem(kind).severity for kind in raised} <= set(families.SEVERITIES)


def test_help_that_typer_shows_is_the_help_that_is_translated():
    shown = {part.help for part in parts(typer.main.get_command(app)) if getattr(part, "help", None)}
    assert shown == {m.id for m in entries_of(make.read("en")) if m.context == "help"}


def test_no_key_is_named_like_a_place_of_prose(template):
    assert not {m.id for m in template if m.id == m.context} & {*extract.PROSE}


# --- the reader of kla_lib.problems against Babel and gettext ---------------------------------------------------------


def as_gettext_reads(catalog):
    page = io.BytesIO()
    write_mo(page, catalog)
    page.seek(0)
    return gettext.GNUTranslations(page)


@LANGUAGES
def test_our_reader_says_what_gettext_says(lang):
    catalog = make.read(lang)
    ours, theirs = problems._catalogue(lang), as_gettext_reads(catalog)
    assert set(ours) == {(m.context, m.id) for m in entries_of(catalog)}
    assert ours == {(context, text): theirs.pgettext(context, text) for context, text in ours}


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('\n\t\r"\\#{}'), min_size=1)


@given(st.dictionaries(st.tuples(st.text("ab_.", min_size=1), TEXT), TEXT, max_size=4), st.sampled_from([0, 20, 76]))
def test_whatever_babel_writes_our_reader_reads(words, width):
    catalog, page = Catalog("en"), io.BytesIO()
    for (context, text), string_ in words.items():
        catalog.add(text, string_, context=context, locations=[("a.py", None)])
    write_po(page, catalog, width=width)
    assert dict(problems.entries(page.getvalue().decode("utf-8"))) == words


@pytest.mark.parametrize(
    ("po", "found"),
    [
        ('msgid "a"\nmsgstr "b"\n', {("", "a"): "b"}),
        ('#, fuzzy, python-brace-format\nmsgid "a"\nmsgstr "b"', {}),
        ('#, python-brace-format\nmsgid "a"\nmsgstr "b"', {("", "a"): "b"}),
        ('# not fuzzy: a comment\nmsgid "a"\nmsgstr "b"', {("", "a"): "b"}),
        ('msgid "a"\nmsgstr ""', {}),
        ('#~ msgid "a"\n#~ msgstr "b"', {}),
        ('#| msgid "old"\nmsgctxt "k"\nmsgid ""\n"a"\nmsgstr ""\n"b\\n"\n"c"', {("k", "a"): "b\nc"}),
        ('msgid ""\nmsgstr "Language: en\\n"', {}),
    ],
)
def test_entries_as_editors_write_them(po, found):
    assert dict(problems.entries(po)) == found


def test_a_key_nobody_has_is_an_error_and_prose_without_translation_stays():
    with pytest.raises(KeyError):
        problems.message("no_such_key", "id")
    assert problems.prose("notebook", "# Uji", "en") == "# Uji"
    assert problems.prose("notebook", "# Ringkasan nilai", "id") == "# Ringkasan nilai"
    assert problems.prose("notebook", "# Ringkasan nilai", "en") == "# Summary of points"


def test_the_library_holds_no_words_beside_the_catalogues():
    """No Indonesian word in a string of the library: help texts, docstrings, data tables, samples and what reads documents aside."""
    telling = re.compile(r"\b(yang|tidak|dengan|untuk|laporan|dari|rekap[^_\w]|belum|sumber|kesalahan)\b")
    found = [
        (path.name, text)
        for path in families.LIBRARY.rglob("*.py")
        for text in uses.strings(path.read_text(encoding="utf-8"))
        if telling.search(text)
        and {"cli", "reading", "samples"}.isdisjoint(path.parts)
        and path.name not in ("cli.py", "command.py", "pack.py", "personal.py", "place_folder.py")
    ]
    assert found == []
