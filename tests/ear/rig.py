"""A hall with one board in a real browser: people are called through the interface, and the page speaks.

It knows of the page only what everybody is told: the moment's `say` (addresses of clips), the files behind them, and
the page's own report of what became of a call. Nothing of that is believed; the capture is judged.
"""

import json
import os
import random
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser.conftest import FLAGS
from tests.browser.held import PATIENCE, patient
from tests.ear.apart import chromium
from tests.ear.capture import SoundServer
from tests.processes import ROOT, Server, server
from tests.waiting import eventually

COUNTERS = 15  # so that there is a counter 15 to be taken for counter 5
# Sound in large buffers: on a machine that has much to do, words arrive late and whole instead of in time and torn.
PATIENT = ("--audio-buffer-size=8192", {"PULSE_LATENCY_MSEC": "300"})
WITNESS = (Path(__file__).parent / "witness.js").read_text(encoding="utf-8")
MESSAGE = re.compile(r"^4[23](?:/[^,]*,)?\d*(\[.*)$", re.DOTALL)
OVER = ("spoken", "expired", "failed", "quiet", "merged")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: when it was pressed (`time.monotonic`), the clips it is made of in order, and the page's report."""

    id: str
    label: str
    counter: int
    clips: tuple[str, ...]
    pressed: float
    result: str


def write_centre(data: Path, chance: random.Random, span: int | None = None) -> None:
    """The demo centre, but every counter serves everybody, there are more of them, and numbers begin anywhere.

    Each service has `span` numbers, or all up to 999.
    """
    centre = json.loads((ROOT / "config" / "demo-centre.json").read_text(encoding="utf-8"))
    codes = [service["code"] for service in centre["services"]]
    for service in centre["services"]:
        service["first"] = chance.randint(1, 600)
        service["last"] = service["first"] + span if span else 999
    names = {counter["no"]: counter["name"] for counter in centre["counters"]}
    centre["counters"] = [
        {"no": no, "name": names.get(no, names[1]), "services": codes} for no in range(1, COUNTERS + 1)
    ]
    data.mkdir(parents=True, exist_ok=True)
    (data / "centre.json").write_text(json.dumps(centre, ensure_ascii=False), encoding="utf-8")


@contextmanager
def office(
    data: Path, chance: random.Random, environment: Mapping[str, str] | None = None, span: int | None = None
) -> Iterator[Server]:
    """A real server with that centre, speaking with the offline voice unless its environment says otherwise."""
    write_centre(data, chance, span)
    given = {"MOISO_BANK": "off", **(environment or {})}
    with server(data, "eventlet", None, ("-m", "server"), **given) as running:
        yield running


@dataclass(slots=True)
class Board:
    """A hall board's page and all that went over its socket."""

    page: Any
    moments: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)  # by the moment's id: the newest report of this page
    history: list[tuple[str, str]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Hear what is said between the page and the office, before the page is opened."""
        self.page.on("websocket", lambda socket: self._socket(socket))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda message: self.warnings.append(f"{time.monotonic():.1f} {message.text}"))

    def _socket(self, socket: Any) -> None:
        socket.on("framereceived", lambda words: self._read(words, self._told))
        socket.on("framesent", lambda words: self._read(words, self._said))

    def _read(self, words: str | bytes, take: Any) -> None:
        found = MESSAGE.match(words if isinstance(words, str) else words.decode(errors="replace"))
        message = json.loads(found[1]) if found else []
        if len(message) > 1 and isinstance(message[0], str):
            take(message[0], message[1])

    def _told(self, name: str, body: Any) -> None:
        if name == "moment":
            self.moments[body["id"]] = body

    def _said(self, name: str, body: Any) -> None:
        if name == "spoken":
            self.results[body["id"]] = body["result"]
            self.history.append((body["id"], body["result"]))

    def wait(self, there: Any, what: str, patience: float = PATIENCE / 1000) -> Any:
        """The first truthy `there()`, letting the page's events come in meanwhile."""
        until = time.monotonic() + patience
        while not (found := there()):
            assert time.monotonic() < until, f"{what} did not come; {self.troubles}"
            self.page.wait_for_timeout(20)
        return found

    def ready(self) -> None:
        """Wait until the office has made it the speaker of its zone and its sound is what it should be."""
        self.page.locator("body[data-speaks=yes]").wait_for(state="attached")

    def moment(self, label: str, counter: int) -> dict[str, Any] | None:
        """The newest call of a ticket to a counter that has reached the page."""
        calls = [m for m in self.moments.values() if m.get("ticket") and m["ticket"]["label"] == label]
        return next((m for m in reversed(calls) if m["counter"] == counter), None)

    def schedule(self) -> list[dict[str, Any]]:
        """What the page has asked of its sound card."""
        return list(self.page.evaluate("window.schedule"))


@contextmanager
def board(
    hall: Server,
    sound: SoundServer | None,
    *,
    muted: bool = False,
    prompt: bool = False,
    routes: Mapping[str, Any] | None = None,
    scripts: tuple[str, ...] = (WITNESS,),
) -> Iterator[Board]:
    """The board of a hall as a kiosk's browser shows it; without a sound server there is no sound device.

    `prompt` has the buffers of a kiosk; otherwise they are large, and the sound is late by half a second.
    """
    heard = {} if muted else {"ignore_default_args": ["--mute-audio"]}  # Playwright's own wish
    led = sound.environment if sound else {"PULSE_SERVER": "unix:/nowhere", "ALSA_CONFIG_PATH": "/dev/null"}
    flags, more = (FLAGS, {}) if prompt else ([*FLAGS, PATIENT[0]], PATIENT[1])
    with chromium(flags, env={**os.environ, **led, **more}, **heard) as browser:
        context = patient(browser.new_context(viewport={"width": 1280, "height": 720}, locale="vi-VN"))
        for script in scripts:
            context.add_init_script(script)
        for pattern, answer in (routes or {}).items():
            context.route(pattern, answer)
        opened = Board(context.new_page())
        opened.watch()
        opened.page.goto(hall.access["devices"]["board"]["url"])
        yield opened
        context.close()


def services(hall: Server) -> list[str]:
    """The codes of all services that a citizen may choose."""
    centre = json.loads((hall.data / "centre.json").read_text(encoding="utf-8"))
    return [service["code"] for service in centre["services"] if service.get("kiosk", True)]


def take(hall: Server, service: str, language: str = "vi") -> dict[str, Any]:
    """A new ticket."""
    status, ticket = hall.ask("POST", "/api/v1/tickets", "kiosk", {"service": service, "language": language})
    assert status == 201, ticket
    return dict(ticket.get("ticket", ticket) if isinstance(ticket.get("ticket"), dict) else ticket)


def warm(hall: Server) -> None:
    """Wait until the office's voice has begun its day: a first ticket's clips are made, chime and all."""
    take(hall, services(hall)[0])
    eventually(lambda: len(list((hall.data / "clips").glob("*.wav"))) >= 3, "the first clips", 2 * PATIENCE / 1000)


def call(hall: Server, shown: Board, label: str, counter: int, patience: float = PATIENCE / 1000) -> Call:
    """Call a waiting ticket to a free counter and wait for the page's report; the visit is finished then."""
    pressed = time.monotonic()
    status, answer = hall.ask(
        "POST", f"/api/v1/counters/{counter}/call", "staff", {"ticket": label, "reason": "Kiểm tra"}
    )
    assert status == 200, answer
    moment = shown.wait(lambda: shown.moment(label, counter), f"the call of {label}")
    over = shown.wait(lambda: shown.results.get(moment["id"]) in OVER, f"the report of {label}", patience)
    assert over
    for step in ("start", "finish"):
        hall.ask("POST", f"/api/v1/counters/{counter}/{step}", "staff", {})
    clips = tuple(url for clips in moment["say"].values() for url in clips)
    return Call(moment["id"], label, counter, clips, pressed, shown.results[moment["id"]])


def clip_names(calls: Iterable[Call]) -> list[str]:
    """The files of all that should be heard, in order."""
    return [url.rsplit("/", 1)[1] for one in calls for url in one.clips]
