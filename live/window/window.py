"""OpenCV's window: the one place that knows of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import cv2

from live.values import Image
from live.window import qt

OnMouse = Callable[[int, int, int, int, object], None]
"""Takes an event, x and y in the window's own px, and flags, as cv2.setMouseCallback gives them."""

_REPEAT = 0.5  # s after which a picture is shown again: what Qt paints before X has the window ready is lost
_QT = cv2.currentUIFramework().startswith("QT")


class Window:
    """A window that the user may resize.

    size: (w, h) px that it has now. open: nobody has closed it yet.
    """

    def __init__(self, name: str, size: tuple[int, int], on_mouse: OnMouse) -> None:
        self.size, self.open = size, True
        self._name, self._on_mouse = name, on_mouse
        self._full = self._zoomed = self._painted = False
        self._image: Image | None = None
        self._shown_at = self._asked_at = 0.0

    def show(self, image: Image) -> None:
        """Show a picture of the window's size, (h, w, 3) uint8 BGR; the first one opens the window."""
        if self._image is None:
            self._open()
        self._image, self._shown_at = image, time.monotonic()
        cv2.imshow(self._name, image)

    def wait(self, ms: int) -> int:
        """Let the window live for a while, or until a key is pressed; return that key, -1 for none."""
        key = cv2.waitKeyEx(ms)
        if self._zoomed and self._exists():
            self._reopen()
        try:
            x, y, w, h = cv2.getWindowImageRect(self._name)
            if w > 0 and h > 0:
                self.size = w, h
            self._make_sure_of_paint((x + w // 2, y + h // 2))
        except cv2.error:  # the X took the window and all that belongs to it
            self.open = False
        self.open = self.open and self._exists()
        if self.open and self._image is not None and time.monotonic() - self._shown_at > _REPEAT:
            self.show(self._image)
        return key

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to the size before."""
        self._full = not self._full
        mode = cv2.WINDOW_FULLSCREEN if self._full else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(self._name, cv2.WND_PROP_FULLSCREEN, mode)

    def close(self) -> None:
        """Take the window away."""
        with suppress(cv2.error):  # closed by its X
            cv2.destroyWindow(self._name)

    def _exists(self) -> bool:
        try:
            return cv2.getWindowProperty(self._name, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:
            return False

    def _open(self) -> None:
        cv2.namedWindow(self._name, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
        cv2.resizeWindow(self._name, *self.size)
        cv2.setMouseCallback(self._name, self._take_mouse)
        self._painted, self._asked_at = False, time.monotonic()
        if _QT:
            qt.keep_every_move()

    def _take_mouse(self, event: int, x: int, y: int, flags: int, data: object) -> None:
        if _QT and event == cv2.EVENT_MOUSEWHEEL and flags > 0 and not qt.unmagnify(flags >> 16):
            self._zoomed = True
        self._on_mouse(event, x, y, flags, data)

    def _make_sure_of_paint(self, middle: tuple[int, int]) -> None:
        """Open the window anew where Qt does not paint it, until it does."""
        if _QT and not self._painted and time.monotonic() - self._asked_at > _REPEAT:
            self._asked_at = time.monotonic()
            exposed = qt.is_exposed(middle)
            self._painted = exposed is True
            if exposed is False:
                self._reopen()

    def _reopen(self) -> None:
        """Open a new window in the place of one that is never painted, or stays magnified."""
        self._zoomed = False
        x, y, _, _ = cv2.getWindowImageRect(self._name)
        cv2.destroyWindow(self._name)
        self._open()
        if self._full:
            cv2.setWindowProperty(self._name, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_FULLSCREEN)
        else:
            cv2.moveWindow(self._name, x, y)
        if self._image is not None:
            cv2.imshow(self._name, self._image)
