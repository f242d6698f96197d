"""A frame of paper to its reading."""

import numpy as np

np.empty(31 << 20, np.uint8)
"""Freed at once. GNU's allocator gives memory back to the system from twice the largest block that was ever
freed, up to 32 MiB of one; without this each frame of 1280x720 faults 2,000 pages in again, which takes an
eighth of its time. (Manual of mallopt, M_MMAP_THRESHOLD.)"""
