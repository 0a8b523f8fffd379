"""The agent's only tie to the server: one POST that reports what was printed and brings the next job, one that says how
the ticket in hand is getting on, and the logo's file."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import requests

from printers.web import LinkError, asked, checked_server, json_of, session

BASE = "/api/v1/agent"
GRACE_SECONDS = 10.0
"""How much later than it promised a long poll may come back."""
PROGRESS_SECONDS = 5.0
LOGO_SECONDS = 3.0
"""The logo is worth no more: without it the ticket is printed all the same."""

LARGEST_ANSWER = 262_144
LARGEST_LOGO = 65_536
"""Bytes. A 1-bit picture across the paper is a tenth of that."""

Outcome = Literal["printed", "not_sent", "unknown", "sent_unconfirmed", "expired"]
Attempt = str | int
"""The server's name for one try at one job; handed back as it came."""

BEGUN: tuple[Outcome, ...] = ("printed", "unknown", "sent_unconfirmed")
"""Outcomes of which bytes have left, so that paper may exist."""


class NotOurs(LinkError):
    """The server knows nothing of this attempt, or has closed it."""


@dataclass(frozen=True, slots=True)
class PrinterReport:
    """How a printer is: `state` is a code of `printers.status`, `width` in dots, `level` how much it can tell (L0 to
    L3), `tickets_left` an estimate (None before anything was printed)."""

    name: str
    state: str
    detail: str = ""
    paper: str = "unknown"
    level: str = "L3"
    width: int = 576
    tickets_left: int | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """How an attempt ended."""

    attempt: Attempt
    outcome: Outcome
    detail: str = ""

    @property
    def began(self) -> bool:
        """Whether bytes of it have left."""
        return self.outcome in BEGUN


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
    """What the server said; `now` is its clock, `refused` the reports of attempts that were never this agent's."""

    job: Job | None
    now: datetime
    refused: tuple[Attempt, ...] = ()


class Link:
    """A server that gives jobs. `server` is its base address, `token` proves the agent.

    Plain http:// is refused unless the server is this machine or `allow_plain` says that the line is trusted. `ca` is a
    file of certificate authorities, for centres with their own. Raises ValueError for an address that cannot be used.
    `poll` and `logo` belong to one thread, `progress` may be called by another.

    `session` is chance, new for every process and kept nowhere: two agents with one token, such as a copied disk, are
    told apart by it. 16 hexadecimal digits.
    """

    def __init__(self, server: str, token: str, allow_plain: bool = False, ca: str | None = None) -> None:
        self.url = checked_server(server, allow_plain) + BASE
        self.session = secrets.token_hex(8)
        self._polls, self._progress = session(token, ca), session(token, ca)

    def poll(
        self, printers: Sequence[PrinterReport], done: Sequence[Report], wait: float, grace: float = GRACE_SECONDS
    ) -> Answer:
        """Report and ask; the server may hold the answer back for `wait` seconds, and be late by `grace`.

        Without a printer nothing is asked for: what the server knows of it stays, and it gives no job. Raises
        LinkError.
        """
        reports = [{**asdict(one), "began": one.began} for one in done]
        body = {
            "session": self.session,
            "printers": [asdict(one) for one in printers],
            "done": reports,
            "wait": wait,
        }
        data = asked(self._polls, "POST", f"{self.url}/poll", 200, wait + grace, LARGEST_ANSWER, body)
        try:
            return parse_answer(json_of(data))
        except ValueError as trouble:
            raise LinkError(f"the server's answer is not understood: {trouble}") from trouble

    def progress(self, printers: Sequence[PrinterReport], attempt: Attempt, state: str, detail: str) -> None:
        """The attempt is `sending` or `stuck`; this renews its lease. Raises LinkError; NotOurs when it is closed."""
        body = {
            "session": self.session,
            "printers": [asdict(one) for one in printers],
            "attempt": attempt,
            "state": state,
            "detail": detail,
        }
        try:
            asked(self._progress, "POST", f"{self.url}/progress", 204, PROGRESS_SECONDS, LARGEST_ANSWER, body)
        except LinkError as trouble:
            if trouble.status == requests.codes.conflict:
                raise NotOurs(str(trouble), trouble.status) from trouble
            raise

    def logo(self, sha: str) -> bytes:
        """The file with this SHA-256 (hexadecimal); not looked into. Raises LinkError."""
        return asked(self._polls, "GET", f"{self.url}/logo/{sha}", 200, LOGO_SECONDS, LARGEST_LOGO)

    def close(self) -> None:
        """Give the connections back."""
        self._polls.close()
        self._progress.close()


def parse_answer(data: object) -> Answer:
    """Read the body of a poll's answer. Raises ValueError, naming what is wrong."""
    if not isinstance(data, dict):
        raise ValueError("expected an object")
    job, refused = data.get("job"), data.get("refused", [])
    if not isinstance(refused, list) or not all(_is_attempt(one) for one in refused):
        raise ValueError("'refused' must be a list of attempts")
    return Answer(None if job is None else _job(job), _moment(data, "now"), tuple(refused))


def _job(data: object) -> Job:
    if not isinstance(data, dict):
        raise ValueError("'job' must be an object or null")
    attempt: Any = data.get("attempt")
    slip, copy = data.get("slip"), data.get("copy", 0)
    if not _is_attempt(attempt):
        raise ValueError("'attempt' must be a text or a number")
    if not isinstance(slip, dict):
        raise ValueError("'slip' must be an object")
    if isinstance(copy, bool) or not isinstance(copy, int):
        raise ValueError("'copy' must be a number")
    printer, ticket = str(data.get("printer") or ""), str(data.get("ticket") or "")
    return Job(attempt, printer, ticket, copy, _moment(data, "expires_at"), slip)


def _is_attempt(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _moment(data: Mapping[str, object], name: str) -> datetime:
    text = data.get(name)
    if not isinstance(text, str):
        raise ValueError(f"{name!r} must be a time")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{name!r} must be a time with an offset")
    return moment
