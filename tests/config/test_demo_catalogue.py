"""The demo's catalogue as citizens read it: named in both languages, plain, short enough, no researcher's notes."""

import re
from collections.abc import Iterator

import pytest

from config.centre import DEMO, read_centre_file
from config.procedures import ProcedurePart, national
from printers.slip import LONGEST as ON_PAPER
from server.catalogue.columns import LONGEST as IN_A_CELL
from server.catalogue.columns import MOST_PAPERS
from server.pictures.wording import MOST_PAPERS as PAPERS_ON_PAPER

PROCEDURES = read_centre_file(DEMO).procedures
ASK = "Hỏi tại quầy"
ON_A_PHONE = 160  # characters of one fact or name, about six lines of a narrow screen
NOTES = (
    r"\bcổng\b(?! thông tin)",  # "the portal says", "the portal does not say"
    r"nguyên văn",
    r"\btrích được\b",
    r"bản công bố",
    r"có thể đã",
    r"hiểu là",
    r"\bkhông ghi\b",
    r"\bghi trần\b",
    r"không có thông tin",
    r"không công bố",
    r"trong trình tự",
    r"có diện",
    r"chưa (rõ|biết|xác|kiểm)",
    r"[?[\]{}_*]",
    r"\b(TT|NĐ|QĐ|CSDL)\b(?![-/])",  # shorthand; "25/2020/TT-BTC" is the number of a document
    r"\btodo\b|\bn/a\b|plausible|verified|portal",
)
NOTE = re.compile("|".join(NOTES), re.IGNORECASE)
BARE = re.compile(r"^\d+\b(?! *(ngày|giờ|phút|tháng|đồng|[–.]))")  # a number that does not say of what


def facts(one: ProcedurePart) -> Iterator[str]:
    """What stands under a name: all of it in Vietnamese."""
    yield from (*one.papers, one.time, one.fee, *filter(None, [one.place]))


def each() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("one", PROCEDURES, ids=lambda one: one.code)


def test_there_are_procedures_to_look_at() -> None:
    assert len(PROCEDURES) >= 48


@each()
def test_it_is_named_in_both_languages(one: ProcedurePart) -> None:
    assert {"vi", "en"} <= one.name.keys()
    english = one.name["en"]
    assert re.fullmatch(r"[A-Z][a-z][ -~–’]*[^ .:;,]", english), "plain English that begins like a sentence"
    assert "  " not in english


def test_no_two_procedures_have_the_same_name() -> None:
    for lang in ("vi", "en"):
        names = [one.name[lang].casefold() for one in PROCEDURES]
        assert len(set(names)) == len(names)


@each()
def test_no_fact_is_a_note(one: ProcedurePart) -> None:
    for fact in (*facts(one), *one.name.values(), one.official_name):
        assert (found := NOTE.search(fact)) is None, f"{found and found[0]!r} in {fact!r}"
    for fact in facts(one):
        assert BARE.match(fact) is None, fact
        assert fact == " ".join(fact.split())
        assert fact[0].isupper() or fact[0].isdigit(), fact
        assert fact.count("(") == fact.count(")")


@each()
def test_what_it_takes_and_costs_is_always_said(one: ProcedurePart) -> None:
    """A citizen reads what to do where the centre's file does not know it, never nothing."""
    assert one.papers
    for fact in (one.time, one.fee):
        assert fact
        assert ASK.lower() in fact.lower() or re.search(r"\d|[Mm]iễn (lệ )?phí|[Tt]rong ngày", fact), fact


@each()
def test_every_text_finds_room_on_screen_and_paper(one: ProcedurePart) -> None:
    for name in one.name.values():
        assert len(name) <= min(ON_PAPER["service"], IN_A_CELL["name"], ON_A_PHONE)
    assert len(one.papers) <= min(MOST_PAPERS, PAPERS_ON_PAPER)
    for paper in one.papers:
        assert len(paper) <= min(ON_PAPER["papers"], ON_A_PHONE)
    for key, fact in (("time", one.time), ("fee", one.fee), ("place", one.place)):
        assert len(fact) <= min(IN_A_CELL[key], ON_A_PHONE), fact


@each()
def test_its_source_is_a_page_of_the_national_portal(one: ProcedurePart) -> None:
    """Where a page was read, it is named; where none was, none of its facts claims to have been compared with it."""
    if one.source is None:
        assert not {"time", "fee", "processing", "decision_no"} & set(one.checked)
    else:
        assert national(one.source)


@pytest.mark.parametrize(
    "note",
    [
        "1 (cổng ghi trần “1”, không ghi đơn vị) – hiểu là ngày làm việc",
        "Cổng ghi 50.000 đồng",
        "Trong ngày làm việc (cổng không ghi thời hạn)",
        "17 ngày làm việc (nguyên văn cổng)",
        "Theo quy định (chưa trích được)",
        "Tối đa 20 ngày (bản công bố cũ; có thể đã được thay)",
        "Miễn phí trên cổng",
        "Nếu có trong CSDL",
        "Mẫu NĐ 20/2021/NĐ-CP",
    ],
)
def test_such_notes_would_be_found(note: str) -> None:
    assert NOTE.search(note)


@pytest.mark.parametrize(
    "fine", ["Theo Thông tư 281/2016/TT-BTC", "25–35 ngày", "05 ngày làm việc", "8.000 đồng/bản sao"]
)
def test_what_is_fine_is_left_alone(fine: str) -> None:
    assert NOTE.search(fine) is None
    assert BARE.match(fine) is None


def test_a_bare_number_is_found() -> None:
    assert BARE.match("1 (đơn vị)")
    assert BARE.match("3")
