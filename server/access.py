"""Who may do what: one table of roles.

Devices: kiosk, board, sign, feedback, agent, lobby. People: staff, supervisor, admin.
"""

from dataclasses import dataclass

DEVICES = frozenset({"kiosk", "board", "sign", "feedback", "agent", "lobby"})
PEOPLE = frozenset({"staff", "supervisor", "admin"})
_RANKS = {"staff": PEOPLE, "supervisor": frozenset({"supervisor", "admin"}), "admin": frozenset({"admin"})}
EVERYONE = DEVICES | PEOPLE
PHONE = "phone"  # in the journal: somebody without a token, whose right is the key or the code of a page

MAY: dict[str, frozenset[str]] = {
    "take": PEOPLE | {"kiosk"},
    "read": EVERYONE,
    "read_tickets": PEOPLE | {"kiosk"},
    "serve": PEOPLE,
    "change_tickets": PEOPLE,
    "book": PEOPLE | {"kiosk"},
    "rate": frozenset({"feedback"}),
    "print": frozenset({"agent"}),
    "reprint": PEOPLE | {"kiosk"},
    "read_journal": _RANKS["supervisor"],
    "check_sound": PEOPLE,
    "read_aloud": PEOPLE | {"kiosk"},
    "catalogue": _RANKS["admin"],
    "lobby": frozenset({"lobby", "admin"}),
}

WATCH: dict[str, frozenset[str]] = {
    "board": PEOPLE | {"board"},
    "counter": PEOPLE | {"sign"},
    "console": PEOPLE,
    "kiosk": PEOPLE | {"kiosk"},
    "feedback": _RANKS["supervisor"] | {"feedback"},
    "turn": EVERYONE,
    "supervisor": _RANKS["supervisor"],
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    A device at its place (counter number or zone), or a person with the counters he may work at (None: any).
    """

    role: str
    name: str
    place: str | None = None
    counters: tuple[int, ...] | None = None

    @property
    def by(self) -> str:
        """The name in the journal."""
        return f"{self.role}:{self.name}"

    def is_at_least(self, role: str) -> bool:
        """Whether a page of this role opens for the caller: supervisors may do what staff may, admins everything."""
        return self.role in _RANKS.get(role, {role})

    def may(self, action: str) -> bool:
        """Whether the table lets the caller do this."""
        return self.role in MAY[action]

    def may_serve_at(self, counter: int) -> bool:
        """Whether the caller may work at this counter."""
        return self.may("serve") and (self.counters is None or counter in self.counters)

    def may_watch(self, kind: str, name: str) -> bool:
        """Whether the caller may see this screen's picture; a device sees its own place only."""
        if self.role not in WATCH.get(kind, frozenset()):
            return False
        if self.role in PEOPLE:
            return kind != "console" or self.counters is None or name in map(str, self.counters)
        return self.place is None or kind in ("kiosk", "turn") or name == self.place
