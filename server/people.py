"""People and devices: who they are, how they prove it. Tokens and passwords are kept as hashes only.

The list is small and read on every call, so it is held in memory and read again when this process has changed it.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, insert, select, update

from server.access import DEVICES, Caller
from server.keys import hashed, new_token
from server.store import Store
from server.tables import device, person

# Argon2id with OWASP's minimum (19 MiB, 2 passes, 1 lane): about 25 ms on an old mini-PC, where 64 MiB would be
# felt in the hall.
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY = HASHER.hash("nobody")  # checked when the login is unknown, so that an answer's time tells nothing


@dataclass(frozen=True, slots=True)
class Known:
    """A person's entry as sessions need it."""

    caller: Caller
    password: str
    version: int
    active: bool


class People:
    """The doorkeeper. `run_blocking` takes slow hashing off the server's loop."""

    def __init__(self, store: Store, run_blocking: Callable[..., Any], clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock
        self._run_blocking = run_blocking
        self._lock = threading.Lock()
        self._by_token: dict[str, Caller] = {}
        self._by_login: dict[str, Known] = {}
        self._agents: tuple[Caller, ...] = ()
        self.seen: dict[str, int] = {}  # device -> when it last proved itself (ms), since this server started
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        with self._store.reading() as connection:
            people = connection.execute(select(person)).all()
            devices = connection.execute(select(device)).all()
        by_token, by_login = {}, {}
        for row in people:
            counters = tuple(row.counters) if row.counters is not None else None
            caller = Caller(row.role, row.login, counters=counters)
            by_login[row.login] = Known(caller, row.password, row.version, row.active)
            if row.token and row.active:
                by_token[row.token] = caller
        for row in devices:
            if row.token and row.active:
                by_token[row.token] = Caller(row.role, row.name, row.place)
        agents = sorted((c for c in by_token.values() if c.role == "agent"), key=lambda caller: caller.name)
        with self._lock:
            self._by_token, self._by_login, self._agents = by_token, by_login, tuple(agents)

    def by_token(self, token: str) -> Caller | None:
        """Whoever holds this token."""
        caller = self._by_token.get(hashed(token))
        if caller is not None and caller.role in DEVICES:
            self.seen[caller.name] = self._clock()
        return caller

    def by_session(self, login: str, version: int) -> Caller | None:
        """The person of a session, unless switched off or with a newer password since."""
        known = self._by_login.get(login)
        return known.caller if known and known.active and known.version == version else None

    def agents(self) -> tuple[Caller, ...]:
        """All print agents that may work, by name."""
        return self._agents

    def printer_place(self, by: str) -> str | None:
        """Whose printer prints what `by` (as in the journal) has taken: its own name if it has a printer of its own,
        None for the main printer.
        """
        role, _, name = by.partition(":")
        if role != "kiosk":
            return None
        return name if any(agent.place == name for agent in self.agents()) else None

    def sign_in(self, login: str, password: str) -> Known | None:
        """The person, if login and password are right."""
        known = self._by_login.get(login)
        right = self._run_blocking(_verify, known.password if known else _NOBODY, password)
        return known if known and known.active and right else None

    def hash(self, password: str) -> str:
        """A password as it is kept."""
        return str(self._run_blocking(HASHER.hash, password))


def _verify(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


# Fruit and flowers without marks, which any keyboard can type. Four of 32 words and four digits make 33 bits, and
# sign-ins are limited to ten a minute.
# fmt: off
WORDS = (
    "buoi", "cam", "chanh", "chuoi", "coc", "cuc", "dao", "dau", "dua", "dua-hau", "gac", "hong", "hue", "khe", "lan",
    "le", "lua", "mai", "man", "mit", "mo", "na", "nhan", "nho", "oi", "quyt", "sen", "sim", "tao", "thi", "vai",
    "xoai",
)
# fmt: on


def new_password() -> str:
    """A password that can be read aloud and typed."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(4)), f"{secrets.randbelow(10_000):04d}"])


def known_tokens(connection: Connection) -> set[str]:
    """Hashes of all tokens, of devices and people."""
    return {token for table in (device, person) for token in connection.scalars(select(table.c.token)) if token}


def put_device(connection: Connection, name: str, role: str, place: str | None) -> str:
    """Add a device or give it a new token; the token is returned once and kept as a hash."""
    token = new_token()
    connection.execute(delete(device).where(device.c.name == name))
    connection.execute(insert(device).values(name=name, role=role, place=place, token=hashed(token), active=True))
    return token


def put_person(connection: Connection, login: str, role: str, password_hash: str) -> str:
    """Add a person with a personal token, which is returned once."""
    token = new_token()
    connection.execute(delete(person).where(person.c.login == login))
    values = {
        "login": login,
        "role": role,
        "password": password_hash,
        "token": hashed(token),
        "active": True,
        "version": 1,
    }
    connection.execute(insert(person).values(values))
    return token


def set_password(connection: Connection, login: str, password_hash: str) -> str:
    """Change a password; sessions and the personal token of before end. The new token is returned once."""
    token = new_token()
    change = update(person).where(person.c.login == login)
    values = {"password": password_hash, "token": hashed(token), "version": person.c.version + 1}
    connection.execute(change.values(**values))
    return token
