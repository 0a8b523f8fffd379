"""Stand-ins for the tests of the printing side: a slip, a clock, a transport and a small server."""

import contextlib
import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from printers.slip import Slip
from printers.transports import PrinterGone

TOKEN = "agent-token-for-tests"
GENEROUS = 30.0

SLIP = Slip(
    agency=("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "XÃ TAM HÒA"),
    title="PHIẾU SỐ THỨ TỰ",
    label="A045",
    service="Hộ tịch",
    facts=(
        ("Quầy phục vụ", "2, 3"),
        ("Số người chờ trước", "12"),
        ("Dự kiến chờ", "10–20 phút"),
        ("Thời gian in", "08:15 20/11/2026"),
    ),
    url="http://192.168.1.10:8000/t/20261120-A045-k7Qd9fXw2Lm",
    code="A045-K7QD",
    papers_title="Chuẩn bị",
    papers=("Giấy chứng sinh", "Giấy tờ tùy thân"),
    notes=("Ba lần gọi không có mặt: báo quầy hướng dẫn.", "Phiếu này không thay Giấy tiếp nhận hồ sơ."),
    closing="Vui lòng giữ phiếu và chờ gọi số. Xin cảm ơn!",
)


class Clock:
    """Time that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class ScriptedTransport:
    """A printer line that does what it is told. `answers(sent bytes) -> bytes` is asked after every write."""

    def __init__(self, clock: Clock, answers: Callable[[bytes], bytes], takes: int = 10**9) -> None:
        self.clock, self.answers, self.takes = clock, answers, takes
        self.refuse = self.breaks = False
        self.sent = b""
        self._inbox: deque[bytes] = deque()
        self.closed = 0
        self.abandoned: list[bytes] = []

    def open(self, deadline: float) -> None:
        if self.refuse:
            raise PrinterGone("refused")
        self._inbox.clear()

    def send(self, data: bytes, deadline: float) -> int:
        piece = data[: max(0, self.takes - len(self.sent))]
        if not piece:
            if self.breaks:
                raise PrinterGone("broken")
            self.clock.now = max(self.clock.now, deadline)
            return 0
        self.sent += piece
        self._inbox.append(self.answers(piece))
        return len(piece)

    def read(self, deadline: float) -> bytes:
        if self._inbox:
            return self._inbox.popleft()
        self.clock.now = max(self.clock.now, deadline)
        return b""

    def pending(self) -> int:
        return 0

    def close(self, deadline: float) -> None:
        self.closed += 1

    def abandon(self, words: bytes, deadline: float) -> None:
        self.closed += 1
        self.abandoned.append(words)


def healthy(data: bytes) -> bytes:
    """A printer in good order: answers status questions and marks."""
    reply = b""
    if len(data) == 3 and data.startswith(b"\x10\x04"):
        reply += b"\x12"
    at = data.find(b"\x1d(H\x06\x00\x30\x30")
    if at >= 0:
        reply += b"\x37\x22" + data[at + 7 : at + 11] + b"\x00"
    return reply


def job(attempt: str | int, seconds: float = 180.0, slip: object = None, copy: int = 0) -> dict[str, object]:
    """A print job as the server sends it."""
    expires = datetime.now(UTC) + timedelta(seconds=seconds)
    return {
        "attempt": attempt,
        "printer": "printer-1",
        "ticket": "20261120-A045",
        "copy": copy,
        "expires_at": expires.isoformat(),
        "slip": SLIP.to_dict() if slip is None else slip,
    }


@dataclass
class Spool:
    """What the small server keeps. A job whose attempt left no byte is offered again under a new attempt."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    waiting: deque[dict[str, object]] = field(default_factory=deque)
    given: dict[object, dict[str, object]] = field(default_factory=dict)
    reports: list[dict[str, object]] = field(default_factory=list)
    printers: list[dict[str, object]] = field(default_factory=list)
    progress: list[dict[str, object]] = field(default_factory=list)
    logos: dict[str, bytes] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    """Pairing codes that may be used once, and the names they give."""
    strangers: set[object] = field(default_factory=set)
    """Attempts whose reports are refused."""
    slow: threading.Event | None = None
    """Progress is not answered before this is set."""
    sessions: list[str] = field(default_factory=list)
    polls: int = 0
    down: bool = False
    retries: int = 1
    closing: bool = False

    def offer(self, *jobs: dict[str, object]) -> None:
        with self.changed:
            self.waiting.extend(jobs)
            self.changed.notify_all()

    def poll(self, body: dict[str, object], longest: float = 10.0) -> dict[str, object]:
        with self.changed:
            self.polls += 1
            offering = list(body["printers"])  # type: ignore[call-overload]
            self.printers = offering or self.printers
            self.sessions.append(str(body["session"]))
            for report in body["done"]:  # type: ignore[attr-defined]
                self.reports.append(report)
                if report["outcome"] == "not_sent" and self.retries:
                    self.retries -= 1
                    again = dict(self.given[report["attempt"]])
                    again["attempt"] = f"{report['attempt']}-again"
                    self.waiting.append(again)
            self.changed.notify_all()
            wait = min(float(body["wait"]), longest)  # type: ignore[arg-type]
            self.changed.wait_for(lambda: self.waiting or self.closing or self.down, wait)
            offered = self.waiting.popleft() if self.waiting and offering else None
            if offered:
                self.given[offered["attempt"]] = offered
            refused = [report["attempt"] for report in body["done"] if report["attempt"] in self.strangers]  # type: ignore[attr-defined]
            return {"job": offered, "now": datetime.now(UTC).isoformat(), "refused": refused}

    def told(self, body: dict[str, object]) -> int:
        """The status for a progress report."""
        with self.changed:
            self.progress.append(body)
            self.changed.notify_all()
        if self.slow is not None:
            self.slow.wait(GENEROUS)
        return 409 if body["attempt"] in self.strangers else 204

    def pair(self, body: dict[str, object]) -> str | None:
        with self.changed:
            return self.codes.pop(str(body["code"]), None)

    def wait_for(self, true: Callable[[], bool]) -> bool:
        with self.changed:
            return self.changed.wait_for(true, GENEROUS)

    def outcomes(self) -> list[tuple[object, object]]:
        with self.changed:
            return [(report["attempt"], report["outcome"]) for report in self.reports]


class FakeServer:
    """`POST /api/v1/agent/poll` on a free loopback port."""

    def __init__(self) -> None:
        spool = self.spool = Spool()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path.endswith("/pair"):
                    name = spool.pair(body)
                    paired: dict[str, object] = {"name": name, "token": TOKEN}
                    self._answer(
                        201 if name else 401, paired if name else {"title": "Unauthorized"}, "application/json"
                    )
                elif self._is_known():
                    if self.path.endswith("/progress"):
                        self._answer(spool.told(body), None, "application/json")
                    else:
                        self._answer(200, spool.poll(body), "application/json")

            def do_GET(self) -> None:
                if self._is_known():
                    found = spool.logos.get(self.path.rpartition("/")[2])
                    self._answer(404 if found is None else 200, found or b"", "image/png")

            def _is_known(self) -> bool:
                if self.headers["Authorization"] != f"Bearer {TOKEN}":
                    self._answer(401, {"title": "Unauthorized", "detail": "unknown token"}, "application/problem+json")
                elif spool.down:
                    self._answer(503, {"title": "Service Unavailable"}, "application/problem+json")
                else:
                    return True
                return False

            def _answer(self, status: int, body: dict[str, object] | bytes | None, kind: str) -> None:
                # an agent that was killed does not fetch its answer
                with contextlib.suppress(ConnectionError):
                    self._write(status, body, kind)

            def _write(self, status: int, body: dict[str, object] | bytes | None, kind: str) -> None:
                data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        with self.spool.changed:
            self.spool.closing = True
            self.spool.changed.notify_all()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
