"""Load from plain sockets, the same for every server that is compared.

Keep-alive HTTP clients and websocket screens.
"""

import base64
import json
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

PING = b"\x81\x012"  # a text frame with nothing but engine.io's ping


@dataclass(frozen=True, slots=True)
class Times:
    """Answer times of a run in seconds, sorted, and the whole run's length."""

    each: list[float]
    whole: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.each) / self.whole

    def at(self, share: float) -> float:
        """The time below which this share of answers lies, in ms."""
        return self.each[min(len(self.each) - 1, int(len(self.each) * share))] * 1000

    def __str__(self) -> str:
        worst = self.each[-1] * 1000
        return f"{self.rate:7.0f}/s  p50 {self.at(0.5):6.2f} ms  p99 {self.at(0.99):6.2f} ms  max {worst:6.1f} ms"


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""
        self._port = port

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of one POST."""
        data = json.dumps(body).encode()
        lines = [
            f"POST {path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Type: application/json",
            f"Content-Length: {len(data)}",
        ]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + data)
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0
        )
        while len(self._rest) < length:
            self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        return int(head.split(b" ", 2)[1]), body

    def _more(self) -> None:
        chunk = self._socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server hung up")
        self._rest += chunk


def hammer(port: int, clients: int, each: int, press: Callable[[Client, int], None]) -> Times:
    """`clients` connections press `each` times as fast as they are answered."""
    times: list[float] = []
    ready = threading.Barrier(clients + 1)

    def work(number: int) -> None:
        client = Client(port)
        mine = []
        ready.wait()
        for turn in range(each):
            begin = time.perf_counter()
            press(client, number * each + turn)
            mine.append(time.perf_counter() - begin)
        times.extend(mine)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    begin = time.perf_counter()
    for thread in threads:
        thread.join()
    return Times(sorted(times), time.perf_counter() - begin)


class Screens:
    """Many websocket screens in one thread; they only wait for the next `moment`."""

    def __init__(self, port: int, count: int, token: str | None) -> None:
        self._sockets: list[socket.socket] = []
        self._selector = selectors.DefaultSelector()
        for number in range(count):
            connection = self._connect(port, token)
            connection.setblocking(False)
            self._sockets.append(connection)
            self._selector.register(connection, selectors.EVENT_READ, number)
            if number % 50 == 0:
                self.quiet(0)  # the first ones answer their pings while the last ones come: it may take a while

    def _connect(self, port: int, token: str | None) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", "",
        ]  # fmt: skip
        connection.sendall("\r\n".join(lines).encode())
        self._until(connection, b'0{"sid"')
        _send(connection, "40" + (json.dumps({"token": token}) if token else ""))
        self._until(connection, b'40{"sid"')
        if token:
            _send(connection, '420["watch",{"kind":"board","name":"hall"}]')
            self._until(connection, b"430[")
        return connection

    def _until(self, connection: socket.socket, wanted: bytes) -> None:
        seen = b""
        while wanted not in seen:
            chunk = connection.recv(65536)
            if not chunk:
                raise ConnectionError(f"hung up before {wanted!r}: {seen[:200]!r}")
            seen += chunk
        # Whatever else came with it is a picture or a beat, and nobody waits for those.

    def next_moment(self, start: Callable[[], object], patience: float = 20.0) -> float:
        """Seconds from `start()` until the last screen has the moment."""
        missing = set(range(len(self._sockets)))
        tails = dict.fromkeys(missing, b"")
        begin = time.perf_counter()
        threading.Thread(target=start).start()
        while missing:
            ready = self._selector.select(timeout=patience)
            if not ready:
                raise TimeoutError(f"{len(missing)} screens heard nothing")
            for key, _ in ready:
                number = key.data
                chunk = tails[number] + self._hear(number)
                if b'42["moment"' in chunk:
                    missing.discard(number)
                tails[number] = chunk[-16:]
        return time.perf_counter() - begin

    def _hear(self, number: int) -> bytes:
        """What has come for one screen; a ping gets its pong."""
        chunk = self._sockets[number].recv(65536)
        if not chunk:
            raise ConnectionError(f"screen {number} was hung up on")
        if PING in chunk:
            _send(self._sockets[number], "3")
        return chunk

    def quiet(self, seconds: float = 0.15) -> None:
        """Read what is still coming (pictures, beats) until nothing comes for so long."""
        while ready := self._selector.select(timeout=seconds):
            for key, _ in ready:
                self._hear(key.data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        for connection in self._sockets:
            connection.close()
        self._selector.close()


def _send(connection: socket.socket, text: str) -> None:
    """One masked text frame (RFC 6455, section 5)."""
    data = text.encode()
    size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0xFE]) + len(data).to_bytes(2, "big")
    mask = os.urandom(4)
    connection.sendall(b"\x81" + size + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))
