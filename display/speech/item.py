"""One clip of the bank that is still to be made, and how often it may fail before it is given up."""

from dataclasses import dataclass

from display.speech.clips import Order

MOST_TRIES = 3
MOST_OUTAGES = 12
"""Failures that were not counted as the clip's: with the pauses between them that is hours, not minutes."""
OF_THE_WAY = ("network", "certificate", "refused", "deadline", "status", "too_large", "not_speech")
"""Failures that may be the Internet's: they count against a clip only if others have been made since its last one."""


@dataclass(slots=True)
class Item:
    """One clip to be made. `lang` is the language it counts for; None for the offline voice behind another."""

    order: Order
    name: str
    lang: str | None
    plan: int = 0
    """Which plan wants it: what ends under another one is counted by nobody."""
    tries: int = 0
    outages: int = 0
    last_seen: int = -1
    """How many clips its engine had made when it failed last."""

    def missed(self, why: str, seen: int) -> bool:
        """Notes a failure, `seen` clips of its engine having been made. True if it is given up.

        A day without Internet is not the clip's fault.
        """
        if why not in OF_THE_WAY or seen > self.last_seen:
            self.tries += 1
        else:
            self.outages += 1
        self.last_seen = seen
        return self.tries >= MOST_TRIES or self.outages >= MOST_OUTAGES
