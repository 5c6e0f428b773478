"""Reads a recap as people send it: sheets, headings, rows, codes, checks, corrections."""
