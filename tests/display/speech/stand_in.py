"""A stand-in for Google Translate on 127.0.0.1, reached as the real one is: through a proxy, TLS and gTTS's protocol.

It speaks: what it is asked for comes back as an MP3 of those words. It lets only translate.google.com:443 through,
notes every other host that was asked for, and is strict about every part of a request.
"""

import contextlib
import json
import re
import socket
import ssl
import struct
import subprocess
import threading
import urllib.parse
from pathlib import Path

from tests.display.speech.faults import FAULTS, envelope, http
from tests.display.speech.sounds import speech_mp3

HOST = "translate.google.com"
PATH = "/_/TranslateWebserverUi/data/batchexecute"
TYPE = "application/x-www-form-urlencoded;charset=utf-8"


def certificates(folder: Path, host: str = HOST) -> tuple[Path, Path, Path]:
    """A throw-away authority and a certificate for `host`: (authority, certificate, key). Needs the openssl program."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", f"/CN={host}")
    (folder / "san").write_text(f"subjectAltName=DNS:{host}\n")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san", "-days", "2")
    openssl("x509", "-req", "-in", "server.csr", *signing, "-out", "server.pem")
    return folder / "ca.pem", folder / "server.pem", folder / "server.key"


class StandIn:
    """The proxy and the server behind it.

    `fault` chooses how it answers: a name of FAULTS, `reset`, `hang`, `drip`, `slow head`, or "" for speech.
    `asked` are the (text, language) pairs it was sent, `refused` the other hosts, `wrong` the requests it did not like.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self.fault = ""
        self.asked: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self.wrong: list[str] = []
        self.ended = threading.Event()
        """Set when a client has gone in the middle of a drip."""
        self._closing = threading.Event()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(30)
        with contextlib.suppress(OSError), connection:
            verb, target, *_ = _head(connection).split(" ")
            if (verb, target) != ("CONNECT", f"{HOST}:443"):
                self.refused.append(f"{verb} {target}")
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self._context.wrap_socket(connection, server_side=True) as secure:
                head, body = _request(secure)
                try:
                    text, lang = _understood(head, body)
                except (AssertionError, ValueError, LookupError, TypeError) as error:
                    self.wrong.append(f"{error!r}: {head}{body!r}")
                    secure.sendall(http(b"", "400 Bad Request"))
                    return
                self.asked.append((text, lang))
                self._answer(secure, text, lang)

    def _answer(self, secure: ssl.SSLSocket, text: str, lang: str) -> None:
        if self.fault == "hang":
            self._closing.wait(60)
        elif self.fault == "reset":
            secure.sendall(http(envelope(speech_mp3(text, lang)))[:2000])
            secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif self.fault == "drip":
            self._drip(secure, http(envelope(speech_mp3(text, lang))))
        elif self.fault == "slow head":
            self._drip(secure, b"HTTP/1.1 200 OK\r\nX-Wait: " + b"." * 60_000)
        elif self.fault:
            secure.sendall(FAULTS[self.fault](speech_mp3(text, lang)))
        else:
            secure.sendall(http(envelope(speech_mp3(text, lang))))

    def _drip(self, secure: ssl.SSLSocket, answer: bytes) -> None:
        """A few bytes at a time: no single wait is long, the whole takes minutes."""
        for i in range(0, len(answer), 20):
            try:
                secure.sendall(answer[i : i + 20])
            except OSError:
                self.ended.set()
                return
            if self._closing.wait(0.2):
                return


def _head(connection: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            raise ConnectionResetError
        head += byte
    return head.decode()


def _request(secure: ssl.SSLSocket) -> tuple[str, bytes]:
    head = _head(secure)
    size = int(re.search(r"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
    body = b""
    while len(body) < size:
        piece = secure.recv(65_536)
        if not piece:
            raise ConnectionResetError
        body += piece
    return head, body


def _understood(head: str, body: bytes) -> tuple[str, str]:
    """Text and language of a request in exactly the form that gTTS 2.5.4 sends; AssertionError and others if not."""
    first, *lines = head.rstrip().split("\r\n")
    fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    assert first == f"POST {PATH} HTTP/1.1"
    assert fields["host"] == HOST
    assert fields["content-type"] == TYPE
    assert fields["user-agent"].startswith("Mozilla/5.0")
    assert "cookie" not in fields
    assert "authorization" not in fields
    assert body.startswith(b"f.req=")
    assert body.endswith(b"&")
    [(name, value)] = urllib.parse.parse_qsl(body.decode("ascii"), strict_parsing=False)
    assert name == "f.req"
    [[[rpc, inner, nothing, generic]]] = json.loads(value)
    text, lang, speed, null = json.loads(inner)
    assert (rpc, nothing, generic, speed, null) == ("jQ1olc", None, "generic", None, "null")
    assert 0 < len(text) <= 100
    assert not re.search(r"\d", text), "an engine never sees a digit"
    assert lang in ("vi", "en")
    return text, lang
