"""The ways in which a picture is looked at to find it again: cut, tilted, turned, mirrored, burnt, without bars around it.

A point of a picture is (x, y) from -1 to 1, whatever its shape. A variant is an affine map from a point of the copy to
the point of the original where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin

SIDE = 64  # of a sketch, in pixels
PAGE_SIDE = 160  # of the finer one of a page of paper
Affine = tuple[float, float, float, float, float, float]  # (a, b, c, d, e, f): x' = a x + b y + c, y' = d x + e y + f


@dataclass(frozen=True, slots=True)
class Variant:
    """One way: ``keep`` of both sides around the middle (``x``, ``y``), tilted by degrees, turned, mirrored.

    What is tilted is cut straight, or ``framed``: shown whole with white corners. ``inner`` is without its bars.
    ``burnt`` is the brightest share of it that is cut off at white, as when it is made much brighter.
    """

    name: str
    keep: float = 1.0
    x: float = 0.0
    y: float = 0.0
    tilt: float = 0.0
    turn: int = 0
    mirror: bool = False
    framed: bool = False
    inner: bool = False
    burnt: float = 0.0


KEPT, TILT = 0.9, 3.5  # the middle of what the audit promises to find: cut to 90 %, tilted by 2 to 5 degrees
VARIANTS = (
    Variant("whole"),
    Variant("middle", KEPT),
    *(Variant(f"corner {x:+.1f} {y:+.1f}", KEPT, x, y) for x in (-0.1, 0.1) for y in (-0.1, 0.1)),
    *(Variant(f"tilted {tilt:+.1f}", tilt=tilt) for tilt in (-TILT, TILT)),
    *(Variant(f"tilted {tilt:+.1f} framed", tilt=tilt, framed=True) for tilt in (-TILT, TILT)),
    *(Variant(f"turned {turn}", turn=turn) for turn in (90, 180, 270)),
    Variant("mirrored", mirror=True),
    *(Variant(f"burnt {burnt:.0%}", burnt=burnt) for burnt in (0.1, 0.2, 0.35)),
    Variant("inner", inner=True),
)
WHOLE, INNER = 0, len(VARIANTS) - 1


@cache
def affine(variant: Variant, shape: float = 1.0) -> Affine:
    """The map of a variant for an original of this ``shape`` (width over height)."""
    angle = radians(variant.tilt)
    across, down = _framed(shape, angle) if variant.framed else (variant.keep * _kept(shape, angle),) * 2
    a, b, d, e = across * cos(angle), -down * sin(angle) / shape, across * sin(angle) * shape, down * cos(angle)
    for _ in range(variant.turn // 90):
        a, b, d, e = b, -a, e, -d
    flip = -1 if variant.mirror else 1
    return a * flip, b, variant.x, d * flip, e, variant.y


def _kept(shape: float, angle: float) -> float:
    """The share of both sides that an upright picture of the same shape keeps inside the tilted one."""
    c, s = cos(angle), abs(sin(angle))
    return min(shape / (shape * c + s), 1 / (shape * s + c))


def _framed(shape: float, angle: float) -> tuple[float, float]:
    """How many times as wide and as high a picture is with the whole of it tilted inside."""
    c, s = cos(angle), abs(sin(angle))
    return c + s / shape, s * shape + c
