"""The pages in a real browser: what is drawn, photographed and filmed there; keys; small screens."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import LINES, live_command, live_env

from live.__main__ import main
from live.strokes.recording import as_line
from tests.hands import as_strokes, number, unipen
from tests.phone import Demo, Phone, Points, address_of, dots, open_phone
from tests.shapes import row
from train.scenes.sources import apart

SEEN = "document.getElementById('status').textContent"


def serve(port: int = 0) -> tuple[subprocess.Popen[str], str]:
    """Start the program; return it and its address."""
    process = subprocess.Popen(
        live_command("serve", "--port", port),
        env=live_env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, address_of(process.stdout)


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    process, address = serve()
    try:
        with open_phone(address, tmp_path_factory.mktemp("phone")) as phone:
            yield phone
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def canvas(phone: Phone) -> Phone:
    phone.open()
    return phone


@pytest.fixture(autouse=True)
def nothing_is_wrong(phone: Phone) -> Iterator[None]:
    yield
    assert not [entry for entry in phone.chrome.get_log("browser") if entry["level"] == "SEVERE"]


def read(strokes: list[Points], folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `read` makes of a recording of strokes."""
    file = folder / "drawn.jsonl"
    file.write_text(as_line(as_strokes([np.array(points, np.float64) for points in strokes], 6), (390, 600)))
    assert main(["read", str(file), "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["text"])


@pytest.mark.parametrize("kind", ["touch", "pen", "mouse"])
def test_what_is_drawn_is_read_as_a_recording_is(
    canvas: Phone, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strokes = dots(as_strokes(row(["5 with a bar", "4 crossed", "1"], 20)))
    canvas.draw(strokes, kind)
    assert read(strokes, tmp_path, capsys) == "541"
    canvas.wait(lambda: canvas.lines == "541")
    canvas.wait(lambda: canvas.value(SEEN) == "541")  # said by a screen reader


def test_numbers_of_writers_that_no_training_has_seen(
    canvas: Phone, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples, rng = [one for one in unipen(shared) if apart(one.writer)], np.random.default_rng(3)
    for _ in range(4):
        strokes = dots(as_strokes(number(samples, rng, 3)[0]), 40)
        canvas.draw(strokes)
        text = read(strokes, tmp_path, capsys)
        canvas.wait(lambda text=text: canvas.lines == text)
        canvas.press("clear")
        canvas.wait(lambda: canvas.lines == "")


def test_buttons_and_keys(canvas: Phone) -> None:
    from selenium.webdriver import ActionChains, Keys

    def key(name: str) -> None:
        ActionChains(canvas.chrome).send_keys(name).perform()

    def shows(text: str) -> None:
        canvas.wait(lambda: canvas.lines == text)

    canvas.draw(dots(as_strokes(row(["2", "0"], 20))))
    shows("20")
    for act, text in ((key, "z"), "2"), ((key, "y"), "20"), ((key, "c"), ""), ((canvas.press, "undo"), "20"):
        act[0](act[1])
        shows(text)
    key(Keys.ENTER)
    shows("")
    assert canvas.value("document.querySelector('#taken li').textContent") == "20"
    assert canvas.value("document.getElementById('take').disabled")


def test_a_server_that_starts_again_goes_on_where_it_was(phone: Phone) -> None:
    process, address = serve()
    port = int(address.split(":")[2].strip("/"))
    try:
        phone.chrome.get(address)
        phone.draw(dots(as_strokes(row(["2", "0", "3"], 20))))
        phone.wait(lambda: phone.lines == "203")
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[1] == ""
        assert process.returncode == 0
        phone.wait(lambda: "Not connected" in str(phone.value("document.getElementById('note').textContent")))
        phone.draw(dots(as_strokes(row(["7 crossed"], 0, (50, 250)))))
        process, _ = serve(port)
        phone.wait(lambda: phone.lines == "203\n7")
        phone.press("undo")
        phone.press("undo")
        phone.wait(lambda: phone.lines == "203")
    finally:
        process.kill()
        process.communicate()
        phone.chrome.get("about:blank")
        phone.chrome.get_log("browser")  # which says that there was no server


def test_a_photograph(phone: Phone, written: tuple[Path, str]) -> None:
    phone.open("paper.html")
    phone.chrome.find_element("id", "photo").send_keys(str(written[0]))
    phone.wait(lambda: phone.lines == "\n".join(LINES))
    assert phone.value("document.getElementById('canvas').width") == 1280


def test_a_camera(phone: Phone) -> None:
    _, text = Demo(0, (640, 480)).scene(50)
    assert text
    phone.open("paper.html")
    phone.press("camera")
    phone.wait(lambda: phone.lines == text)
    phone.press("camera")
    assert phone.value("document.getElementById('video').hidden")


@pytest.mark.parametrize("page", ["", "paper.html", "about.html"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_long_words_fit(phone: Phone, page: str, width: int) -> None:
    phone.open(page)
    phone.chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": width < 1000},
    )
    phone.chrome.execute_script(
        "for (const one of document.querySelectorAll('a, button, label > span, p, h1, #note'))"
        " one.textContent = 'Geschwindigkeitsbegrenzungen';"
    )
    assert phone.value("innerWidth") == width
    assert phone.value("document.documentElement.scrollWidth") <= width
    phone.chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
