"""A picture of paper to ink."""

import numpy as np

from live.paper.ink import find_ink

__all__ = ["find_ink"]

np.empty(31 << 20, np.uint8)
"""Freed at once. GNU's allocator gives memory back to the system from twice the largest block that was ever
freed, up to 32 MiB of one; without this each frame may fault 1,250 pages in again (1280x720, after smaller
ones), which takes a quarter of its time. (Manual of mallopt, M_MMAP_THRESHOLD.)"""
