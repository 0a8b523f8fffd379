"""People's recordings: taken in, listed, kept, forgotten, and never played when they are broken."""

import io
import os
import threading
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from display.speech import takes, units
from display.speech.clips import ClipStore
from display.speech.engines.espeak import RATE
from display.speech.facts import Kept, UnitState
from display.speech.orders import MOST_SENDS
from display.speech.phrases import Unit
from display.speech.recordings import Recordings, _treat, answer
from display.speech.takes import LARGEST, Take, good_unit, plain_shelf, read_shelf, shelf_of, words_mark
from display.speech.trials import FILE, MOST_TRIALS
from display.speech.voices import VoiceError
from tests.display.speech import halls
from tests.display.speech.halls import KEY, WAIT, announcer, manner, names, tongue
from tests.display.speech.sounds import read_wav, spoken, to_mp3
from tests.waiting import eventually

LANG = "mnw"


def recording(text="một hai", strength=0.4, quiet=0.3, kind="WAV"):
    """A person's recording: speech with the silence of a room around it."""
    speech = spoken(text, "vi")
    room = np.random.default_rng(1).normal(0, 1e-4, round(quiet * RATE))
    samples = np.concatenate([room, speech / np.abs(speech).max() * strength, room])
    if kind == "MP3":
        return to_mp3(samples)
    out = io.BytesIO()
    soundfile.write(out, samples, RATE, format=kind, subtype="PCM_16")
    return out.getvalue()


def noise(seconds=1.0, strength=0.5):
    return np.random.default_rng(2).normal(0, strength, round(seconds * RATE)).clip(-1, 1)


def wav(samples):
    out = io.BytesIO()
    soundfile.write(out, samples, RATE, format="WAV", subtype="PCM_16")
    return out.getvalue()


BROKEN = {
    "silent": wav(np.zeros(RATE)),
    "cut": wav(spoken("một hai ba bốn", "vi")[5_000:15_000]),
    "loud": wav((np.concatenate([np.zeros(4000), 50 * spoken("một hai", "vi"), np.zeros(4000)])).clip(-1, 1)),
    "long": wav(np.concatenate([np.zeros(4000), noise(30.0, 0.1), np.zeros(4000)])),
    "short": wav(np.concatenate([np.zeros(8000), noise(0.03, 0.1), np.zeros(8000)])),
    "not_sound": b"RIFF and then nothing of the kind",
}


class Folder:
    def __init__(self, root):
        self.root = root / "recordings"
        self.store = ClipStore(root / "clips", KEY)
        self.recordings = Recordings(self.root, self.store)

    def put(self, name, data):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def again(self):
        """What a new worker finds."""
        return Recordings(self.root, self.store)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.mark.parametrize(("ending", "kind"), [("wav", "WAV"), ("flac", "FLAC"), ("mp3", "MP3"), ("WAV", "WAV")])
def test_what_people_copy_into_the_folder_is_taken_in(folder, ending, kind):
    folder.put(f"{LANG}/digit.1.{ending}", recording(kind=kind))
    take = folder.recordings.look()[LANG]["digit.1"]
    assert take.why is None
    rate, samples = read_wav(folder.store.path(take.clip).read_bytes())
    assert len(samples) / rate == pytest.approx(take.seconds, abs=0.01)
    assert take.seconds < len(recording()) / 2 / RATE - 0.4, "trimmed"
    assert read_shelf(folder.store) == folder.recordings.shelf


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_file_is_listed_with_its_reason_and_never_played(folder, code):
    folder.put(f"{LANG}/digit.1.wav", BROKEN[code])
    take = folder.recordings.look()[LANG]["digit.1"]
    assert (take.clip, take.why) == (None, code)
    assert [path.name for path in folder.store.folder.iterdir()] == [takes.INDEX]


def test_a_file_too_large_is_not_read(folder):
    path = folder.put(f"{LANG}/digit.1.wav", b"RIFF")
    os.truncate(path, LARGEST + 1)
    assert folder.recordings.look()[LANG]["digit.1"].why == "large"


def test_what_is_not_a_recording_is_passed_over(folder):
    for name in ("digit.1.txt", ".digit.1.wav", "digit 1.wav", "..wav", f"{'a' * 70}.wav", "digit.1.wav/inside.wav"):
        folder.put(f"{LANG}/{name}", recording())
    folder.put("NOT A LANGUAGE/digit.1.wav", recording())
    folder.put("digit.1.wav", recording())
    shelf = folder.recordings.look()
    assert {lang: list(found) for lang, found in shelf.items()} in ({}, {LANG: ["digit.1"]})
    assert all(take.clip is None for found in shelf.values() for take in found.values())


def test_each_file_is_looked_at_once(folder, monkeypatch):
    path = folder.put(f"{LANG}/digit.1.wav", recording())
    folder.put(f"{LANG}/digit.2.wav", BROKEN["silent"])
    first = folder.recordings.look()
    monkeypatch.setattr("display.speech.recordings._treat", lambda data, unit: pytest.fail("looked at again"))
    assert folder.again().look() == first
    monkeypatch.undo()
    path.write_bytes(recording("ba bốn năm"))
    second = folder.again().look()
    assert second[LANG]["digit.1"].clip != first[LANG]["digit.1"].clip, "browsers keep a clip for ever"
    assert second[LANG]["digit.2"] == first[LANG]["digit.2"]
    path.unlink()
    assert list(folder.recordings.look()[LANG]) == ["digit.2"]


def test_a_clip_that_has_gone_is_made_again(folder):
    folder.put(f"{LANG}/digit.1.wav", recording())
    clip = folder.recordings.look()[LANG]["digit.1"].clip
    folder.store.path(clip).unlink()
    assert folder.again().look()[LANG]["digit.1"].clip == clip
    assert folder.store.has(clip)


def test_of_two_files_the_better_kind_is_used(folder):
    folder.put(f"{LANG}/digit.1.mp3", b"broken")
    folder.put(f"{LANG}/digit.1.wav", recording())
    assert folder.recordings.look()[LANG]["digit.1"].why is None


def test_an_upload_takes_the_unit_s_place(folder):
    folder.put(f"{LANG}/digit.1.mp3", recording(kind="MP3"))
    before = folder.recordings.look()[LANG]["digit.1"]
    folder.put(f"{LANG}/.digit.1.0011.upload", recording("ba", kind="FLAC"))
    take = folder.recordings.keep(LANG, "digit.1", ".digit.1.0011.upload")
    assert take.clip != before.clip
    assert [path.name for path in (folder.root / LANG).iterdir()] == ["digit.1.flac"]
    assert folder.again().look() == folder.recordings.shelf == {LANG: {"digit.1": take}}


def test_a_bad_upload_leaves_what_was_there(folder):
    folder.put(f"{LANG}/digit.1.wav", recording())
    before = folder.recordings.look()
    folder.put(f"{LANG}/.digit.1.0011.upload", BROKEN["cut"])
    with pytest.raises(VoiceError, match="cut"):
        folder.recordings.keep(LANG, "digit.1", ".digit.1.0011.upload")
    assert folder.recordings.look() == before


@pytest.mark.parametrize(
    ("lang", "unit", "file"),
    [("..", "digit.1", "a.upload"), (LANG, "../digit", "a.upload"), (LANG, "digit.1", "../a.upload"),
     (LANG, "digit.1", "digit.2.wav"), (LANG, "a/b", "a.upload")],
)  # fmt: skip
def test_odd_uploads_are_refused(folder, lang, unit, file):
    with pytest.raises(VoiceError, match="unknown"):
        folder.recordings.keep(lang, unit, file)


def test_uploads_nobody_waits_for_are_swept(folder):
    old, new = (folder.put(f"{LANG}/.digit.{n}.0011.upload", b"x") for n in (1, 2))
    os.utime(old, (0, 0))
    folder.recordings.sweep(new.stat().st_mtime + 1)
    assert not old.exists()
    assert new.exists()


def test_units_are_plain_file_names():
    assert all(good_unit("vi", unit) for unit in ("call.before", "recall.2.before", "letter.Đ", "call.counter.12"))
    for unit in ("", ".", "..", ".a", "a.", "a/b", "a\\b", "a b", "a\0", "a\n", "x" * 61, "a.b.c.d.e.f", "a_b"):
        assert not good_unit("vi", unit)
    for lang in ("", "..", "VI", "vi/..", "vie-vn"):
        assert not good_unit(lang, "digit.1")


@pytest.mark.parametrize(
    "data",
    [None, [], {"vi": 5}, {"vi": {"digit.1": 5}}, {"vi": {"digit.1": ["s", "../x.wav", 1.0, None, ""]}},
     {"../x": {"digit.1": ["s", "0" * 32 + ".wav", 1.0, None, ""]}}, {"vi": {"digit.1": ["s", None, 0.0, None, ""]}}],
)  # fmt: skip
def test_a_strange_shelf_is_an_empty_one(folder, data):
    assert not any(shelf_of(data).values())


def test_a_shelf_can_be_written_and_read():
    shelf = {"vi": {"digit.1": Take("s", "0" * 32 + ".wav", 1.5, None, "ab"), "digit.2": Take("s", None, 0.0, "cut")}}
    assert shelf_of(plain_shelf(shelf)) == shelf


def prompts(words):
    return {LANG: {"digit.1": words}}


def test_a_recording_remembers_what_there_was_to_be_said(folder):
    folder.put(f"{LANG}/digit.1.wav", recording())
    assert folder.recordings.look()[LANG]["digit.1"].words == ""
    folder.recordings.expect(prompts("một"))
    assert folder.recordings.look()[LANG]["digit.1"].words == words_mark("một"), "taken to be what is wanted"
    folder.recordings.expect(prompts("mốt"))
    assert folder.recordings.look()[LANG]["digit.1"].words == words_mark("một")
    again = folder.again()
    again.expect(prompts("mốt"))
    assert again.look()[LANG]["digit.1"].words == words_mark("một"), "over a restart too"
    folder.put(f"{LANG}/.digit.1.0011.upload", recording("ba"))
    assert again.keep(LANG, "digit.1", ".digit.1.0011.upload").words == words_mark("mốt")


def test_what_was_recorded_for_other_words_is_named_and_can_still_be_played():
    clip = "0" * 32 + ".wav"
    wanted = [Unit("digit.1", "Một!"), Unit("digit.2", "hai"), Unit("digit.3", "ba"), Unit("digit.4", "bốn")]
    takes = {
        "digit.1": Take("s", clip, 1.0, None, words_mark("một")),
        "digit.2": Take("s", clip, 1.0, None, words_mark("hai mươi")),
        "digit.3": Take("s", clip, 1.0, None),
    }
    assert units.unit_states(wanted, LANG, {LANG: takes}, "/clips/") == [
        UnitState("digit.4", "bốn"),
        UnitState("digit.2", "hai", 1.0, f"/clips/{clip}", "words"),
        UnitState("digit.1", "Một!", 1.0, f"/clips/{clip}"),
        UnitState("digit.3", "ba", 1.0, f"/clips/{clip}"),
    ]


def test_a_file_over_which_workers_end_is_given_up_and_the_others_are_taken_in(folder, monkeypatch):
    """As a decoder that crashes would: what is written before is all that is left."""
    path = folder.put(f"{LANG}/digit.1.wav", recording())
    folder.put(f"{LANG}/digit.2.wav", recording())

    class Ended(BaseException):
        pass

    def end(data, unit):
        if unit == "digit.1":
            raise Ended
        return _treat(data, unit)

    monkeypatch.setattr("display.speech.recordings._treat", end)
    monkeypatch.setattr("pathlib.Path.unlink", lambda *_: None)  # a process that dies tidies nothing up
    for _ in range(MOST_TRIALS):
        with pytest.raises(Ended):
            folder.again().look()
    assert (folder.store.folder / FILE).exists()
    found = folder.again().look()[LANG]
    monkeypatch.undo()
    assert (found["digit.1"].clip, found["digit.1"].why) == (None, "not_sound")
    assert found["digit.2"].why is None
    path.write_bytes(recording("ba"))
    assert folder.again().look()[LANG]["digit.1"].why is None, "another file is another chance"
    assert not (folder.store.folder / FILE).exists()


@pytest.mark.parametrize("fault", [MemoryError, ZeroDivisionError])
def test_a_fault_over_one_file_does_not_cost_the_others(folder, monkeypatch, fault):
    folder.put(f"{LANG}/digit.1.wav", recording())
    folder.put(f"{LANG}/.digit.2.0011.upload", recording())

    def fail(data, unit):
        raise fault

    monkeypatch.setattr("display.speech.recordings._treat", fail)
    assert folder.recordings.look()[LANG]["digit.1"].why == "not_sound"
    request = {"keep": 1, "lang": LANG, "unit": "digit.2", "file": ".digit.2.0011.upload"}
    assert answer(folder.recordings, request) == {"kept": 1, "why": "not_sound"}


def test_a_full_disk_is_not_held_against_a_file(folder, monkeypatch):
    folder.put(f"{LANG}/digit.1.wav", recording())

    def full(*_):
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(folder.store, "write_as", full)
        with pytest.raises(OSError, match="no space"):
            folder.recordings.look()
    assert folder.recordings.look()[LANG]["digit.1"].why is None


def test_an_upload_that_goes_away_while_it_is_looked_at(folder, monkeypatch):
    folder.put(f"{LANG}/.digit.1.0011.upload", b"x")
    old = folder.put(f"{LANG}/.digit.2.0011.upload", b"x")
    os.utime(old, (0, 0))
    real = type(old).glob

    def glob(path, pattern):
        found = sorted(real(path, pattern))
        found[0].unlink()
        return iter(found)

    monkeypatch.setattr("pathlib.Path.glob", glob)
    folder.recordings.sweep(1e9)
    assert not old.exists()


# --- through the announcer and a real worker ---


@pytest.fixture
def hall(tmp_path):
    """A centre that speaks Mon, which only people's recordings know, before Vietnamese."""
    made = announcer(tmp_path, manner(tongue(LANG, "recorded"), tongue("vi", "espeak")))
    yield made
    made.close()


def drop_all(folder, states, but=()):
    target = folder / "recordings" / LANG
    target.mkdir(parents=True, exist_ok=True)
    for number, state in enumerate(states):
        if state.key not in but:
            (target / f"{state.key}.wav").write_bytes(recording("một hai ba"[: 3 + number % 5]))


def test_a_minority_language_by_recordings_alone(hall, tmp_path):
    """Left out while a unit is missing, spoken as soon as the last one is there, in the right order."""
    wanted = hall.units(LANG)
    assert len(wanted) > 10
    assert not any(state.url or state.why for state in wanted)
    assert list(hall.say("A001", 2)) == ["vi"]
    assert hall.bank().by_lang[LANG] == ("recorded", 0, len(wanted))
    drop_all(tmp_path, wanted, but=("digit.1",))
    hall.adopt(hall.manner, halls.SERIES, halls.COUNTERS)
    eventually(lambda: sum(state.url is not None for state in hall.units(LANG)) == len(wanted) - 1, "the recordings")
    assert hall.units(LANG)[0].key == "digit.1", "what is missing comes first"
    assert list(hall.say("A001", 2)) == ["vi"]
    assert list(hall.say("A003", 2)) == [LANG, "vi"], "this call needs no digit.1"
    assert hall.keep(LANG, "digit.1", recording("một")).code is None
    said = hall.say("A001", 2)
    assert list(said) == [LANG, "vi"]
    by_unit = {state.url: state.key for state in hall.units(LANG)}
    spoken_units = [by_unit[url] for url in said[LANG][1:]]
    assert spoken_units == ["call.before", "letter.A", "digit.0", "digit.0", "digit.1", "call.counter.2"]
    assert all(hall.clip(name) for name in names(said[LANG]))
    assert hall.bank().by_lang[LANG] == ("recorded", len(wanted), len(wanted))
    assert hall.forget(LANG, "digit.1")
    assert list(hall.say("A001", 2)) == ["vi"], "at once"
    assert not hall.forget(LANG, "digit.1")
    assert not (tmp_path / "recordings" / LANG / "digit.1.wav").exists()


def test_keep_tells_what_is_wrong(hall, tmp_path):
    for code, data in BROKEN.items():
        assert hall.keep(LANG, "digit.1", data).code == code
    assert hall.keep(LANG, "digit.99", recording()).code == "unknown"
    assert hall.keep("../..", "digit.1", recording()).code == "unknown"
    assert hall.keep(LANG, "digit.1", bytes(LARGEST + 1)).code == "large"
    assert [path for path in tmp_path.rglob("*") if "digit" in path.name] == [], "nothing is left behind"
    kept = hall.keep(LANG, "digit.1", recording("một"))
    assert kept.code is None
    assert 0.1 < kept.seconds < 1.5


def test_a_new_server_knows_the_recordings_before_its_worker_does(hall, tmp_path):
    assert hall.keep(LANG, "digit.1", recording("một")).code is None
    before = [state for state in hall.units(LANG) if state.url]
    hall.close()
    second = announcer(tmp_path, hall.manner, start_worker=halls.nobody)
    assert [state for state in second.units(LANG) if state.url] == before
    assert second.clip(names([before[0].url])[0])
    second.close()


def test_own_languages_fall_back_to_the_offline_voice(tmp_path):
    hall = announcer(tmp_path, manner(tongue("vi", "recorded")))
    said = hall.say("A001", 2)
    assert len(said["vi"]) == 4
    assert all(hall.clip(name, WAIT) for name in names(said["vi"]))
    hall.close()


def test_a_recording_under_way_when_the_worker_dies_is_kept_by_the_next(hall):
    assert hall.keep(LANG, "digit.1", recording("một")).code is None
    pid = hall.health().worker
    os.kill(pid, 19)  # SIGSTOP: it takes nothing any more
    results = []
    waiter = threading.Thread(target=lambda: results.append(hall.keep(LANG, "digit.2", recording("hai"))))
    waiter.start()
    eventually(lambda: hall._desk._errands, "the recording on its way")
    os.kill(pid, 9)
    waiter.join(WAIT)
    assert results
    assert results[0].code is None


def test_nobody_waits_for_ever_for_a_worker_that_is_away(tmp_path):
    hall = announcer(tmp_path, manner(tongue(LANG, "recorded")), start_worker=halls.nobody)
    assert units.keep(hall._desk, tmp_path / "recordings", LANG, "digit.1", recording(), patience=0.05).code == "late"
    assert list((tmp_path / "recordings" / LANG).iterdir()) == []
    hall.close()


def test_an_upload_over_which_workers_die_is_given_up(hall, monkeypatch):
    """Each worker that dies over it is followed by one that is given it again, but not for ever."""
    assert hall.keep(LANG, "digit.1", recording("một")).code is None
    desk = hall._desk
    results: list[Kept] = []
    monkeypatch.setattr(desk._link, "send", lambda line: True)
    waiter = threading.Thread(target=lambda: results.append(hall.keep(LANG, "digit.2", recording("hai"))))
    waiter.start()
    eventually(lambda: desk._errands, "the recording on its way")
    for _ in range(MOST_SENDS - 1):
        desk._began()
        assert not results
    desk._began()
    waiter.join(WAIT)
    assert [kept.code for kept in results] == ["not_sound"]


def test_another_wording_asks_for_other_recordings(tmp_path):
    hall = announcer(tmp_path, manner(tongue("vi", "recorded")))
    try:
        assert hall.keep("vi", "call.counter.2", recording("đến quầy hai")).code is None
        [own] = hall.manner.tongues
        other = replace(own, wording=replace(own.wording, call="Mời số {number}, tới bàn {counter}."))
        hall.adopt(replace(hall.manner, tongues=(other,)), halls.SERIES, halls.COUNTERS)
        [state] = [state for state in hall.units("vi") if state.key == "call.counter.2"]
        assert (state.prompt, state.why) == ("tới bàn hai", "words")
        assert hall.clip(names([state.url or ""])[0]), "it can be heard, to compare"
        assert hall.keep("vi", "call.counter.2", recording("tới bàn hai")).code is None
        [state] = [state for state in hall.units("vi") if state.key == "call.counter.2"]
        assert state.why is None
    finally:
        hall.close()


def test_somebody_may_have_the_folder_looked_at_again(hall, tmp_path):
    [state] = [state for state in hall.units(LANG) if state.key == "digit.1"]
    drop_all(tmp_path, [state])
    hall.look()
    eventually(lambda: any(state.url for state in hall.units(LANG)), "the recording that was copied there")
