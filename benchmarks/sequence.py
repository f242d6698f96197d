"""Compare: read whole rows of strokes with one sequence network and CTC, instead of groups of strokes.

python -m benchmarks.sequence --sources DIR [--minutes N] trains such a network on rows of the same bank and
prints what `strokes` prints of the pen reader (Graves et al. 2006, "Connectionist temporal
classification"; Carbune et al. 2020). docs/training_pen.md has the table.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import score, strokes
from train.augment import Rng
from train.pen import hand, rows, texts
from train.pen.bank import Bank, Strokes
from train.scenes.alphabet import ALPHABET, CLASS_OF, OTHER

Floats = npt.NDArray[np.float32]

STEPS = 14
"""Points to a digit's height."""

LIFTED = 0.5
"""Of the length of pen-up moves that gets points."""

CHANNELS, LENGTH, BATCH, RATE = 6, 1024, 24, 1e-3
BLANK = OTHER + 1


def row(bank: Bank, rng: Rng) -> tuple[Strokes, list[int]]:
    """Return the strokes of a row, a digit 1 high, and the classes of its marks."""
    alone = rng.random() < rows.KNOBS.lone
    text = str(rng.integers(10)) if alone else texts.text(rng)[: rows.KNOBS.longest]
    x, drawn, before = 0.0, list[npt.NDArray[np.float32]](), ""
    for character in text:
        known = character != texts.LETTER
        mark = hand.written(
            bank.known(character, rng) if known else bank.letter(rng), rng, None if known else 0
        )
        every = np.concatenate(mark)
        x += rng.uniform(*(rows.KNOBS.digit_gap if (before + character).isdigit() else rows.KNOBS.sign_gap))
        place = np.array((x - every[:, 0].min(), rows.KNOBS.waver * rng.normal()), np.float32)
        drawn += [stroke * np.float32(rng.uniform(0.9, 1.1)) + place for stroke in mark]
        x, before = x + float(np.ptp(every[:, 0])), character
    return drawn, [CLASS_OF.get(character, OTHER) for character in text]


def features(lines: Strokes) -> Floats:
    """Return points at equal distances along strokes, (N, CHANNELS): direction, step, height, pen down."""
    tall = [float(np.ptp(line[:, 1])) for line in lines]
    height = max(float(np.quantile(tall, 0.8)), 0.2 * float(np.ptp(np.concatenate(lines)[:, 1])), 1e-3)
    middle = float(np.median(np.concatenate(lines)[:, 1]))
    points, down = [], []
    moves: list[tuple[npt.NDArray[Any], float, float]]
    for k, line in enumerate(lines):
        moves = [(np.stack([lines[k - 1][-1], line[0]]), 0.0, LIFTED)] if k else []
        for path, ink, share in (*moves, (line, 1.0, 1.0)):
            along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
            at = np.linspace(0, along[-1], 3 + int(along[-1] / height * STEPS * share))
            points.append(np.stack([np.interp(at, along, path[:, c]) for c in (0, 1)], 1))
            down.append(np.full(len(at), ink))
    every, pen = np.concatenate(points), np.concatenate(down)
    step = np.diff(every, axis=0, prepend=every[:1]) / height
    size = np.hypot(*step.T)[:, None]
    level = (every[:, 1:] - middle) / height
    table = np.concatenate([step / (size + 1e-3), STEPS * step, level, pen[:, None]], 1)
    return table[:LENGTH].astype(np.float32)


def batch(some: list[Floats]) -> Floats:
    """Return tables padded with noughts, (N, longest, CHANNELS), of a length that the strides divide."""
    out = np.zeros((len(some), -(-max(map(len, some)) // 128) * 128, CHANNELS), np.float32)
    for k, table in enumerate(some):
        out[k, : len(table)] = table
    return out


def network() -> Any:
    """Return the untrained network: (N, T, CHANNELS) to (N, T / 2, BLANK + 1) logits."""
    from keras import Model, layers

    def conv(x: Any, size: int, apart: int = 1, stride: int = 1) -> Any:
        x = layers.Conv1D(96, size, stride, padding="same", dilation_rate=apart, use_bias=False)(x)
        return layers.BatchNormalization()(x)

    x = points = layers.Input((None, CHANNELS))
    x = layers.ReLU()(conv(x, 7, stride=2))
    for apart in (1, 2, 4, 8, 1):
        inner = layers.ReLU()(conv(x, 5, apart))
        x = layers.ReLU()(layers.Add()([x, conv(inner, 3)]))
    return Model(points, layers.Dense(BLANK + 1)(x))


def trained(sources: Path, minutes: float) -> tuple[Any, int]:
    """Return a network that has learnt for some minutes, and from how many rows."""
    import keras
    import tensorflow as tf

    bank, rng, net, seen = Bank(sources, False), np.random.default_rng(0), network(), 0
    optimizer = keras.optimizers.Adam(RATE)
    start = time.monotonic()
    while (gone := (time.monotonic() - start) / 60 / minutes) < 1:
        some = [row(bank, rng) for _ in range(BATCH)]
        tables = [features(lines) for lines, _ in some]
        labels = tf.ragged.constant([label for _, label in some], tf.int32).to_sparse()
        sizes = tf.constant([-(-len(table) // 2) for table in tables], tf.int32)
        optimizer.learning_rate = RATE * min(1.0, 3 * (1 - gone))
        with tf.GradientTape() as tape:
            logits = net(batch(tables), training=True)
            lost = tf.nn.ctc_loss(labels, logits, None, sizes, logits_time_major=False, blank_index=BLANK)
            lost = tf.reduce_mean(tf.where(tf.math.is_finite(lost), lost, 0))
        optimizer.apply(tape.gradient(lost, net.trainable_variables), net.trainable_variables)
        seen += BATCH
        if seen % (BATCH * 200) == 0:
            print(f"{seen} rows, loss {float(lost):.2f}", file=sys.stderr)
    return net, seen


def text_of(net: Any, lines: Strokes) -> str:
    """Return the likeliest classes place by place, repeated ones and blanks left out."""
    table = features(lines)
    best = np.asarray(net(batch([table]), training=False))[0, : -(-len(table) // 2)].argmax(1)
    return "".join(ALPHABET[k] for k, _ in groupby(best.tolist()) if k < OTHER)


def main() -> int:
    """Train, read the sets of `strokes` and print the shares that are right."""
    shared = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser("python -m benchmarks.sequence", description="Compare with CTC.")
    parser.add_argument("--sources", metavar="DIR", type=Path, default=shared, help="pens, air/ and train/")
    parser.add_argument("--minutes", metavar="N", type=float, default=40, help="of training (default 40)")
    options = parser.parse_args()
    net, seen = trained(options.sources, options.minutes)
    found: dict[str, float] = {"rows": seen, "parameters": net.count_params()}
    for name, lines in strokes.sets(options.sources):
        told = [(text, text_of(net, paths)) for text, paths in lines[:1000]]
        if name == "letters":
            found[name] = score.share(bool(score.only_digits(got)) for _, got in told)
            continue
        found[f"{name}: digits"] = score.share(score.only_digits(w) == score.only_digits(t) for w, t in told)
        found[f"{name}: exact"] = score.share(score.plain(w) == score.plain(t) for w, t in told)
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
