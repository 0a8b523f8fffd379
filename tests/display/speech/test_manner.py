"""How a centre speaks: reading it back, every mistake at once, the volume by the hour."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.speech.manner import (
    Hours,
    Manner,
    Mistake,
    Tongue,
    WrongManner,
    plain,
    read,
    standard,
    standard_wording,
    volume_at,
)
from display.speech.numbers import SOUTH, Style
from display.speech.phrases import OCCASIONS, sentence
from display.speech.wording import wrong


def mistakes(data) -> list[Mistake]:
    with pytest.raises(WrongManner) as refused:
        read(data)
    return refused.value.mistakes


def codes(data) -> dict[str, str]:
    return {mistake.field: mistake.code for mistake in mistakes(data)}


def changed(**tongue) -> dict:
    """The standard manner as data, with the first language changed."""
    data: dict = json.loads(json.dumps(plain(standard())))
    data["tongues"][0] |= tongue
    return data


def test_the_standard():
    manner = standard()
    assert [(tongue.lang, tongue.voice, tongue.when, tongue.speed) for tongue in manner.tongues] == [
        ("vi", "gtts", "always", 100),
        ("en", "gtts", "asked", 100),
    ]
    assert read({}) == manner


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_the_standard_wording_is_right_and_fits_one_request(lang, occasion):
    wording = standard_wording(lang)
    assert wrong(occasion, wording.of(occasion)) is None
    for piece in sentence(occasion, Tongue(lang, "gtts", wording=wording), label="CA999", counter=77, minutes=77):
        assert len(piece.text) <= 100


def test_it_is_read_back():
    manner = Manner(
        (
            Tongue("hmn", "recorded", wording=standard_wording("hmn")),
            Tongue("vi", "espeak", "asked", 85, wording=replace(standard_wording("vi"), check="Một hai ba.")),
        ),
        style=SOUTH,
        volume=65,
        hours=(Hours(660, 780, 40), Hours(1080, 420, 0)),
        chime=False,
        closing_minutes=0,
        rating=True,
    )
    assert read(json.loads(json.dumps(plain(manner)))) == manner


def test_what_is_left_out_of_a_language_is_as_usual():
    manner = read({"tongues": [{"lang": "vi", "voice": "espeak", "wording": {"check": "Một  hai\u00a0ba."}}]})
    [tongue] = manner.tongues
    assert (tongue.when, tongue.speed) == ("always", 100)
    assert tongue.wording == replace(standard_wording("vi"), check="Một hai ba.")


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ([], "voice", "shape"),
        ({"colour": 1}, "colour", "unknown"),
        ({"volume": 101}, "volume", "number"),
        ({"volume": True}, "volume", "number"),
        ({"volume": "80"}, "volume", "number"),
        ({"chime": 1}, "chime", "shape"),
        ({"closing_minutes": 121}, "closing_minutes", "number"),
        ({"closing_minutes": 4}, "closing_minutes", "number"),
        ({"closing_minutes": False}, "closing_minutes", "number"),
        ({"rating": 1}, "rating", "shape"),
        ({"style": "north"}, "style", "shape"),
        ({"style": {"odd": "và"}}, "style.odd", "choice"),
        ({"style": {"even": "chẵn"}}, "style.even", "unknown"),
        ({"hours": {}}, "hours", "shape"),
        ({"hours": [{"from_min": 0, "to_min": 60}]}, "hours.0.volume", "number"),
        ({"hours": [{"from_min": 60, "to_min": 60, "volume": 0}]}, "hours.0.to_min", "empty_span"),
        ({"hours": [{"from_min": 0, "to_min": 1440, "volume": 0}]}, "hours.0.to_min", "empty_span"),
        ({"hours": [{"from_min": 0, "to_min": 60, "volume": 0}] * 13}, "hours", "many"),
        ({"tongues": []}, "tongues", "nobody_speaks"),
        ({"tongues": "vi"}, "tongues", "shape"),
        (changed(lang="vietnamese"), "tongues.0.lang", "language"),
        (changed(lang=None), "tongues.0.lang", "language"),
        (changed(lang="en"), "tongues.1.lang", "double"),
        (changed(lang="hmn"), "tongues.0.voice", "only_recorded"),
        (changed(voice="robot"), "tongues.0.voice", "choice"),
        (changed(voice=["gtts"]), "tongues.0.voice", "choice"),
        (changed(when="asked"), "tongues", "nobody_speaks"),
        (changed(when="never"), "tongues.0.when", "choice"),
        (changed(speed=131), "tongues.0.speed", "number"),
        (changed(speed=69), "tongues.0.speed", "number"),
        (changed(pitch=1), "tongues.0.pitch", "unknown"),
        (changed(wording="Mời"), "tongues.0.wording", "shape"),
        (changed(wording={"call": 5}), "tongues.0.wording.call", "shape"),
        (changed(wording={"hello": "Xin chào"}), "tongues.0.wording.hello", "unknown"),
        (changed(wording={"call": " "}), "tongues.0.wording.call", "empty"),
        (changed(wording={"check": "{}"}), "tongues.0.wording.check", "empty"),
        (changed(wording={"check": "…"}), "tongues.0.wording.check", "empty"),
        (changed(wording={"call": "Mời số {number}"}), "tongues.0.wording.call", "missing"),
        (changed(wording={"recall": "Mời đến quầy {counter}"}), "tongues.0.wording.recall", "missing"),
        (changed(wording={"call": "Số {number} {number} {counter}"}), "tongues.0.wording.call", "twice"),
        (changed(wording={"call": "Số {number} quầy {counter} {times}"}), "tongues.0.wording.call", "place"),
        (changed(wording={"check": "Quầy {counter}"}), "tongues.0.wording.check", "no_place"),
        (changed(wording={"check": "Một } hai"}), "tongues.0.wording.check", "brace"),
        (changed(wording={"check": "Một\u200bhai"}), "tongues.0.wording.check", "letters"),
        (changed(wording={"check": "a" * 101}), "tongues.0.wording.check", "long"),
    ],
)
def test_a_mistake_is_named_with_its_field(data, field, code):
    assert codes(data) == {field: code}


def test_details_say_what_would_be_right():
    [mistake] = mistakes(changed(wording={"call": "Số {number} quầy {counter} {times}"}))
    assert mistake.details == {"place": "times", "known": "{number}, {counter}"}
    [mistake] = mistakes(changed(speed=0))
    assert mistake.details == {"least": 70, "most": 130}


@pytest.mark.parametrize("minutes", [0, 5, 120])
def test_a_notice_is_never_or_in_time(minutes):
    assert read({"closing_minutes": minutes}).closing_minutes == minutes


def test_nobody_asks_aloud_for_a_rating_unless_the_centre_says_so():
    assert not read({}).rating
    assert read({"rating": True}).rating


def test_every_mistake_at_once():
    data = changed(speed=1, voice="robot", wording={"call": "", "check": "{x}"}) | {"volume": -1, "chime": None}
    assert set(codes(data)) == {
        "tongues.0.speed", "tongues.0.voice", "tongues.0.wording.call", "tongues.0.wording.check", "volume", "chime",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [((0, 60), (59, 120)), ((0, 600), (100, 200)), ((1320, 360), (300, 400)), ((1320, 360), (1380, 30))],
)
def test_spans_that_share_a_minute(one, other):
    hours = [{"from_min": a, "to_min": b, "volume": 0} for a, b in (one, other)]
    assert codes({"hours": hours}) == {"hours.1.from_min": "overlap"}
    assert codes({"hours": hours[::-1]}) == {"hours.1.from_min": "overlap"}


def test_spans_that_touch():
    hours = [{"from_min": a, "to_min": b, "volume": 0} for a, b in ((1320, 360), (360, 420), (420, 1320))]
    assert len(read({"hours": hours}).hours) == 3


@pytest.mark.parametrize(
    ("minute", "volume"),
    [(0, 0), (419, 0), (420, 80), (659, 80), (660, 40), (779, 40), (780, 80), (1080, 0), (1439, 0)],
)
def test_the_volume_by_the_hour(minute, volume):
    manner = replace(standard(), hours=(Hours(660, 780, 40), Hours(1080, 420, 0)))
    assert volume_at(manner, minute) == volume


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["tongues", "hours", "style", "lang", "voice", "wording", "call", "volume", "from_min"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_anything_is_read_or_refused(data):
    try:
        manner = read(data)
    except WrongManner as refused:
        found = refused.mistakes
    else:
        found = []
        assert read(plain(manner)) == manner
    assert all(mistake.field and mistake.code for mistake in found)


def test_the_default_style_is_northern():
    assert standard().style == Style("linh", "nghìn", "tư")
