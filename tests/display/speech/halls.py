"""Announcers and workers for tests: small centres, real processes, closed at the end."""

import json
import os
import queue
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from display.speech.announcer import Announcer
from display.speech.clips import ClipStore, Order
from display.speech.manner import Manner, Tongue, plain, standard
from display.speech.plan import Series
from display.speech.process import KEY as KEY_NAME
from display.speech.wording import standard_wording

KEY = bytes(range(32))
ROOT = Path(__file__).resolve().parents[3]
WAIT = 60.0
"""Seconds; only a fault reaches it."""
SERIES = (Series("A", 1, 3, 3),)
COUNTERS = (1, 2)


def tongue(lang: str = "vi", voice: Any = "gtts", when: Any = "always", speed: int = 100) -> Tongue:
    return Tongue(lang, voice, when, speed, wording=standard_wording(lang))


def manner(*tongues: Tongue) -> Manner:
    """Those languages; without any, Vietnamese by the offline voice."""
    return replace(standard(), tongues=tongues or (tongue(voice="espeak"),))


def announcer(folder: Path, spoken: Manner | None = None, **settings: Any) -> Announcer:
    """An announcer for a small centre below `folder`; no bank and no Internet unless the settings say so."""
    usual: dict[str, Any] = {
        "online": False, "series": SERIES, "counters": COUNTERS, "build_bank": False,
        "recordings": folder / "recordings", "voices": folder / "voices",
    }  # fmt: skip
    return Announcer(folder / "clips", KEY, spoken or manner(), **(usual | settings))


def nobody(channel: int) -> "subprocess.Popen[bytes]":
    """No worker can be started."""
    raise OSError("no memory")


def deaf(channel: int) -> "subprocess.Popen[bytes]":
    """A worker that reads nothing and says nothing."""
    return subprocess.Popen(["sleep", "600"], stdin=channel, stdout=channel)


def names(addresses: list[str]) -> list[str]:
    assert all(address.startswith("/clips/") for address in addresses)
    return [address.removeprefix("/clips/") for address in addresses]


class Worker:
    """`python -m display.speech` with a thread that collects what it answers."""

    def __init__(self, folder: Path, gap: str = "0", bank_gap: str = "0", grace: str = "8", **environment: str) -> None:
        self.store = ClipStore(folder / "clips", KEY, folder / "voices")
        options = ["--folder", "clips", "--recordings", "recordings", "--voices", "voices"]
        options = [str(folder / option) if not option.startswith("-") else option for option in options]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "display.speech", *options, "--gap", gap, "--bank-gap", bank_gap, "--grace", grace],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
            env={**os.environ, KEY_NAME: KEY.hex(), **environment},
        )  # fmt: skip
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._answers.put(json.loads(line))
        self._answers.put(None)

    def write(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def tell(self, **request: Any) -> None:
        self.write(json.dumps(request).encode() + b"\n")

    def ask(self, order: Order, **more: Any) -> str:
        name = self.store.name(order)
        request = {"want": name, "engine": order.engine, "text": order.text, "lang": order.lang, "speed": order.speed}
        self.tell(**(request | more))
        return name

    def plan(self, spoken: Manner, online: bool = False, build: bool = True, last: int = 3, **more: Any) -> None:
        """The bank of a line with tickets up to `last`."""
        plan = {"manner": plain(spoken), "series": [["A", 1, last, 3]], "counters": list(COUNTERS)}
        self.tell(plan=plan | {"online": online, "build": build}, **more)

    def answer(self, *about: str) -> dict[str, Any]:
        """The next answer, about one of these if any are given; the rest is passed over. {} at the end."""
        while True:
            answer = self._answers.get(timeout=WAIT)
            if answer is None:
                return {}
            if not about or any(key in answer for key in about):
                return answer

    def bank(self, state: str) -> dict[str, Any]:
        """The first word about the bank that says this state."""
        while True:
            told: dict[str, Any] = self.answer("bank").get("bank", {})
            assert told, "the worker ended"
            if told["state"] == state:
                return told

    def end(self) -> int:
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(WAIT)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(WAIT)
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    continue
