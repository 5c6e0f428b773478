"""The cheapest way to the next rating, and the action list."""
