"""Returned forms come in: what stands in them, checked and merged."""
