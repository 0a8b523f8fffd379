"""The shapes of answers, as JSON Schema (the dialect of OpenAPI 3.1)."""

from typing import Any

from server.rules.phases import Phase

TEXT: dict[str, Any] = {"type": "string"}
WHOLE: dict[str, Any] = {"type": "integer"}
MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
NAMES: dict[str, Any] = {"type": "object", "additionalProperties": TEXT, "description": "text by language"}


def maybe(schema: dict[str, Any]) -> dict[str, Any]:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def _record(description: str, optional: tuple[str, ...] = (), **members: dict[str, Any]) -> dict[str, Any]:
    needed = [name for name in members if name not in optional]
    return {"type": "object", "description": description, "properties": members, "required": needed}


WAIT = _record("Expected wait, whole minutes", low_min=WHOLE, high_min=WHOLE)
OVER = _record("Said instead of minutes; `kind`: break, maybe_break or day", kind=TEXT, at=MOMENT, says=NAMES)
DOUBT = _record(
    "It may not be called today; `kept_for`: for which opening", served=TEXT, kept_for=maybe(MOMENT), says=NAMES
)
PRINT = _record(
    "What the paper is doing; `why` is a printer's code, `retry` says that asking once more may help",
    state={
        "enum": [
            "none",
            "queued",
            "leased",
            "sending",
            "held",
            "printed",
            "sent_unconfirmed",
            "unknown",
            "expired",
            "cancelled",
        ]
    },
    why=maybe(TEXT),
    printer=maybe(TEXT),
    copy=WHOLE,
    retry={"type": "boolean"},
)
TICKET = _record(
    "A ticket; `wait` is null when nobody can say",
    ("print",),
    id=TEXT,
    label=TEXT,
    letter=TEXT,
    service=TEXT,
    name=NAMES,
    procedure=maybe(TEXT),
    priority=maybe(TEXT),
    language=TEXT,
    state={"enum": [phase.value for phase in Phase]},
    counter=maybe(WHOLE),
    times=WHOLE,
    issued_at=MOMENT,
    called_at=maybe(MOMENT),
    ahead=WHOLE,
    wait=maybe(WAIT),
    wait_over=maybe(OVER),
    same_counter=WHOLE,
    doubt=maybe(DOUBT),
    zone=maybe(_record("Where it is called, in a hall of several zones", code=TEXT, name=NAMES)),
    url={"type": "string", "format": "uri"},
    print=PRINT,
)
COUNTER = _record(
    "A counter; people are told who has signed in there",
    optional=("staff",),
    no=WHOLE,
    name=NAMES,
    state={"enum": ["open", "calling", "serving", "paused"]},
    why=maybe(NAMES),
    services={"type": "array", "items": TEXT},
    helps={"type": "array", "items": TEXT},
    ticket=maybe(_record("The ticket it has", id=TEXT, label=TEXT, state=TEXT)),
    staff=maybe(TEXT),
)
PROBLEM = _record("RFC 9457 problem document", type=TEXT, title=TEXT, status=WHOLE, detail=TEXT)
SERVICE = _record(
    "A service",
    code=TEXT,
    letter=TEXT,
    name=NAMES,
    open={"type": "boolean"},
    why=maybe(NAMES),
    opens_at=maybe(MOMENT),
    waiting=WHOLE,
    wait=maybe(WAIT),
    wait_over=maybe(OVER),
    same_counter=WHOLE,
    counters={"type": "array", "items": WHOLE},
    left=maybe(WHOLE),
    next_room_at=maybe(MOMENT),
    served={"enum": ["yes", "maybe", "unlikely"]},
    closes_at=maybe(MOMENT),
    extra=maybe(NAMES),
    badges={"type": "array", "items": TEXT},
    silent={"type": "boolean"},
    many=maybe(_record("Visits with more dossiers go elsewhere", above=WHOLE, service=TEXT, waiting=WHOLE)),
)
PROCEDURE = _record(
    "A procedure posted today; `late` when what comes in now is not done on the same day any more",
    code=TEXT,
    service=TEXT,
    name=NAMES,
    papers={"type": "array", "items": TEXT},
    time=_record("Processing time", text=TEXT),
    fee=_record("Fee", text=TEXT),
    level=TEXT,
    official_name=TEXT,
    decision=maybe(TEXT),
    place=TEXT,
    source=maybe(TEXT),
    minutes=maybe({"type": "number"}),
    same_day_until=maybe(TEXT),
    late={"type": "boolean"},
    badges={"type": "array", "items": TEXT},
    posted_from=maybe(TEXT),
)
VERSION = _record("One publication of a procedure", code=TEXT, name=TEXT, posted_from=maybe(TEXT))
IMPORTED = _record(
    "What a table does to the catalogue; `done` when it has been done",
    dry={"type": "boolean"},
    done={"type": "boolean"},
    rows=_record("Rows of the table", read=WHOLE, new=WHOLE, changed=WHOLE, same=WHOLE, wrong=WHOLE),
    mistakes={
        "type": "array",
        "items": _record("What is wrong; row 0 is the file", row=WHOLE, column=maybe(TEXT), code=TEXT, message=TEXT),
    },
    changes={
        "type": "array",
        "items": VERSION
        | {
            "properties": VERSION["properties"]
            | {"row": WHOLE, "new": {"type": "boolean"}, "fields": {"type": "array", "items": TEXT}}
        },
    },
    left_out={"type": "array", "items": VERSION},
)
SLOT = _record("A slot", starts=MOMENT, left=WHOLE)
SLOTS = _record("The slots of a day", service=TEXT, day=TEXT, slots={"type": "array", "items": SLOT})
BOOKING = _record(
    "An appointment; `slot` is null for a number taken from afar, `ticket` what it became, `url` its own page",
    code=TEXT,
    service=TEXT,
    day=TEXT,
    slot=maybe(MOMENT),
    state={"enum": ["booked", "arrived", "cancelled", "missed"]},
    ticket=maybe(TEXT),
    url={"type": "string", "format": "uri"},
    check_in=maybe({"type": "object", "properties": {"from": MOMENT, "until": MOMENT}, "required": ["from", "until"]}),
)
RATED = _record("A rated visit", ticket=TEXT, label=TEXT, level=WHOLE)
PICTURE = _record("What a screen shows", kind=TEXT, name=TEXT, at=WHOLE, epoch=TEXT, now=MOMENT)
EVENT = _record("What happened", id=WHOLE, at=MOMENT, kind=TEXT, by=TEXT)
JOURNAL = _record("Entries in order; none means nothing newer", events={"type": "array", "items": EVENT}, last=WHOLE)
JOB = _record(
    "The next job, or null",
    job=maybe(
        _record(
            "A print job",
            attempt=TEXT,
            printer=TEXT,
            ticket=TEXT,
            copy=WHOLE,
            expires_at=MOMENT,
            lease_s=WHOLE,
            slip={"type": "object"},
        )
    ),
    now=MOMENT,
    refused={"type": "array", "items": TEXT, "description": "reported attempts that were never this agent's"},
)
PAPER = _record("The ticket's paper", print=PRINT)
PAIRED = _record("A paired agent; the token is told this once", name=TEXT, token=TEXT)
SPEAKS = _record("The zone's board that speaks has been told to say the check", zone=TEXT)
CHECKED = _record("The zone's sound check", check=_record("The answer", at=MOMENT, heard={"type": "boolean"}))
CLIPS = _record(
    "For each text the addresses of its clips, to be played in order",
    clips={"type": "array", "items": {"type": "array", "items": TEXT}},
)
FAIRNESS = _record(
    "Calls out of order on a day, oldest first, and how many calls there were in all",
    day=TEXT,
    promise=_record("The promise", policy=TEXT, minutes=maybe(WHOLE), ratio=maybe(WHOLE), says=NAMES),
    entries={
        "type": "array",
        "items": _record("A call out of order", at=MOMENT, label=TEXT, counter=WHOLE, reason=NAMES),
    },
    calls=WHOLE,
)
SHARED = {"Ticket": TICKET, "Counter": COUNTER, "Problem": PROBLEM}
