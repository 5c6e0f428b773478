"""Scores: points at every node of the instrument, gaps, and the arithmetic behind a figure.

`assessment` opens one place, period and stage with all of this; `views` shows it as tables, charts and terminal lines.
"""
