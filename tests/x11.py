"""The two things about X windows that xdotool does not do: closing one by its X, and a window manager."""

import ctypes
import sys

_MAP_REQUEST, _CONFIGURE_REQUEST, _CLIENT_MESSAGE = 20, 23, 33
_SUBSTRUCTURE_NOTIFY, _SUBSTRUCTURE_REDIRECT = 1 << 19, 1 << 20
_ATOM = 4  # the type of properties that hold atoms

READY = "ready\n"
"""What the window manager prints once it is there: a window that comes sooner has no keyboard."""

_Event = ctypes.c_long * 24  # an XEvent: its fields lie on the borders of longs
_Handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class Display:
    """A connection to an X server, ":N"."""

    def __init__(self, name: str) -> None:
        self.x = ctypes.CDLL("libX11.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XInternAtom.restype = self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.handle = ctypes.c_void_p(self.x.XOpenDisplay(name.encode()))
        if not self.handle:
            raise OSError(f"no X server {name}")
        self.root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.handle))

    def atom(self, name: str) -> int:
        return int(self.x.XInternAtom(self.handle, name.encode(), 0))

    def close(self) -> None:
        self.x.XCloseDisplay(self.handle)


def click_x(display: str, window: int) -> None:
    """Do to a window what a window manager does when the X in its frame is clicked."""
    d = Display(display)
    event = _Event()
    event[0], event[4], event[5], event[6] = _CLIENT_MESSAGE, window, d.atom("WM_PROTOCOLS"), 32
    event[7] = d.atom("WM_DELETE_WINDOW")
    d.x.XSendEvent(d.handle, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(event))
    d.close()


def manage(display: str) -> None:
    """Be the smallest window manager: gives windows the place they ask for, the keyboard, and full screen."""
    d = Display(display)
    ignore = _Handler(lambda *_: 0)  # windows go away while they are spoken of
    d.x.XSetErrorHandler(ignore)
    screen = [d.x.XDisplayWidth(d.handle, 0), d.x.XDisplayHeight(d.handle, 0)]
    state, full = d.atom("_NET_WM_STATE"), d.atom("_NET_WM_STATE_FULLSCREEN")
    d.x.XSelectInput(d.handle, d.root, ctypes.c_long(_SUBSTRUCTURE_NOTIFY | _SUBSTRUCTURE_REDIRECT))
    d.x.XSync(d.handle, 0)
    print(READY, end="", flush=True)
    places: dict[int, tuple[int, ...]] = {}
    event = _Event()
    while True:
        d.x.XNextEvent(d.handle, ctypes.byref(event))
        kind = event[0] & 0xFF
        if kind == _MAP_REQUEST:
            window = ctypes.c_ulong(event[5])
            d.x.XMapWindow(d.handle, window)
            d.x.XSync(d.handle, 0)
            d.x.XSetInputFocus(d.handle, window, 1, ctypes.c_ulong(0))
        elif kind == _CONFIGURE_REQUEST:
            asked = ctypes.cast(event, ctypes.POINTER(ctypes.c_int))[12:16]
            places[event[5]] = tuple(asked)
            d.x.XMoveResizeWindow(d.handle, ctypes.c_ulong(event[5]), *asked)
        elif kind == _CLIENT_MESSAGE and event[5] == state and full in (event[8], event[9]):
            window, on = ctypes.c_ulong(event[4]), event[7] == 1
            d.x.XMoveResizeWindow(d.handle, window, *([0, 0, *screen] if on else places[event[4]]))
            now = (ctypes.c_long * 1)(full)
            d.x.XChangeProperty(
                d.handle, window, ctypes.c_ulong(state), ctypes.c_ulong(_ATOM), 32, 0, now, int(on)
            )
            d.x.XFlush(d.handle)


if __name__ == "__main__":
    manage(sys.argv[1])
