"""What the catalogues must hold: Babel's extraction with a method for each place where words are asked for.

Code and templates ask by key; help texts and the prose of notebooks are themselves the Indonesian text.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from . import families, uses

ROOT = Path(__file__).parents[2]
PROSE = ("help", "notebook")
PARTS = {"expected": "What should have stood there.", "remedy": "What a person can do about it."}


def python_keys(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """The keys a module asks for by word(), columns_of(), sentence() or problem()."""
    source = fileobj.read().decode("utf-8")
    keys = families.spelled_out(uses.asked(source) - {"problem.{}.{}"}, families.KEYS)
    yield from ((0, None, key, []) for key in sorted(keys))
    for kind in sorted(families.spelled_out(uses.asked(source, ("problem",)), families.KINDS)):
        yield from ((0, None, f"problem.{kind}.{part}", [told]) for part, told in PARTS.items())


def help_texts(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """The keys of a module of the command line, and its help: every ``help=`` and each command's docstring."""
    yield from python_keys(fileobj, keywords, comment_tags, options)
    fileobj.seek(0)
    for node in ast.walk(ast.parse(fileobj.read())):
        if isinstance(node, ast.Call):
            given = [k.value.value for k in node.keywords if k.arg == "help" and isinstance(k.value, ast.Constant)]
            yield from ((node.lineno, "pgettext", ("help", text), []) for text in given)
        elif isinstance(node, ast.FunctionDef) and _is_command(node):
            yield node.lineno, "pgettext", ("help", ast.get_docstring(node)), []


def notebook_prose(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """Every Markdown cell of a notebook."""
    cells = [cell for cell in json.load(fileobj)["cells"] if cell["cell_type"] == "markdown"]
    yield from ((0, "pgettext", ("notebook", "".join(cell["source"])), []) for cell in cells)


METHODS = [
    ("kla_lib/cli/**.py", help_texts),
    ("kla_lib/**/cli.py", help_texts),
    ("kla_lib/display/command.py", help_texts),
    ("kla_lib/**.py", python_keys),
    ("kla_lib/display/templates/**.j2", "jinja2"),
    ("notebooks/**.ipynb", notebook_prose),
]
KEYWORDS = {"t": None, "pgettext": DEFAULT_KEYWORDS["pgettext"]}


def template(root: Path = ROOT) -> Catalog:
    """All that is asked for, with the files that ask; for a key (``context``) the id is not yet known and is the key."""
    found = Catalog()
    rows = [row for folder in ("kla_lib", "notebooks") for row in _extracted(root, folder)]
    for file, text, comments, context in sorted(rows):
        found.add(text, context=context or text, locations=[(file, None)], auto_comments=comments)
    return found


def _is_command(node: ast.FunctionDef) -> bool:
    """A command is decorated as one, or named so and registered by the module that has the application."""
    return node.name.endswith("_command") or any("command" in ast.unparse(d) for d in node.decorator_list)


def _extracted(root: Path, folder: str) -> Iterator[tuple[str, str, list[str], str]]:
    methods = [
        (pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS if pattern.startswith(folder)
    ]
    for name, _, text, comments, context in extract_from_dir(root / folder, methods, keywords=KEYWORDS):
        yield f"{folder}/{Path(name).as_posix()}", text, comments, context or ""
