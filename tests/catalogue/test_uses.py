"""Which keys a file asks for: the ways in which the library writes a key, each with what is found."""

import pytest

from tests.catalogue import families, uses

CASES = {
    'word("a", lang)': {"a"},
    'def f():\n    return columns_of(("a", "b"), lang, ("b",))': {"a", "b"},
    'sentence("a", case)': {"a"},
    'other("a")': set(),
    'word("a" if x == "z" else "b", lang)': {"a", "b"},
    'def f(x):\n    key = "a" if x else "b"\n    return word(key)': {"a", "b"},
    'def f():\n    return [word(key) for key in ("a", "b")]': {"a", "b"},
    'def f():\n    keys = ("a", "b")\n    return [word(key, n) for n, key in enumerate(keys)]': {"a", "b"},
    'KEYS = ("a", "b")\ndef f():\n    return {key: word(key) for key in KEYS}': {"a", "b"},
    'NAMES = {"x": "a", "y": "b"}\ndef f(kind):\n    return word(NAMES[kind])': {"a", "b"},
    'def f(key):\n    return word(key)\ndef g():\n    return f("a"), f(key="b")': {"a", "b"},
    'def f(key, x):\n    return [word(k) for k in (key, *(["b"] if x else []))]\ndef g():\n    return f("a", 1)': {
        "a",
        "b",
    },
    'def f(x):\n    return word(f"state_{x}")': {"state_{}"},
    'def f():\n    return [word(f"memo_{k}") for k in ("a", "b")]': {"memo_a", "memo_b"},
    'def f(x, y):\n    return word(f"{x}.{y}.end")': {"{}.{}.end"},
    "def f(x):\n    return word(x)": {"{}"},
    "def f(x):\n    return word(x.key)": {"{}"},
    'def f(x):\n    name, key = x, "a"\n    return word(key)': {"a"},
    'def f(key):\n    return f(key), word(key)\ndef g():\n    return f("a")': {"a"},
    'def word(key):\n    return word(key + "x")': set(),
}


@pytest.mark.parametrize(("source", "keys"), CASES.items())
def test_keys_are_followed_to_where_they_are_written(source, keys):
    assert uses.asked(source) == keys


def test_families_are_spelled_out():
    assert families.spelled_out({"a", "stage_{}"}, {"stage_{}": ("EM", "VA")}) == {"a", "stage_EM", "stage_VA"}
    assert families.spelled_out({"p.{}.{}"}, {"p.{}.{}": ("a.b",)}) == {"p.a.b"}


@pytest.mark.parametrize("made", ["{}", "colour_{}"])
def test_a_key_that_no_family_explains_is_an_error(made):
    with pytest.raises(KeyError):
        families.spelled_out({made}, {"stage_{}": ("EM",)})


def test_docstrings_are_no_words():
    assert uses.strings('"""Module."""\ndef f():\n    """Does."""\n    return "a", f"b{1}"') == ["a", "b"]
