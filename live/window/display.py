"""Tells whether a window can be opened, before Qt tries: where it cannot, Qt aborts the whole process."""

from __future__ import annotations

import ctypes
import sys
from threading import Event, Thread

MAX_WAIT = 2.0
"""Seconds for an X server to answer."""


def available() -> bool:
    """Return whether a window can be opened here.

    On Linux OpenCV's window is an X11 one (under Wayland through Xwayland), so an X server has to let us in,
    as Qt's own library, libxcb, finds out; elsewhere there is always a display.
    """
    if not sys.platform.startswith("linux"):
        return True
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    welcome = Event()

    def connect() -> None:
        server = ctypes.c_void_p(xcb.xcb_connect(None, None))  # never null, as its manual says
        if not xcb.xcb_connection_has_error(server):
            welcome.set()
        xcb.xcb_disconnect(server)

    thread = Thread(target=connect, name="display", daemon=True)  # it knows no limit of time
    thread.start()
    thread.join(MAX_WAIT)
    return welcome.is_set()
