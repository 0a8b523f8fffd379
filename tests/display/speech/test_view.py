"""GET /clips/<name>."""

import pytest
from flask import Flask

from display.speech.mute import Mute
from display.speech.view import clips_blueprint
from tests.display.speech.halls import WAIT, announcer, names
from tests.display.speech.sounds import read_wav


@pytest.fixture
def hall(tmp_path):
    made = announcer(tmp_path)
    yield made
    made.close()


def browser(voice):
    app = Flask(__name__)
    app.register_blueprint(clips_blueprint(voice))
    return app.test_client()


def test_the_clips_of_a_call(hall):
    said = hall.say("A025", 2)["vi"]
    for url, name in zip(said, names(said), strict=True):
        # `clip` waits 2 s; a loaded machine may need longer to start the worker the first time.
        hall.clip(name, WAIT)
        answer = browser(hall).get(url)
        assert answer.status_code == 200
        assert answer.content_type == "audio/wav"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert len(read_wav(answer.data)[1]) > 2_000
        answer.close()


@pytest.mark.parametrize("name", ["0" * 32 + ".wav", "x", "..%2f..%2fetc%2fpasswd", "..", "a/b", "%00"])
def test_unknown_names(hall, name):
    assert browser(hall).get(f"/clips/{name}").status_code == 404


def test_a_missing_clip_is_not_kept_by_the_browser(hall):
    assert browser(hall).get(f"/clips/{'0' * 32}.wav").headers["Cache-Control"] == "no-store"


def test_a_centre_without_loudspeakers():
    assert browser(Mute()).get(f"/clips/{'0' * 32}.wav").status_code == 404
