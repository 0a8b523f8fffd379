import os

import pytest

from tests.display.speech.stand_in import StandIn, certificates


class Clock:
    """Seconds, as a test tells them."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """The stand-in's own authority: (authority, certificate, key)."""
    return certificates(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def google(authority, monkeypatch):
    """The stand-in, reached and trusted through the environment as any proxy and any authority would be."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    server = StandIn(*authority[1:])
    monkeypatch.setenv("https_proxy", server.proxy)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority[0]))
    yield server
    server.close()
    assert server.refused == []
    assert server.wrong == []
