"""The stand-in sound card: it keeps its word about time, order, gain and faults, and really decodes."""

import io
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from playwright.sync_api import Page, Route

from tests.ear import soundcard
from tests.ear.apart import apart, chromium
from tests.ear.soundcard import overlaps, sounds, tell

PLAY = """async ({ clips, gain }) => {
  window.context ??= new AudioContext();
  await context.resume();
  window.ended ??= [];
  let at = context.currentTime + 0.03;
  for (const url of clips) {
    const data = await (await fetch(url)).arrayBuffer();
    const clip = context.createBufferSource(), volume = context.createGain();
    clip.buffer = await context.decodeAudioData(data);
    volume.gain.value = gain;
    clip.connect(volume).connect(context.destination);
    clip.addEventListener("ended", () => ended.push(url));
    clip.start(at);
    at += clip.buffer.duration;
  }
}"""


def tone(seconds: float) -> bytes:
    """A WAV file of so many seconds."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        sound.writeframes(b"\x00\x10" * round(8000 * seconds))
    return file.getvalue()


@contextmanager
def hall(mode: soundcard.Mode) -> Iterator[Page]:
    """An empty page with the card, and two clips at /half.wav and /two.wav; /bad.wav is no sound."""
    clips = {"half": tone(0.5), "two": tone(2.0), "bad": b"<html>captcha</html>"}
    with chromium() as browser:
        context = soundcard.install(browser.new_context(), mode)
        context.route(
            "http://localhost/", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
        )
        for name, data in clips.items():
            context.route(f"http://localhost/{name}.wav", partial(answer, data))
        page = context.new_page()
        page.goto("http://localhost/")
        yield page


def answer(data: bytes, route: Route) -> None:
    route.fulfill(body=data)


def play(page: Page, *clips: str, gain: float = 1.0) -> None:
    page.evaluate(PLAY, {"clips": [f"/{clip}.wav" for clip in clips], "gain": gain})


@apart
def test_at_once_leaps_to_the_end_of_every_sound() -> None:
    with hall("at_once") as page:
        play(page, "two", "half", gain=0.5)
        page.wait_for_function("ended.length == 2")
        first, second = sounds(page)
        assert [first.path, second.path] == ["/two.wav", "/half.wav"]
        assert [first.seconds, second.seconds] == pytest.approx([2, 0.5], abs=0.01)
        assert [first.gain, second.gain] == [0.5, 0.5]
        assert overlaps([first, second]) == []
        assert first.ended
        assert not first.cut


@apart
def test_told_time_passes_only_when_told() -> None:
    with hall("told") as page:
        play(page, "two", "half")
        assert page.evaluate("ended") == []
        tell(page, 2.1)
        assert page.evaluate("ended") == ["/two.wav"]
        tell(page, 0.5)
        assert page.evaluate("ended") == ["/two.wav", "/half.wav"]
        assert page.evaluate("context.currentTime") == pytest.approx(2.6)


@apart
def test_overlapping_and_cut_sounds_are_seen() -> None:
    with hall("told") as page:
        play(page, "two")
        tell(page, 1)
        play(page, "half")
        assert len(overlaps(sounds(page))) == 1
        tell(page, 0.1)
        page.evaluate("context.close()")
        first, second = sounds(page)
        assert (first.cut, second.cut) == (True, True)
        assert second.seconds == pytest.approx(0.07)


@apart
def test_no_sound_and_silence() -> None:
    with hall("at_once") as page:
        with pytest.raises(Exception, match="decode"):
            play(page, "bad")
        assert sounds(page) == []
        play(page, "half", gain=0)
        page.wait_for_function("ended.length == 1")
        assert sounds(page)[0].gain == 0


@apart
def test_the_faults_of_a_card() -> None:
    with hall("told") as page:
        page.evaluate("soundcard.block()")
        page.evaluate("() => { context = new AudioContext(); awake = 0; context.resume().then(() => awake++); }")
        assert page.evaluate("[context.state, awake]") == ["suspended", 0]
        page.evaluate("soundcard.allow()")
        page.wait_for_function("awake == 1 && context.state == 'running'")
        page.evaluate("() => { errors = 0; context.onerror = () => errors++; soundcard.die(); context.resume(); }")
        assert page.evaluate("[context.state, errors]") == ["suspended", 1]
        page.evaluate("() => { context = new AudioContext(); }")
        page.evaluate("() => { context.onerror = () => { context = new AudioContext(); }; soundcard.die(); }")
        assert [one["state"] for one in page.evaluate("soundcard.contexts")][:2] == ["suspended", "suspended"]
        page.evaluate(
            "() => context.resume().then(() => soundcard.stall())"
        )  # opened in the face of the fault: it lives
        play(page, "half")
        tell(page, 3)
        assert page.evaluate("ended") == []
        page.evaluate("soundcard.go()")
        tell(page, 3)
        assert page.evaluate("ended") == ["/half.wav"]


@apart
def test_devices_come_and_go() -> None:
    with hall("at_once") as page:
        kinds = "async () => (await navigator.mediaDevices.enumerateDevices()).map((device) => device.kind)"
        assert page.evaluate(kinds) == ["audiooutput"]
        page.evaluate("soundcard.unplug()")
        assert page.evaluate(kinds) == []
