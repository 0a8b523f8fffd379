"""The print agents' door: report what the printer did, get the next job. One call does both and may be held open."""

import time

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from server import spool
from server.api.bodies import Poll
from server.house import House, house
from server.pictures import Printer, rfc3339
from server.pictures.scene import WORKS
from server.web.body import body
from server.web.guard import allow

blueprint = Blueprint("agent", __name__, url_prefix="/api/v1/agent")


@blueprint.post("/poll")
@allow("print")
def poll() -> ResponseReturnValue:
    """Outcomes in, one job out; null when nothing came within `wait` seconds."""
    asked = body(Poll)
    here = house()
    mine = here.printers.next_poll(g.caller.by)
    _hear(here, asked)
    printer = next((printer.name for printer in asked.printers if printer.state in WORKS), None)
    _settle(here, asked, g.caller.by)
    job = _wait_for_job(here, g.caller.by, mine, printer, asked.wait)
    scene = here.scene()
    answer = None
    if job is not None:
        answer = {
            "attempt": job.attempt,
            "printer": printer,
            "ticket": job.ticket,
            "copy": job.copy,
            "expires_at": rfc3339(scene, job.expires_at),
            "slip": job.slip,
        }
    return {"job": answer, "now": rfc3339(scene, scene.now)}


def _hear(here: House, asked: Poll) -> None:
    """Write down what the agent says of its printers; the kiosk shows a change at once."""
    now = here.clock()
    news = [here.printers.hear(Printer(p.name, p.state, p.detail, now)) for p in asked.printers]
    if any(news):
        here.push.changed()


def _settle(here: House, asked: Poll, agent: str) -> None:
    now = here.clock()
    with here.store.writing() as connection:
        for report in asked.done:
            spool.settle(connection, agent, report.attempt, report.outcome, report.detail, now)
        spool.tidy(connection, agent, now)


def _wait_for_job(here: House, agent: str, mine: int, printer: str | None, seconds: float) -> spool.Job | None:
    """The next job for a printer that works; a printer that does not only waits, so that it is heard of again."""
    until = time.monotonic() + seconds
    while True:
        heard = here.bell.count
        current = here.printers.polls[agent] == mine
        if current and printer is not None and (job := _claim(here, agent, printer)) is not None:
            return job
        left = until - time.monotonic()
        if left <= 0 or not current:
            return None
        here.bell.wait(heard, left)


def _claim(here: House, agent: str, printer: str) -> spool.Job | None:
    with here.store.reading() as connection:
        if not spool.waiting(connection):
            return None
    with here.store.writing() as connection:
        return spool.claim(connection, agent, printer, here.clock())
