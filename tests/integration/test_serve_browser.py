"""The pages in a real browser: what is drawn, photographed and filmed there; keys; small screens."""

import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import LINES, RunLive, live_running, reports
from selenium.webdriver import ActionChains, Keys

from live.strokes.recording import as_line
from tests.hands import as_strokes
from tests.phone import Demo, Phone, Points, address_of, dots, open_phone
from tests.shapes import row

SEEN = "document.getElementById('status').textContent"
NOTE = "document.getElementById('note').textContent"


def drawn(*names: str, at: tuple[int, int] = (50, 50)) -> list[Points]:
    return dots(as_strokes(row(list(names), 20, at)))


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    folder = tmp_path_factory.mktemp("phone")
    with (
        live_running("serve", "--port", "0") as process,
        open_phone(address_of(process.stdout), folder) as phone,
    ):
        yield phone


@pytest.fixture(autouse=True)
def canvas(phone: Phone) -> Iterator[Phone]:
    """The page on which one draws; nothing may be wrong in the end."""
    phone.open()
    yield phone
    assert not [entry for entry in phone.chrome.get_log("browser") if entry["level"] == "SEVERE"]


def shows(phone: Phone, text: str) -> None:
    phone.wait(lambda: phone.lines == text)


@pytest.mark.parametrize("kind", ["touch", "pen", "mouse"])
def test_what_is_drawn_is_read_as_a_recording_is(
    canvas: Phone, kind: str, tmp_path: Path, run_live: RunLive
) -> None:
    strokes = drawn("5 with a bar", "4 crossed", "1")
    canvas.draw(strokes, kind)
    shapes = as_strokes([np.array(points, np.float64) for points in strokes], 6)
    (tmp_path / "drawn.jsonl").write_text(as_line(shapes, (390, 600)))
    assert reports(run_live("read", tmp_path / "drawn.jsonl", "--json").stdout)[0]["text"] == "541"
    shows(canvas, "541")
    canvas.wait(lambda: canvas.value(SEEN) == "541")  # said by a screen reader


def test_buttons_and_keys(canvas: Phone) -> None:
    def key(name: str) -> None:
        ActionChains(canvas.chrome).send_keys(name).perform()

    canvas.draw(drawn("2", "0"))
    shows(canvas, "20")
    for act, name, text in ((key, "z", "2"), (key, "y", "20"), (key, "c", ""), (canvas.press, "undo", "20")):
        act(name)
        shows(canvas, text)
    key(Keys.ENTER)
    shows(canvas, "")
    assert canvas.value("document.querySelector('#taken li').textContent") == "20"
    assert canvas.value("document.getElementById('take').disabled")


def test_a_server_that_starts_again_goes_on_where_it_was(phone: Phone) -> None:
    with live_running("serve", "--port", "0") as first:
        address = address_of(first.stdout)
        phone.chrome.get(address)
        phone.draw(drawn("2", "0", "3"))
        shows(phone, "203")
        first.send_signal(signal.SIGINT)
        assert first.communicate(timeout=60)[1] == ""
        assert first.returncode == 0
    phone.wait(lambda: "Not connected" in str(phone.value(NOTE)))
    phone.draw(drawn("7 crossed", at=(50, 250)))
    with live_running("serve", "--port", address.split(":")[2].strip("/")):
        shows(phone, "203\n7")
        phone.press("undo")
        phone.press("undo")
        shows(phone, "203")
        phone.chrome.get("about:blank")
    phone.chrome.get_log("browser")  # which says that there was no server


def test_a_photograph_and_a_camera(phone: Phone, written: tuple[Path, str]) -> None:
    phone.open("paper.html")
    phone.chrome.find_element("id", "photo").send_keys(str(written[0]))
    shows(phone, "\n".join(LINES))
    assert phone.value("document.getElementById('canvas').width") == 1280
    phone.press("camera")
    shows(phone, Demo(0, (640, 480)).scene(50)[1])
    phone.press("camera")
    assert phone.value("document.getElementById('video').hidden")


@pytest.mark.parametrize("page", ["", "paper.html", "about.html"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_long_words_fit(phone: Phone, page: str, width: int) -> None:
    phone.open(page)
    size = {"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": width < 1000}
    phone.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    phone.chrome.execute_script(
        "for (const one of document.querySelectorAll('a, button, label > span, p, h1, #note'))"
        " one.textContent = 'Geschwindigkeitsbegrenzungen';"
    )
    assert phone.value("innerWidth") == width
    assert phone.value("document.documentElement.scrollWidth") <= width
    phone.chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
