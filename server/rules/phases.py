"""The one table that says which steps a ticket may take. The diagram in the docs is drawn from it."""

from collections.abc import Mapping
from enum import StrEnum


class Phase(StrEnum):
    """Where a ticket stands; the values are the states of the machine interface."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    ABSENT = "absent"
    DONE = "done"
    CANCELLED = "cancelled"
    CARRIED = "carried"


class Step(StrEnum):
    """What may happen to a ticket."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    HOLD = "hold"
    HAND_ON = "hand_on"
    RETURN = "return"
    CANCEL = "cancel"
    LAPSE = "lapse"
    VOID = "void"
    CARRY = "carry"


PHASES: Mapping[Step, Mapping[Phase, Phase]] = {
    Step.CALL: {Phase.WAITING: Phase.CALLED},
    Step.RECALL: {Phase.CALLED: Phase.CALLED},
    Step.START: {Phase.CALLED: Phase.SERVING},
    Step.FINISH: {Phase.SERVING: Phase.DONE},
    Step.MISS: {Phase.CALLED: Phase.ABSENT},
    Step.HOLD: {Phase.SERVING: Phase.HELD},
    Step.HAND_ON: {Phase.SERVING: Phase.WAITING},
    Step.RETURN: {Phase.ABSENT: Phase.WAITING, Phase.HELD: Phase.WAITING},
    Step.CANCEL: {Phase.WAITING: Phase.CANCELLED, Phase.ABSENT: Phase.CANCELLED, Phase.HELD: Phase.CANCELLED},
    Step.VOID: {Phase.CALLED: Phase.CANCELLED},  # absent once too often
    Step.CARRY: {Phase.WAITING: Phase.CARRIED},  # first in line on the next day, with the same number
    # The end of the day closes what nobody closed: who was being served was served, everybody else lapses.
    Step.LAPSE: {
        Phase.WAITING: Phase.CANCELLED,
        Phase.CALLED: Phase.CANCELLED,
        Phase.ABSENT: Phase.CANCELLED,
        Phase.HELD: Phase.CANCELLED,
        Phase.SERVING: Phase.DONE,
    },
}

FINAL = frozenset({Phase.DONE, Phase.CANCELLED, Phase.CARRIED})
AT_COUNTER = frozenset({Phase.CALLED, Phase.SERVING})


def allowed(step: Step, phase: Phase) -> bool:
    """Whether a ticket in `phase` may take `step`."""
    return phase in PHASES[step]


def after(step: Step, phase: Phase) -> Phase:
    """The phase that `step` leads to; KeyError when the table does not allow it."""
    return PHASES[step][phase]


def diagram() -> str:
    """The table as a Mermaid state diagram, as it stands in the docs."""
    rows = [f"    {start} --> {end}: {step}" for step, moves in PHASES.items() for start, end in moves.items()]
    return "\n".join(
        ["stateDiagram-v2", "    [*] --> waiting: take", *rows, *(f"    {p} --> [*]" for p in sorted(FINAL))]
    )
