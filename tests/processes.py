"""Real server processes for tests: started on a free port with a data folder of their own, ended with the test."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.waiting import free_port

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and the accesses of its demo centre."""

    port: int
    data: Path
    access: dict[str, Any]
    pid: int

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def token(self, name: str) -> str:
        """The token of a device (`kiosk`, `counter-1`, …) or a person (`staff`, …)."""
        return str((self.access["devices"].get(name) or self.access["people"][name])["token"])

    def ask(
        self, method: str, path: str, who: str | None = None, body: Any = None, key: str | None = None, **headers: str
    ) -> tuple[int, Any]:
        """Status and answer (JSON where it is JSON, else bytes) of one request."""
        if who is not None:
            headers["Authorization"] = f"Bearer {self.token(who)}"
        if key is not None:
            headers["Idempotency-Key"] = key
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"{self.url}{path}", data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, _read(answer.headers.get_content_type(), answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _read(error.headers.get_content_type(), error.read())


def _read(kind: str, data: bytes) -> Any:
    return json.loads(data) if data and kind.endswith("json") else data


@contextmanager
def process(
    *command: str, environment: dict[str, str] | None = None, wait: bool = True
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A child that prints one line when it is ready, and that line (not waited for, and empty, without `wait`)."""
    env = os.environ | {"PYTHONUNBUFFERED": "1"} | (environment or {})
    child = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        line = child.stdout.readline().strip() if wait else ""
        if wait and not line:
            raise RuntimeError(f"{command} ended with {child.wait(10)} before it was ready")
        yield child, line
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()


@contextmanager
def server(
    data: Path,
    engine: str = "eventlet",
    port: int | None = None,
    entry: Sequence[str] = ("-m", "server"),
    **environment: str,
) -> Iterator[Server]:
    """Our server with its demo centre (no online voice, no number bank, no request limits).

    `entry` is how Python starts it.
    """
    given = {"MOISO_RATE_LIMITS": "off", "MOISO_ONLINE_VOICE": "off", "MOISO_BANK": "off"} | environment
    arguments = (*entry, "--demo", "--data", str(data), "--port", str(port or free_port()), "--engine", engine)
    with process(*arguments, environment=given) as (child, line):
        access = json.loads((data / "demo-access.json").read_text(encoding="utf-8"))
        yield Server(int(line.rsplit(":", 1)[1]), data, access, child.pid)
