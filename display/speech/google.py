"""The online voice: gTTS, which asks Google Translate, hedged about so that it can neither hang nor lie.

gTTS knows the protocol and makes the requests; they are sent here, because gTTS itself switches the check of the
server's certificate off (anybody on the way could put words into the hall's loudspeaker), takes any answer for
speech, and lets a slow server hold it for ever.
"""

import base64
import json
import queue
import threading
import time
from collections.abc import Callable

import requests
from gtts import gTTS

from display.speech import mp3
from display.speech.voices import GOOGLE, Sound, VoiceError

# Fixed here: with gTTS a crafted "top-level domain" leads to any host.
URL = "https://translate.google.com/_/TranslateWebserverUi/data/batchexecute"
TIMEOUT = (3.0, 5.0)
"""Seconds to connect, and between two pieces of an answer."""
DEADLINE = 6.0
"""Seconds for a whole call, whatever the server does."""
PAUSE_REFUSED = 600.0
PAUSE_FAILED = 30.0
LARGEST = 2_000_000
"""Bytes; more is no sentence."""
PACE = (0.045, 0.25)
"""Seconds a character of plausible speech takes (measured over many sentences and three engines)."""
MOST_ABANDONED = 2
_REFUSALS = (403, 429)


class Google:
    """gTTS behind a deadline, a check of the answer, and a pause after each failure."""

    name = GOOGLE.engine
    version = GOOGLE.version

    def __init__(self, clock: Callable[[], float] = time.monotonic, deadline: float = DEADLINE) -> None:
        self._clock = clock
        self._deadline = deadline
        self._paused_until = float("-inf")
        self._abandoned: list[threading.Thread] = []

    def available(self) -> bool:
        """False during the pause after a failure, and while calls given up are still hanging."""
        self._abandoned = [thread for thread in self._abandoned if thread.is_alive()]
        return self._clock() >= self._paused_until and len(self._abandoned) < MOST_ABANDONED

    def speak(self, text: str, lang: str) -> Sound:
        if not self.available():
            raise VoiceError("paused")
        try:
            data = self._bounded(text, lang)
            _check(data, text)
        except VoiceError as error:
            pause = PAUSE_REFUSED if error.code == "refused" else PAUSE_FAILED
            self._paused_until = self._clock() + pause
            raise
        return Sound(data, "mp3")

    def _bounded(self, text: str, lang: str) -> bytes:
        """The answer, or VoiceError("deadline"). A call that hangs (in a name look-up, say) is left to end alone."""
        answer: queue.Queue[bytes | VoiceError] = queue.Queue()
        give_up = threading.Event()
        thread = threading.Thread(target=_answer, args=(text, lang, give_up, answer), daemon=True)
        thread.start()
        try:
            result = answer.get(timeout=self._deadline)
        except queue.Empty:
            give_up.set()
            self._abandoned.append(thread)
            raise VoiceError("deadline") from None
        if isinstance(result, VoiceError):
            raise result
        return result


def _answer(text: str, lang: str, give_up: threading.Event, answer: "queue.Queue[bytes | VoiceError]") -> None:
    try:
        answer.put(_ask(text, lang, give_up))
    except VoiceError as error:
        answer.put(error)
    except requests.exceptions.SSLError as error:
        answer.put(VoiceError("certificate", str(error)))
    except requests.RequestException as error:
        answer.put(VoiceError("network", str(error)))
    except Exception as error:  # whatever the library may do, the caller gets an answer
        answer.put(VoiceError("engine", repr(error)))


def _ask(text: str, lang: str, give_up: threading.Event) -> bytes:
    speech = gTTS(text, lang=lang)
    sound = b""
    with requests.Session() as session:
        for body in speech.get_bodies():
            # A redirect leads to Google's "are you a robot" page: never followed.
            with session.post(
                URL, data=body, headers=gTTS.GOOGLE_TTS_HEADERS, timeout=TIMEOUT, stream=True, allow_redirects=False
            ) as reply:
                if reply.is_redirect or reply.status_code in _REFUSALS:
                    raise VoiceError("refused", str(reply.status_code))
                if reply.status_code != requests.codes.ok:
                    raise VoiceError("status", str(reply.status_code))
                sound += _audio(_read(reply, give_up))
    return sound


def _read(reply: requests.Response, give_up: threading.Event) -> bytes:
    body = b""
    for piece in reply.iter_content(8192):
        body += piece
        if len(body) > LARGEST:
            raise VoiceError("too_large")
        if give_up.is_set():
            raise VoiceError("deadline")
    return body


def _audio(body: bytes) -> bytes:
    """The MP3 inside the answer: lines of JSON, one of which holds an item ["wrb.fr", RPC, "[\\"base64\\"]", …]."""
    for line in body.splitlines():
        if gTTS.GOOGLE_TTS_RPC.encode() not in line:
            continue
        try:
            for item in json.loads(line):
                if item[:2] == ["wrb.fr", gTTS.GOOGLE_TTS_RPC] and isinstance(item[2], str):
                    return base64.b64decode("".join(json.loads(item[2])[0].split()), validate=True)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise VoiceError("not_speech", repr(error)) from error
    raise VoiceError("not_speech", "no audio in the answer")


def _check(data: bytes, text: str) -> None:
    try:
        length = mp3.seconds(data)
    except mp3.NotMp3 as error:
        raise VoiceError("not_mp3", str(error)) from error
    shortest, longest = (pace * len(text) for pace in PACE)
    if not shortest <= length <= longest:
        raise VoiceError("length", f"{length:.2f} s for {len(text)} characters")
