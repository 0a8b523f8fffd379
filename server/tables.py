"""The tables. The journal is what happened; `ticket` and `desk` are what it adds up to, kept for reading and reports.

Every touch writes a page of each table and index it changes, and waits for the disk: tables are kept by their own keys
(`sqlite_with_rowid=False`), and an index has to earn its place. Moments are milliseconds since 1970-01-01 UTC. A number
is unique per (day, series, number): the last net under the rules.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()
Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER

journal = Table(
    "journal",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("by", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("ticket", String(40)),
    Column("body", JSON, nullable=False),
    sqlite_autoincrement=True,  # an id is never used again, also not after a deletion
)
ticket = Table(
    "ticket",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("label", String(16), nullable=False),
    Column("series", String(8), nullable=False),
    Column("number", Integer, nullable=False),
    Column("service", String(16), nullable=False),
    Column("procedure", String(32)),
    Column("priority", String(16)),
    Column("language", String(8), nullable=False),
    Column("phase", String(12), nullable=False),
    Column("rank", BigInteger, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("counter", Integer),
    Column("times", Integer, nullable=False),
    Column("call_no", Integer, nullable=False),
    Column("called_at", BigInteger),
    Column("first_called_at", BigInteger),
    Column("started_at", BigInteger),
    Column("served_by", String(80)),
    Column("mark", String(120)),
    Column("rated", Integer),
    Column("dossiers", Integer, nullable=False, server_default="1"),
    Column("route", String(120), nullable=False, server_default=""),
    Column("only", Integer),  # the one counter that may call it
    Column("reason", String(16)),  # why it waits aside
    Column("until", BigInteger),
    Column("behind", Integer),
    Column("misses", Integer, nullable=False, server_default="0"),
    Column("postponed", Integer, nullable=False, server_default="0"),
    Column("carried_from", String(40)),
    Column("booking", String(40)),
    UniqueConstraint("day", "series", "number"),
    sqlite_with_rowid=False,
)

desk = Table(
    "desk",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("ticket", String(40), unique=True),  # one ticket is never at two counters
    Column("paused", Boolean, nullable=False),
    Column("why", String(120)),
    Column("asks", String(40)),
    Column("by", String(80)),
    Column("since", BigInteger, nullable=False),
    Column("staff", String(80)),
    Column("others", Integer, nullable=False, server_default="0"),
)

# Free words of staff for staff may name people: they live here only, never in the journal.
note = Table(
    "note",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("ticket", String(40), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("by", String(80), nullable=False),
    Column("words", String(200), nullable=False),
)

day_key = Table(
    "day_key",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("key", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

holder = Table(
    "holder",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("ticket", String(40), primary_key=True),
    sqlite_with_rowid=False,
)

booking = Table(
    "booking",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("day", String(10), nullable=False, index=True),
    Column("service", String(16), nullable=False),
    Column("slot", BigInteger),
    Column("language", String(8), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("ticket", String(40)),
    sqlite_with_rowid=False,
)

touch = Table(
    "touch",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("by", String(80), primary_key=True),
    Column("asked", String(64), nullable=False),  # digest of what was asked: a key belongs to one request
    Column("ticket", String(40)),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

rating = Table(
    "rating",
    metadata,
    Column("ticket", String(40), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("service", String(16), nullable=False),
    Column("staff", String(80)),
    Column("level", Integer, nullable=False),
    Column("code", String(16), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("comment", Text),  # free words may name people: they live here only, never in the journal
)

print_job = Table(
    "print_job",
    metadata,
    Column("ticket", String(40), primary_key=True),
    Column("copy", Integer, primary_key=True, autoincrement=False),
    Column("state", String(20), nullable=False),
    Column("slip", JSON, nullable=False),
    Column("made_at", BigInteger, nullable=False),  # when it was put in line, anew for a paper asked for again
    Column("expires_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("attempt", String(40)),
    Column("agent", String(80)),
    Column("printer", String(40)),
    Column("lease_until", BigInteger),
    Column("done_at", BigInteger),
    Column("detail", String(200)),
    Column("place", String(40)),  # whose own printer: a kiosk's or an agent's name; null: the main printer
    Column("by", String(80)),  # who asked for it: whoever took the number, `office`, whoever asked for a reprint
    Column("why_asked", String(120)),  # a reprint's reason
    sqlite_with_rowid=False,
)
# Few jobs are ever open, so these stay small and cost a touch next to nothing.
# A query finds its way here only when it says the index's own condition, word by word.
OPEN_JOB = text("state IN ('queued', 'leased', 'sending', 'held')")
Index("print_job_open", print_job.c.state, print_job.c.made_at, sqlite_where=OPEN_JOB, postgresql_where=OPEN_JOB)

print_attempt = Table(
    "print_attempt",
    metadata,
    Column("attempt", String(40), primary_key=True),
    Column("ticket", String(40), nullable=False),
    Column("copy", Integer, nullable=False),
    Column("agent", String(80), nullable=False),
    Column("printer", String(40), nullable=False),
    Column("session", String(32)),  # the agent's process that was given it: another one knows nothing of it
    Column("leased_at", BigInteger, nullable=False),
    Column("began_at", BigInteger),  # when the server heard that the first byte had left
    Column("ended_at", BigInteger),
    Column("outcome", String(20)),
    Column("detail", String(200)),
    sqlite_with_rowid=False,
)
Index("print_attempt_job", print_attempt.c.ticket, print_attempt.c.copy)
UNCLEAR = text("outcome = 'unknown'")
Index("print_attempt_unclear", print_attempt.c.ended_at, sqlite_where=UNCLEAR, postgresql_where=UNCLEAR)

pair_code = Table(
    "pair_code",
    metadata,
    Column("code", String(64), primary_key=True),  # sha-256 under the centre's secret
    Column("device", String(40), nullable=False, unique=True),  # a new code ends the device's older one
    Column("place", String(40)),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

layout = Table(
    "layout",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1: a centre has one layout
    Column("body", JSON, nullable=False),
    Column("logo", LargeBinary),
    Column("logo_sha", String(64)),
    Column("changed_at", BigInteger, nullable=False),
    Column("by", String(80), nullable=False),
)

voice = Table(
    "voice",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1: a centre speaks in one manner
    Column("body", JSON, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("by", String(80), nullable=False),
)

sound_check = Table(
    "sound_check",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("zone", String(40), primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("by", String(80), nullable=False),
    Column("heard", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

book = Table(
    "book",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False),
    Column("epoch", String(32), nullable=False),  # another database has another epoch: screens start afresh
    Column("secret", LargeBinary, nullable=False),  # signs ticket pages, sessions and clip names
)

person = Table(
    "person",
    metadata,
    Column("login", String(40), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("password", String(200), nullable=False),  # argon2id
    Column("token", String(64), unique=True),  # sha-256 of the personal token
    Column("counters", JSON),  # null: may work at any counter
    Column("active", Boolean, nullable=False, default=True),
    Column("version", Integer, nullable=False, default=1),  # raised when the password changes: older sessions end
)

device = Table(
    "device",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("place", String(40)),  # counter number or zone
    Column("token", String(64), unique=True),
    Column("active", Boolean, nullable=False, default=True),
)
