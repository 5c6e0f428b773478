"""Texts that go into tables which people open in a spreadsheet."""

ACTIVE = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: str) -> str:
    """A text that a spreadsheet would take for a formula, behind an apostrophe; any other as it is."""
    return f"'{cell}" if cell.startswith(ACTIVE) else cell
