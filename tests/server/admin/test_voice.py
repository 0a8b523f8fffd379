"""`/admin/voice`: what is chosen is kept and adopted at once; what is wrong is named and changes nothing."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from display.speech.facts import BankState, Health
from display.speech.manner import plain, read, standard
from display.speech.mute import Mute
from display.speech.wording import OCCASIONS
from server.admin.voice.suggested import SUGGESTED
from server.speech import voice as kept
from tests.server.conftest import Centre, make_centre
from tests.server.test_pages import csrf, sign_in

PAGE = "/admin/voice"


@pytest.fixture
def admin(centre: Centre) -> FlaskClient:
    browser, status = sign_in(centre, "admin")
    assert status == 302
    return browser


def post(browser: FlaskClient, path: str, body: Any = None) -> TestResponse:
    token = csrf(browser.get(PAGE).get_data(as_text=True))
    return browser.post(path, json={} if body is None else body, headers={"X-CSRFToken": token})


def facts(browser: FlaskClient, page: str = PAGE, attribute: str = "data-voice") -> Any:
    found = re.search(rf'{attribute}="([^"]*)"', browser.get(page).get_data(as_text=True))
    assert found is not None
    return json.loads(html.unescape(found[1]))


def own(**changed: Any) -> dict[str, Any]:
    return plain(standard()) | changed


def rows(centre: Centre) -> kept.Speech:
    with centre.house.store.reading() as connection:
        return kept.load(connection)


def test_the_page_tells_how_the_centre_speaks(centre: Centre, admin: FlaskClient) -> None:
    shown = facts(admin)
    assert shown["manner"] == shown["standard"] == plain(standard())
    assert shown["can"] == {"voice": False, "gtts": True, "piper": []}
    assert shown["letters"]["used"] == [service.letter for service in centre.house.centre.services.values()]
    assert {pair["level"] for pair in shown["letters"]["pairs"]} == {"close"}
    assert set(shown["occasions"]) == set(OCCASIONS)  # whatever is said can be written
    assert (shown["edition"], shown["manner"]["rating"]) == (0, False)


def test_what_is_saved_is_spoken_and_kept(centre: Centre, admin: FlaskClient) -> None:
    manner = own(volume=55, chime=False, rating=True, hours=[{"from_min": 690, "to_min": 810, "volume": 0}])
    manner["tongues"].reverse()
    manner["tongues"][1]["wording"]["call"] = "Mời số {number} vào quầy {counter}."
    answer = post(admin, PAGE, {"manner": manner, "edition": 0})
    assert (answer.status_code, answer.get_json()) == (200, {"manner": manner, "edition": 1})
    assert plain(centre.house.voice.manner) == manner
    assert plain(rows(centre).manner) == manner
    assert centre.house.scene().hearing.volume == 55
    assert (facts(admin)["manner"], facts(admin)["edition"]) == (manner, 1)


def test_who_changes_an_older_edition_is_told(centre: Centre, admin: FlaskClient) -> None:
    """Two pages are open: what the first has saved is not undone by the second."""
    first, second = own(volume=35), own(volume=60)
    assert post(admin, PAGE, {"manner": first, "edition": 0}).status_code == 200
    for path in (PAGE, f"{PAGE}/reset"):
        answer = post(admin, path, {"manner": second, "edition": 0})
        assert answer.status_code == 409
        assert answer.get_json()["message"].startswith("Chưa lưu: trong lúc này đã có người lưu")
        assert plain(centre.house.voice.manner) == plain(rows(centre).manner) == first
    assert post(admin, PAGE, {"manner": second, "edition": 1}).get_json() == {"manner": second, "edition": 2}
    # A language that was added on the other page is such a change; a pause of the bank is none.
    post(admin, f"{PAGE}/bank/pause")
    assert facts(admin)["edition"] == 2
    post(admin, f"{PAGE}/recordings/languages", {"code": "km", "name": "Tiếng Khmer"})
    assert post(admin, PAGE, {"manner": first, "edition": 2}).status_code == 409
    assert rows(centre).manner.tongues[-1].lang == "km"


@pytest.mark.parametrize("edition", [None, "0", True, 0.0, [0]])
def test_a_change_of_no_edition(centre: Centre, admin: FlaskClient, edition: Any) -> None:
    assert post(admin, PAGE, {"manner": own(volume=1), "edition": edition}).status_code == 422
    assert centre.house.voice.manner == standard()


def test_a_restart_speaks_as_before(tmp_path: Path) -> None:
    first = make_centre(tmp_path)
    with first.house.store.writing() as connection:
        kept.save(connection, replace(standard(), volume=15), {}, "admin", 1)
    first.house.store.close()
    second = make_centre(tmp_path)
    assert second.house.voice.manner.volume == 15
    second.house.store.close()


def test_the_volume_follows_the_hour(centre: Centre, admin: FlaskClient) -> None:
    quiet = own(hours=[{"from_min": 690, "to_min": 810, "volume": 0}])
    assert post(admin, PAGE, {"manner": quiet, "edition": 0}).status_code == 200
    hour = 3_600_000
    midnight = centre.clock[0] - (centre.clock[0] + 7 * hour) % (24 * hour)  # Vietnam: seven hours before UTC
    heard = []
    for minutes in (689, 690, 809, 810):
        centre.clock[0] = midnight + minutes * 60_000
        hearing = centre.house.scene().hearing
        heard.append((hearing.volume, hearing.quiet))
    assert heard == [(80, False), (0, True), (0, True), (80, False)]


def says(**wording: str) -> dict[str, Any]:
    """A manner of one language with this wording."""
    return {"tongues": [{"lang": "vi", "voice": "gtts", "wording": wording}]}


def span(begins: int | None, ends: int) -> dict[str, Any]:
    return {"from_min": begins, "to_min": ends, "volume": 0}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"volume": 101}, "volume"),
        ({"volume": True}, "volume"),
        ({"closing_minutes": -1}, "closing_minutes"),
        ({"tongues": []}, "tongues"),
        ({"tongues": [{"lang": "vi", "voice": "radio"}]}, "tongues.0.voice"),
        ({"tongues": [{"lang": "km", "voice": "gtts"}]}, "tongues.0.voice"),
        (says(call="Mời số {number}."), "tongues.0.wording.call"),
        (says(call="{number} {counter} {so}"), "tongues.0.wording.call"),
        (says(check="Nghe {rõ}"), "tongues.0.wording.check"),
        (says(check="Nghe {"), "tongues.0.wording.check"),
        (says(check="a" * 101), "tongues.0.wording.check"),
        (says(check=""), "tongues.0.wording.check"),
        (says(check="a\nb"), "tongues.0.wording.check"),
        ({"tongues": [{"lang": "vi", "voice": "gtts"}] * 2}, "tongues.1.lang"),
        ({"tongues": [{"lang": "vi", "voice": "gtts", "when": "asked"}]}, "tongues"),
        ({"tongues": [{"lang": "vi", "voice": "gtts", "speed": 200}]}, "tongues.0.speed"),
        (says(call="{number} {number} {counter}"), "tongues.0.wording.call"),
        ({"tongues": [{"lang": "Việt", "voice": "gtts"}]}, "tongues.0.lang"),
        ({"style": {"odd": "không"}}, "style.odd"),
        ({"hours": [span(None, 60)]}, "hours.0.from_min"),
        ({"hours": [span(60, 60)]}, "hours.0.to_min"),
        ({"hours": [span(0, 60), span(30, 90)]}, "hours.1.from_min"),
        ({"hours": [{}] * 13}, "hours"),
        ({"rating": 1}, "rating"),
        ({"bell": True}, "bell"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_mistakes_are_named_in_words_and_nothing_changes(
    centre: Centre, admin: FlaskClient, wrong: dict[str, Any], field: str, lang: str
) -> None:
    answer = post(admin, f"{PAGE}?lang={lang}", {"manner": own(**wrong), "edition": 0})
    assert answer.status_code == 422
    said = {one["field"]: one["message"] for one in answer.get_json()["fields"]}
    assert field in said
    assert "{" not in said[field].replace("{number}", "").replace("{counter}", "").replace("{so}", "").replace(
        "{rõ}", ""
    )
    assert centre.house.voice.manner == standard()
    assert rows(centre).manner == standard()


def test_an_hour_is_asked_for_as_an_hour(admin: FlaskClient) -> None:
    hours = [span(None, 60), span(30, 90)]
    fields = post(admin, PAGE, {"manner": own(hours=hours), "edition": 0}).get_json()["fields"]
    assert fields == [{"field": "hours.0.from_min", "message": "Ghi giờ như 07:30."}]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"", b"\xff"])
def test_what_is_not_json(admin: FlaskClient, body: bytes) -> None:
    token = csrf(admin.get(PAGE).get_data(as_text=True))
    for path in ("", "/sample", "/letters", "/recordings/languages"):
        answer = admin.post(f"{PAGE}{path}", data=body, headers={"X-CSRFToken": token}, content_type="application/json")
        assert answer.status_code == 400


def test_standard_words_come_back_and_names_stay_with_their_languages(centre: Centre, admin: FlaskClient) -> None:
    post(admin, f"{PAGE}/recordings/languages", {"code": "kjg", "name": "Tiếng Khơ Mú"})
    post(admin, PAGE, {"manner": plain(replace(centre.house.voice.manner, volume=5)), "edition": 1})
    assert rows(centre).names == {"kjg": "Tiếng Khơ Mú"}
    answer = post(admin, f"{PAGE}/reset", {"edition": 2}).get_json()
    assert answer == {"manner": plain(standard()), "edition": 3}
    assert rows(centre) == kept.Speech(standard(), edition=3)


@pytest.mark.parametrize("who", ["supervisor", "staff", None])
def test_administrators_only(centre: Centre, who: str | None) -> None:
    browser = sign_in(centre, who)[0] if who else centre.browser()
    assert browser.get(PAGE).status_code == (403 if who else 302)
    assert browser.get(f"{PAGE}/recordings").status_code == (403 if who else 302)
    assert browser.post(PAGE, json={"manner": own(volume=1)}).status_code in (302, 403)
    assert centre.house.voice.manner == standard()


def test_a_write_without_the_pages_token_is_refused(centre: Centre, admin: FlaskClient) -> None:
    for path in (
        "",
        "/reset",
        "/sample",
        "/letters",
        "/bank/pause",
        "/recordings/languages",
        "/recordings/look",
        "/recordings/vi/check",
    ):
        assert admin.post(f"{PAGE}{path}", json={}).status_code == 403


class Heard:
    """A voice that notes what it is asked for."""

    def __init__(self, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
        self.samples: list[Any] = []
        self.acts: list[str] = []
        self.clips: dict[str, list[str]] = {"vi": ["/clips/a.wav", "/clips/b.wav"]}
        voice = centre.house.voice
        monkeypatch.setattr(voice, "sample", self.sample)
        monkeypatch.setattr(voice, "pause_bank", lambda: self.acts.append("pause"))
        monkeypatch.setattr(voice, "resume_bank", lambda: self.acts.append("resume"))

    def sample(self, tongue: Any, style: Any, occasion: str) -> dict[str, list[str]]:
        self.samples.append((tongue, style, occasion))
        return self.clips


@pytest.fixture
def heard(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Heard:
    return Heard(centre, monkeypatch)


def test_what_is_not_saved_can_be_heard(centre: Centre, admin: FlaskClient, heard: Heard) -> None:
    manner = own(style={"odd": "lẻ", "thousand": "ngàn", "four": "bốn"})
    tongue = manner["tongues"][1] | {"speed": 85}
    tongue["wording"]["call"] = "Number {number}, counter {counter}."
    wish = {"tongue": tongue, "occasion": "call", "style": manner["style"]}
    assert post(admin, f"{PAGE}/sample", wish).get_json() == {"clips": ["/clips/a.wav", "/clips/b.wav"]}
    [(asked, style, occasion)] = heard.samples
    wanted = read({"tongues": [tongue | {"when": "always"}], "style": manner["style"]})
    assert (asked, style, occasion) == (wanted.tongues[0], wanted.style, "call")
    assert centre.house.voice.manner == standard()


def test_what_cannot_be_heard_is_told_why(admin: FlaskClient, heard: Heard) -> None:
    tongue = own()["tongues"][0]
    wrong = tongue | {"wording": tongue["wording"] | {"call": ""}}
    answer = post(admin, f"{PAGE}/sample", {"tongue": wrong, "occasion": "call", "style": {}})
    assert answer.status_code == 422
    assert answer.get_json()["fields"][0]["message"] == "Không được để trống."
    heard.clips = {}
    answer = post(admin, f"{PAGE}/sample", {"tongue": tongue, "occasion": "call"})
    assert answer.status_code == 409
    assert answer.get_json()["message"].startswith("Chưa nghe thử được")
    recorded = {"tongue": tongue | {"voice": "recorded"}, "occasion": "call"}
    assert post(admin, f"{PAGE}/sample", recorded).get_json()["message"] == "Câu này chưa được thu âm."
    for odd in ({"tongue": tongue, "occasion": "song"}, {"tongue": [], "occasion": "call"}, {"occasion": "call"}):
        assert post(admin, f"{PAGE}/sample", odd).status_code == 422


def test_letters_are_tried_out_and_nothing_is_kept(admin: FlaskClient) -> None:
    found = post(admin, f"{PAGE}/letters", {"letters": ["D", "G", "B", "D"]}).get_json()
    assert found["tried"] == ["D", "G", "B"]
    assert {"a": "D", "b": "G", "level": "same"} in found["pairs"]
    assert "B" not in found["advice"]
    assert found["advice"]
    assert post(admin, f"{PAGE}/letters", {"letters": []}).get_json()["pairs"] == []


@pytest.mark.parametrize("letters", [None, "AB", ["a"], ["ABC"], ["1"], [""], ["Đ"], [1], ["A"] * 41])
def test_what_is_no_letter(admin: FlaskClient, letters: Any) -> None:
    answer = post(admin, f"{PAGE}/letters", {"letters": letters})
    assert answer.status_code == 422
    assert "A–Z" in answer.get_json()["message"]


def test_the_bank_is_stopped_by_hand_and_stays_so(centre: Centre, admin: FlaskClient, heard: Heard) -> None:
    assert post(admin, f"{PAGE}/bank/pause").status_code == 200
    assert rows(centre).paused
    assert post(admin, f"{PAGE}/bank/resume").status_code == 200
    assert not rows(centre).paused
    assert heard.acts == ["pause", "resume"]
    assert post(admin, f"{PAGE}/bank/burn").status_code == 404


def test_the_bank_tells_how_far_it_is(centre: Centre, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    now, until = centre.clock[0], centre.clock[0] + 600_000
    state = BankState("paused", 5, 9, 1, until, {"vi": ("gtts", 5, 9)}, "online")
    monkeypatch.setattr(centre.house.voice, "bank", lambda: state)
    monkeypatch.setattr(centre.house.voice, "health", lambda: Health(77, 0, "paused", until))
    told = admin.get(f"{PAGE}/bank").get_json()
    assert told == {
        "state": "paused", "why": "online", "made": 5, "of": 9, "failed": 1, "resumes_s": 600,
        "by_lang": {"vi": {"voice": "gtts", "made": 5, "of": 9}}, "online": "paused", "online_s": 600, "worker": True,
    }  # fmt: skip
    centre.clock[0] = now + 700_000
    assert admin.get(f"{PAGE}/bank").get_json()["resumes_s"] == 0


def test_a_bank_that_was_stopped_is_stopped_after_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from server import furnish

    acts: list[str] = []

    class Told(Mute):
        def __init__(self, *_: Any, **more: Any) -> None:
            super().__init__()
            acts.append(f"bank {more['build_bank']}")

        def pause_bank(self) -> None:
            acts.append("paused")

    first = make_centre(tmp_path)
    with first.house.store.writing() as connection:
        kept.save_pause(connection, True, "admin", 1)
    first.house.store.close()
    monkeypatch.setattr(furnish, "Announcer", Told)
    second = make_centre(tmp_path, voice=True, voice_bank=True)
    second.house.store.close()
    assert acts == ["bank True", "paused"]


def test_piper_is_offered_where_its_voices_are(centre: Centre, admin: FlaskClient) -> None:
    centre.house.settings.voices.mkdir()
    (centre.house.settings.voices / "vi.onnx").write_bytes(b"")
    assert facts(admin)["can"]["piper"] == ["vi"]


def test_known_languages_have_names_in_both_tongues(admin: FlaskClient) -> None:
    for lang in ("vi", "en"):
        names = facts(admin, f"{PAGE}?lang={lang}")["names"]
        assert set(SUGGESTED) < set(names)
        assert len(set(names.values())) == len(names)
