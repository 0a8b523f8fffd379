"""What a feedback terminal says: wherever its picture comes from, only while it asks, only where that is wanted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from display.speech.manner import Hours, Manner, standard
from display.speech.mute import Mute
from server.pictures import picture
from server.pictures.citizens import ASKS_FOR
from tests.server.conftest import Centre
from tests.server.test_sockets import connect, watch

ALOUD = replace(standard(), rating=True)
SAY = ["/clips/mời.wav", "/clips/2.wav"]
GET = "/api/v1/screens/feedback/2"


class Voice(Mute):
    """Notes what it is asked to say to everybody."""

    def __init__(self, manner: Manner) -> None:
        super().__init__()
        self._manner = manner
        self.asked: list[tuple[Any, ...]] = []
        self.said: dict[str, list[str]] = {"vi": SAY, "en": ["/clips/please.wav"]}

    def announce(self, occasion: Any, *, counter: int = 0, minutes: int = 0) -> dict[str, list[str]]:
        self.asked.append((occasion, counter))
        chime = ["/clips/chime.wav"] if self.manner.chime else []
        first = next(iter(self.said), "vi")
        return {first: chime} | self.said | {first: [*chime, *self.said.get(first, [])]} if counter == 2 else {}


def speaking(centre: Centre, manner: Manner = ALOUD) -> Voice:
    voice = Voice(manner)
    centre.house.voice = voice
    return voice


def visited(centre: Centre) -> None:
    """Somebody's visit at counter 2 is over."""
    centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    for press in ("next", "finish"):
        assert centre.ask("POST", f"/api/v1/counters/2/{press}", "staff").status_code < 300


def asked(centre: Centre) -> dict[str, Any]:
    return dict(centre.ask("GET", GET, "feedback-2").get_json())


def watched(centre: Centre) -> dict[str, Any]:
    return watch(connect(centre, "feedback-2"), "feedback", "2")


@pytest.mark.parametrize("look", [asked, watched])
def test_it_is_in_the_picture_that_is_asked_for(centre: Centre, look: Callable[[Centre], dict[str, Any]]) -> None:
    voice = speaking(centre)
    assert look(centre)["say"] == []
    assert voice.asked == []  # nothing is made for a terminal that sleeps
    visited(centre)
    assert (look(centre)["ask"]["label"], look(centre)["say"]) == ("A001", SAY)
    assert set(voice.asked) == {("rating", 2)}
    centre.clock[0] += ASKS_FOR
    assert (look(centre)["ask"], look(centre)["say"]) == (None, [])


def test_it_is_in_the_picture_that_is_pushed(centre: Centre) -> None:
    speaking(centre)
    terminal = connect(centre, "feedback-2")
    watch(terminal, "feedback", "2")
    terminal.get_received()
    visited(centre)
    centre.house.push.refresh()
    pushed = [one["args"][0] for one in terminal.get_received() if one["name"] == "picture"]
    assert [(shown["ask"]["label"], shown["say"]) for shown in pushed[-1:]] == [("A001", SAY)]


@pytest.mark.parametrize(
    "manner",
    [standard(), replace(ALOUD, volume=0), replace(ALOUD, hours=(Hours(0, 1439, 0),))],
    ids=["not wanted", "silent", "quiet hours"],
)
def test_it_is_not_said_where_the_centre_wants_none(centre: Centre, manner: Manner) -> None:
    voice = speaking(centre, manner)
    visited(centre)
    shown = asked(centre)
    assert (shown["ask"]["label"], shown["say"]) == ("A001", [])
    assert voice.asked == []


@pytest.mark.parametrize(
    ("said", "say"),
    [({"km": [], "en": ["/clips/please.wav"]}, ["/clips/please.wav"]), ({"vi": []}, []), ({}, [])],
)
def test_the_first_language_that_can_say_it(centre: Centre, said: dict[str, list[str]], say: list[str]) -> None:
    for chime in (True, False):
        speaking(centre, replace(ALOUD, chime=chime)).said = said
        if chime:
            visited(centre)
        assert asked(centre)["say"] == say


def test_pictures_are_pure(centre: Centre) -> None:
    """Whoever makes a picture without a voice gets one that says nothing."""
    visited(centre)
    scene = centre.house.scene()
    bare = replace(scene, hearing=type(scene.hearing)())
    shown = picture(bare, "feedback", "2")
    assert shown is not None
    assert (shown["ask"]["label"], shown["say"]) == ("A001", [])
