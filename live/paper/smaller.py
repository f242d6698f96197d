"""Pictures made smaller: whole pixels are halved first, in a fraction of the time of one exact average."""

from __future__ import annotations

import cv2

from live.values import Image, as_image

EXACT = 4
"""What is less than so many times as large is averaged exactly: interpolated, strokes would be blurred or
lost."""


def halved(image: Image) -> Image:
    """The means of squares of two by two pixels; a last odd row or column is left out.

    image: (H, W) or (H, W, 3) uint8, two pixels a side at least.
    """
    h, w = image.shape[0] // 2, image.shape[1] // 2
    return as_image(cv2.resize(image[: 2 * h, : 2 * w], (w, h), interpolation=cv2.INTER_AREA))


def shrunk(image: Image, size: tuple[int, int]) -> Image:
    """A picture at a size, (w, h) px, no larger than its own."""
    if image.shape[1] < EXACT * size[0] or image.shape[0] < EXACT * size[1]:
        return as_image(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
    while image.shape[1] >= EXACT * size[0] and image.shape[0] >= EXACT * size[1]:
        image = halved(image)
    return as_image(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR))
