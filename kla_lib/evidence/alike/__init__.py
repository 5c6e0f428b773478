"""Finds pictures and texts that were used more than once."""
