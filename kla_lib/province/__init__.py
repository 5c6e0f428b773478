"""Many places: coverage, ranks, moves, map."""
