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
    url={"type": "string", "format": "uri"},
    print=PRINT,
)
COUNTER = _record(
    "A counter",
    no=WHOLE,
    name=NAMES,
    state={"enum": ["open", "calling", "serving", "paused"]},
    why=maybe(NAMES),
    services={"type": "array", "items": TEXT},
    helps={"type": "array", "items": TEXT},
    ticket=maybe(_record("The ticket it has", id=TEXT, label=TEXT, state=TEXT)),
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
    counters={"type": "array", "items": WHOLE},
)
PROCEDURE = _record(
    "A procedure",
    code=TEXT,
    service=TEXT,
    name=NAMES,
    papers={"type": "array", "items": TEXT},
    time=_record("Processing time", text=TEXT),
    fee=_record("Fee", text=TEXT),
    level=TEXT,
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
SHARED = {"Ticket": TICKET, "Counter": COUNTER, "Problem": PROBLEM}
