"""A command line that is wrong (an unknown option or command, a missing or unusable value) as a fault in the user's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from kla_lib.core.nearest import hint, nearest, shown
from kla_lib.core.problems import Lang, Problem, Where, message, problem
from kla_lib.display.help_language import asked

_COMMAND = re.compile(r"'([^']*)'")
_EXTRA = re.compile(r"\((?!s\))(.*)\)", re.DOTALL)
_LEAST = re.compile(r"(?:equal to|x>=) ?([\d.]+)")


def usage_fault(error: Any, arguments: Sequence[str]) -> Problem:
    """The fault of a UsageError of typer's: what was found on the command line, what is expected, and where the help is."""
    path = error.ctx.command_path if error.ctx else ""
    command = " ".join(["kla", *(word for word in path.split() if word not in ("-", "kla"))])
    kind, found, near, values = _about(error, command, arguments)
    words = {f"wanted_{lang}": _wanted(kind, lang, values) for lang in get_args(Lang)}
    return problem("usage", Where(), shown(found), command=command, **words, **hint(near))


def _about(error: Any, command: str, arguments: Sequence[str]) -> tuple[str, str, list[str], dict[str, str]]:
    said, param, below = error.message or "", getattr(error, "param", None), error.ctx and error.ctx.command
    commands = [name for name, each in getattr(below, "commands", {}).items() if not each.hidden]
    if hasattr(error, "possibilities"):
        return "option", error.option_name, nearest(error.option_name, _options(below)), {}
    if hasattr(error, "option_name"):
        given = asked(arguments, error.option_name) if "not take" in said else ""
        return ("extra", given, [], {}) if given else ("incomplete", command, [], {"name": error.option_name})
    if hasattr(error, "param_type"):
        return "missing", command, [], {"name": _name(param)}
    if param is not None:
        least = _LEAST.search(said)
        values = {"name": _name(param), "said": said} | ({"least": least[1]} if least else {})
        return "value", asked(arguments, _name(param)) or said, [], values
    if commands and (named := _COMMAND.search(said)):
        return "command", named[1], nearest(named[1], commands), {"known": ", ".join(commands)}
    extra = _EXTRA.search(said)
    return "extra", extra[1] if extra else said, [], {}


def _wanted(kind: str, lang: Lang, values: dict[str, str]) -> str:
    if kind != "value":
        return message(f"usage_{kind}", lang).format(**values)
    number = "integer" if "valid integer" in values["said"] else "number"
    known = number == "integer" or "least" in values or "valid number" in values["said"]
    wanted = message(f"usage_{number}", lang) if known else values["said"]
    least = message("usage_least", lang).format(least=values["least"]) if "least" in values else ""
    return f"{values['name']}: {wanted}{least}"


def _options(command: Any) -> list[str]:
    return [name for param in command.params for name in param.opts if name.startswith("-")] if command else []


def _name(param: Any) -> str:
    """An option by its long name, an argument by its own."""
    return str(max(param.opts, key=len) if param and param.opts else getattr(param, "name", ""))
