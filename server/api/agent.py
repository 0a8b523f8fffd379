"""The print agents' door: report what the printer did, get the next job. One call does both and may be held open."""

import logging
import time

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from server import codes, demo, spool
from server.access import Caller
from server.api.bodies import Pairing, Poll, PrinterReport, Progress
from server.asides import logo
from server.house import House, house
from server.limits import ALL_PAIRINGS, PAIRINGS
from server.pictures import Printer, rfc3339
from server.pictures.printing import stopped_places
from server.pictures.scene import WORKS
from server.rules.papers import BACKUP
from server.spool import LEASE, Job, Report
from server.web.body import body
from server.web.guard import allow, caller
from server.web.problem import Problem

log = logging.getLogger(__name__)
blueprint = Blueprint("agent", __name__, url_prefix="/api/v1/agent")
HELD_OPEN = 15.0  # s at most: an agent that hangs on a question is heard again before it counts as silent
BREATH = 0.05  # s between two looks at least


@blueprint.post("/poll")
@allow("print")
def poll() -> ResponseReturnValue:
    """Outcomes in, one job out; null when nothing came within `wait` seconds."""
    asked, here, agent = body(Poll), house(), g.caller
    mine, asked_at = here.printers.next_poll(agent.name), here.clock()
    _hear(here, agent, asked.printers)
    refused = _settle(here, agent, asked, mine, asked_at)
    printer = next((printer.name for printer in asked.printers if printer.state in WORKS), None)
    job = _wait_for_job(here, agent, mine, printer, asked)
    if asked.done or job is not None:
        here.count_papers()
    scene = here.scene()
    answer = None
    if job is not None:
        answer = {
            "attempt": job.attempt,
            "printer": printer,
            "ticket": job.ticket,
            "copy": job.copy,
            "expires_at": rfc3339(scene, job.expires_at),
            "lease_s": LEASE // 1000,
            "slip": job.slip,
        }
    return {"job": answer, "now": rfc3339(scene, scene.now), "refused": refused}


@blueprint.post("/progress")
@allow("print")
def progress() -> ResponseReturnValue:
    """How the ticket in hand is getting on; its lease is renewed. 409 when this agent does not have it in hand."""
    news, here = body(Progress), house()
    _hear(here, g.caller, news.printers)
    stuck = (news.detail or "error") if news.state == "stuck" else None
    with here.store.writing() as connection:
        ours = spool.progress(connection, g.caller, news.attempt, stuck, here.clock())
    if not ours:
        log.info("%s prints attempt %s, which it does not have in hand (any more)", g.caller.by, news.attempt)
        raise Problem(409, "not_your_attempt")
    return "", 204


@blueprint.post("/pair")
def pair() -> ResponseReturnValue:
    """A one-time code becomes the device's token; the token it had before ends."""
    here = house()
    here.limits.check(ALL_PAIRINGS, "all")
    here.limits.check(PAIRINGS, request.remote_addr or "?")
    code = body(Pairing).code
    with here.store.writing() as connection:
        paired = codes.redeem(connection, code, here.clock())
    if paired is None:
        raise Problem(401, "wrong_pair_code")
    name, token = paired
    here.renewed()
    demo.note(here.settings, "devices", name, token=token)
    log.info("print agent %s was paired", name)
    return {"name": name, "token": token}, 201, {"Cache-Control": "no-store"}


@blueprint.get("/logo/<sha256>")
@allow("print")
def picture(sha256: str) -> ResponseReturnValue:
    """The logo that slips name, as a 1-bit PNG."""
    with house().store.reading() as connection:
        data = logo(connection, sha256)
    if data is None:
        raise Problem(404)
    return Response(data, mimetype="image/png", headers={"Cache-Control": "private, max-age=31536000, immutable"})


def _hear(here: House, agent: Caller, reports: list[PrinterReport]) -> None:
    """Write down what the agent says of its printers; the screens show a change at once."""
    if not reports:
        return
    now = here.clock()
    if here.printers.hear(
        agent, [Printer(**dict(report), seen_at=now, agent=agent.name, place=agent.place) for report in reports]
    ):
        here.push.changed()
        here.bell.strike()  # a printer has stopped: its work is the backup's now


def _settle(here: House, agent: Caller, asked: Poll, mine: int, asked_at: int) -> list[str]:
    """Write down what became of the agent's attempts, and what it left behind; the attempts that were never its own."""
    refused: list[str] = []
    with here.store.writing() as connection:
        now = here.clock()
        for done in asked.done:
            report = Report(done.attempt, done.outcome, done.detail, done.began)
            if spool.settle(connection, agent, report, now, here.mark):
                here.printers.outcomes[done.outcome] += 1
            else:
                refused.append(done.attempt)
        spool.expire(connection, now)
        left = 0
        if here.printers.is_newest(agent.name, mine):
            left = spool.tidy(connection, agent, asked_at, now, here.mark, asked.session)
    if refused:
        log.warning("%s reports attempts that it never had: %s", agent.by, ", ".join(refused[:5]))
    if left or any(done.outcome != "printed" for done in asked.done):
        here.bell.strike()  # what waits again, or is to be printed again, may be for somebody else
    return refused


def _wait_for_job(here: House, agent: Caller, mine: int, printer: str | None, asked: Poll) -> Job | None:
    """The next job for a printer that works; a printer that does not only waits, so that it is heard of again."""
    until = time.monotonic() + min(asked.wait, HELD_OPEN)
    while True:
        heard, soon = here.bell.count, None
        if not here.printers.is_newest(agent.name, mine):
            return None
        if printer is not None:
            job, soon = _look(here, agent, printer, asked.session)
            if job is not None:
                return job
        left = until - time.monotonic()
        if left <= 0:
            return None
        here.bell.wait(heard, left if soon is None else min(left, max(soon, BREATH)))


def _look(here: House, agent: Caller, printer: str, session: str | None) -> tuple[Job | None, float | None]:
    """A job, or in how many seconds one will come to this agent without a bell."""
    with here.store.reading() as connection:
        if not spool.waiting(connection):
            return None, None
    if caller() != agent:  # its token has ended while it waited, or it was given another place
        raise Problem(401)
    stopped = stopped_places(here.scene()) if agent.place == BACKUP else ()
    with here.store.writing() as connection:
        job = spool.claim(connection, agent, printer, here.clock(), session, stopped)
    if job is not None:
        return job, None
    with here.store.reading() as connection:
        return None, spool.due(connection, agent, here.clock())
