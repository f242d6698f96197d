"""How long the steps from a frame to the window take; run with --benchmark-only to see the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import models
from live.frames.demo import SHEET_FRAMES, Demo
from live.paper.look import look
from live.paper.page import PageReader
from live.screen import screen, stages
from live.values import Frame, Image, Moment, Reading, Sight
from models import Classifier
from models.eye import Eye
from models.glyph import normalise
from tests.bench.networks import keras_network
from tests.writing import chequered, lit, mnist_test, noisy, page, picture, printed

TEN = "01234\n56789"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return models.load()


@pytest.fixture(scope="module")
def reader(classifier: Classifier) -> PageReader:
    return PageReader(classifier)


def read(reader: PageReader, image: Image) -> tuple[Sight, Reading]:
    return reader.read(Frame(image, 0.0, 0))


def sheet(width: int, height: int) -> Image:
    """A sheet that fills the frame, with ten digits, shading and a sensor's noise."""
    ink = page(TEN, (width, height), height // 7, (width // 6, height // 5), nth=2)
    light = 1 - 0.4 * np.mgrid[0:height, 0:width][1] / width
    return noisy(lit(picture(ink), light), 2)


def demo(width: int, height: int) -> Image:
    """A frame of the demo on which ten digits, more or less, are written."""
    scenes = Demo(0, (width, height))
    frames = [scenes.scene(SHEET_FRAMES * n + SHEET_FRAMES // 2) for n in range(6)]
    return min(frames, key=lambda scene: abs(len(scene[1].replace("\n", "")) - 10))[0].image


def noise(width: int, height: int) -> Image:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def text(width: int, height: int) -> Image:
    return noisy(picture(printed((width, height))), 2)


FRAMES: dict[str, Callable[[], Image]] = {
    "sheet 640x480": lambda: sheet(640, 480),
    "sheet 1280x720": lambda: sheet(1280, 720),
    "sheet 1920x1080": lambda: sheet(1920, 1080),
    "demo 1280x720": lambda: demo(1280, 720),
    "photo 4000x3000": lambda: sheet(4000, 3000),
    "text 1280x720": lambda: text(1280, 720),
    "chequers 1280x720": lambda: chequered((1280, 720)),
    "noise 1280x720": lambda: noise(1280, 720),
    "empty room 1280x720": lambda: Demo(0, sheet=False).scene(0)[0].image,
}


@pytest.mark.benchmark(group="frame to reading")
@pytest.mark.parametrize("name", FRAMES)
def test_frame_to_reading(benchmark: BenchmarkFixture, reader: PageReader, name: str) -> None:
    image = FRAMES[name]()
    _, reading = benchmark(read, reader, image)
    if name.startswith(("sheet", "photo")):
        assert reading.count >= 10, "as much is read as there is"
    elif not name.startswith("demo"):
        assert reading.text == ""


@pytest.mark.benchmark(group="steps at 1280x720")
def test_the_eye(benchmark: BenchmarkFixture) -> None:
    assert benchmark(look, Eye(), sheet(1280, 720), False).heat.any()


@pytest.mark.benchmark(group="crop rule")
@pytest.mark.parametrize("side", [28, 100, 1000])
def test_normalise(benchmark: BenchmarkFixture, side: int) -> None:
    ink = np.asarray(cv2.resize(mnist_test()[0][0], (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
    assert benchmark(normalise, ink).any()


@pytest.fixture(scope="module")
def networks(classifier: Classifier) -> dict[str, Callable[[np.ndarray], Any]]:
    """The ways to run one network, each from (N, 28, 28) float32."""
    network = keras_network()
    import tensorflow as tf

    compiled = tf.function(lambda batch: network(batch, training=False), reduce_retracing=True)
    return {
        "models.load": classifier.probabilities,
        "keras predict": lambda glyphs: network.predict(glyphs[..., None], verbose=0),
        "keras call": lambda glyphs: network(glyphs[..., None], training=False).numpy(),
        "tf.function": lambda glyphs: compiled(tf.constant(glyphs[..., None])).numpy(),
    }


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize("way", ["models.load", "keras predict", "keras call", "tf.function"])
def test_network(
    benchmark: BenchmarkFixture, networks: dict[str, Callable[[np.ndarray], Any]], way: str, count: int
) -> None:
    benchmark.group = f"network on {count} glyph{'s' * (count > 1)}"
    glyphs = mnist_test()[0][:count].astype(np.float32) / 255
    networks[way](glyphs)  # what is laid out or traced at the first call
    assert len(benchmark(networks[way], glyphs)) == count


@pytest.mark.benchmark(group="window")
@pytest.mark.parametrize("stage", stages.STAGES)
def test_compose_the_window(benchmark: BenchmarkFixture, reader: PageReader, stage: str) -> None:
    frame = Frame(demo(1280, 720), 0.0, 0)
    view = screen.View(Moment(frame, *reader.read(frame), 5.0), stage=stage)
    assert benchmark(screen.compose, view).shape == (screen.HEIGHT, screen.WIDTH, 3)
