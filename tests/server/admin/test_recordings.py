"""`/admin/voice/recordings`: a real worker judges what people record; what is refused leaves everything alone."""

import io
import math
import struct
import wave
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.admin.voice.answers import LARGEST_WAV
from tests.server.admin.test_voice import facts, post, rows
from tests.server.conftest import Centre, make_centre
from tests.server.test_pages import csrf, sign_in
from tests.waiting import eventually

PAGE = "/admin/voice/recordings"
UNIT = "call.before"
RATE = 24_000


def sound(seconds: float = 1.6, loud: float = 0.3) -> bytes:
    """Something like speech: four tones a second that swell and fade, with silence before and after."""
    pause = [0.0] * (RATE // 5)
    count = int(seconds * RATE)
    said = [
        loud * math.sin(2 * math.pi * (180 + 40 * math.sin(place / RATE)) * place / RATE)
        * abs(math.sin(2 * math.pi * 2 * place / RATE)) * math.sin(math.pi * place / count)
        for place in range(count)
    ]  # fmt: skip
    samples = [*pause, *said, *pause]
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", round(32_767 * sample)) for sample in samples))
    return made.getvalue()


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A centre with its speech worker."""
    made = make_centre(tmp_path_factory.mktemp("spoken"), voice=True, online_voice=False)
    yield made
    made.house.voice.close()
    made.house.store.close()


@pytest.fixture
def admin(spoken: Centre) -> FlaskClient:
    return sign_in(spoken, "admin")[0]


def send(browser: FlaskClient, wav: bytes, unit: str = UNIT, lang: str = "vi") -> TestResponse:
    token = csrf(browser.get(PAGE).get_data(as_text=True))
    return browser.post(f"{PAGE}/{lang}/{unit}", data=wav, headers={"X-CSRFToken": token}, content_type="audio/wav")


def states(browser: FlaskClient, lang: str = "vi") -> dict[str, Any]:
    shown = facts(browser, f"{PAGE}?of={lang}", "data-rec")
    assert shown["chosen"] == lang
    return {unit["key"]: unit for unit in shown["units"]}


def test_a_recording_is_kept_heard_and_deleted(spoken: Centre, admin: FlaskClient) -> None:
    before = states(admin)
    assert not any(unit["url"] for unit in before.values())
    answer = send(admin, sound())
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert 0.8 < answer.get_json()["seconds"] < 2.2
    kept = {unit["key"]: unit for unit in answer.get_json()["units"]}[UNIT]
    clip = admin.get(kept["url"])
    assert clip.status_code == 200
    with wave.open(io.BytesIO(clip.data)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(kept["seconds"], abs=0.1)
    shown = list(states(admin).values())
    assert shown[-1]["key"] == UNIT  # missing ones come first
    assert [unit["key"] for unit in shown if unit["url"]] == [UNIT]
    gone = post(admin, f"{PAGE}/vi/{UNIT}/forget").get_json()["units"]
    assert not any(unit["url"] for unit in gone)
    assert post(admin, f"{PAGE}/vi/{UNIT}/forget").status_code == 200  # twice does no harm


@pytest.mark.parametrize(
    ("wav", "words"),
    [
        (b"", "Đây không phải âm thanh"),
        (b"<html>sorry</html>" * 40, "Đây không phải âm thanh"),
        (sound(loud=0.0), "Không nghe thấy tiếng"),
        (sound(seconds=12.0), "Dài quá"),
    ],
    ids=["nothing", "page", "silence", "long"],
)
def test_what_cannot_be_used_is_told_and_the_old_one_stays(admin: FlaskClient, wav: bytes, words: str) -> None:
    assert send(admin, sound(), "digit.5").status_code == 200
    before = states(admin)["digit.5"]
    answer = send(admin, wav, "digit.5")
    assert answer.status_code == 422
    assert answer.get_json()["message"].startswith(words)
    assert states(admin)["digit.5"] == before


def test_a_file_beyond_the_limit_is_not_read(spoken: Centre, admin: FlaskClient) -> None:
    before = states(admin)
    answer = send(admin, b"RIFF" + bytes(LARGEST_WAV))
    assert answer.status_code == 413
    assert "2 MB" in answer.get_json()["message"]
    assert states(admin) == before
    # Only this door takes so much.
    token = csrf(admin.get("/admin/voice").get_data(as_text=True))
    large = admin.post("/admin/voice", data=bytes(100_000), headers={"X-CSRFToken": token})
    assert large.status_code in (400, 413)


@pytest.mark.parametrize("place", ["vi/call.nobody", "fr/call.before", "vi/..%2F..%2Fmoiso.db", "..%2Fvi/call.before"])
def test_unknown_lines_and_languages(admin: FlaskClient, place: str) -> None:
    lang, _, unit = place.partition("/")
    assert send(admin, sound(), unit, lang).status_code == 404
    assert post(admin, f"{PAGE}/{place}/forget").status_code == 404


def test_a_language_is_added_last_and_recorded(spoken: Centre, admin: FlaskClient) -> None:
    assert post(admin, f"{PAGE}/languages", {"code": "km", "name": "Tiếng Khmer"}).get_json() == {"lang": "km"}
    tongues = spoken.house.voice.manner.tongues
    assert (tongues[-1].lang, tongues[-1].voice, tongues[-1].when) == ("km", "recorded", "always")
    assert {"code": "km", "name": "Tiếng Khmer"} not in facts(admin, PAGE, "data-rec")["suggested"]
    assert send(admin, sound(), "digit.5", "km").status_code == 200
    assert states(admin, "km")["digit.5"]["url"]
    # Nobody hears half a sentence: the language is left out until all of a call is there.
    assert "km" not in spoken.house.voice.say("A001", 2)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"code": "KM", "name": "Khmer"}, {"code"}),
        ({"code": "../x", "name": "Khmer"}, {"code"}),
        ({"code": "vi", "name": "Khmer"}, {"code"}),
        ({"code": "hmn", "name": ""}, {"name"}),
        ({"code": "hmn", "name": "a" * 41}, {"name"}),
        ({"code": "hmn", "name": "a\u200eb"}, {"name"}),
        ({}, {"code", "name"}),
        ({"code": 5, "name": None}, {"code"}),
    ],
)
def test_a_language_that_cannot_be_added(
    spoken: Centre, admin: FlaskClient, given: dict[str, Any], fields: set[str]
) -> None:
    before = spoken.house.voice.manner
    answer = post(admin, f"{PAGE}/languages", given)
    assert answer.status_code == 422
    assert fields <= {one["field"] for one in answer.get_json()["fields"]}
    assert spoken.house.voice.manner is before


def test_an_own_name_is_kept(spoken: Centre, admin: FlaskClient) -> None:
    assert post(admin, f"{PAGE}/languages", {"code": "kjg", "name": "Tiếng Khơ Mú"}).status_code == 200
    assert rows(spoken).names["kjg"] == "Tiếng Khơ Mú"
    named = {one["code"]: one["name"] for one in facts(admin, PAGE, "data-rec")["languages"]}
    assert named["kjg"] == "Tiếng Khơ Mú"
    assert facts(admin)["names"]["kjg"] == "Tiếng Khơ Mú"


def test_an_unknown_language_in_the_address_shows_one_that_is_there(admin: FlaskClient) -> None:
    assert facts(admin, f"{PAGE}?of=..%2Fx", "data-rec")["chosen"] in ("vi", "km", "kjg")


def test_files_in_the_folder_are_found_by_looking_again(spoken: Centre, admin: FlaskClient) -> None:
    folder = spoken.house.settings.recordings / "vi"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "digit.7.wav").write_bytes(sound())
    assert not told(admin)["digit.7"]["url"]
    assert post(admin, f"{PAGE}/look").status_code == 202
    eventually(lambda: told(admin)["digit.7"]["url"], "the file in the folder")
    assert states(admin)["digit.7"] == told(admin)["digit.7"]
    assert admin.get(f"{PAGE}/fr").status_code == 404


def told(browser: FlaskClient) -> dict[str, Any]:
    """What the page is told when it asks again."""
    return {unit["key"]: unit for unit in browser.get(f"{PAGE}/vi").get_json()["units"]}


def test_the_terminal_asks_without_the_chime(spoken: Centre, admin: FlaskClient) -> None:
    now = facts(admin)
    wish = {"manner": now["manner"] | {"rating": True}, "edition": now["edition"]}
    assert post(admin, "/admin/voice", wish).status_code == 200
    spoken.ask("POST", "/api/v1/tickets", "kiosk", {"service": "HT"})
    for press in ("next", "finish"):
        assert spoken.ask("POST", f"/api/v1/counters/2/{press}", "staff").status_code < 300
    say = spoken.ask("GET", "/api/v1/screens/feedback/2", "feedback-2").get_json()["say"]
    [chime, *_] = spoken.house.voice.announce("check")["vi"]
    assert [chime, *say] == spoken.house.voice.announce("rating", counter=2)["vi"]
    assert say
    assert all(admin.get(address).data[:4] == b"RIFF" for address in say)


def test_a_sample_is_heard_and_a_text_is_read(spoken: Centre, admin: FlaskClient) -> None:
    tongue = facts(admin)["standard"]["tongues"][0]
    clips = post(admin, "/admin/voice/sample", {"tongue": tongue, "occasion": "closing", "style": {}}).get_json()[
        "clips"
    ]
    read = spoken.ask("POST", "/api/v1/speech", "kiosk", {"texts": ["Mời chọn lĩnh vực."], "language": "vi"}).get_json()
    for address in [*clips, *read["clips"][0]]:
        answer = admin.get(address)
        assert answer.status_code == 200
        assert answer.data[:4] == b"RIFF"
