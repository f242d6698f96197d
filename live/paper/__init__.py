"""A picture of paper to ink."""

from live.paper.ink import find_ink

__all__ = ["find_ink"]
