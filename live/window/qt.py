"""What OpenCV's window does unasked where it is one of Qt, and how it is kept from that.

OpenCV offers no way; its wheels bring a Qt 5 of their own, in a namespace, whose functions are called here.
With another Qt nothing is changed.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

_COMPRESS_EVENTS = 25  # Qt::AA_CompressHighFrequencyEvents
_NAMESPACE = "QtOpenCVPython"
_SET_ATTRIBUTE = f"_ZN14{_NAMESPACE}16QCoreApplication12setAttributeENS_2Qt20ApplicationAttributeEb"
_POINTER = f"_ZN14{_NAMESPACE}7QCursor3posEv"
_WIDGET_AT = f"_ZN14{_NAMESPACE}12QApplication8widgetAtERKNS_6QPointE"
_TOP_LEVEL_AT = f"_ZN14{_NAMESPACE}15QGuiApplication10topLevelAtERKNS_6QPointE"
_IS_EXPOSED = f"_ZNK14{_NAMESPACE}7QWindow9isExposedEv"
_FOCUS_PROXY = f"_ZNK14{_NAMESPACE}7QWidget10focusProxyEv"
_SINGLE_SHOT = f"_ZN14{_NAMESPACE}6QTimer10singleShotEiPKNS_7QObjectEPKc"
_ZOOM_OUT = b"1ZoomOut()"  # a slot of OpenCV's view (window_QT.h), as Qt's macro SLOT writes it
_NOTCH = 120  # of a wheel, in the units of QWheelEvent::angleDelta


class _Point(ctypes.Structure):
    _fields_ = (("x", ctypes.c_int), ("y", ctypes.c_int))


def keep_every_move() -> None:
    """Have Qt hand on every move of the mouse: under X11 it leaves out all but the last of those that came
    while the program was busy, and a quick stroke would lose its curves."""
    with suppress(OSError, AttributeError):
        _library("Core")[_SET_ATTRIBUTE](_COMPRESS_EVENTS, False)


def unmagnify(delta: int) -> bool:
    """Take back, once this event is over, that the picture under the pointer magnifies itself, as it does
    when the wheel turns up. Returns whether that can be done.

    delta: how far the wheel was turned, eighths of a degree. The view grows by a tenth for each notch,
    shrinks to nine tenths at a call, and stops at its own size (window_QT.cpp, scaleView).
    """
    try:
        place, widget_at = _library("Gui")[_POINTER], _library("Widgets")[_WIDGET_AT]
        focus_proxy, single_shot = _library("Widgets")[_FOCUS_PROXY], _library("Core")[_SINGLE_SHOT]
    except (OSError, AttributeError):
        return False
    place.restype = _Point
    widget_at.restype = focus_proxy.restype = ctypes.c_void_p
    # The picture's widget is a viewport, and the view that it belongs to takes the keys for it.
    viewport = widget_at(ctypes.byref(place()))
    view = focus_proxy(ctypes.c_void_p(viewport)) if viewport else None
    for _ in range(ceil(delta / _NOTCH) if view else 0):
        single_shot(0, ctypes.c_void_p(view), _ZOOM_OUT)
    return bool(view)


def is_exposed(at: tuple[int, int]) -> bool | None:
    """Return whether Qt knows that its window at a place on the screen, px, is seen; None where it has none.

    Where the machine is very busy Qt loses X's word that a window is mapped, and never paints it.
    """
    try:
        top_level_at, exposed = _library("Gui")[_TOP_LEVEL_AT], _library("Gui")[_IS_EXPOSED]
    except (OSError, AttributeError):
        return None
    top_level_at.restype, exposed.restype = ctypes.c_void_p, ctypes.c_bool
    window = top_level_at(ctypes.byref(_Point(*at)))
    return bool(exposed(ctypes.c_void_p(window))) if window else None


@cache
def _library(name: str) -> Any:
    """Return a library of OpenCV's own Qt 5; raises OSError where it is not loaded."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    for line in maps.splitlines():
        if f"libQt5{name}-" in line:
            return ctypes.CDLL(line.split(maxsplit=5)[-1])
    raise OSError(f"there is no library {name} of OpenCV's own Qt 5")
