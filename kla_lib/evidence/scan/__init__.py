"""Measures every file of a place, in guarded processes, and keeps what was measured."""
