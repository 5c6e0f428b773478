"""Fonts for made pictures that look the same on every machine."""

from PIL import ImageFont


def plain_font(size: float) -> ImageFont.FreeTypeFont:
    """Pillow's own font, laid out by Pillow: with libraqm the glyphs move where the machine has FriBiDi."""
    return ImageFont.load_default(size).font_variant(layout_engine=ImageFont.Layout.BASIC)
