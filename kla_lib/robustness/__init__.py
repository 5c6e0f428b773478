"""Scenarios, stability, sensitivity, trend and peers."""
