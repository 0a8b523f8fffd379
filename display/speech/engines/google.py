"""The online voice: gTTS, which asks Google Translate, hedged about so that it can neither hang nor lie.

gTTS knows the protocol and makes the requests; they are sent by `wire`, because gTTS itself switches the check of the
server's certificate off (anybody on the way could put words into the hall's loudspeaker), takes any answer for
speech, and lets a slow server hold it for ever.
"""

import queue
import threading
from collections.abc import Sequence

from gtts import gTTS

from display.speech.breaker import Breaker
from display.speech.checks import MP3, check, pace
from display.speech.engines.wire import Line, ask
from display.speech.treatment import Take, decode, finish, join
from display.speech.voices import GOOGLE, Sound, VoiceError

DEADLINE = 6.0
"""Seconds for a whole call, whatever the server does."""
PER_PART = 2.0
"""Seconds more for each further request of a long text."""
GAP = 0.12
"""Seconds of silence between the parts of a long text."""
MOST_ABANDONED = 2

_Answer = list[bytes] | VoiceError


class Google:
    """gTTS behind a deadline, a check of the answer, and a breaker that opens after each failure."""

    name = GOOGLE.engine
    version = GOOGLE.version

    def __init__(self, breaker: Breaker, deadline: float = DEADLINE) -> None:
        self._breaker = breaker
        self._deadline = deadline
        self._abandoned: list[threading.Thread] = []

    def available(self) -> bool:
        """False during the pause after a failure, and while calls given up are still hanging."""
        return self._breaker.allowed() and self._free()

    def resumes_at(self) -> float | None:
        """When the pause ends, in seconds since the epoch; None if there is none."""
        return self._breaker.resumes_at()

    def speak(self, text: str, lang: str, speed: int = 100) -> Sound:
        bodies = _bodies(text, lang)
        if not (self._free() and self._breaker.enter()):
            raise VoiceError("paused")
        try:
            take = _take(self._bounded(bodies), text)
        except VoiceError as error:
            self._breaker.failed(refused=error.code == "refused")
            raise
        self._breaker.passed()
        return finish(take, speed)

    def _free(self) -> bool:
        self._abandoned = [thread for thread in self._abandoned if thread.is_alive()]
        return len(self._abandoned) < MOST_ABANDONED

    def _bounded(self, bodies: Sequence[str]) -> list[bytes]:
        """The answers, or VoiceError("deadline"). What hangs is cut; a name look-up, which cannot be, ends alone."""
        line, answer = Line(), queue.Queue[_Answer]()
        thread = threading.Thread(target=_ask_all, args=(bodies, line, answer), daemon=True)
        thread.start()
        try:
            result = answer.get(timeout=self._deadline + PER_PART * (len(bodies) - 1))
        except queue.Empty:
            line.cut()
            self._abandoned.append(thread)
            raise VoiceError("deadline") from None
        if isinstance(result, VoiceError):
            raise result
        return result


def _bodies(text: str, lang: str) -> list[str]:
    """The requests gTTS would send: one for each part of at most a hundred characters. No network."""
    if not text.strip():
        raise VoiceError("text", "nothing to say")
    try:
        return list(gTTS(text, lang=lang).get_bodies())
    except ValueError as error:
        raise VoiceError("language", lang) from error
    except AssertionError as error:  # gTTS's way of saying that a text holds no words
        raise VoiceError("text", str(error)) from error


def _ask_all(bodies: Sequence[str], line: Line, answer: "queue.Queue[_Answer]") -> None:
    try:
        answer.put([ask(body, line) for body in bodies])
    except VoiceError as error:
        answer.put(error)
    finally:
        line.close()


def _take(answers: Sequence[bytes], text: str) -> Take:
    """The checked speech of all parts. A part that ends in the middle of a sound is no part."""
    takes = [decode(data, whole=True) for data in answers]
    if len(takes) > 1:
        for take in takes:
            check(take, 0.0, float("inf"), MP3)
    whole = join(takes, GAP)
    check(whole, *pace(text), MP3)
    return whole
