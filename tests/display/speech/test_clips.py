"""The folder of clips: names nobody guesses, files never half there, and no way out of the folder."""

import os
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display.speech import clips
from display.speech.clips import ABANDONED_AFTER, UNUSED_AFTER, BadName, ClipStore, Order

KEY = bytes(range(32))
ORDER = Order("espeak", "đến quầy số hai.", "vi")


@pytest.fixture
def store(tmp_path):
    return ClipStore(tmp_path / "clips", KEY)


def test_names_differ_by_all_that_is_heard_and_by_key(store, tmp_path):
    orders = [
        ORDER,
        Order("espeak", "đến quầy số ba.", "vi"),
        Order("espeak", ORDER.text, "en"),
        Order("gtts", ORDER.text, "vi"),
        Order("espeak", ORDER.text, "vi", 90),
        Order("recorded", "call.before", "vi", take="0011223344556677"),
        Order("recorded", "call.before", "vi", take="0011223344556678"),
    ]
    names = {store.name(order) for order in orders} | {ClipStore(tmp_path, b"another key of 32 bytes").name(ORDER)}
    assert len(names) == 8
    assert all(clips.NAME.fullmatch(name) for name in names)


def test_another_treatment_is_another_clip(store, monkeypatch):
    before = store.name(ORDER)
    monkeypatch.setattr(clips, "TREATMENT", "another")
    assert ClipStore(store.folder, KEY).name(ORDER) != before


def test_another_voice_file_is_another_clip(tmp_path):
    voices = tmp_path / "voices"
    voices.mkdir()
    store = ClipStore(tmp_path / "clips", KEY, voices)
    order = Order("piper", ORDER.text, "vi")
    names = {store.name(order)}
    for data in (b"a voice", b"another voice"):
        (voices / "vi.onnx").write_bytes(data)
        names |= {store.name(order), store.name(order)}
    assert len(names) == 3


def test_a_name_stands_for_words_not_for_code_points(store):
    decomposed = Order("espeak", unicodedata.normalize("NFD", ORDER.text), "vi")
    assert decomposed != ORDER
    assert store.name(decomposed) == store.name(ORDER) == ClipStore(store.folder, KEY).name(ORDER)


def test_a_short_key_is_refused(tmp_path):
    with pytest.raises(ValueError, match="key"):
        ClipStore(tmp_path, b"short")


def test_write_and_read(store):
    name = store.name(ORDER)
    assert not store.has(name)
    store.write(name, b"sound")
    assert store.has(name)
    assert store.path(name).read_bytes() == b"sound"
    assert os.listdir(store.folder) == [name]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failing_disk_leaves_nothing(store, monkeypatch, step):
    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="no space"):
        store.write(store.name(ORDER), b"sound")
    assert os.listdir(store.folder) == []


def test_the_bytes_are_on_disk_before_the_name(store, monkeypatch):
    steps = []
    clip = store.name(ORDER)

    def noted(name):
        real = getattr(os, name)

        def step(*arguments):
            steps.append(name)
            assert not store.has(clip), "not to be seen before it is whole"
            real(*arguments)

        monkeypatch.setattr(os, name, step)

    noted("fsync")
    noted("replace")
    store.write(clip, b"sound")
    assert steps == ["fsync", "replace"]


BAD = [
    "", ".", "..", "../secret.wav", "/etc/passwd", "a" * 32, "a" * 32 + ".wav\n", "a" * 32 + ".mp3", "A" * 32 + ".wav",
    "a" * 31 + ".wav", "a" * 32 + ".wav.part", "x/" + "a" * 32 + ".wav", "a" * 32 + ".wav/..", "a" * 32 + "\0.wav",
    "..\\" + "a" * 32 + ".wav", "a" * 32 + "wav", "١" * 32 + ".wav",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_odd_names_are_refused(store, name):
    with pytest.raises(BadName):
        store.path(name)
    with pytest.raises(BadName):
        store.write(name, b"x")
    assert not store.has(name)


@settings(deadline=None)
@given(st.text(alphabet="0af./\\%\0\n~wavmp3", max_size=40))
def test_no_name_leads_out_of_the_folder(tmp_path_factory, name):
    store = ClipStore(tmp_path_factory.getbasetemp() / "clips", KEY)
    try:
        path = store.path(name)
    except BadName:
        return
    assert path.resolve().parent == store.folder.resolve()


def test_sweep_removes_what_a_crash_left_and_nothing_else(store):
    name = store.name(ORDER)
    store.write(name, b"sound")
    old, fresh = store.folder / f"{name}.1-1-1.part", store.folder / f"{name}.2-2-2.part"
    now = 1_000_000.0
    for part, age in ((old, ABANDONED_AFTER + 1), (fresh, 1)):
        part.write_bytes(b"half")
        os.utime(part, (now - age, now - age))
    os.utime(store.path(name), (0, 0))
    assert store.sweep(now) == 1
    assert sorted(os.listdir(store.folder)) == sorted([name, fresh.name])


def test_what_is_used_stays_and_what_nobody_wants_goes(store):
    now = 2_000_000_000.0
    names = {what: f"{what * 32}{kind}" for what, kind in (("a", ".wav"), ("b", ".wav"), ("c", ".wav"), ("d", ".mp3"))}
    other = store.folder / "gtts.pause.json"
    for path in (*(store.folder / name for name in names.values()), other):
        path.write_bytes(b"sound")
        os.utime(path, (now - UNUSED_AFTER - 1,) * 2)
    assert store.use(names["b"], now)
    assert store.prune({names["a"]}, now, 10) == 2
    assert sorted(os.listdir(store.folder)) == sorted([names["a"], names["b"], other.name])
    assert store.prune(set(), now, 10) == 1


def test_a_round_of_tidying_is_bounded(store):
    for number in range(7):
        path = store.folder / f"{number:032x}.wav"
        path.write_bytes(b"sound")
        os.utime(path, (0, 0))
    rounds = [store.prune(set(), UNUSED_AFTER + 1, 3) for _ in range(4)]
    assert rounds == [3, 3, 1, 0]


def test_use_touches_a_clip_once_a_day(store):
    name = store.name(ORDER)
    assert not store.use(name, 0.0)
    store.write(name, b"sound")
    os.utime(store.path(name), (1_000_000, 1_000_000))
    assert store.use(name, 1_000_000 + 86_000)
    assert store.path(name).stat().st_mtime == 1_000_000
    assert store.use(name, 1_000_000 + 87_000)
    assert store.path(name).stat().st_mtime == 1_087_000


@pytest.mark.parametrize("name", BAD)
def test_odd_names_are_never_used(store, name):
    assert not store.use(name, 0.0)


def test_a_folder_that_cannot_be_written_to_can_still_be_read(store, monkeypatch):
    name = store.name(ORDER)
    store.write(name, b"sound")

    def refused(*_):
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    assert store.use(name, 5e9)
