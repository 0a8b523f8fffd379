"""The layout of tickets: what may be changed, what is refused and how it is said, what is kept."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select, update

from config.centre import DEMO, read_centre_file
from config.words import languages, word
from printers import slip as paper
from printers.slip import from_dict
from server.admin.layout.sample import KINDS, sample_slip
from server.centre.reading import to_rules
from server.layout import (
    LINES,
    LONGEST,
    WrongLayout,
    load,
    logo_picture,
    own_texts,
    plain,
    read,
    save,
    save_logo,
    unprintable,
)
from server.pictures.paper import slip_of, trial_slip_of
from server.pictures.wording import PLACES, Layout, standard
from server.rules.centre import Centre
from server.rules.phases import Phase
from server.rules.state import Ticket, gather
from server.rules.wait import Wait
from server.tables import layout as row
from server.tables import metadata
from tests.server.rules.halls import START

CENTRE = to_rules(read_centre_file(DEMO), always_open=True)
CODE = next(iter(CENTRE.services))


@pytest.fixture
def rows() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    metadata.create_all(engine, tables=[row])
    with engine.begin() as connection:
        yield connection


def changed(**texts: Any) -> dict[str, Any]:
    return {"words": {"vi": texts}}


def mistakes(data: Any) -> dict[str, str]:
    with pytest.raises(WrongLayout) as wrong:
        read(data)
    return {mistake.field: mistake.code for mistake in wrong.value.mistakes}


def slip(layout: Layout, kind: str = "usual", lang: str = "vi") -> paper.Slip:
    return from_dict(sample_slip(CENTRE, layout, kind, lang, START, "http://192.168.1.10:8000"))


def test_the_standard_is_the_catalogue() -> None:
    assert read({}) == standard()
    assert read(plain(standard())) == standard()
    assert standard().words("en").title == word("en", "slip.title")
    assert standard().words("xx") == standard().words("vi")


def test_limits_are_within_those_of_the_paper() -> None:
    named = {"rules": "notes", "not_receipt": "notes"}
    for name, longest in LONGEST.items():
        assert longest <= paper.LONGEST[named.get(name, name)]
    assert LINES["rules"] + 1 <= paper.MOST["notes"]
    for lang in languages():
        for name, value in plain(standard())["words"][lang].items():
            for text in [value] if isinstance(value, str) else value:
                assert len(text) <= LONGEST[name], (lang, name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", languages())
def test_a_slip_says_what_the_layout_says(kind: str, lang: str) -> None:
    texts = {
        "title": "PHIẾU CHỜ",
        "agency": ["ỦY BAN NHÂN DÂN", "{unit} – {province}"],
        "papers_title": "Mang theo",
        "rules": ["Số {number}: xin chờ.", "Đường dây nóng 1900 1234"],
        "not_receipt": "Phiếu này không phải giấy hẹn.",
        "closing": "Hẹn gặp lại tại {centre}.",
    }
    made = slip(read({"words": {lang: texts}}), kind, lang)
    unit, province, centre = (names.get(lang) or names["vi"] for names in (CENTRE.unit, CENTRE.province, CENTRE.name))
    assert made.title == "PHIẾU CHỜ"
    assert made.agency == ("ỦY BAN NHÂN DÂN", f"{unit} – {province}")
    assert made.papers_title == "Mang theo"
    assert made.notes == (
        f"Số {made.label}: xin chờ.",
        "Đường dây nóng 1900 1234",
        "Phiếu này không phải giấy hẹn.",
    )
    assert made.closing == f"Hẹn gặp lại tại {centre}."
    assert (made.copy_mark != "") == (kind == "reprint")


def test_switches_take_facts_and_papers_away() -> None:
    def facts(**switches: bool) -> list[str]:
        return [name for name, _ in slip(read(switches)).facts]

    assert len(facts()) == 4
    for switch, key in {"counters": "counter", "ahead": "ahead", "wait": "wait"}.items():
        assert facts(**{switch: False}) == [name for name in facts() if name != word("vi", f"slip.{key}")]
    whole = slip(read({}), "long")
    assert slip(read({"papers": 0}), "long").papers == ()
    assert slip(read({"papers": 0}), "long").papers_left == 0
    one = slip(read({"papers": 1}), "long")
    assert one.papers == whole.papers[:1]
    assert one.papers_left == len(whole.papers) - 1 > 0


def test_the_second_language_is_the_other_one() -> None:
    layout = read({"second": "en"})
    assert slip(read({})).second == ()
    made = slip(layout)
    names = {procedure.name["vi"]: procedure.name["en"] for procedure in CENTRE.procedures.values()}
    assert made.second == (names[made.service],)
    made = from_dict(_slip(CODE, None, "en", layout))
    assert (made.service, made.second) == (CENTRE.services[CODE].name["en"], (CENTRE.services[CODE].name["vi"],))


def _slip(service: str, name: dict[str, str] | None, lang: str, layout: Layout, centre: Centre = CENTRE) -> Any:
    """A ticket for this service; `name` is that of its procedure, None for a ticket without one."""
    if name is not None:
        known = next(iter(centre.procedures.values()))
        centre = replace(centre, procedures={"x": replace(known, code="x", service=service, name=name)})
    asked = Ticket(
        id="20261121-X001",
        label="X001",
        series=service,
        number=1,
        service=service,
        procedure="x" if name is not None else None,
        priority=None,
        language=lang,
        phase=Phase.WAITING,
        rank=START,
        issued_at=START,
        since=START,
    )
    return slip_of(centre, gather("", [], (), {}), asked, START, "http://x/t/1", "1", layout)


def test_no_name_stands_twice_on_a_ticket() -> None:
    service = next(iter(CENTRE.services.values()))
    for second in (None, "en"):
        layout = read({"second": second})
        # a procedure that only has its Vietnamese name: the service in the reader's language says what it is
        made = from_dict(_slip(service.code, {"vi": "Khai sinh"}, "en", layout))
        assert (made.service, made.second) == ("Khai sinh", (service.name["en"],))
        both = from_dict(_slip(service.code, {"vi": "Khai sinh", "en": "Birth"}, "en", layout))
        assert (both.service, both.second) == ("Birth", ("Khai sinh",) if second else ())
        bare = replace(CENTRE, services={**CENTRE.services, service.code: replace(service, name={"vi": "Hộ tịch"})})
        for lang in languages():
            assert from_dict(_slip(service.code, None, lang, layout, bare)).second == ()
        assert from_dict(_slip(service.code, {"vi": "Hộ tịch"}, "en", layout, bare)).second == ()


@pytest.mark.parametrize(
    ("low", "high", "lang", "said"),
    [
        (0, 5, "vi", "dưới 5 phút"),
        (0, 5, "en", "under 5 min"),
        (5, 5, "vi", "5 phút"),
        (5, 10, "vi", "5–10 phút"),
        (5, 10, "en", "5–10 minutes"),
    ],
)
def test_paper_says_a_wait_as_the_screens_do(
    low: int, high: int, lang: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.pictures.paper.expect", lambda *_: Wait(low, high))
    service = next(iter(CENTRE.services))
    assert [word(lang, "slip.wait"), said] in _slip(service, None, lang, standard())["facts"]


def test_a_printers_test_tells_when_and_where_and_no_more() -> None:
    trial = from_dict(trial_slip_of(CENTRE, START, None, "agent-1"))
    assert [name for name, _ in trial.facts] == ["Máy in", "Giờ in thử"]
    assert trial.facts[0][1] == "agent-1"
    assert trial.title == "PHIẾU KIỂM TRA MÁY IN"
    assert (trial.url, trial.papers) == ("", ())
    unknown = from_dict(trial_slip_of(CENTRE, START))
    assert [name for name, _ in unknown.facts] == ["Giờ in thử"]


def test_long_names_of_a_centre_are_shortened_not_refused() -> None:
    endless = {"vi": "Trung tâm {rất} dài " * 40}
    centre = replace(
        CENTRE,
        name=endless,
        unit=endless,
        procedures={
            code: replace(procedure, name=endless, papers=(endless["vi"],) * 30)
            for code, procedure in CENTRE.procedures.items()
        },
    )
    layout = read(changed(rules=["{centre} {unit}"]))
    made = from_dict(sample_slip(centre, layout, "usual", "vi", START, "http://x"))
    assert made.service.endswith("…")
    assert made.papers_left == 24
    assert from_dict(trial_slip_of(centre, START, layout, "máy in " * 20)).url == ""


def test_a_ticket_needs_no_layout() -> None:
    assert slip_of.__defaults__ == (None,)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"title": "X" * 41}, "long"),
        ({"title": "   "}, "empty"),
        ({"title": "{unit}"}, "no_place"),
        ({"papers_title": ""}, "empty"),
        ({"not_receipt": ""}, "empty"),
        ({"not_receipt": " \u00a0 "}, "empty"),
        ({"closing": "a\nb"}, "letters"),
        ({"closing": "a\x00b"}, "letters"),
        ({"closing": "a\u202eb"}, "letters"),
        ({"closing": "Xin chào {name}"}, "place"),
        ({"closing": "{number.real}"}, "place"),
        ({"closing": "{}"}, "place"),
        ({"closing": "{{unit}}"}, "brace"),
        ({"closing": "{unit"}, "brace"),
        ({"closing": "unit}"}, "brace"),
        ({"agency": ["{number}"]}, "place"),
        ({"rules": ["a", "b", "c"]}, "lines"),
        ({"rules": "a"}, "shape"),
        ({"rules": [1]}, "shape"),
        ({"closing": None}, "shape"),
        ({"colour": "red"}, "unknown"),
    ],
)
def test_a_wrong_text_is_refused_by_its_field(texts: dict[str, Any], code: str) -> None:
    [name] = texts
    assert mistakes(changed(**texts)) == {f"vi.{name}": code}
    [mistake] = _wrong(changed(**texts)).mistakes
    for lang in languages():
        said = word(lang, f"layout.wrong_{code}", **mistake.details)
        for place in (*PLACES, "name", "number.real", ""):
            said = said.replace(f"{{{place}}}", "")
        assert "{" not in said  # nothing is left to be filled in


def _wrong(data: Any) -> WrongLayout:
    with pytest.raises(WrongLayout) as wrong:
        read(data)
    return wrong.value


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], "layout"),
        ({"words": []}, "layout"),
        ({"words": {"xx": {}}}, "xx"),
        ({"words": {"vi": []}}, "vi"),
        ({"papers": 7}, "papers"),
        ({"papers": -1}, "papers"),
        ({"papers": True}, "papers"),
        ({"papers": "3"}, "papers"),
        ({"second": "vi"}, "second"),
        ({"second": "xx"}, "second"),
        ({"wait": 1}, "wait"),
        ({"logo": "0" * 64}, "logo"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(data: Any, field: str) -> None:
    assert list(mistakes(data)) == [field]


def test_every_mistake_is_named() -> None:
    data = {"words": {"vi": {"title": "", "closing": "{x}"}, "en": {"title": "X" * 41}}, "papers": 9}
    assert mistakes(data) == {"vi.title": "empty", "vi.closing": "place", "en.title": "long", "papers": "papers"}


def test_letters_that_nobody_sees_are_named() -> None:
    [mistake] = _wrong(changed(closing="a\u202eb\x00c\x00")).mistakes
    assert mistake.details == {"letters": "U+202E U+0000"}


def test_letters_that_the_typeface_lacks_are_a_mistake_of_their_field() -> None:
    layout = read(changed(rules=["Một", "Hai"], closing="Chào"))
    assert own_texts(layout) == {"vi.rules": "Một Hai", "vi.closing": "Chào"}
    assert own_texts(standard()) == {}
    assert unprintable({"vi.rules": "", "vi.closing": ""}) is None
    wrong = unprintable({"vi.rules": "", "vi.closing": "漢字"})
    assert wrong is not None
    [mistake] = wrong.mistakes
    assert (mistake.field, mistake.code, mistake.details) == ("vi.closing", "letters", {"letters": "漢 字"})


def test_empty_lines_are_left_out_and_letters_are_composed() -> None:
    layout = read(changed(rules=["", " Một  dòng "], agency=[" ", ""], closing=unicodedata.normalize("NFD", "Cảm ơn")))
    words = layout.words("vi")
    assert words.rules == ("Một dòng",)
    assert words.agency == ()
    assert words.closing == "Cảm ơn"


TEXT = st.text(alphabet=st.sampled_from("aễ {}unit\n\x00"), max_size=12)
ANYTHING = st.none() | st.booleans() | st.integers() | TEXT | st.lists(TEXT, max_size=3)


@given(
    texts=st.dictionaries(st.sampled_from([*LONGEST, "x"]), ANYTHING, max_size=6),
    rest=st.dictionaries(st.sampled_from(["papers", "second", "wait", "words", "x"]), ANYTHING, max_size=4),
)
def test_anything_is_a_layout_that_prints_or_a_clear_refusal(texts: dict[str, Any], rest: dict[str, Any]) -> None:
    try:
        layout = read({"words": {"vi": texts}, **rest})
    except WrongLayout:
        return
    assert slip(layout).title
    assert read(plain(layout)) == layout


def test_what_is_kept_comes_back(rows: Connection) -> None:
    assert load(rows) == standard()
    layout = read({**changed(title="PHIẾU CHỜ"), "wait": False, "papers": 3, "second": "en"})
    save(rows, layout, "admin", 5)
    assert load(rows) == layout
    kept = rows.execute(select(row)).one()
    assert (kept.by, kept.changed_at) == ("admin", 5)
    # only what differs, so that better standard words reach this centre too
    assert kept.body == {
        "words": {"vi": {"title": "PHIẾU CHỜ"}, "en": {}},
        "wait": False,
        "papers": 3,
        "second": "en",
    }
    save(rows, standard(), "admin", 6)
    assert load(rows) == standard()


def test_logo_and_words_do_not_disturb_each_other(rows: Connection) -> None:
    sha = save_logo(rows, b"png", "admin", 1)
    assert sha is not None
    assert load(rows) == replace(standard(), logo=sha)
    save(rows, replace(read(changed(title="PHIẾU CHỜ")), logo=sha), "admin", 2)
    assert load(rows).logo == sha
    assert logo_picture(rows) == b"png"
    assert save_logo(rows, None, "admin", 3) is None
    assert load(rows).logo is None
    assert load(rows).words("vi").title == "PHIẾU CHỜ"
    assert logo_picture(rows) is None


def test_a_row_that_cannot_be_used_stops_nothing(rows: Connection) -> None:
    sha = save_logo(rows, b"png", "admin", 1)
    rows.execute(update(row).values(body={"words": {"vi": {"title": "{oops}"}}}))
    assert load(rows) == replace(standard(), logo=sha)
