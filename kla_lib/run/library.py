"""The digests of what every report shares: the library's code, templates and data, and the packages it uses."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import kla_lib
from kla_lib.core.files import SHORT, short_hash, tree_hash

LIBRARIES = ("matplotlib", "nbconvert", "pandas", "papermill", "pillow", "pypdfium2")
TEMPLATES = ("display/templates", "run/template")
PUBLISHED = "instrument/data/published"
CODE_FILES = ("*.py", "*.csv", "*.toml", "*.j2", "*.css", "*.js", "conf.json", "*.po")


@cache
def shared_digests() -> dict[str, str]:
    """Digests by name: published, template, code, editions (all that are shipped) and libraries."""
    root = Path(kla_lib.__file__).parent
    files = {path for pattern in CODE_FILES for path in root.rglob(pattern)}
    templates = {path for path in files if _below(path, root, TEMPLATES)}
    published = {path for path in files if _below(path, root, (PUBLISHED,))}
    folders = [about.parent.relative_to(root).as_posix() for about in root.glob("instrument/data/*/edition.toml")]
    editions = {path for path in files if _below(path, root, folders)}
    code = files - templates - published - editions
    libraries = [platform.python_version(), *(f"{name} {version(name)}" for name in LIBRARIES)]
    trees = {"published": published, "template": templates, "code": code, "editions": editions}
    return {
        **{name: tree_hash(root, paths)[:SHORT] for name, paths in trees.items()},
        "libraries": short_hash(libraries),
    }


def _below(path: Path, root: Path, folders: Sequence[str]) -> bool:
    return any(path.is_relative_to(root / folder) for folder in folders)
