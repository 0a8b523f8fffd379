"""A campaign: a kiosk takes tickets, everything around the paper fails at random moments, the judge looks at the end.

`python -m tests.campaign.campaign --tickets 500 --seed 7` runs one of its own.
"""

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.campaign.faults import Faults, Trouble
from tests.campaign.judge import Evidence, judge
from tests.campaign.kiosk import SERVICES, Promise
from tests.campaign.stage import Stage, stage

SPEED = 500.0
"""mm/s: a quick printer, so that a campaign does not take a day; slow enough for troubles in mid-ticket."""

GAP = 0.9
"""Seconds between two touches, at most."""

PEACE = 5.0
"""Seconds between two faults, at most."""

CROWD, LONGEST_CROWD = 5, 15.0
"""Visitors who wait for paper at the same time: then the next one waits, so that the faults meet all of them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign found; `recoveries` in seconds, sorted."""

    seed: int
    evidence: Evidence
    broken: Sequence[str]
    faults: Counter[str]
    recoveries: Sequence[tuple[float, str]]

    def __str__(self) -> str:
        evidence = self.evidence
        strips = Counter(
            f"{strip.kind}{' reprint' if strip.copy else ''}" for strip in evidence.strips if strip.kind != "scrap"
        )
        whole = {strip.ticket for strip in evidence.strips if strip.kind == "whole"}
        open_ = Counter(evidence.shown[one.ticket] for one in evidence.taken if one.ticket not in whole)
        lines = [
            f"seed {self.seed}: {len(evidence.taken)} tickets acknowledged, {len(self.broken)} promises broken",
            f"  {sum(self.faults.values())} faults: {_listed(self.faults)}",
            f"  paper: {_listed(strips)}; without whole paper, and shown as open: {_listed(open_) or 'none'}",
            f"  from mended to printed: {quantiles([seconds for seconds, _ in self.recoveries])}",
            *(f"    {seconds:.2f} s after: {fault}" for seconds, fault in self.recoveries[-3:]),
            *(f"  BROKEN {words}" for words in self.broken),
        ]
        return "\n".join(lines)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def quantiles(times: Sequence[float]) -> str:
    """p50, p95 and the longest of sorted times."""
    if not times:
        return "nothing waited"
    at = [times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95)]
    return f"p50 {at[0]:.2f} s, p95 {at[1]:.2f} s, max {times[-1]:.2f} s ({len(times)} times)"


def run(folder: Path, tickets: int, seed: int) -> Outcome:
    """One whole campaign. `seed` chooses services, pauses and faults; moments also depend on the machine."""
    with stage(folder, SPEED) as here:
        agent = here.agent("agent")
        here.begin()
        agent.start()
        faults = Faults(here, agent, random.Random(seed))
        try:
            _work(here, faults, tickets, seed)
            here.heal()
            promises = here.promises()
            here.wait_settled(promises)
        finally:
            agent.stop()
        evidence = here.evidence()
        counts = Counter(trouble.name for trouble in faults.troubles)
        return Outcome(seed, evidence, judge(evidence), counts, recoveries(faults.troubles, promises, evidence))


def _work(here: Stage, faults: Faults, tickets: int, seed: int) -> None:
    """Touches in one thread, faults in this one, until all tickets are taken."""
    done = threading.Event()
    troubles: list[BaseException] = []

    def touch() -> None:
        try:
            _touch(here, tickets, random.Random(seed + 1))
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            done.set()

    kiosk = threading.Thread(target=touch, name="kiosk")
    kiosk.start()
    while not done.is_set():
        faults.pause(PEACE)
        faults.strike()
    kiosk.join()
    if troubles:
        raise troubles[0]


def _touch(here: Stage, tickets: int, chance: random.Random) -> None:
    nothing = threading.Event()
    for taken in range(1, tickets + 1):
        here.kiosk.take(chance.choice(SERVICES))
        nothing.wait(chance.uniform(0, GAP))
        limit = time.monotonic() + LONGEST_CROWD
        while taken - len(here.printer.strips()) >= CROWD and time.monotonic() < limit:
            nothing.wait(0.05)


def recoveries(troubles: Sequence[Trouble], promises: Sequence[Promise], evidence: Evidence) -> list[tuple[float, str]]:
    """For every mending at which somebody waited for paper: seconds until the next whole paper came out.

    Where the next trouble came first, nothing can be said.
    """
    whole = sorted(strip.at for strip in evidence.strips if strip.kind == "whole")
    first: dict[str, float] = {}
    for strip in evidence.strips:
        if strip.kind == "whole":
            first[strip.ticket] = min(strip.at, first.get(strip.ticket, strip.at))
    found = []
    for number, trouble in enumerate(troubles):
        moment = trouble.mended
        peace = troubles[number + 1].begun if number + 1 < len(troubles) else float("inf")
        waits = any(one.at < moment < first.get(one.ticket, 0.0) for one in promises)
        if waits and (after := [at for at in whole if moment < at <= peace]):
            found.append((after[0] - moment, trouble.name))
    return sorted(found)


def main() -> int:
    """A campaign from the command line; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # so that no child is left behind
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="moiso-campaign-") as folder:
        outcome = run(Path(folder), options.tickets, options.seed)
    print(outcome)
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
