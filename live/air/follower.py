"""A hand that was found, followed: its landmarks in a square that is turned with it."""

from __future__ import annotations

import math
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from live.values import Floats, Image


@dataclass(frozen=True)
class Knobs:
    """Say how a square is laid around a hand: as the network was trained.

    side: of the square, in boxes around the wrist, the knuckles and the joints next to them, the longer side.
    up: by how many boxes its middle is above that of the box.
    """

    side: float = 2.0
    up: float = 0.1


KNOBS = Knobs()

NETWORK = "hand_landmarks_detector.tflite"
"""The one in MediaPipe's hand model, a zip file, that sees landmarks in squares."""

_STEADY = np.array([0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18])
"""Landmarks that bent fingers do not move far."""


@dataclass(frozen=True)
class Square:
    """A part of a frame: its middle and side, px; turn: of what is upright in it, radians clockwise."""

    x: float
    y: float
    side: float
    turn: float = 0.0

    @property
    def axes(self) -> Floats:
        """Its own right and down, as columns: (2, 2) float32 of length 1."""
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return np.array([[cos, -sin], [sin, cos]], np.float32)

    def cut(self, image: Image, size: int) -> Floats:
        """Return what it shows, black beyond the image: (1, size, size, 3) float32 RGB, 0..1."""
        axes = self.axes * (self.side / size)
        matrix = np.column_stack([axes, (self.x, self.y) - axes @ np.full(2, size / 2)])
        part = cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        return cv2.cvtColor(part, cv2.COLOR_BGR2RGB)[None].astype(np.float32) / np.float32(255)

    def place(self, points: Floats) -> Floats:
        """Return where in the frame points, (N, 2) in sides from its upper left corner, lie: px."""
        return np.asarray((self.x, self.y) + self.side * (points - 0.5) @ self.axes.T, np.float32)


def square_of(landmarks: Floats) -> Square:
    """Return the square in which a hand with landmarks, (21, 2) px, is seen best: upright, its fingers up."""
    x, y = ((landmarks[9] + (landmarks[5] + landmarks[13]) / 2) / 2 - landmarks[0]).tolist()
    turn = math.atan2(x, -y)
    axes = Square(0, 0, 1, turn).axes
    own = landmarks[_STEADY] @ axes
    low, high = own.min(0), own.max(0)
    x, y = (axes @ ((low + high) / 2 - (0, KNOBS.up * (high - low)[1]))).tolist()
    return Square(x, y, KNOBS.side * float((high - low).max()), turn)


class Follower:
    """Sees a hand's landmarks in squares, by LiteRT."""

    def __init__(self, model: Path) -> None:
        """Load the network in MediaPipe's hand model; raises what zipfile and LiteRT do for another file."""
        from ai_edge_litert.interpreter import Interpreter

        with zipfile.ZipFile(model) as bundle:
            self._network: Any = Interpreter(model_content=bundle.read(NETWORK), num_threads=2)
        self._network.allocate_tensors()
        (source,) = self._network.get_input_details()
        self._source, self._side = source["index"], int(source["shape"][1])
        outputs = sorted(self._network.get_output_details(), key=lambda one: str(one["name"]))
        self._landmarks, self._presence = (one["index"] for one in outputs[:2])

    def __call__(self, image: Image, square: Square) -> tuple[Floats, float]:
        """Return landmarks, (21, 2) float32 px, and how surely there is a hand in a square, 0..1."""
        self._network.set_tensor(self._source, square.cut(image, self._side))
        self._network.invoke()
        points = self._network.get_tensor(self._landmarks).reshape(21, 3)[:, :2]
        presence = float(self._network.get_tensor(self._presence)[0, 0])
        return square.place(points / np.float32(self._side)), presence
