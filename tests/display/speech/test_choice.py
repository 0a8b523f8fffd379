"""One voice per language and call, whatever is there and whatever is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.speech.choice import OFFLINE, Chosen, choose, in_use, spoken, wanted
from display.speech.clips import Order
from display.speech.manner import OWN_WORDS, Manner, Tongue
from display.speech.phrases import Piece
from display.speech.wording import standard_wording

LANGS = ("vi", "en", "mnw")
VOICES = ("gtts", "espeak", "recorded", "piper")
units = st.sampled_from(["call.before", "letter.A", "digit.1", "digit.2", "call.counter.5"])
pieces = st.lists(
    st.builds(Piece, st.text("aăâ b", min_size=1, max_size=6), st.lists(units, min_size=1, max_size=3).map(tuple)),
    min_size=1, max_size=4,
)  # fmt: skip


def tongue(lang="vi", voice="gtts", when="always", speed=100):
    return Tongue(lang, voice, when, speed, wording=standard_wording(lang))


@given(st.data(), st.sampled_from(LANGS), st.sampled_from(VOICES), pieces)
def test_a_sentence_has_one_voice(data, lang, voice, said):
    """Random clips and recordings are there: never two voices, never a wished voice with a hole in it."""
    there_by_order: dict[Order, bool] = {}
    taken: dict[str, bool] = {}

    def there(order):
        if order not in there_by_order:
            there_by_order[order] = data.draw(st.booleans())
        return there_by_order[order]

    def take(lang, unit):
        if unit not in taken:
            taken[unit] = data.draw(st.booleans())
        return f"stamp of {unit}" if taken[unit] else None

    chosen = choose(tongue(lang, voice), said, voice, there, take)
    if chosen is None:
        assert lang not in OWN_WORDS
        return
    assert {order.engine for order in chosen.clips} == {chosen.voice}
    assert {order.lang for order in chosen.clips} == {lang}
    assert chosen.voice in (voice, OFFLINE)
    if chosen.voice == "recorded":
        assert [order.text for order in chosen.clips] == [unit for piece in said for unit in piece.units]
    else:
        assert [order.text for order in chosen.clips] == [piece.text for piece in said], "every piece, in order"
    if chosen.voice != OFFLINE:
        assert all(there(order) for order in chosen.clips), "a wished voice is never waited for"
        assert not chosen.missing
    assert all(order.engine == voice for order in chosen.missing)
    assert not any(there(order) for order in chosen.missing)


@given(st.sampled_from(LANGS), st.sampled_from(VOICES), pieces)
def test_the_wished_voice_speaks_when_all_is_there(lang, voice, said):
    chosen = choose(tongue(lang, voice), said, voice, lambda order: True, lambda lang, unit: unit)
    assert chosen
    assert chosen.voice == voice


@given(st.sampled_from(OWN_WORDS), st.sampled_from(VOICES), pieces)
def test_our_own_languages_are_never_left_out(lang, voice, said):
    nothing = choose(tongue(lang, voice), said, voice, lambda order: False, lambda lang, unit: None)
    assert nothing
    assert nothing.voice == OFFLINE


def test_a_language_of_recordings_is_left_out_when_one_is_missing():
    said = [Piece("một", ("digit.1",)), Piece("hai", ("digit.2",))]

    def first_only(lang, unit):
        return "stamp" if unit == "digit.1" else None

    assert choose(tongue("mnw", "recorded"), said, "recorded", lambda order: True, first_only) is None
    own = choose(tongue("vi", "recorded"), said, "recorded", lambda order: True, first_only)
    assert own == Chosen(OFFLINE, (Order(OFFLINE, "một", "vi"), Order(OFFLINE, "hai", "vi")))


def test_a_recording_whose_clip_has_gone_is_missing():
    said = [Piece("một", ("digit.1",))]
    assert choose(tongue("mnw", "recorded"), said, "recorded", lambda order: False, lambda lang, unit: "stamp") is None


def test_speed_is_part_of_what_is_ordered():
    chosen = choose(
        tongue(speed=80), [Piece("một", ("digit.1",))], "gtts", lambda order: False, lambda lang, unit: None
    )
    assert chosen == Chosen(OFFLINE, (Order(OFFLINE, "một", "vi", 80),), (Order("gtts", "một", "vi", 80),))


@pytest.mark.parametrize(
    ("voice", "online", "piper", "expected"),
    [
        ("gtts", True, False, "gtts"), ("gtts", False, True, "espeak"), ("piper", True, True, "piper"),
        ("piper", True, False, "espeak"), ("recorded", False, False, "recorded"), ("espeak", True, True, "espeak"),
    ],
)  # fmt: skip
def test_what_cannot_work_here_is_the_offline_voice(voice, online, piper, expected):
    assert in_use(tongue(voice=voice), online=online, piper=lambda lang: piper) == expected


def test_the_languages_of_a_call():
    both = Manner((tongue("vi"), tongue("en", when="asked"), tongue("mnw", "recorded", when="asked")))
    assert [t.lang for t in spoken(both, "vi")] == ["vi"]
    assert [t.lang for t in spoken(both, "en")] == ["vi", "en"]
    assert [t.lang for t in spoken(both, "mnw")] == ["vi", "mnw"]
    asked = Manner((tongue("en", when="asked"), tongue("vi", when="asked")))
    assert [t.lang for t in spoken(asked, "mnw")] == ["en"], "never silent"
    assert [t.lang for t in spoken(asked, "vi")] == ["vi"]


def test_behind_every_other_voice_stands_the_offline_one_without_the_numbers():
    said = [Piece("mời", ("call.before", "letter.A")), Piece("một hai", ("digit.1", "digit.2"))]
    for voice in ("gtts", "piper"):
        online = tongue(voice=voice)
        assert list(wanted([(online, piece) for piece in said], lambda t: t.voice)) == [
            (Order(voice, "mời", "vi"), True),
            (Order(OFFLINE, "mời", "vi"), False),
            (Order(voice, "một hai", "vi"), True),
        ]  # fmt: skip
    offline = tongue(voice="espeak")
    assert [counts for _, counts in wanted([(offline, piece) for piece in said], lambda t: t.voice)] == [True, True]
    assert list(wanted([(tongue("mnw", "recorded"), said[0])], lambda t: t.voice)) == []
    assert list(wanted([(tongue("vi", "recorded"), said[0])], lambda t: t.voice)) == [
        (Order(OFFLINE, "mời", "vi"), False)
    ]
