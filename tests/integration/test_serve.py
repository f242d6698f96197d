"""The server without a browser: what it reads, whom it lets in, what it bounds, how it starts and ends."""

import asyncio
import io
import itertools
import json
import signal
import socket
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from conftest import LINES, RunLive, assert_one_line, live_running, plain_sheet
from PIL import Image as Pil
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

import models
from benchmarks.classroom import memory, together
from live.serve import app
from live.serve import drawing as drawer
from live.serve.app import PAGES, Readers, build
from live.serve.bounds import ANEW, BOUNDS, LATER, TOO_MUCH
from live.serve.lane import Lane
from live.strokes.recording import as_line
from live.values import Stroke
from tests.hands import as_strokes
from tests.phone import address_of
from tests.pictures import encoded
from tests.shapes import row, scribbles

LAN = "192.168.1.7:8765"
OWN = {"origin": f"http://{LAN}"}


@pytest.fixture(scope="module")
def readers() -> Readers:
    return Readers(models.load(), models.load())


@pytest.fixture(scope="module")
def client(readers: Readers) -> Iterator[TestClient]:
    own = {"origin": "http://localhost"}
    with TestClient(build(readers), base_url="http://localhost", headers=own) as client:
        yield client


def drawing(strokes: tuple[Stroke, ...]) -> dict[str, Any]:
    return dict(json.loads(as_line(strokes, (390, 500))))


def downs(strokes: tuple[Stroke, ...]) -> Iterator[dict[str, Any]]:
    """The messages of a page on which strokes are drawn."""
    for stroke in strokes:
        points = stroke.points.tolist()
        yield {"down": points[:1], "width": 6}
        yield from ({"move": points[k : k + 7]} for k in range(1, len(points), 7))
        yield {"do": "up"}


class Page:
    """A page's side of the socket for strokes."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._sent = socket, 0

    def tell(self, *messages: dict[str, Any]) -> dict[str, Any]:
        """Send messages; return the reading that knows of all of them."""
        for message in messages:
            self._socket.send_json(message)
        self._sent += len(messages)
        reports = (self._socket.receive_json() for _ in itertools.count())
        return next(report for report in reports if report["index"] >= self._sent)


@pytest.fixture
def page(client: TestClient) -> Iterator[Page]:
    with client.websocket_connect("ws://localhost/strokes") as socket:
        yield Page(socket)


def test_what_is_drawn_is_read_as_a_recording_is(page: Page, run_live: RunLive, tmp_path: Path) -> None:
    strokes = as_strokes(row(["3", "+", "8", "="], 20), 6)
    (tmp_path / "drawn.jsonl").write_text(as_line(strokes, (390, 500)))
    read = json.loads(run_live("read", tmp_path / "drawn.jsonl", "--json").stdout)
    report = page.tell(drawing(()), *downs(strokes))
    assert [report[name] for name in ("text", "digits", "sums")] == [
        read[n] for n in ("text", "digits", "sums")
    ]
    assert (report["lines"], report["size"], report["settled"]) == (["3+8=  11"], [390, 500], True)
    assert page.tell(drawing(strokes))["text"] == "3+8=", "as after a socket that broke"
    unfinished = page.tell(drawing(()), *list(downs(strokes))[:-1])
    assert (unfinished["text"], unfinished["settled"]) == ("3+8=", False)
    page.tell(drawing(strokes[:1]), *downs(strokes[3:4]))
    texts = [page.tell({"do": what})["text"] for what in ("undo", "undo", "redo", "redo", "clear", "undo")]
    assert texts == ["3", "", "3", "38", "", "38"]


def test_a_photograph_is_read_as_a_file_is(client: TestClient, written: tuple[Path, str]) -> None:
    report = client.post("/photo", content=written[0].read_bytes()).json()
    assert (report["text"], report["lines"], report["lack"]) == (written[1], list(LINES), "")
    dark = client.post("/photo", content=encoded(np.zeros((480, 640, 3), np.uint8))).json()
    assert (dark["text"], "too dark" in dark["lack"]) == ("", True)


def test_frames_of_a_camera_become_a_steady_reading(client: TestClient) -> None:
    with client.websocket_connect("ws://localhost/frames") as socket:

        def answer(frame: bytes) -> dict[str, Any]:
            socket.send_bytes(frame)
            return dict(socket.receive_json())

        sheet = encoded(plain_sheet())
        report = next(report for _ in range(20) if (report := answer(sheet))["text"])
        assert (report["text"], report["size"]) == ("\n".join(LINES), [1280, 720])
        assert "not a picture" in answer(b"no picture")["error"]
        last = answer(sheet)["index"]  # a broken frame ends nothing
        for _ in range(30):
            socket.send_bytes(sheet)
        indices = (socket.receive_json()["index"] for _ in itertools.count())
        read = list(itertools.takewhile(lambda index: index < last + 30, indices))
        assert len(read) < 15, "of frames that come too fast the newest is read"


def test_a_broken_or_huge_photograph_is_told_of(client: TestClient) -> None:
    bomb = io.BytesIO()
    Pil.new("1", (20_000, 20_000)).save(bomb, "PNG")
    for body, words in (
        (b"", "not a picture"),
        (encoded(plain_sheet())[:99], "not a"),
        (bomb.getvalue(), "too large, 400 million pixels"),
        (bytes(BOUNDS.photo + 1), "larger than 32 MB"),
    ):
        answer = client.post("/photo", content=body)
        assert answer.status_code == 400
        assert words in answer.json()["error"]


def closed(client: TestClient, path: str, messages: list[str | bytes]) -> int:
    """The code with which a socket is closed after messages."""
    with client.websocket_connect(f"ws://localhost{path}") as socket:
        for message in messages:
            (socket.send_text if isinstance(message, str) else socket.send_bytes)(message)
        with pytest.raises(WebSocketDisconnect) as closing:
            any(socket.receive_json()["index"] >= len(messages) for _ in itertools.count())  # all was taken
    return closing.value.code


BROKEN = (
    "", "{", "7", '"strokes"', "{}", '{"do": "__init__"}', '{"do": []}', '{"strokes": 7}', "[" * 100_000,
    '{"down": [[1, 2]], "width": 6}', '{"down": [], "width": 6}', '{"down": [[1, 2, 3]]}', b"\xff\xfe",
    '{"down": [[1, 2, 3]], "width": NaN}', '{"down": [[1, 2, NaN]], "width": 6}', '{"move": [[1e9, 2, 3]]}',
)  # fmt: skip
LONG = [[k % 300, k % 299, k] for k in range(20_000)]
BEGUN = json.dumps({"down": LONG, "width": 6})


@pytest.mark.parametrize(
    ("path", "messages", "code"),
    [
        *(("/strokes", [message], TOO_MUCH) for message in BROKEN),
        ("/strokes", [json.dumps(drawing(scribbles(2 * BOUNDS.strokes)))], TOO_MUCH),
        ("/strokes", [BEGUN, '{"do": "clear"}'] * 11, ANEW),
        ("/strokes", [BEGUN, *[json.dumps({"move": LONG})] * 4], TOO_MUCH),
        ("/frames", ["{}"], TOO_MUCH),
        ("/frames", [bytes(BOUNDS.message + 1)], TOO_MUCH),
    ],
)
def test_bounds_are_kept(client: TestClient, path: str, messages: list[str | bytes], code: int) -> None:
    assert closed(client, path, messages) == code


def test_a_client_that_is_too_fast_is_let_go(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "BOUNDS", replace(BOUNDS, rate=20))  # a slow machine sends no 300 in a second
    assert closed(client, "/strokes", ['{"do": "up"}'] * 200) == TOO_MUCH


def test_a_full_page_says_so(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawer, "BOUNDS", replace(BOUNDS, strokes=9))
    assert page.tell(drawing(scribbles(8)))["room"]
    assert not page.tell(*downs(scribbles(1)))["room"]
    assert page.tell({"do": "clear"})["room"]


def test_so_many_clients_and_no_more(client: TestClient) -> None:
    sockets = [client.websocket_connect("ws://localhost/strokes") for _ in range(BOUNDS.clients)]
    for one in sockets:
        one.__enter__()
    assert closed(client, "/strokes", []) == LATER
    for one in sockets:
        one.__exit__(None, None, None)
    with client.websocket_connect("ws://localhost/strokes") as socket:
        assert Page(socket).tell(drawing(()))["text"] == ""


def test_pages_are_there_small_and_load_nothing_from_elsewhere(client: TestClient) -> None:
    for path in ("/", "/paper.html", "/about.html", "/draw.js", "/common.js", "/style.css"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "//" not in answer.text.replace("// ", ""), "no address of another server"
    for path in ("/../app.py", "/%2e%2e/app.py", "/..%2fapp.py", "/nothing"):
        assert client.get(path).status_code == 404
    assert sum(file.stat().st_size for file in PAGES.iterdir()) < 60_000


@pytest.fixture
def keyed(readers: Readers) -> TestClient:
    return TestClient(build(readers, "sesame"), base_url=f"http://{LAN}", follow_redirects=False)


def lets_draw(client: TestClient, path: str, headers: dict[str, str]) -> bool:
    try:
        with client.websocket_connect(f"ws://{LAN}{path}strokes", headers=headers) as socket:
            return bool(Page(socket).tell(drawing(()))["text"] == "")
    except WebSocketDisconnect:
        return False


@pytest.mark.parametrize("path", ["/", "/paper.html", "/sesam/", "/sesame2/", "/Sesame/", "//sesame/", "/é/"])
def test_without_its_key_nothing_is_there(keyed: TestClient, path: str) -> None:
    assert keyed.get(path).status_code == 403
    assert "QR code" in keyed.get(path).text
    assert keyed.post(f"{path}photo", content=b"", headers=OWN).status_code == 403
    assert not lets_draw(keyed, path, OWN)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://{LAN}", None])
def test_pages_of_others_may_send_nothing(keyed: TestClient, origin: str | None) -> None:
    foreign = {"origin": origin} if origin else {}
    assert keyed.get("/sesame/").status_code == 200
    posts = [keyed.post("/sesame/photo", content=b"", headers=given) for given in (foreign, OWN)]
    assert [answer.status_code for answer in posts] == [403, 400]
    assert [lets_draw(keyed, "/sesame/", given) for given in (foreign, OWN)] == [False, True]


def test_a_strangers_name_for_this_computer_is_refused(client: TestClient) -> None:
    hosts = ("evil.example", "127.0.0.1:8765")
    assert [client.get("/", headers={"host": host}).status_code for host in hosts] == [400, 200]


def test_a_taken_or_impossible_port_is_one_line(run_live: RunLive) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run_live("serve", "--port", taken.getsockname()[1])
    assert_one_line(done, 1, "is taken by another program; choose another with --port")
    assert run_live("serve", "--port", 70000).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_https_in_the_network_and_a_clean_end(number: signal.Signals) -> None:
    with live_running("serve", "--lan", "--https", "--port", "0") as process:
        address = address_of(process.stdout)
        key = address.split("/")[3]
        assert len(key) >= 16
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        with urllib.request.urlopen(address, context=trusting, timeout=30) as answer:
            assert b"live-digits" in answer.read()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address.replace(key, "x"), context=trusting, timeout=30)
        process.send_signal(number)
        shown = process.stdout.read()
        assert (process.wait(60), process.stderr.read()) == (0, "")
    assert "█" in shown or "▄" in shown, "the QR code"


def test_a_class_of_twenty_draws_at_once() -> None:
    with live_running("serve", "--port", "0") as process:
        figures = together(address_of(process.stdout), 20, 1)
        assert figures.wrong == 0
        assert len(figures.waits) >= 20 * 4
        assert memory(process.pid) < 300e6


def test_what_is_urgent_is_read_first() -> None:
    def task(urgency: int, name: str) -> Any:
        return SimpleNamespace(urgency=urgency, job=lambda: lambda: read.append(name))

    async def all_at_once() -> None:
        lane = Lane()
        tasks = [task(1, "first"), task(1, "later"), task(2, "last"), task(0, "urgent"), task(0, "next")]
        jobs = [asyncio.create_task(lane.read(each)) for each in tasks]
        gone = asyncio.create_task(lane.read(task(0, "gone")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(*jobs)

    read: list[str] = []
    asyncio.run(all_at_once())
    assert read == ["first", "urgent", "next", "later", "last"], "the first found the lane free"
