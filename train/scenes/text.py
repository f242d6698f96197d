"""Printed text and handwritten words for scenes, as masks of ink."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from PIL import Image as Pil
from PIL import ImageDraw, ImageFont

from live.values import Floats, Image
from train.augment import Rng, log_uniform
from train.scenes.assets import Assets

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

WORDS = (
    "and", "the", "name", "address", "street", "page", "total", "price", "date", "open", "file", "edit",
    "view", "help", "save", "sale", "new", "menu", "list", "of", "from", "with", "this", "that", "have",
    "school", "paper", "board", "room", "desk", "phone", "mail", "tomorrow", "monday", "tuesday",
    "friday", "march", "april", "january", "summer", "winter", "coffee", "milk", "bread", "water",
    "green", "yellow", "white", "black", "orange", "please", "thank", "you", "hello", "world", "order",
    "number", "amount", "invoice", "customer", "service", "table", "kitchen", "window", "garden",
    "letter", "meeting", "project", "homework", "lesson", "answer", "question", "result", "example",
    "value", "return", "import", "class", "function", "while", "string", "bitte", "danke", "heute",
    "morgen", "straße", "bonjour", "merci", "maison", "école", "señor", "casa", "gracias", "amigo",
    "lettera", "grazie", "buongiorno",
)  # fmt: skip
SYLLABLES = (
    "ba", "ne", "ri", "to", "mu", "ka", "les", "tor", "ven", "an", "er", "sha", "pin", "qu", "dra",
    "fel", "hum", "wy", "zo", "ge", "cha", "str", "ick", "ow", "gh", "nd",
)  # fmt: skip
SYMBOLS = "/-:.,+%#()*&€$£@=<>[]{}!?"
SIZES = (6.0, 90.0)
"""Height of printed text's font, px: small ones more often."""
NOTHING = np.zeros((1, 1), np.uint8)


def word(rng: Rng) -> str:
    """Make a word of letters, real or invented, three letters at least."""
    if rng.random() < 0.6:
        found = str(rng.choice(WORDS))
        return found if len(found) > 2 else found + "gen"
    return "".join(rng.choice(SYLLABLES, int(rng.integers(2, 5))))


def line(rng: Rng) -> str:
    """Make a line of print: words, numbers, a price, a date, a table's row, a label or code."""
    few = [word(rng) for _ in range(int(rng.integers(1, 7)))]
    number, symbols = str(int(10 ** rng.uniform(0, 6))), rng.choice(list(SYMBOLS), 2)
    date = f"{rng.integers(1, 32):02d}", f"{rng.integers(1, 13):02d}", str(rng.integers(1950, 2040))
    text = str(rng.choice([
        *3 * [" ".join(few)],
        rng.choice(list("./-")).join(date),
        f"{rng.choice(list('€$£ '))}{rng.uniform(0, 10 ** rng.uniform(0, 3)):.2f} {few[0]}".strip(),
        "   ".join(str(int(10 ** rng.uniform(0, 4))) for _ in range(int(rng.integers(2, 7)))),
        f"{few[0]}: {number}",
        f"{few[0]}{symbols[0]}{few[-1]}({number}){symbols[1]}",
        number if rng.random() < 0.5 else f"{rng.integers(24)}:{rng.integers(60):02d}",
    ]))  # fmt: skip
    case = rng.random()
    return text.upper() if case < 0.25 else text.title() if case < 0.5 else text


@lru_cache(maxsize=384)
def _font(path: str | None, px: int) -> Font:
    try:
        return ImageFont.load_default(px) if path is None else ImageFont.truetype(path, px)
    except OSError:
        return ImageFont.load_default(px)


@lru_cache(maxsize=65536)
def _drawn(path: str | None, letter: str) -> bool:
    """Say whether a font has a shape for a letter."""
    shape, none = (_font(path, 24).getmask(known) for known in (letter, "\uffff"))
    return shape.size != none.size or bytes(shape) != bytes(none)


def _known(text: str, path: str | None) -> str:
    """Leave out the letters that a font would draw as empty boxes."""
    return "".join(letter for letter in text if letter == " " or _drawn(path, letter))


def _px(height: float) -> int:
    """Round a font's height to one of a few sizes, so that fonts are kept."""
    return max(5, round(height)) if height < 16 else max(16, 4 * round(height / 4))


def pick(rng: Rng, fonts: tuple[str, ...]) -> str | None:
    """Choose a font's path; none, which is Pillow's own font, where there are none."""
    return str(fonts[int(rng.integers(len(fonts)))]) if fonts else None


@lru_cache(maxsize=1024)
def typeset(text: str, path: str | None, height: float) -> Image:
    """Draw one line of text, trimmed, (h, w) uint8, kept and not to be written to.

    It is one clear pixel where the font draws nothing.
    """
    try:
        mask = _font(path, _px(height)).getmask(_known(text, path), "L")
        return np.array(mask, np.uint8).reshape(mask.size[::-1]) if min(mask.size) else NOTHING
    except (OSError, ValueError):
        return NOTHING


def label(rng: Rng, path: str | None, height: float) -> Image:
    """Draw any line of print in a font, (h, w) uint8, not to be written to."""
    return typeset(line(rng)[:40], path, height)


def printed(rng: Rng, size: int, assets: Assets) -> Floats:
    """Print a block of 1 to 12 lines in one font: its ink, (size, size) float32 of 0 to 1."""
    tall, path = log_uniform(rng, *SIZES), pick(rng, assets.print_fonts)
    font = _font(path, _px(tall))
    lines = [line(rng) for _ in range(int(rng.integers(1, 2 + min(11, int(1.2 * size / tall)))))]
    if rng.random() < 0.15:
        lines = ["  ".join(line(rng) for _ in range(3)) for _ in lines]
    block, centred = "\n".join(_known(text, path) for text in lines), rng.random() < 0.2
    ink = Pil.new("L", (size, size))
    draw, more = ImageDraw.Draw(ink), tall * rng.uniform(0, 0.7)
    wide, high = draw.multiline_textbbox((0, 0), block, font, spacing=more)[2:]
    left = rng.uniform(min(0, size - wide) - 0.1 * size, max(0.05 * size, size - wide))
    top = rng.uniform(-0.5 * tall, max(0.1 * size, size - high))
    draw.multiline_text((left, top), block, 255, font, spacing=more, align="center" if centred else "left")
    turn = rng.random()
    if turn < 0.4:
        ink = ink.rotate(rng.normal(0, 4) if turn < 0.3 else rng.uniform(-180, 180), Pil.Resampling.BILINEAR)
    if not ink.getbbox():  # turned or begun outside: one word in the middle
        ImageDraw.Draw(ink).text((size / 2, size / 2), _known(word(rng), path) or "a", 255, font, "mm")
    return np.asarray(ink, np.float32) / np.float32(255)


def handwords(rng: Rng, assets: Assets, height: float) -> Image:
    """Write a word of letters in a font of handwriting: its ink, trimmed, (h, w) uint8 of h = `height` px."""
    text, case = word(rng), rng.random()
    text = text.upper() if case < 0.1 else text.title() if case < 0.4 else text
    text = "".join(letter for letter in text if letter.isalpha())
    path = pick(rng, assets.hand_fonts)
    ink = NOTHING if path is None else typeset(text, path, max(24, 1.3 * height))
    if not ink.any():
        ink = _stroked(rng, text)
    x, y, wide, tall = cv2.boundingRect((ink > 40).astype(np.uint8))
    high = max(3, round(height))
    size = max(3, round(wide * high / max(1, tall))), high
    how = cv2.INTER_AREA if high < tall else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(ink[y : y + tall, x : x + wide], size, interpolation=how), np.uint8)


def _stroked(rng: Rng, text: str) -> Image:
    """Write by OpenCV's strokes, leaning, where there is no font of handwriting."""
    plain = text.encode("ascii", "ignore").decode() or "name"
    face = int(rng.choice([cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX]))
    ink = np.zeros((110, 60 + 45 * len(plain)), np.uint8)
    cv2.putText(ink, plain, (25, 70), face, 1.6, (255,), int(rng.integers(2, 5)), cv2.LINE_AA)
    lean = np.array([[1, rng.uniform(-0.3, 0.2), 10], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(ink, lean, (ink.shape[1], ink.shape[0])), np.uint8)
