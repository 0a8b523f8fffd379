"""Counters: call, recall, start, finish, absent, pause, open."""

from collections.abc import Callable

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from server.access import PEOPLE
from server.api.answers import counter_answer, ticket_answer
from server.api.bodies import Call, Next, Nothing, Pause
from server.house import house
from server.rules import commands as c
from server.rules.calls import UNSTATED
from server.rules.decide import Unknown
from server.web.body import Body, body, touch_key
from server.web.guard import allow
from server.web.problem import Problem

blueprint = Blueprint("counters", __name__, url_prefix="/api/v1/counters")

STEPS: dict[str, tuple[type[Body], Callable[[int], c.Command]]] = {
    "recall": (Nothing, c.Recall),
    "start": (Nothing, c.StartVisit),
    "finish": (Nothing, c.FinishVisit),
    "absent": (Nothing, c.MarkAbsent),
}


def acted(no: int, command: c.Command, note: str | None = None) -> ResponseReturnValue:
    """Let the office do it; the answer is the ticket it was about, or the counter. `note` is for staff only."""
    check_counter(no)
    outcome = house().office.handle(command, g.caller.by, touch_key(), note)
    scene = house().scene()
    answer = {"counter": counter_answer(scene, no)}
    if outcome.ticket is not None:
        answer["ticket"] = ticket_answer(house(), outcome.ticket, scene)
    return answer


def check_counter(no: int) -> None:
    """404 for a counter that is not there, 403 for somebody else's."""
    if no not in house().centre.counters:
        raise Unknown("unknown_counter", counter=no)
    if not g.caller.may_serve_at(no):
        raise Problem(403, "not_your_counter", counter=no)


@blueprint.get("")
@allow("read")
def counters() -> ResponseReturnValue:
    """All counters; people are also told who sits there."""
    scene, names = house().scene(), g.caller.role in PEOPLE
    return {"counters": [counter_answer(scene, no, names) for no in scene.centre.counters]}


@blueprint.post("/<int:no>/next")
@allow("serve")
def call_next(no: int) -> ResponseReturnValue:
    """Whoever is first: 200 with the ticket, 204 when nobody waits, 409 while a visit is open here."""
    check_counter(no)
    command = c.CallNext(no, body(Next).finish)
    outcome = house().office.handle(command, g.caller.by, touch_key())
    return {"ticket": ticket_answer(house(), outcome.ticket)} if outcome.ticket else ("", 204)


@blueprint.post("/<int:no>/call")
@allow("serve")
def call(no: int) -> ResponseReturnValue:
    """A chosen ticket, with a reason the public may read: one of the centre's list.

    Other words could name somebody, and stand on walls and in the journal: they are not kept, and the public reads that
    no reason was given.
    """
    wish = body(Call)
    listed = {choice.code for choice in house().centre.call_reasons}
    return acted(no, c.CallTicket(no, wish.ticket, wish.reason if wish.reason in listed else UNSTATED))


@blueprint.post("/<int:no>/pause")
@allow("serve")
def pause(no: int) -> ResponseReturnValue:
    """Nobody is called here until it opens."""
    return acted(no, c.PauseCounter(no, body(Pause).reason))


@blueprint.post("/<int:no>/open")
@allow("serve")
def reopen(no: int) -> ResponseReturnValue:
    """The counter calls again."""
    body(Nothing)
    return acted(no, c.OpenCounter(no))


@blueprint.post("/<int:no>/<any(recall, start, finish, absent):step>")
@allow("serve")
def step(no: int, step: str) -> ResponseReturnValue:
    """One step of the ticket at this counter; 409 when it may not take it."""
    model, make = STEPS[step]
    body(model)
    return acted(no, make(no))
