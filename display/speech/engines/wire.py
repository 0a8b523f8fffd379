"""One request to Google Translate and its answer: certificate checked, nothing followed, bounded in size and time."""

import base64
import contextlib
import json
import socket
import threading
from collections.abc import Mapping
from typing import Any

import requests
from gtts import gTTS
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection

from display.speech.voices import VoiceError

# Fixed here: with gTTS a crafted "top-level domain" leads to any host.
URL = "https://translate.google.com/_/TranslateWebserverUi/data/batchexecute"
TIMEOUT = (3.0, 5.0)
"""Seconds to connect, and between two pieces of an answer."""
LARGEST = 2_000_000
"""Bytes; more is no sentence."""
_REFUSALS = (403, 429)
_ROBOT = (b"/sorry/", b"captcha", b"unusual traffic")
"""What stands in a page by which Google asks whether somebody is a robot."""


class Line:
    """The connections of one call, so that another thread can cut them: a server that sends a byte now and then keeps
    every wait short and would hold the call for hours."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._cut = False

    def add(self, connection: socket.socket) -> None:
        # A second handle on the same connection: TLS takes the first one away from its owner.
        with self._lock:
            self._sockets.append(connection.dup())
        if self._cut:
            self.cut()

    def cut(self) -> None:
        """Ends every connection, whoever waits on it, and all that are still to come."""
        with self._lock:
            self._cut = True
            for each in self._sockets:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._lock:
            for each in self._sockets:
                each.close()
            self._sockets.clear()


class _Adapter(HTTPAdapter):
    """Tells `line` of each connection as soon as there is one, before the proxy or TLS has said a word."""

    def __init__(self, line: Line) -> None:
        super().__init__(max_retries=0)

        class Told(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                connection = super()._new_conn()
                line.add(connection)
                return connection

        self._told = Told

    def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*arguments, **options)
        pool.ConnectionCls = self._told
        return pool


def ask(body: str | bytes, line: Line) -> bytes:
    """The MP3 that answers gTTS's request `body`. Raises VoiceError, and nothing else, whatever the other side does."""
    try:
        with requests.Session() as session:
            session.mount("https://", _Adapter(line))
            return _audio(_post(session, body))
    except VoiceError:
        raise
    except requests.exceptions.SSLError as error:
        raise VoiceError("certificate", str(error)) from error
    except (requests.RequestException, OSError) as error:
        raise VoiceError("network", str(error)) from error
    except Exception as error:  # a library's mistake must not end the lane
        raise VoiceError("engine", repr(error)) from error


def _post(session: requests.Session, body: str | bytes) -> bytes:
    headers: Mapping[str, str] = gTTS.GOOGLE_TTS_HEADERS
    # A redirect leads to Google's "are you a robot" page: never followed.
    with session.post(URL, data=body, headers=headers, timeout=TIMEOUT, stream=True, allow_redirects=False) as reply:
        if reply.is_redirect or reply.status_code in _REFUSALS:
            raise VoiceError("refused", str(reply.status_code))
        if reply.status_code != requests.codes.ok:
            raise VoiceError("status", str(reply.status_code))
        answer = b""
        for piece in reply.iter_content(8192):
            answer += piece
            if len(answer) > LARGEST:
                raise VoiceError("too_large")
        return answer


def _audio(body: bytes) -> bytes:
    """The MP3 inside the answer: lines of JSON, one of which holds an item ["wrb.fr", RPC, "[\\"base64\\"]", …]."""
    for line in body.splitlines():
        if gTTS.GOOGLE_TTS_RPC.encode() not in line:
            continue
        try:
            for item in json.loads(line):
                if item[:2] == ["wrb.fr", gTTS.GOOGLE_TTS_RPC] and isinstance(item[2], str):
                    return base64.b64decode("".join(json.loads(item[2])[0].split()), validate=True)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise VoiceError("not_speech", repr(error)) from error
    page = body.lower()
    if any(sign in page for sign in _ROBOT):
        raise VoiceError("refused", "a captcha")
    raise VoiceError("not_speech", "no audio in the answer")
