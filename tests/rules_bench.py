"""How well digits crossed by printed rules are read: python -m tests.rules_bench [pages a kind]."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

import models
from live.paper import ink as paper
from live.paper.levels import levels_of
from live.paper.rules import without_rules
from live.paper.sheet import find_sheet
from live.paper.surfaces import darkest_channel
from live.reader import Reader
from live.values import Box, Floats, Image, Ink
from tests.writing import mnist_test

SIZE = (1280, 720)
Step = Callable[[Image, Image | None], Image]


@dataclass(frozen=True)
class Kind:
    """A kind of paper. depth: the rules' share of the pen's contrast. angle: degrees, at most."""

    squared: bool = False
    depth: tuple[float, float] = (0.2, 0.5)
    width: tuple[float, float] = (1.0, 3.0)
    angle: float = 4.0
    pitch: tuple[float, float] = (28.0, 60.0)
    blur: tuple[float, float] = (0.4, 1.2)


KINDS = {
    "ruled faint": Kind(depth=(0.15, 0.4)),
    "ruled middling": Kind(depth=(0.4, 0.7)),
    "ruled dark": Kind(depth=(0.7, 1.0)),
    "ruled turned": Kind(depth=(0.2, 0.8), angle=45),
    "ruled blurred": Kind(depth=(0.2, 0.8), blur=(1.5, 2.5)),
    "squared faint": Kind(True, (0.15, 0.4)),
    "squared middling": Kind(True, (0.4, 0.7)),
    "squared dark": Kind(True, (0.7, 1.0)),
    "squared turned": Kind(True, (0.2, 0.8), angle=45),
}


def rules(kind: Kind, rng: np.random.Generator) -> Floats:
    """Cover, (h, w) in 0..1, of rules in slight perspective, a little bent and unevenly printed."""
    w, h = SIZE
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    turn = np.deg2rad(rng.uniform(-kind.angle, kind.angle))
    u, v = x - w / 2, y - h / 2
    u, v = u * np.cos(turn) + v * np.sin(turn), v * np.cos(turn) - u * np.sin(turn)
    tilt = 1 + rng.uniform(-8e-5, 8e-5) * u + rng.uniform(-8e-5, 8e-5) * v
    u, v = u / tilt, v / tilt + rng.uniform(-4e-6, 4e-6) * u * u
    pitch, width = rng.uniform(*kind.pitch), rng.uniform(*kind.width)
    cover = np.zeros((h, w), np.float32)
    for across in (v, u) if kind.squared else (v,):
        away = np.abs((across + rng.uniform(0, pitch)) % pitch - pitch / 2)
        cover = np.maximum(cover, np.clip(width / 2 + 0.5 - away, 0, min(1.0, width)))
    uneven = cv2.GaussianBlur(rng.normal(0, 1, (h // 8, w // 8)).astype(np.float32), (0, 0), 3)
    uneven = cv2.resize(uneven / uneven.std(), SIZE, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cover * (1 + 0.07 * uneven), np.float32)


def page(kind: Kind, seed: int, bare: bool = False) -> tuple[Image, list[tuple[int, Box]]]:
    """A photograph of a written page, (h, w, 3) uint8 BGR, and its digits with their boxes.

    bare: the same page without rules.
    """
    rng = np.random.default_rng(seed)
    images, labels = mnist_test()
    w, h = SIZE
    ink, truth = np.zeros((h, w), np.float32), list[tuple[int, Box]]()
    top = int(rng.integers(20, 50))
    while True:
        tall = rng.uniform(50, 110)
        if top + tall > h - 15:
            break
        left = rng.uniform(20, 60)
        while left + 1.1 * tall < w - 20:
            i = int(rng.integers(len(images)))
            zoom = tall / 20
            large = cv2.resize(images[i], None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
            soft = cv2.GaussianBlur(large, (0, 0), 0.3 * zoom).astype(np.float32)
            mark = np.clip((soft - 127) * max(1.3, zoom / 4) + 127, 0, 255) / 255
            bx, by, bw, bh = cv2.boundingRect((mark > 0.5).astype(np.uint8))
            x, y = round(left), round(top + rng.uniform(0, 6))
            ink[y : y + bh, x : x + bw] = np.maximum(
                ink[y : y + bh, x : x + bw], mark[by : by + bh, bx : bx + bw]
            )
            truth.append((int(labels[i]), (x, y, bw, bh)))
            left += bw + tall * rng.uniform(0.3, 0.7)
        top += round(tall * rng.uniform(1.2, 1.5))
    white = np.array((226, 232, 234), np.float32)
    pen = np.array([(38, 34, 32), (150, 62, 28), (40, 34, 180), (90, 88, 86)][rng.integers(4)], np.float32)
    depth = rng.uniform(*kind.depth)
    # Blue, red or grey rules: the darkest channel is what is seen of any colour.
    tint = np.array([(0.35, 0.7, 1.0), (1.0, 0.9, 0.3), (1.0, 1.0, 1.0)][rng.integers(3)], np.float32)
    cover = rules(kind, rng) * depth * (white - pen).max()
    blank = white - (0 if bare else cover[..., None] * tint)
    over = ink[..., None] * 0.92
    image = blank * (1 - over) + pen * over
    sigma = rng.uniform(*kind.blur)
    image = cv2.GaussianBlur(np.asarray(image, np.float32), (0, 0), sigma)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    light = 1 - rng.uniform(0, 0.35) * x / w - rng.uniform(0, 0.2) * y / h
    image = image * light[..., None] + rng.normal(0, rng.uniform(1, 4), image.shape)
    return np.asarray(image.clip(0, 255).round(), np.uint8), truth


def ink_of(image: Image, step: Step | None) -> Ink:
    """`find_ink` with or without a step that takes out rules."""
    sheet = find_sheet(image)
    contrast, levels = paper.denoise(paper.flatten(darkest_channel(image)), sheet)
    if sheet is not None:
        contrast = np.asarray(cv2.bitwise_and(contrast, sheet), np.uint8)
    if step:
        contrast = step(contrast, sheet)
        levels = levels_of(contrast, sheet)
    return Ink(paper.threshold(contrast, levels), 1.0, sheet)


def count(reader: Reader, ink: Ink, truth: list[tuple[int, Box]]) -> tuple[int, int, int]:
    """How many of the digits are read right, how many where there is none, and how many once more."""
    left, right, false, again = list(truth), 0, 0, 0
    for digit in reader.read(ink).digits:
        if digit.value is None:
            continue
        x, y, w, h = digit.box
        cx, cy = x + w / 2, y + h / 2
        on = [one for one in left if _within(cx, cy, one[1])]
        if on:
            right += digit.value == on[0][0]
            left.remove(on[0])
        elif any(_within(cx, cy, box) for _, box in truth):
            again += 1
        else:
            false += 1
    return right, false, again


def _within(x: float, y: float, box: Box) -> bool:
    return box[0] - 6 < x < box[0] + box[2] + 6 and box[1] - 6 < y < box[1] + box[3] + 6


def opened(contrast: Image, sheet: Image | None) -> Image:
    """The usual way: what survives an opening with a long line, turned to the Hough transform's strongest
    direction, is a rule; closing across it repairs."""
    height, width = contrast.shape
    mask = cv2.threshold(contrast, 16, 255, cv2.THRESH_BINARY)[1]
    thin = cv2.morphologyEx(mask, cv2.MORPH_TOPHAT, np.ones((9, 9), np.uint8))
    lines = cv2.HoughLines(thin, 1, np.pi / 720, width // 3)
    if lines is None:
        return contrast
    angle = (np.rad2deg(np.median(lines[:20, 0, 1] % (np.pi / 2))) + 45) % 90 - 45
    there = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1)
    out = cv2.warpAffine(contrast, there, SIZE)
    for kernel in ((81, 1), (1, 81)):
        rule = cv2.morphologyEx(out, cv2.MORPH_OPEN, np.ones(kernel[::-1], np.uint8))
        rule = cv2.dilate(cv2.threshold(rule, 12, 255, cv2.THRESH_BINARY)[1], np.ones((3, 3), np.uint8))
        bare = cv2.bitwise_and(out, cv2.bitwise_not(rule))
        out = cv2.morphologyEx(bare, cv2.MORPH_CLOSE, np.ones((7, 1) if kernel[0] > 1 else (1, 7), np.uint8))
    back = cv2.warpAffine(out, there, SIZE, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(back, np.uint8)


def inpainted(contrast: Image, sheet: Image | None) -> Image:
    """The other usual way: segments of the probabilistic Hough transform, painted over from around them."""
    mask = cv2.threshold(contrast, 16, 255, cv2.THRESH_BINARY)[1]
    thin = cv2.morphologyEx(mask, cv2.MORPH_TOPHAT, np.ones((9, 9), np.uint8))
    lines = cv2.HoughLinesP(thin, 1, np.pi / 360, 120, minLineLength=160, maxLineGap=30)
    rule = np.zeros_like(contrast)
    for a, b, c, d in lines.reshape(-1, 4) if lines is not None else []:
        cv2.line(rule, (a, b), (c, d), 255, 5)
    return np.asarray(cv2.inpaint(contrast, rule, 3, cv2.INPAINT_TELEA), np.uint8)


METHODS: dict[str, Step | None] = {
    "bare": None,
    "none": None,
    "ours": without_rules,
    "opening": opened,
    "inpaint": inpainted,
}


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    names = sys.argv[2].split(",") if len(sys.argv) > 2 else list(METHODS)
    kinds = sys.argv[3].split(",") if len(sys.argv) > 3 else list(KINDS)
    reader = Reader(models.load())
    print(f"{'':18}{'digits':>7}" + "".join(f"{name:>27}" for name in names))
    for k in kinds:
        seeds = [1000 * list(KINDS).index(k) + i for i in range(pages)]
        shown = [page(KINDS[k], seed) for seed in seeds]
        blank = [page(KINDS[k], seed, bare=True) for seed in seeds] if "bare" in names else []
        total = sum(len(truth) for _, truth in shown)
        row = f"{k:18}{total:7}"
        for name in names:
            right = false = again = 0
            start = time.perf_counter()
            inks = [ink_of(image, METHODS[name]) for image, _ in (blank if name == "bare" else shown)]
            spent = (time.perf_counter() - start) / pages
            for ink, (_, truth) in zip(inks, shown, strict=True):
                r, f, a = count(reader, ink, truth)
                right, false, again = right + r, false + f, again + a
            row += f"{100 * right / total:9.1f} % {false:4} {again:4} {1e3 * spent:4.0f} ms"
        print(row, flush=True)


if __name__ == "__main__":
    main()
