"""The interactive plan."""
