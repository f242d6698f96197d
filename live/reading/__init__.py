"""Readings of single frames: their order on the page, and one steady reading over time."""
