"""Counters: who is called, and how a visit goes on."""

from server.api.bodies import Call, Next, Nothing, Pause
from server.api.description.operation import COUNTER, TICKET, Operation, listing, record
from server.api.wishes import Fix, HandOver, Hold

STEP = record(counter=COUNTER) | {"properties": {"counter": COUNTER, "ticket": TICKET}}
ENDS = (
    "Beware: `finish` ends the whole visit, also one with steps still to come (`transfer` with an empty body goes on "
    "to the next), and it is taken for a ticket that is only called; nothing takes it back"
)

CALLS = (
    Operation("get", "/counters", "All counters", {200: record(counters=listing(COUNTER))}),
    Operation(
        "post",
        "/counters/{no}/next",
        f"Call whoever is first; with `finish` the visit at the counter ends before. {ENDS}",
        {200: record(ticket=TICKET), 204: None},
        Next,
    ),
    Operation("post", "/counters/{no}/call", "Call a ticket out of order, with a reason", {200: STEP}, Call),
    Operation(
        "post",
        "/counters/{no}/transfer",
        "Hand the visit on: to a service, a counter, a person, its next step",
        {200: STEP},
        HandOver,
    ),
    Operation("post", "/counters/{no}/hold", "The citizen steps aside and keeps the place", {200: STEP}, Hold),
    Operation("post", "/counters/{no}/fix", "A return ticket for a mistake in a form", {200: STEP}, Fix),
    Operation("post", "/counters/{no}/sign-in", "Somebody sits down at the counter", {200: STEP}, Nothing),
    Operation("post", "/counters/{no}/sign-out", "Nobody sits there any more", {200: STEP}, Nothing),
    Operation("post", "/counters/{no}/pause", "Pause the counter", {200: STEP}, Pause),
    Operation("post", "/counters/{no}/open", "Open the counter", {200: STEP}, Nothing),
    Operation("post", "/counters/{no}/{step}", f"recall, start, finish or absent. {ENDS}", {200: STEP}, Nothing),
)
