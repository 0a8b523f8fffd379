"""The agent's only tie to the server: one POST that reports what was printed and brings the next job."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

import requests

PATH = "/api/v1/agent/poll"
CONNECT_SECONDS = 3.05
GRACE_SECONDS = 10.0
"""How much later than it promised a long poll may come back."""

Outcome = Literal["printed", "not_sent", "unknown", "sent_unconfirmed", "expired"]
Attempt = str | int
"""The server's name for one try at one job; handed back as it came."""


class LinkError(Exception):
    """The server could not be asked, or its answer could not be used; the message is for a log, without secrets."""


@dataclass(frozen=True, slots=True)
class PrinterReport:
    """How a printer is: `state` is a code of `printers.status`."""

    name: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """How an attempt ended."""

    attempt: Attempt
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to print. `slip` is still plain data: a bad one must be reported, not thrown away with the answer."""

    attempt: Attempt
    printer: str
    ticket: str
    copy: int
    expires_at: datetime
    slip: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; `now` is its clock."""

    job: Job | None
    now: datetime


class Link:
    """A server that gives jobs. `server` is its base address, `token` proves the agent.

    Plain http:// is refused unless the server is this machine or `allow_plain` says that the line is trusted. `ca` is a
    file of certificate authorities, for centres with their own. Raises ValueError for an address that cannot be used.
    """

    def __init__(self, server: str, token: str, allow_plain: bool = False, ca: str | None = None) -> None:
        self.url = checked_server(server, allow_plain) + PATH
        self._session = requests.Session()
        # a .netrc entry would replace the token, a proxy would see it
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._session.verify = ca or True

    def poll(self, printers: Sequence[PrinterReport], done: Sequence[Report], wait: float) -> Answer:
        """Report and ask; the server may hold the answer back for `wait` seconds. Raises LinkError."""
        body = {"printers": [asdict(one) for one in printers], "done": [asdict(one) for one in done], "wait": wait}
        try:
            response = self._session.post(
                self.url, json=body, timeout=(CONNECT_SECONDS, wait + GRACE_SECONDS), allow_redirects=False
            )
        except requests.RequestException as trouble:
            raise LinkError(f"the server does not answer ({type(trouble).__name__})") from trouble
        if response.status_code != requests.codes.ok:
            raise LinkError(_problem(response))
        try:
            return parse_answer(response.json())
        except ValueError as trouble:
            raise LinkError(f"the server's answer is not understood: {trouble}") from trouble

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()


def checked_server(server: str, allow_plain: bool) -> str:
    """The base address without a closing slash; ValueError unless it is https, or http to this machine, or allowed."""
    parts = urlsplit(server)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query or parts.fragment:
        raise ValueError(f"{server!r} is not a server address such as https://moiso.example")
    if parts.scheme == "http" and not (allow_plain or _is_loopback(host)):
        raise ValueError(
            f"{server!r} would send the agent's token unprotected: use https, or allow plain http expressly"
        )
    return server.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _problem(response: requests.Response) -> str:
    """The status, and what an `application/problem+json` body (RFC 9457) says about it."""
    words = ""
    if response.headers.get("Content-Type", "").split(";")[0].strip().endswith("json"):
        try:
            body = response.json()
        except ValueError:
            body = None
        if isinstance(body, dict):
            words = ": ".join(str(body[key]) for key in ("title", "detail") if body.get(key))
    hint = " (is the agent's token right?)" if response.status_code in (401, 403) else ""
    return f"the server answered {response.status_code}{' ' + words[:300] if words else ''}{hint}"


def parse_answer(data: object) -> Answer:
    """Read the body of a poll's answer. Raises ValueError, naming what is wrong."""
    if not isinstance(data, dict):
        raise ValueError("expected an object")
    job = data.get("job")
    return Answer(None if job is None else _job(job), _moment(data, "now"))


def _job(data: object) -> Job:
    if not isinstance(data, dict):
        raise ValueError("'job' must be an object or null")
    attempt, slip, copy = data.get("attempt"), data.get("slip"), data.get("copy", 0)
    if isinstance(attempt, bool) or not isinstance(attempt, str | int) or attempt == "":
        raise ValueError("'attempt' must be a text or a number")
    if not isinstance(slip, dict):
        raise ValueError("'slip' must be an object")
    if isinstance(copy, bool) or not isinstance(copy, int):
        raise ValueError("'copy' must be a number")
    printer, ticket = str(data.get("printer") or ""), str(data.get("ticket") or "")
    return Job(attempt, printer, ticket, copy, _moment(data, "expires_at"), slip)


def _moment(data: Mapping[str, object], name: str) -> datetime:
    text = data.get(name)
    if not isinstance(text, str):
        raise ValueError(f"{name!r} must be a time")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{name!r} must be a time with an offset")
    return moment
