"""The judge finds every planted bug, and nothing in the same scenario without it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.campaign import planted
from tests.campaign.judge import judge
from tests.campaign.planted import SHORT
from tests.campaign.scenarios import CATCHES, Scenario
from tests.campaign.stage import LIFE, Stage, stage

SERVER = ("-m", "server")
PLANTED = ("-m", "tests.campaign.planted")
PATIENT = 60.0
"""Seconds: what happens in a scenario happens because of its fault, not because the machine was busy."""

AT_ONCE = 0
"""Speed of the paper: a scenario chooses its moment by bytes."""


class Stages:
    """One stage for each kind of office, made when it is first needed."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._made: dict[str, Stage] = {}
        self._runs = 0
        self.caught: dict[str, bool] = {}

    def get(self, office: str) -> Stage:
        """The stage whose office has this bug or setting; "" for the real one."""
        if office not in self._made:
            entry = (*PLANTED, office, "server") if office else SERVER
            folder = self._folder / (office or "real")
            folder.mkdir()
            life = SHORT if office else LIFE
            made = self._stack.enter_context(stage(folder, AT_ONCE, life, entry))
            made.slack = 1.0
            self._made[office] = made
        return self._made[office]

    def run(self, scenario: Scenario, office: str, bug: str) -> list[str]:
        """What the judge says of one scenario."""
        here = self.get(office)
        self._runs += 1
        entry = (*PLANTED, bug) if bug else ("-m", "printers")
        agent = here.agent(f"agent-{self._runs}", entry, PATIENT)
        here.heal()
        here.begin()
        try:
            return judge(scenario(here, agent))
        finally:
            agent.kill()


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Stages]:
    with ExitStack() as stack:
        made = Stages(tmp_path_factory.mktemp("planted"), stack)
        yield made
    if made.caught:
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print(f"\n{sum(made.caught.values())} of {len(made.caught)} planted bugs caught")


pytestmark = pytest.mark.slow
SCENARIOS = sorted({scenario.__name__: scenario for scenario in CATCHES.values()}.items())


@pytest.mark.parametrize(("name", "scenario"), SCENARIOS)
def test_without_a_bug_the_scenario_is_in_order(stages: Stages, name: str, scenario: Scenario) -> None:
    assert stages.run(scenario, "short_life" if name in ("answer_late", "paper_late") else "", "") == []


@pytest.mark.parametrize("bug", CATCHES)
def test_a_planted_bug_is_caught(stages: Stages, bug: str) -> None:
    scenario = CATCHES[bug]
    if bug in planted.IN_THE_OFFICE:
        found = stages.run(scenario, bug, "")
    else:
        found = stages.run(scenario, "short_life" if scenario.__name__ == "answer_late" else "", bug)
    print(f"\n{bug}: {found}")
    stages.caught[bug] = bool(found)
    assert found
