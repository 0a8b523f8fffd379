"""The campaign in the usual test run is a short one; `MOISO_CAMPAIGN=500` makes it long, `MOISO_SEED` repeats one."""

import os
import random
from pathlib import Path

import pytest

from tests.campaign.campaign import recoveries, run
from tests.campaign.faults import Trouble
from tests.campaign.judge import Evidence, Strip
from tests.campaign.kiosk import Promise

TICKETS = int(os.environ.get("MOISO_CAMPAIGN", "40"))


@pytest.mark.slow
@pytest.mark.timeout(300 + 10 * TICKETS)
def test_paper_can_be_trusted_while_everything_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("MOISO_SEED") or random.SystemRandom().randrange(1_000_000))
    with capsys.disabled():
        print(f"\ncampaign of {TICKETS} tickets, seed {seed}", flush=True)
        outcome = run(tmp_path, TICKETS, seed)
        print(outcome)
    assert not outcome.broken, f"repeat it with MOISO_SEED={seed} MOISO_CAMPAIGN={TICKETS}"
    assert len(outcome.evidence.taken) == TICKETS
    assert len(outcome.evidence.strips) >= TICKETS / 2
    assert sum(outcome.faults.values()) >= TICKETS / 20


def test_recovery_is_measured_where_somebody_waited() -> None:
    promises = [Promise("a", "A001", 10.0), Promise("b", "B001", 20.0)]
    strips = [Strip("1", "torn", 11.0, "a"), Strip("2", "whole", 15.0, "a", 1), Strip("3", "whole", 21.0, "b")]
    evidence = Evidence([], strips, [], {})
    troubles = [
        Trouble("early", 4.0, 5.0),
        Trouble("in time", 6.0, 12.0),
        Trouble("nobody waits", 15.5, 16.0),
        Trouble("broken again", 20.1, 20.2),
        Trouble("quick", 20.3, 20.5),
    ]
    assert recoveries(troubles, promises, evidence) == [(0.5, "quick"), (3.0, "in time")]
