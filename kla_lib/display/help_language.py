"""The language the door speaks before a command has settled on one: in help texts, and when a command cannot start.

``--lang`` decides wherever it stands on the command line, else the kla.toml of ``--home``, else it is Indonesian:
the order that every command follows. The machine's own language (LANG) is never asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from kla_lib.core.problems import InputFault, Lang, prose
from kla_lib.core.workspace import open_workspace


def spoken(arguments: Sequence[str]) -> Lang:
    """The language that a command line asks for. Never raises: what is wrong with it is told in Indonesian."""
    lang = asked(arguments, "--lang")
    with suppress(InputFault):
        lang = lang or open_workspace(Path(asked(arguments, "--home"))).lang
    return "en" if lang == "en" else "id"


def asked(arguments: Sequence[str], option: str) -> str:
    """What a command line gives an option, as ``--lang en`` or ``--lang=en``, the last one; empty where nothing."""
    given = [
        after if this == option else this.removeprefix(f"{option}=")
        for this, after in pairwise([*arguments, ""])
        if this == option or this.startswith(f"{option}=")
    ]
    return given[-1] if given else ""


def in_language(command: Any, arguments: Sequence[str]) -> Any:
    """A command of typer's, with its help and that of all below it in the language asked for.

    A language named before the command's name (``kla --lang en check``) becomes the command's own.
    """
    lang, given = spoken(arguments), asked(arguments, "--lang")
    for part in parts(command):
        part.help = prose("help", part.help, lang) if getattr(part, "help", None) else None
        if part.name == "lang" and given:
            part.default = given
    return command


def parts(command: Any) -> Iterator[Any]:
    """A command, its options and arguments, and all commands below it with theirs."""
    yield command
    yield from command.params
    for below in getattr(command, "commands", {}).values():
        yield from parts(below)
