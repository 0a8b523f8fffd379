"""What can come back from Google Translate instead of speech: each fault as bytes to send, by its name."""

import base64
import json
from collections.abc import Callable, Mapping

import numpy as np

from tests.display.speech.sounds import FRAME, GOOGLE_RATE, make_mp3, to_mp3


def http(body: bytes, status: str = "200 OK", head: bytes = b"") -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\n".encode()
        + head
        + b"Content-Length: %d\r\n\r\n" % len(body)
        + body
    )


def envelope(sound: bytes) -> bytes:
    """The answer's wrapping: a guard line, then lengths and lines of JSON."""
    inner = json.dumps([base64.b64encode(sound).decode()])
    line = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"], ["di", 57]])
    return f')]}}\'\n\n{len(line)}\n{line}\n25\n[["e",4,null,null,130]]\n'.encode()


def frames(sound: bytes, share: float) -> bytes:
    """The first `share` of the MP3's frames: every frame left is whole."""
    return sound[: round(len(sound) / len(FRAME) * share) * len(FRAME)]


def _noise(seconds: float, strength: float) -> bytes:
    return to_mp3(np.random.default_rng(1).normal(0, strength, round(seconds * GOOGLE_RATE)))


FAULTS: Mapping[str, Callable[[bytes], bytes]] = {
    "429": lambda _: http(b"", "429 Too Many Requests"),
    "403": lambda _: http(b"", "403 Forbidden"),
    "500": lambda _: http(b"oops", "500 Internal Server Error"),
    "robot": lambda _: http(b"", "302 Found", b"Location: https://www.google.com/sorry/index\r\n"),
    "captcha": lambda _: http(b"<html><form action='/sorry/index'><div class='g-recaptcha'>"),
    "html": lambda _: http(b"<!doctype html><title>Sign in to the Wi-Fi</title>"),
    "no audio": lambda _: http(b')]}\'\n\n[["wrb.fr","jQ1olc",null,null,null,[3],"generic"]]\n'),
    "bad base64": lambda sound: http(envelope(sound).replace(b"//", b"**")),
    "bad json": lambda sound: http(envelope(sound)[:-600]),
    "half": lambda sound: http(envelope(sound[: len(sound) // 2 + 5])),
    "damaged": lambda sound: http(envelope(sound[: 20 * len(FRAME)] + bytes(384) + sound[22 * len(FRAME) :])),
    "torn": lambda sound: http(envelope(sound[:-50])),
    "half of the frames": lambda sound: http(envelope(frames(sound, 0.5))),
    "most of the frames": lambda sound: http(envelope(frames(sound, 0.7))),
    "one word": lambda sound: http(envelope(frames(sound, 0.1))),
    "silence": lambda sound: http(envelope(make_mp3(len(sound) / len(FRAME) * 0.024))),
    "endless": lambda _: http(envelope(_noise(50.0, 0.1))),
    "noise floor": lambda _: http(envelope(_noise(3.0, 0.0005))),
    "not mp3": lambda _: http(envelope(b"RIFF" + bytes(4000))),
    "empty": lambda _: http(envelope(b"")),
    "cut": lambda sound: http(envelope(sound))[:-200],
    "too large": lambda _: http(bytes(3_000_000)),
}  # fmt: skip
"""Faults that are one answer; `reset`, `hang`, `drip` and `slow head` are ways of sending and belong to the server."""
