"""Letters and signs that nobody takes for a digit: from our own strokes, and in OpenCV's fonts."""

from __future__ import annotations

import cv2
import numpy as np

from train.augment import Ink, Rng, redraw
from train.digits import Digits
from train.strokes import LETTERS as BY_HAND
from train.strokes import drawn

LETTERS = "AEFHKMNRTUVWXcefhkmnruvwx"
PLAIN_LETTERS = "CJLYdijpty"  # no digits either, unless in a script with flourishes; P is a nine to some
SIGNS = "+-=*x#%&@<>~^+-=+x"  # twice and more what people write between numbers
OTHER_SCRIPTS = "ΔΘΛΞΠΣΦΨΩΓαβγδεζηθλμξπσφψωЖИЙЛЦШЩЪЫЮЯЭФДжийлцшщъыюя"
SCRIPTS = (  # of many peoples, but for what looks like a digit
    "あいえおかきくけこさしすせたなにぬねはひふほまみむもやゆよれわをアイウエオカキケサシスセタチツテトナニヌネハヒホマミムメモヤユル"
    "ㄴㄷㅂㅅㅈㅊㅋㅌㅍㅎㅏㅑㅓㅕㅗㅛㅜㅠㄇㄈㄉㄊㄌㄍㄏㄑㄓㄔㄘㄙㄜㄝㄞㄟㄠㄡאבגהחטכלמעצשתבتثجحخدذسشصضعغكلي"
    "丁七人入八几刀力十又土士大女子寸小山川工巾干弓才万上下久凡及月木火水"
)
HERSHEY = [
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
]
PLAIN_FONTS = 4  # of these

WIDE = 0.55, 1.2
"""Least and greatest width of such a letter in its heights."""


def letter(digits: Digits, rng: Rng) -> Ink:
    """A letter or sign in a stroke font or a TrueType font, bent as a hand would."""
    page = np.zeros((28, 28), np.uint8)
    if rng.random() < 0.7:
        which, scale = int(rng.integers(len(HERSHEY))), rng.uniform(0.6, 0.9)
        font, plain = HERSHEY[which], PLAIN_LETTERS if which < PLAIN_FONTS else ""
        sign = str(rng.choice(list(LETTERS + SIGNS + plain)))
        (w, h), _ = cv2.getTextSize(sign, font, scale, 1)
        at = (28 - w) // 2, (28 + h) // 2
        cv2.putText(page, sign, at, font, scale, 255, int(rng.integers(1, 4)), cv2.LINE_AA)
    else:
        sign = str(rng.choice(list(LETTERS + PLAIN_LETTERS + SIGNS + OTHER_SCRIPTS)))
        face = cv2.FontFace(str(rng.choice(["sans", "italic", "uni"])))
        weight = int(rng.integers(2, 9)) * 100
        cv2.putText(page, sign, (7, 22), 255, face, int(rng.integers(17, 24)), weight)
    return redraw(page, rng)


def by_hand(digits: Digits, rng: Rng) -> Ink:
    """A letter as one writes it, with the same slant, pen and unrest as the digits of train.strokes."""
    return drawn(BY_HAND[int(rng.integers(len(BY_HAND)))], WIDE, rng)


def foreign(digits: Digits, rng: Rng) -> Ink:
    """A character of some other script, drawn large and as thin as a pen, bent as a hand would."""
    page = np.zeros((28, 28), np.uint8)
    sign, size = str(rng.choice(list(SCRIPTS))), int(rng.integers(17, 23))
    face, weight = cv2.FontFace("uni"), int(rng.integers(1, 9)) * 100
    (x, y, w, h) = cv2.getTextSize((28, 28), sign, (0, 0), face, size, weight)
    cv2.putText(page, sign, (14 - x - w // 2, 14 - y - h // 2), 255, face, size, weight)
    return redraw(page, rng)
