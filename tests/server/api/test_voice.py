"""Reading aloud, the phone's own call, and what health and figures tell of the voice."""

from dataclasses import replace
from typing import Any

import pytest

from config.settings import Settings
from server.limits import Limits
from tests.server.conftest import Centre

SPEECH = "/api/v1/speech"
TEXTS = {"texts": ["Mời chọn lĩnh vực", "07:30"], "language": "vi"}


@pytest.fixture
def said(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the voice was asked for; every text has one clip, every call one in each language."""
    told: list[tuple[Any, ...]] = []

    def read_aloud(texts: list[str], lang: str) -> list[list[str]]:
        told.append((*texts, lang))
        return [[f"/clips/{number}.wav"] for number, _ in enumerate(texts)]

    def say(label: str, counter: int, occasion: str, times: int, language: str) -> dict[str, list[str]]:
        told.append((label, counter, occasion, times, language))
        return {"vi": ["/clips/vi.wav"], "en": ["/clips/en.wav"]} if language == "en" else {"vi": ["/clips/vi.wav"]}

    monkeypatch.setattr(centre.house.voice, "read_aloud", read_aloud)
    monkeypatch.setattr(centre.house.voice, "say", say)
    return told


@pytest.mark.parametrize("who", ["kiosk", "staff", "supervisor", "admin"])
def test_kiosks_and_people_have_texts_read(centre: Centre, said: list[Any], who: str) -> None:
    answer = centre.ask("POST", SPEECH, who, TEXTS)
    assert (answer.status_code, answer.get_json()) == (200, {"clips": [["/clips/0.wav"], ["/clips/1.wav"]]})
    assert said == [("Mời chọn lĩnh vực", "07:30", "vi")]


@pytest.mark.parametrize("who", ["board", "counter-2", "feedback-2", "agent", "lobby", None])
def test_nobody_else_does(centre: Centre, said: list[Any], who: str | None) -> None:
    assert centre.ask("POST", SPEECH, who, TEXTS).status_code == (403 if who else 401)
    assert said == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"texts": []},
        {"texts": ["a"] * 13},
        {"texts": ["a" * 201]},
        {"texts": "a"},
        {"texts": [1]},
        {"texts": ["a"], "language": "Tiếng Việt"},
        {"texts": ["a"], "language": "../vi"},
        {"texts": ["a"], "voice": "gtts"},
    ],
)
def test_wishes_that_cannot_be_read(centre: Centre, said: list[Any], body: Any) -> None:
    assert centre.ask("POST", SPEECH, "kiosk", body).status_code == 422
    assert said == []


def test_a_script_cannot_ask_for_ever(centre: Centre, said: list[Any]) -> None:
    centre.house.limits = Limits(True)
    statuses = [centre.ask("POST", SPEECH, "kiosk", TEXTS).status_code for _ in range(125)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert centre.ask("POST", SPEECH, "staff", TEXTS).status_code == 200  # somebody else is not held up


def phone(centre: Centre, key: str) -> Any:
    return centre.ask("GET", f"/api/v1/screens/turn/{key}").get_json()


def key_of(centre: Centre, **more: str) -> str:
    ticket = centre.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"} | more).get_json()
    return str(ticket["url"].rpartition("/")[2])


def test_a_phone_can_say_its_own_call_while_it_is_called(centre: Centre, said: list[Any]) -> None:
    key = key_of(centre, language="en")
    assert phone(centre, key)["say"] == []
    said.clear()
    centre.ask("POST", "/api/v1/counters/2/next", "staff", {})
    assert phone(centre, key)["say"] == ["/clips/en.wav"]
    assert set(said) == {("A001", 2, "call", 1, "en")} or {one[1:] for one in said} == {(2, "call", 1, "en")}
    said.clear()
    centre.ask("POST", "/api/v1/counters/2/recall", "staff", {})
    assert phone(centre, key)["say"] == ["/clips/en.wav"]
    assert {one[1:] for one in said} == {(2, "recall", 2, "en")}
    centre.ask("POST", "/api/v1/counters/2/start", "staff", {})
    assert phone(centre, key)["say"] == []


def test_a_language_that_is_not_spoken_hears_the_first_one(
    centre: Centre, said: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(centre.house.voice, "say", lambda *_: {"km": ["/clips/km.wav"], "vi": ["/clips/vi.wav"]})
    key = key_of(centre, language="en")
    centre.ask("POST", "/api/v1/counters/2/next", "staff", {})
    assert phone(centre, key)["say"] == ["/clips/km.wav"]


def test_health_tells_of_the_voice_to_those_who_have_signed_in(centre: Centre) -> None:
    assert "voice" not in centre.ask("GET", "/healthz").get_json()
    voice = centre.ask("GET", "/healthz", "admin").get_json()["voice"]
    assert voice["worker"] is None
    assert voice["online"] == "off"
    assert voice["bank"] == {"state": "off", "why": None, "made": 0, "of": 0, "failed": 0}
    assert voice["zones"] == []  # mute by choice: no loudspeaker is missed
    centre.house.settings = replace(centre.house.settings, voice=True)
    voice = centre.ask("GET", "/healthz", "admin").get_json()["voice"]
    assert voice["zones"] == [{"zone": "hall", "state": "none", "boards": 0}]
    assert voice["check"] == {"due": False, "heard": None}


def test_figures_tell_of_the_voice_and_of_nobody(centre: Centre) -> None:
    centre.house.settings = replace(centre.house.settings, voice=True)
    centre.ask("POST", "/api/v1/zones/hall/sound-check/answer", "supervisor", {"heard": True})
    figures = centre.ask("GET", "/metrics", "admin").get_data(as_text=True)
    for line in (
        'moiso_zone_speaks{zone="hall"} 0.0',
        'moiso_spoken_total{result="spoken",zone="hall"} 0.0',
        'moiso_spoken_total{result="failed",zone="hall"} 0.0',
        'moiso_bank_clips{state="missing"} 0.0',
        "moiso_voice_worker 0.0",
        "moiso_voice_online 0.0",
        "moiso_sound_check_due 0.0",
    ):
        assert line in figures
    assert "supervisor" not in figures


def test_settings_of_the_voice(tmp_path: Any) -> None:
    from config.settings import from_environment

    usual = from_environment({"MOISO_DATA": str(tmp_path)})
    assert (usual.voice, usual.online_voice, usual.voice_bank) == (True, True, True)
    assert not from_environment({"MOISO_BANK": "off"}).voice_bank
    made = Settings(tmp_path)
    assert (made.recordings, made.voices) == (tmp_path / "recordings", tmp_path / "voices")
