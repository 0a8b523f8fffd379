"""GET /clips/<name>."""

import pytest
from flask import Flask

from display.speech.announcer import Announcer
from display.speech.view import clips_blueprint
from tests.display.speech.sounds import make_mp3, read_wav

KEY = bytes(range(32))


@pytest.fixture
def announcer(tmp_path):
    announcer = Announcer(tmp_path / "clips", KEY)
    yield announcer
    announcer.close()


@pytest.fixture
def browser(announcer):
    app = Flask(__name__)
    app.register_blueprint(clips_blueprint(announcer))
    return app.test_client()


def test_the_clips_of_a_call(announcer, browser):
    for url in announcer.say("A025", 2)["vi"]:
        # `clip` waits 2 s; a loaded machine may need longer to start the worker the first time.
        announcer.clip(url.removeprefix("/clips/"), 30)
        answer = browser.get(url)
        assert answer.status_code == 200
        assert answer.content_type == "audio/wav"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert len(read_wav(answer.data)[1]) > 10_000
        answer.close()


def test_an_mp3(announcer, browser):
    name = "0" * 32 + ".mp3"
    announcer._store.write(name, make_mp3(1))
    answer = browser.get(f"/clips/{name}")
    assert (answer.status_code, answer.content_type) == (200, "audio/mpeg")
    answer.close()


@pytest.mark.parametrize("name", ["0" * 32 + ".wav", "x", "..%2f..%2fetc%2fpasswd", "..", "a/b", "%00"])
def test_unknown_names(browser, name):
    answer = browser.get(f"/clips/{name}")
    assert answer.status_code == 404


def test_a_missing_clip_is_not_kept_by_the_browser(browser):
    assert browser.get(f"/clips/{'0' * 32}.wav").headers["Cache-Control"] == "no-store"
