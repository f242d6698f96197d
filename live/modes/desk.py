"""Paper, air and mouse in front of one source, one of them at work at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from live.air.writing import Grip, Writing
from live.frames.playing import Playing
from live.frames.source import Source
from live.modes.air import Air, mirrored
from live.modes.mouse import Mouse
from live.modes.paper import Paper
from live.strokes.replay import Replay
from live.values import NOTHING, Moment
from models import Classifier

Change = Literal["undo", "redo", "clear"]

_NEXT = {"paper": "air", "air": "mouse", "mouse": "paper"}


@dataclass(frozen=True)
class Wishes:
    """What the user asked of the modes.

    mode: "paper", "air" or "mouse"; recorded strokes know the last one alone. mirror: whether left and right
    are exchanged, None for what is usual in each mode. hand_model: the hand's model for air mode, None for
    the usual one. pen: how it is held there. signs: whether signs are read, or digits alone.
    """

    mode: str = "paper"
    mirror: bool | None = None
    hand_model: Path | None = None
    pen: Grip = "index"
    signs: bool = True


class Desk:
    """The modes, and which one is on. mode: its name. mouse: the canvas, there in every mode."""

    def __init__(self, source: Source, classifier: Classifier, size: tuple[int, int], wishes: Wishes) -> None:
        """size: (w, h) of the canvas, px."""
        self._source, self._mirror = source, wishes.mirror
        recorded = source.kind == "strokes"
        replay = Replay(source.drawings, size, source.name) if recorded else None
        self._playing = Playing(source)  # one for both, so that what one mode has shown is over for the other
        self._paper = Paper(self._playing, classifier, wishes.signs)
        self._air = Air(self._playing, classifier, wishes.hand_model, wishes.pen, wishes.signs)
        self.mouse = Mouse(classifier, size, replay, wishes.signs)
        self.mode = "mouse" if recorded else wishes.mode
        source.mirror = mirrored(source, self.mode, wishes.mirror)

    @property
    def on(self) -> Paper | Air | Mouse:
        """The mode that is at work."""
        modes: dict[str, Paper | Air | Mouse] = {"paper": self._paper, "air": self._air, "mouse": self.mouse}
        return modes[self.mode]

    @property
    def pen(self) -> Mouse | Writing | None:
        """What is written with a pen; None on paper."""
        on = self.on
        return None if isinstance(on, Paper) else on if isinstance(on, Mouse) else on.writing

    @property
    def history(self) -> tuple[str, ...]:
        """The numbers that were taken in this mode, in order."""
        return () if self.pen is None else self.pen.history

    @property
    def lack(self) -> str:
        """Why nothing is read, or what is waited for."""
        return "" if isinstance(self.on, Mouse) else self.on.lack

    @property
    def lesson(self) -> Grip | None:
        """How the pen is held in air mode, as long as nothing has been written there."""
        writing = self.pen
        return writing.grip if isinstance(writing, Writing) and not writing.pen.version else None

    @property
    def busy(self) -> bool:
        """Whether a pen is at work, so that nobody should wait."""
        return self.mouse.busy if self.mode == "mouse" else self.mode == "air" and self._source.kind == "live"

    @property
    def ended(self) -> bool:
        """Whether the source, or what is replayed on the canvas, is over."""
        return self.mouse.ended if self.mode == "mouse" else self._playing.ended

    def take_note(self) -> str:
        """Return what to tell the user, once; empty where there is nothing."""
        note, self._playing.note = self._playing.note, ""
        if not isinstance(self.on, Paper):
            note, self.on.note = self.on.note or note, ""
        return note

    def step(self, frozen: bool = False) -> Moment | None:
        """Return what is new, None without that; frozen: of what is written alone, not from the source."""
        if self.mode == "air" and (moment := self._air.redraw()) is not None:
            return moment
        return None if frozen else self.on.step()

    def change(self, what: Change) -> None:
        """Change what is written: take the last change back, bring it again, take all away."""
        if self.pen is not None:
            self.pen.settle()
            getattr(self.pen.pen, what)()
        elif what == "clear":
            self._paper.clear()

    def turn(self) -> None:
        """Go on to the next picture of a source of pictures."""
        if self._source.kind == "still" and not isinstance(self.on, Mouse):
            self._playing.turn()

    def next_mode(self) -> Moment | None:
        """Go on to the next mode; return what it showed last, None where it will show its own."""
        self.mouse.pen.up()  # the button may be let go elsewhere
        self.mode = _NEXT[self.mode]
        self._source.mirror = mirrored(self._source, self.mode, self._mirror)
        if isinstance(self.on, Mouse):
            self.on.reread()
            return None
        if isinstance(self.on, Air):
            self.on.enter()
        return self.on.last or NOTHING

    def close(self) -> None:
        """End what runs in the background."""
        self._air.close()
