"""What the office knows of its papers, as values: one ticket's newest paper, and the work of the spool as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LOST = "agent_lost"  # detail of an attempt whose agent was not heard of again
BACKUP = "backup"  # the place of a printer that takes what others do not get done
BACKUP_AFTER = 5_000  # ms that a job waits for its own printer
AT_THE_KIOSK = 3  # reprints of a ticket that may be asked for where it was taken


@dataclass(frozen=True, slots=True)
class Paper:
    """The newest paper of a ticket as the book has it; state `none` when nothing was to be printed.

    `detail` is what was said of it last, `place` whose printer it is for, `asked` how many reprints were asked for
    where the number was taken.
    """

    state: str = "none"
    detail: str | None = None
    printer: str | None = None
    copy: int = 0
    place: str | None = None
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """A printer's newest test: when it ended (ms), and whether paper came out."""

    at: int
    ok: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Jobs that wait for a printer: how many, since when the oldest (ms), and how many the backup may take."""

    count: int
    since: int
    late: int


@dataclass(frozen=True, slots=True)
class Work:
    """The spool as a whole.

    `waiting` is by place. `unclear`: attempts of the last ten minutes of which nobody knows, by agent and printer.
    `trials` by agent's name. `open`: open jobs by state.
    """

    waiting: Mapping[str | None, Line] = field(default_factory=dict)
    unclear: Mapping[tuple[str, str], int] = field(default_factory=dict)
    trials: Mapping[str, Trial] = field(default_factory=dict)
    open: Mapping[str, int] = field(default_factory=dict)
