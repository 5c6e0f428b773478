"""Penilaian Kabupaten/Kota Layak Anak: the names an analyst types after ``import kla_lib as kla``.

Each name is loaded where it is first used, so that the command line starts at once.
"""

import warnings
from importlib import import_module
from typing import Any

_DATA = ("awards", "edition", "editions", "places", "published_scores")  # frames that come with the library
_ROOMS = ("display", "evidence", "forms", "incidents", "plan", "province", "robustness", "scoring", "share")

_HOME_OF = {name: room for room in _ROOMS for name in import_module(f"kla_lib.{room}").__all__}
_HOME_OF |= dict.fromkeys(_DATA, "instrument.frames")
_FORMER = {  # names of the release before this one, which still work -> what they are called now
    "open_cases": "open_incidents",
    "open_outlook": "open_robustness",
    "open_place": "open_assessment",
    "outlook_headline": "robustness_headline",
    "cases_ages": "incidents_ages",
    "cases_by": "incidents_by",
    "cases_evidence": "incidents_evidence",
    "cases_headline": "incidents_headline",
    "cases_kept": "incidents_kept",
    "cases_times": "incidents_times",
    "cases_todo": "incidents_todo",
}
_DOORS = [name for name in _HOME_OF if name.startswith("open_") or name in ("read_report", "score")]
__all__ = sorted([*_DATA, *_DOORS, *_ROOMS])  # noqa: PLE0605 - what ``kla.<TAB>`` shows; views also work as ``kla.gaps``


def __getattr__(name: str) -> Any:
    if name in _FORMER:
        warnings.warn(f"kla.{name} is now called kla.{_FORMER[name]}", FutureWarning, stacklevel=2)
        name = _FORMER[name]
    if name in _ROOMS:
        return import_module(f"kla_lib.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'kla_lib' has no attribute {name!r}; it offers: {', '.join(__all__)}")
    return getattr(import_module(f"kla_lib.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
