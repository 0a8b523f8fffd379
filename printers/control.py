"""Hands and eyes for the emulated printer over HTTP, on this machine only: JSON in, JSON out, errors as RFC 9457.

`GET /` tells how it stands, `POST /` with some of its switches changes them all at once or not at all,
`GET /tickets/<n>.png` is the paper of ticket n.
"""

import contextlib
import json
import re
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, Unpack

from printers.album import Album
from printers.switches import Changes, changes_of

HOST = "127.0.0.1"
TICKET = re.compile(r"/tickets/(\d{1,9})\.png")
LONGEST = 10_000
"""Bytes in the largest body that is read."""

PATIENCE = 5.0
"""Seconds for a client that has stopped in the middle; others, and the printer, do not wait for it."""


class Printer(Protocol):
    """What is controlled."""

    album: Album

    def picture(self) -> dict[str, object]:
        """How it stands, as plain data."""

    def set(self, **changes: Unpack[Changes]) -> None:
        """Change some switches."""


class _Refused(Exception):
    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class Control:
    """The door; `start` opens it, `close` shuts it. `port` 0 takes a free one. Raises OSError when it is taken."""

    def __init__(self, printer: Printer, port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"printer": printer})
        self._http = _Server((HOST, port), handler)
        self.port = int(self._http.server_address[1])
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.1,), name="printer-control")
        self._thread.daemon = True

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def close(self) -> None:
        """Answer no more; the port is free afterwards."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a stopped client must not keep the printer from ending


class _Handler(BaseHTTPRequestHandler):
    printer: Printer
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def do_GET(self) -> None:
        """How it stands, or a ticket."""
        if self.path == "/":
            self._try(lambda: self._json(self.printer.picture()))
        else:
            self._try(self._ticket)

    def do_POST(self) -> None:
        """Turn switches."""
        self._try(self._switch)

    def _switch(self) -> None:
        body = self._body()
        if self.path != "/":
            raise _Refused(HTTPStatus.NOT_FOUND, f"there is nothing to change at {self.path[:80]}")
        try:
            changes = changes_of(body)
        except ValueError as wrong:
            raise _Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(wrong)) from wrong
        self.printer.set(**changes)
        self._json(self.printer.picture())

    def _ticket(self) -> None:
        hit = TICKET.fullmatch(self.path)
        try:
            data = self.printer.album.path(int(hit[1])).read_bytes() if hit else None
        except FileNotFoundError:
            data = None
        if data is None:
            raise _Refused(HTTPStatus.NOT_FOUND, f"there is no {self.path[:80]}")
        self._send(HTTPStatus.OK, "image/png", data)

    def _body(self) -> object:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            raise _Refused(HTTPStatus.LENGTH_REQUIRED, "Content-Length is needed")
        if int(length) > LONGEST:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {LONGEST} bytes are read")
        data = self.rfile.read(int(length))
        # no web page may send this type to another address without being asked first, and the answer to that is no
        if self.headers.get_content_type() != "application/json":
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json")
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as wrong:
            raise _Refused(HTTPStatus.BAD_REQUEST, "the body is not JSON") from wrong

    def _try(self, answer: Callable[[], None]) -> None:
        # a client that has gone, or sleeps, is nobody's trouble but its own
        with contextlib.suppress(ConnectionError, TimeoutError):
            try:
                self._known_host()
                answer()
            except _Refused as refused:
                self.close_connection = True  # what is left of a body that was not read is not the next request
                self._problem(refused.status, refused.detail)

    def _known_host(self) -> None:
        # a web page whose name was made to point here says that name
        if self.headers.get("Host", "").rpartition(":")[0] not in (HOST, "localhost"):
            raise _Refused(HTTPStatus.MISDIRECTED_REQUEST, f"this is {HOST}")

    def _json(self, body: dict[str, object]) -> None:
        self._send(HTTPStatus.OK, "application/json", json.dumps(body).encode())

    def _problem(self, status: HTTPStatus, detail: str) -> None:
        body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
        self._send(status, "application/problem+json", json.dumps(body).encode())

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses by itself, such as a method that does not exist, is a problem document too."""
        self.close_connection = True
        self._problem(HTTPStatus(code), message or "")

    def _send(self, status: HTTPStatus, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing: whoever asks once a second must not fill the log."""
