"""The worker: makes clips for a server that must never wait. One JSON object a line, in and out.

in   {"want": NAME, "engine": "espeak" | "gtts" | "chime", "text": WORDS, "lang": "vi" | "en", "urgent": true | false}
out  {"made": NAME}, {"failed": NAME, "why": CODE}, or {"error": CODE} for a line that is no request

Each lane is a thread with its own queue, so a clip from the offline engine never waits for the Internet.
"""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from display.speech.clips import ClipStore, Order
from display.speech.phrases import only_words
from display.speech.voices import MARKS, Voice, VoiceError

Answer = Callable[[dict[str, str]], None]
LONGEST_TEXT = 300
GRACE = 8.0
"""Seconds that orders already taken may still need when the server has gone: longer than one online call."""
_URGENT, _BULK, _LAST = 0, 1, 2


class BadRequest(ValueError):
    """A line that is no request; `want` is the name it asked for, if it had one."""

    def __init__(self, code: str, want: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.want = want


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """One order in a lane, in the order of making: urgent before bulk, then first come, first made."""

    rank: int
    number: int
    want: str = field(compare=False, default="")
    order: Order | None = field(compare=False, default=None)


class Lane:
    """A thread that makes clips one after the other; `gap` is the least time in seconds between the starts of two."""

    def __init__(
        self, voices: Mapping[str, Callable[[], Voice]], store: ClipStore, answer: Answer, gap: float = 0.0
    ) -> None:
        self._factories = voices
        self._voices: dict[str, Voice] = {}
        self._store = store
        self._answer = answer
        self._gap = gap
        self._free_at = time.monotonic()
        self._jobs: queue.PriorityQueue[Job] = queue.PriorityQueue()
        self._numbers = count()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def put(self, want: str, order: Order, urgent: bool) -> None:
        self._jobs.put(Job(_URGENT if urgent else _BULK, next(self._numbers), want, order))

    def finish(self) -> None:
        """No more orders will come: the lane ends when it has made those it holds."""
        self._jobs.put(Job(_LAST, next(self._numbers)))

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _run(self) -> None:
        while (job := self._jobs.get()).order is not None:
            try:
                if not self._store.has(job.want):
                    self._make(job.want, job.order)
            except VoiceError as error:
                self._answer({"failed": job.want, "why": error.code})
            except OSError:
                self._answer({"failed": job.want, "why": "disk"})
            except Exception:  # one bad order must not stop the hall's voice
                self._answer({"failed": job.want, "why": "engine"})
            else:
                self._answer({"made": job.want})

    def _make(self, want: str, order: Order) -> None:
        voice = self._voice(order.engine)
        if not voice.available():
            raise VoiceError("unavailable")
        time.sleep(max(0.0, self._free_at - time.monotonic()))
        self._free_at = time.monotonic() + self._gap
        sound = voice.speak(order.text, order.lang)
        self._store.write(want, sound.data)

    def _voice(self, engine: str) -> Voice:
        """The engine, loaded when it is first needed: without the Internet gTTS costs no memory."""
        if engine not in self._voices:
            try:
                self._voices[engine] = self._factories[engine]()
            except ImportError as error:
                raise VoiceError("unavailable", str(error)) from error
        return self._voices[engine]


def espeak() -> Voice:
    from display.speech.espeak import Espeak

    return Espeak()


def google() -> Voice:
    from display.speech.google import Google

    return Google()


def chime() -> Voice:
    from display.speech.chime import Chime

    return Chime()


ENGINES: Mapping[str, Callable[[], Voice]] = {"espeak": espeak, "gtts": google, "chime": chime}


def serve(lines: Iterable[bytes], answer: Answer, store: ClipStore, gap: float) -> None:
    """Takes orders until `lines` end, then gives the lanes GRACE seconds. `gap` spaces the online calls, in seconds."""
    lanes = {
        online: Lane({e: make for e, make in ENGINES.items() if MARKS[e].online is online}, store, answer, lane_gap)
        for online, lane_gap in ((False, 0.0), (True, gap))
    }
    for line in lines:
        try:
            want, order, urgent = parse(line, store)
        except BadRequest as error:
            answer({"failed": error.want, "why": error.code} if error.want else {"error": error.code})
        else:
            lanes[MARKS[order.engine].online].put(want, order, urgent)
    ends = time.monotonic() + GRACE
    for lane in lanes.values():
        lane.finish()
    for lane in lanes.values():
        lane.join(max(0.0, ends - time.monotonic()))


def parse(line: bytes, store: ClipStore) -> tuple[str, Order, bool]:
    """A line as (name, order, urgent). Raises BadRequest, also when the name is not the one the order's clip has."""
    try:
        request: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRequest("not_json") from error
    if not isinstance(request, dict) or not isinstance(request.get("want"), str):
        raise BadRequest("no_name")
    want = request["want"]
    engine, text, lang = (request.get(key) for key in ("engine", "text", "lang"))
    if not (isinstance(engine, str) and engine in MARKS):
        raise BadRequest("engine", want)
    if not (isinstance(text, str) and isinstance(lang, str) and len(text) <= LONGEST_TEXT and only_words(text)):
        raise BadRequest("text", want)
    order = Order(engine, text, lang)
    try:
        name = store.name(order)
    except UnicodeEncodeError as error:
        raise BadRequest("text", want) from error
    if want != name:
        raise BadRequest("name", want)
    return want, order, request.get("urgent") is True
