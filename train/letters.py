"""Letters and signs that nobody takes for a digit: from our own strokes, and in OpenCV's fonts."""

from __future__ import annotations

import cv2
import numpy as np

from train.augment import Ink, Rng, redraw
from train.digits import Digits
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

# Letters of several scripts as a pen writes them, in the notation of train.shapes: above all those
# that share most of their strokes with a digit, as A and K with 4, n with 7, lambda with 2.
BY_HAND = [
    ["0,100 50,0! 100,100", "20,62 82,60"],
    ["5,100 60,0! 75,100", "20,65 95,60"],
    ["0,100 45,0! 85,100! 65,65! 15,65"],
    ["0,100 50,0! 100,100! 75,62! 15,68"],
    ["10,0 8,100", "90,0 12,55! 95,100"],
    ["10,0 8,100", "85,5 15,50 30,48 90,100"],
    ["10,0 8,100", "70,40 12,68! 80,100"],
    ["10,0 8,100", "90,0 92,100", "8,50 92,48"],
    ["30,0 10,100", "75,0 75,100", "0,40 100,38"],
    ["30,0 28,62", "72,0 70,60 40,100", "0,35 100,33"],
    ["10,0 10,100! 30,55 70,50 80,100"],
    ["0,0 50,48! 100,0", "50,48 48,100"],
    ["0,0 45,55", "95,0 20,100"],
    ["0,15 15,5 20,15 18,75", "18,35 50,5 85,15 85,110"],
    ["0,20 12,5 20,60! 40,15 75,5 85,40 70,115"],
    ["10,0 10,100! 25,30 70,5 85,100"],
    ["5,0 8,80 40,100 80,80 90,0! 92,100"],
    ["0,0 45,100! 95,0"],
    ["0,0 25,100! 50,25! 75,100! 100,0"],
    ["0,100 10,0! 50,70! 90,0! 100,100"],
    ["0,100 5,0! 90,100! 95,0"],
    ["5,100 8,10! 30,5 48,25 48,100! 50,30 75,5 92,25 95,100"],
    ["5,5 25,0 85,100", "50,45 5,100"],
    ["10,0 8,100", "10,2 75,10 70,45 15,50! 95,60 90,95 8,100"],
    ["10,0 8,100", "10,2 85,5 80,45 12,52! 95,100"],
    ["95,0 8,0! 5,100! 100,100", "8,48 80,48"],
    ["90,10 40,0 15,25 55,45! 5,65 30,100 95,90"],
    ["95,0 10,0! 8,100", "10,48 75,46"],
    ["90,15 45,0 0,50 40,100 95,85"],
    ["0,0 100,0", "50,0 48,100"],
    ["80,0 78,75 45,100 0,80"],
    ["0,0 5,75 50,100 95,75 100,0"],
    ["0,100 10,20 50,0 90,20 100,100"],
    ["0,0 100,100", "100,0 0,100"],
    ["8,0 5,100! 95,98"],
    ["80,45 40,35 5,70 30,100 75,85", "85,0 85,100"],
    ["90,10 65,0 45,25 40,110", "10,45 80,42"],
    ["10,0 12,100! 20,40 50,5 95,15"],
    ["0,0 5,100! 95,100! 100,0", "50,0 50,100"],
    ["5,100 5,0! 95,0! 95,100"],
    ["8,100 8,0! 95,0"],
    ["95,0 5,0! 5,100! 100,100"],
    ["10,0 10,100! 90,100", "90,0 90,100", "10,50 90,50"],
    ["50,0 0,100", "50,40 95,100"],
    ["10,0 90,0", "50,0 50,100", "0,100 100,100"],
    ["85,15 15,45", "10,0 10,85 30,100 95,92"],
    ["0,5 95,0! 95,95", "0,95 100,95"],
    ["0,100 35,95! 5,55 30,0 70,0 95,55 65,95! 100,100"],
    ["0,15 100,5", "30,12 22,100", "70,8 75,90 90,98"],
    ["95,5 5,0! 55,50! 0,100! 100,98"],
    ["100,10 60,80 30,100 0,60 30,20 60,40 100,100"],
    ["5,100 15,0", "12,65 35,80 75,55", "80,0 78,65 100,75"],
    ["0,5 10,55 50,60 90,45 98,0", "52,-5 48,100"],
    ["10,10 0,70 25,100 50,55 75,100 100,65 85,5"],
]
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
