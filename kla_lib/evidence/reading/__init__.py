"""Measures one file of evidence."""
