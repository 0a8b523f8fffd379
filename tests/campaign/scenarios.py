"""Short campaigns in which exactly one thing goes wrong at a chosen moment, so that a bug has to show itself."""

import time
from collections.abc import Callable

from tests.campaign.judge import Evidence
from tests.campaign.planted import SHORT
from tests.campaign.stage import Agent, Stage
from tests.waiting import eventually

DEEP = 25_003
"""Bytes of a ticket, number and all, and in the middle of a row: about two thirds of it."""

ROWS = 300
"""Rows that must have come out of them."""


def _into_a_ticket(stage: Stage) -> None:
    """A ticket is taken, and its line goes dead when two thirds of it are on paper."""
    stage.wire.block_after(DEEP)
    stage.kiosk.take()
    eventually(lambda: stage.printer.look()["rows_printed"] >= ROWS, "two thirds of a ticket")


def _settle(stage: Stage, agent: Agent) -> Evidence:
    """Everything is well again; one more ticket, and the end."""
    stage.heal()
    stage.kiosk.take("CT")
    stage.wait_settled(stage.promises(), 45)
    agent.stop()
    return stage.evidence()


def line_cut(stage: Stage, agent: Agent) -> Evidence:
    """The line is cut in mid-ticket."""
    agent.start()
    _into_a_ticket(stage)
    stage.wire.cut_now()
    return _settle(stage, agent)


def power_cut(stage: Stage, agent: Agent) -> Evidence:
    """The printer loses its power in mid-ticket, with bytes on the way."""
    agent.start()
    _into_a_ticket(stage)
    _wait_until(time.time() + 1.0)  # whoever takes “accepted” for “printed” needs a moment to say so
    stage.printer.set(power=False)
    stage.wire.cut_now()
    stage.printer.set(power=True)
    return _settle(stage, agent)


def agent_killed(stage: Stage, agent: Agent) -> Evidence:
    """The agent is killed in mid-ticket, and the office has not heard yet that it had begun."""
    stage.web.block_at(b"/agent/progress")
    agent.start()
    _into_a_ticket(stage)
    agent.kill()
    stage.web.cut_now()
    stage.heal()
    agent.start()
    return _settle(stage, agent)


def folder_wiped(stage: Stage, agent: Agent) -> Evidence:
    """The same, and whoever starts it again has emptied its folder: it remembers nothing."""
    stage.web.block_at(b"/agent/progress")
    agent.start()
    _into_a_ticket(stage)
    agent.kill()
    stage.web.cut_now()
    stage.heal()
    agent.forget()
    agent.start()
    return _settle(stage, agent)


def answer_late(stage: Stage, agent: Agent) -> Evidence:
    """The office's answer with the job is on its way until the ticket has expired."""
    stage.web.block_at(b'"attempt"')
    agent.start()
    promise = stage.kiosk.take()
    _wait_until(promise.at + SHORT + 2.0)
    return _settle(stage, agent)


def paper_late(stage: Stage, agent: Agent) -> Evidence:
    """Somebody puts in paper when the ticket has expired."""
    stage.printer.set(paper="out")
    agent.start()
    promise = stage.kiosk.take()
    _wait_until(promise.at + SHORT + 2.0)
    return _settle(stage, agent)


def _wait_until(moment: float) -> None:
    eventually(lambda: time.time() >= moment, "the moment")


Scenario = Callable[[Stage, Agent], Evidence]

CATCHES: dict[str, Scenario] = {
    "no_resync": line_cut,
    "retry_after_bytes": line_cut,
    "unmarked_reprint": line_cut,
    "believes_the_line": power_cut,
    "beginnings_unwritten": agent_killed,
    "nobody_in_particular": folder_wiped,
    "no_expiry_in_the_agent": answer_late,
    "no_expiry_in_the_office": paper_late,
}
"""Which scenario brings a planted bug to light."""
