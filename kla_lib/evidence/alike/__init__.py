"""Finds pictures and texts that were used more than once, from what `reading` kept of each file."""
