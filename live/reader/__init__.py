"""Ink to a reading: its marks, their best parting, their order, and what stays of it over time."""

from live.reader.reader import Reader

__all__ = ["Reader"]
