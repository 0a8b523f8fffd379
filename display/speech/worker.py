"""The worker: makes clips for a server that must never wait. One JSON object a line, in and out.

in   {"want": NAME, "engine", "text", "lang", "speed", "rank"}   a clip; `rank` as in `rank.Rank`
     {"plan": {"manner", "series", "counters", "online", "build"}, "paused": true | false}   what the bank is
     {"pause": true | false}, {"look": true} (recordings have changed), {"keep": N, "lang", "unit", "file"}, {"ping"}
out  {"made": NAME}, {"failed": NAME, "why": CODE}, {"bank": {…}} at most twice a second,
     {"recordings": {…}}, {"kept": N, "why", "seconds"}, {"pong"}, or {"error": CODE} for a line that is no request

Each lane is a thread with its own queue, so a clip from the offline engine never waits for the Internet.
"""

import json
import shutil
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from display.speech.bank import Bank
from display.speech.breaker import Breaker
from display.speech.chores import Chores
from display.speech.clips import ClipStore, Order
from display.speech.lanes import Answer, Engines, Lane, Pace
from display.speech.phrases import only_words
from display.speech.rank import Rank
from display.speech.recordings import Recordings
from display.speech.voices import FASTEST, MARKS, SLOWEST, Voice

LONGEST_TEXT = 300
GRACE = 8.0
"""Seconds that orders already taken may still need when the server has gone: longer than one online call."""
PROGRESS = 0.5
"""Seconds between two words about the bank."""
BREAKER = "gtts.pause.json"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a worker works, and how fast it may ask online."""

    store: ClipStore
    recordings: Path
    voices: Path
    pace: Pace
    grace: float = GRACE


class BadRequest(ValueError):
    """A line that is no request; `want` is the name it asked for, if it had one."""

    def __init__(self, code: str, want: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.want = want


def engines(setting: Setting, breaker: Breaker) -> tuple[Engines, Engines, Engines]:
    """The engines of the three lanes: offline, online, piper. Each is loaded when it is first needed."""

    def espeak() -> Voice:
        from display.speech.engines.espeak import Espeak

        return Espeak()

    def chime() -> Voice:
        from display.speech.engines.chime import Chime

        return Chime()

    def google() -> Voice:
        from display.speech.engines.google import Google

        return Google(breaker)

    def piper() -> Voice:
        from display.speech.engines.piper import Piper

        return Piper(setting.voices)

    return {"espeak": espeak, "chime": chime}, {"gtts": google}, {"piper": piper}


def serve(lines: Iterable[bytes], answer: Answer, setting: Setting) -> None:
    """Takes requests until `lines` end, then gives the lanes `setting.grace` seconds."""
    store = setting.store
    breaker = Breaker(store.folder / BREAKER)
    news = threading.Event()
    lanes: list[Lane] = []

    def changed() -> None:
        news.set()
        for lane in lanes:
            lane.wake()

    def rest() -> float:
        until = breaker.resumes_at()
        return until - time.time() if until is not None else 0.0

    bank = Bank(store, lambda: shutil.disk_usage(store.folder).free, changed)
    offline, online, piper = engines(setting, breaker)
    lanes += [
        Lane(offline, store, bank, answer, first="espeak"),
        Lane(online, store, bank, answer, pace=setting.pace, rest=rest),
        Lane(piper, store, bank, answer),
    ]
    by_engine = {engine: lane for lane, names in zip(lanes, (offline, online, piper), strict=True) for engine in names}
    chores = Chores(store, bank, Recordings(setting.recordings, store), setting.voices, answer)
    threading.Thread(target=chores.run, name="chores", daemon=True).start()
    threading.Thread(target=_report, args=(news, bank, breaker, answer), name="report", daemon=True).start()
    for line in lines:
        try:
            _take(line, answer, by_engine, bank, chores, store)
        except BadRequest as error:
            answer({"failed": error.want, "why": error.code} if error.want else {"error": error.code})
    _end(lanes, setting.grace)


def _take(line: bytes, answer: Answer, lanes: Mapping[str, Lane], bank: Bank, chores: Chores, store: ClipStore) -> None:
    """One line. Raises BadRequest."""
    request = parse(line)
    if "ping" in request:
        answer({"pong": True})
    elif "want" in request:
        want, order, rank = wanted(request, store)
        lanes[order.engine].put(want, order, rank)
    elif "pause" in request or "plan" in request:
        bank.pause(request.get("pause", request.get("paused")) is True)
        if "plan" in request:
            chores.do(request)
    elif "look" in request or "keep" in request:
        chores.do(request)
    else:
        raise BadRequest("no_name")


def _report(news: threading.Event, bank: Bank, breaker: Breaker, answer: Answer) -> None:
    """Tells the server how far the bank is, when that has changed."""
    while True:
        news.wait()
        news.clear()
        answer({"bank": bank.report(breaker.resumes_at())})
        time.sleep(PROGRESS)


def _end(lanes: Iterable[Lane], grace: float) -> None:
    ends = time.monotonic() + grace
    for lane in lanes:
        lane.finish()
    for lane in lanes:
        lane.join(max(0.0, ends - time.monotonic()))


def parse(line: bytes) -> dict[str, Any]:
    """A line as a request. Raises BadRequest."""
    try:
        request: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRequest("not_json") from error
    if not isinstance(request, dict):
        raise BadRequest("no_name")
    return request


def wanted(request: Mapping[str, Any], store: ClipStore) -> tuple[str, Order, Rank]:
    """A wanted clip as (name, order, rank). Raises BadRequest, also when the name is not the order's."""
    want = request["want"]
    if not isinstance(want, str):
        raise BadRequest("no_name")
    engine, text, lang, speed = (request.get(key) for key in ("engine", "text", "lang", "speed"))
    if not (isinstance(engine, str) and engine in MARKS and engine != "recorded"):
        raise BadRequest("engine", want)
    if not (isinstance(text, str) and isinstance(lang, str) and len(text) <= LONGEST_TEXT and only_words(text)):
        raise BadRequest("text", want)
    if not (isinstance(speed, int) and SLOWEST <= speed <= FASTEST):
        raise BadRequest("speed", want)
    order = Order(engine, text, lang, speed)
    try:
        name = store.name(order)
    except UnicodeEncodeError as error:
        raise BadRequest("text", want) from error
    if want != name:
        raise BadRequest("name", want)
    rank = request.get("rank")
    return want, order, Rank(rank) if rank in tuple(Rank) else Rank.AHEAD
