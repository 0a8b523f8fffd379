import unicodedata
from dataclasses import replace
from typing import Any
from unittest import mock

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat

from printers import fonts
from printers.details import FACT, papers
from printers.number import AROUND, number_block, number_ink
from printers.paper import EDGE, draw, drawing
from printers.qr import SMALLEST_DOT, qr_image
from printers.sheet import MEASURES, Block, develop, text
from printers.slip import LONGEST, MOST, Slip, shortened
from printers.typeset import Paragraph, clean, even, fit, pitch, shorten, trim, wrap
from tests.printers.fakes import SLIP

WIDTHS = sorted(MEASURES)
LABELS = ["A1", "A045", "Z999", "Z9999", "CA-0123", "Đ0969", "1001", "WWW-9999", "WWWWWWWWWWWW"]
LONG = "Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận quyền sử dụng đất và quyền sở hữu nhà ở"
LONGEST_SERVICE = shortened(f"{LONG} {LONG}", LONGEST["service"])
ENGLISH = "Registration of land, houses and property on land, and certificates of title to land use and house ownership"
REPRINT: dict[str, Any] = {"copy": 1, "copy_mark": "IN LẠI LẦN 1 – 08:21"}
CREST = Image.new("1", (72, 72), 0)
BANNER = Image.new("1", (480, 72), 0)
LEAST_MARGIN = 16
ALPHABET = [*fonts.vietnamese_letters(), *"abcxyzABCWM0169 ,.-–/()"]


def words(name: str) -> st.SearchStrategy[str]:
    """Any text that is legal for this part of a slip, often as long and as wide as it may be."""
    longest = LONGEST[name]
    widest = st.sampled_from(["W" * longest, ("Ộ" * 9 + " ") * (longest // 10), (LONG * 2)[:longest], ""])
    return widest | st.text(alphabet=ALPHABET, max_size=longest)


def texts(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(words(name), max_size=MOST[name]).map(tuple)


slips = st.builds(
    Slip,
    agency=texts("agency"),
    title=words("title"),
    label=st.from_regex(r"[A-ZĐ]{0,2}-?[0-9]{1,4}", fullmatch=True) | st.just("W" * LONGEST["label"]),
    service=words("service"),
    second=texts("second"),
    facts=st.lists(st.tuples(words("facts"), words("facts")), max_size=MOST["facts"]).map(tuple),
    url=st.sampled_from(["", SLIP.url, SLIP.url + "x" * (LONGEST["url"] - len(SLIP.url))]),
    code=st.sampled_from(["", "A045-K7QD"]) | words("code"),
    papers_title=words("papers_title"),
    papers=texts("papers"),
    papers_more=words("papers_more") | st.just("… và {n} giấy tờ khác: quét mã QR"),
    papers_left=st.integers(0, 99),
    notes=texts("notes"),
    closing=words("closing"),
    priority=st.sampled_from([None, "ƯU TIÊN"]) | words("priority"),
    copy=st.just(1),
    copy_mark=st.just("IN LẠI LẦN 1 – 08:21") | words("copy_mark").map(lambda mark: mark.strip() or "!"),
)
logos = st.sampled_from([None, CREST, BANNER, Image.new("1", (1, 72), 0), Image.new("1", (480, 1), 0)])


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box around everything black."""
    box = ImageOps.invert(picture.convert("L")).getbbox()
    assert box is not None
    return box


def qr_text(picture: Image.Image) -> str:
    [code] = zxingcpp.read_barcodes(picture.convert("L"))
    return code.text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_ticket_is_black_and_white_and_as_wide_as_the_paper(width: int) -> None:
    picture = draw(SLIP, width)
    assert picture.mode == "1"
    assert picture.width == width
    black = picture.convert("L").histogram()[0] / (picture.width * picture.height)
    assert 0.03 < black < 0.35


@pytest.mark.parametrize("width", WIDTHS)
def test_a_usual_ticket_is_as_long_as_it_should_be(width: int) -> None:
    usual = draw(SLIP, width)
    assert usual.height <= MEASURES[width].usual * 1.05
    assert draw(replace(SLIP, papers=()), width).height <= usual.height
    if width == 576:
        assert abs(usual.height - 570) <= 8  # 71 mm


@pytest.mark.parametrize("width", WIDTHS)
def test_the_longest_ticket_stays_below_45_kb(width: int) -> None:
    rows = MEASURES[width].again
    assert MEASURES[width].most <= rows
    assert rows * width // 8 + -(-rows // 24) * 8 < 44_900
    assert width != 576 or rows <= 620


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("logo", [None, CREST, BANNER], ids=["plain", "crest", "banner"])
def test_the_fullest_ticket_of_real_life_fits_and_says_what_matters(logo: Image.Image | None, width: int) -> None:
    full = replace(
        SLIP,
        **REPRINT,
        priority="ƯU TIÊN",
        service=LONGEST_SERVICE,
        second=(ENGLISH,),
        papers=(LONG,) * 6,
        papers_left=3,
        papers_more="… và {n} giấy tờ khác: quét mã QR",
    )
    picture = draw(full, width, logo=logo)
    assert picture.height <= MEASURES[width].again
    assert draw(replace(full, copy=0, copy_mark=""), width, logo=logo).height <= MEASURES[width].most
    assert qr_text(picture) == full.url
    for name in ("label", "service", "code", "priority", "facts", "agency", "title", "copy_mark", "notes"):
        other = replace(full, **{name: _changed(getattr(full, name))})
        assert draw(other, width, logo=logo).tobytes() != picture.tobytes(), name


@settings(max_examples=40, deadline=None)
@given(slip=slips, width=st.sampled_from(WIDTHS), logo=logos)
def test_any_legal_slip_fits_the_paper(slip: Slip, width: int, logo: Image.Image | None) -> None:
    picture = draw(slip, width, logo=logo)
    assert picture.size[0] == width
    assert picture.height <= MEASURES[width].again
    assert draw(replace(slip, copy=0, copy_mark=""), width, logo=logo).height <= MEASURES[width].most
    left, top, right, bottom = ink(picture)
    assert left >= LEAST_MARGIN
    assert right <= width - LEAST_MARGIN
    assert top >= EDGE - 1
    assert bottom <= picture.height - EDGE // 2
    assert draw(slip, width, logo=logo).tobytes() == picture.tobytes()


def glyphs(label: str, size: int) -> Image.Image:
    """The label as the typeface draws it, all of it, black on white."""
    face = fonts.load().face("700Bold", size)
    left, top, right, bottom = (round(side) for side in face.getbbox(label, anchor="ls"))
    canvas = Image.new("L", (right - left + 40, bottom - top + 40), 255)
    ImageDraw.Draw(canvas).text((20 - left, 20 - top), label, fill=0, font=face, anchor="ls")
    return canvas.crop(ink(canvas))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("rows", [0, 150, 400])
def test_a_label_is_never_clipped(label: str, width: int, rows: int) -> None:
    sheet = MEASURES[width]
    block = number_block(label, fonts.load(), sheet.margin, sheet.content, sheet.number, rows)
    left, top, right, bottom = ink(develop(block, width))
    assert left >= sheet.margin
    assert right <= width - sheet.margin
    assert top > 0
    assert bottom < block.height
    drawn = number_ink(label, fonts.load(), sheet.content, sheet.number, rows)
    assert drawn.height >= sheet.number
    assert drawn.width <= sheet.content
    whole = glyphs(label, 200).resize(drawn.size)
    [off] = ImageStat.Stat(ImageChops.difference(whole, drawn)).mean
    assert off < 14, "not the shape of the whole label"
    if drawn.width < sheet.content:
        assert abs(drawn.width / drawn.height / (glyphs(label, 200).width / glyphs(label, 200).height) - 1) < 0.03


def drawn_with(slip: Slip, width: int) -> tuple[Image.Image, Block]:
    """The ticket, and its number as it was asked for."""
    asked: list[tuple[Any, ...]] = []

    def spied(*arguments: Any) -> Block:
        asked.append(arguments)
        return number_block(*arguments)

    with mock.patch("printers.paper.number_block", spied):
        picture = draw(slip, width)
    return picture, number_block(*asked[-1])


@settings(max_examples=15, deadline=None)
@given(slip=slips, width=st.sampled_from(WIDTHS))
def test_the_whole_number_stands_on_every_ticket(slip: Slip, width: int) -> None:
    picture, number = drawn_with(slip, width)
    assert develop(number, width).tobytes() in picture.tobytes()
    sheet = MEASURES[width]
    assert number.height - AROUND >= sheet.number
    assert number_ink(clean(slip.label), fonts.load(), sheet.content, sheet.number, 0).height >= sheet.number


@pytest.mark.parametrize("width", WIDTHS)
def test_the_number_grows_into_what_is_left(width: int) -> None:
    _, usual = drawn_with(SLIP, width)
    sparse, larger = drawn_with(replace(SLIP, papers=(), closing=""), width)
    assert larger.height > usual.height
    assert sparse.height <= MEASURES[width].usual


def _widest_run(picture: Image.Image, row: int) -> int:
    dots = picture.crop((0, row, picture.width, row + 1)).convert("L").tobytes()
    return max(len(run) for run in dots.split(b"\xff"))


def test_six_is_not_nine_upside_down() -> None:
    sheet = MEASURES[576]

    def number(label: str) -> Image.Image:
        block = number_block(label, fonts.load(), sheet.margin, sheet.content, sheet.number, 150)
        picture = develop(block, 576)
        return picture.crop(ink(picture))

    assert number("6").rotate(180).tobytes() != number("9").tobytes()
    six = number("6")
    assert _widest_run(six, six.height - 1) == six.width
    assert _widest_run(six, 0) < six.width


@settings(max_examples=10, deadline=None)
@given(slip=slips, width=st.sampled_from(WIDTHS))
def test_decomposed_letters_print_like_composed_ones(slip: Slip, width: int) -> None:
    def decomposed(value: Any) -> Any:
        if isinstance(value, str):
            return unicodedata.normalize("NFD", value)
        return tuple(map(decomposed, value)) if isinstance(value, tuple) else value

    split = replace(slip, **{name: decomposed(getattr(slip, name)) for name in Slip.__slots__})
    assert draw(split, width).tobytes() == draw(slip, width).tobytes()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("url", [SLIP.url, "https://moiso.example/t/" + "k" * 120])
def test_the_qr_code_can_be_read(width: int, url: str) -> None:
    picture = draw(replace(SLIP, url=url), width)
    assert qr_text(picture) == url
    # also on the darkest neighbours the layout allows
    crowded = replace(SLIP, url=url, service=LONG, facts=(("Ộ" * 40, "Ậ" * 40),) * 5, notes=("Ễ" * 60,) * 3)
    assert qr_text(draw(crowded, width)) == url
    assert qr_text(draw(replace(crowded, code=""), width)) == url


@pytest.mark.parametrize("width", WIDTHS)
def test_a_worn_head_and_a_shaking_hand_leave_the_code_readable(width: int) -> None:
    clear, chance = np.asarray(draw(SLIP, width).convert("L")), np.random.default_rng(5)
    for blur in (0, 0.8, 1.5):
        for _ in range(5):
            spots = chance.random(clear.shape) < 0.02
            seen = Image.fromarray(np.where(spots, 255 - clear, clear)).filter(ImageFilter.GaussianBlur(blur))
            assert qr_text(seen) == SLIP.url


def test_a_long_address_takes_smaller_dots_not_more_paper() -> None:
    usual, long = qr_image(SLIP.url, 6, 290), qr_image(SLIP.url + "x" * 120, 6, 290)
    assert usual.width == 33 * 6
    assert usual.width < long.width <= 290
    assert qr_image("x" * 1000, 6, 290).width % SMALLEST_DOT == 0


UNSEEN = {"copy", "logo"}
"""`copy` is told by its mark; the logo is a picture of its own."""

FULL = replace(SLIP, priority="ƯU TIÊN", second=("Civil status",), papers_left=2, papers_more="{n} giấy tờ")
"""Something everywhere, and room for all of it, also on a reprint."""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [name for name in Slip.__slots__ if name not in UNSEEN])
def test_everything_on_the_slip_stands_on_the_paper(name: str, width: int) -> None:
    full = replace(FULL, **(REPRINT if name == "copy_mark" else {}))
    other: dict[str, Any] = {name: _changed(getattr(full, name))}
    assert draw(replace(full, **other), width).tobytes() != draw(full, width).tobytes()


def _changed(value: Any) -> Any:
    """The same with its last text changed in its last letter, or one more."""
    if isinstance(value, int):
        return value + 1
    return value[:-1] + "ỷ" if isinstance(value, str) else (*value[:-1], _changed(value[-1]))


OVERFULL = replace(
    FULL, service=LONG, second=(ENGLISH,), papers=(LONG,) * 8, facts=(*SLIP.facts, ("Ghi chú", LONG[:70]))
)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_left_out_is_told_and_nothing_else(width: int) -> None:
    assert drawing(FULL, width).left_out == drawing(replace(FULL, **REPRINT), width).left_out == ()
    told: set[str] = set()
    for more in range(6):
        notes = ((LONG,) * min(more, 2) + ("Phiếu này không phải giấy hẹn.",))[-3:]
        slip = replace(OVERFULL, notes=notes, agency=(LONG[: more * 18 + 1],) * 2)
        whole = drawing(slip, width)
        told.update(whole.left_out)
        rules = (*(_changed(line) for line in notes[:-1]), notes[-1])
        for name, other in {"closing": _changed(slip.closing), "notes": rules}.items():
            if other != getattr(slip, name):
                same = draw(replace(slip, **{name: other}), width).tobytes() == whole.picture.tobytes()
                assert same == (name in whole.left_out), (name, more)
        if "second" in whole.left_out:
            assert draw(replace(slip, second=(ENGLISH[:-1] + "ỷ",)), width).tobytes() == whole.picture.tobytes()
    assert {"second", "papers", "notes", "closing"} <= told


def test_a_logo_without_room_is_told() -> None:
    assert "logo" not in drawing(FULL, logo=CREST).left_out
    crowded = replace(OVERFULL, notes=(LONG,) * 3, agency=(LONG[:90],) * 2)
    assert "logo" in drawing(crowded, logo=CREST).left_out
    assert "logo" not in drawing(crowded).left_out
    assert draw(crowded, logo=CREST).tobytes() == draw(crowded).tobytes()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("priority", [None, "ƯU TIÊN"])
def test_a_reprint_keeps_what_the_first_paper_had(width: int, priority: str | None) -> None:
    most = 0
    for count in range(9):
        for logo in (None, CREST):
            slip = replace(
                FULL, priority=priority, service=LONG, papers=tuple(f"{n} {LONG[: 12 * n]}" for n in range(count))
            )
            first, again = drawing(slip, width, logo=logo), drawing(replace(slip, **REPRINT), width, logo=logo)
            assert set(again.left_out) == set(first.left_out), count
            assert again.picture.height <= MEASURES[width].again
            most = max(most, first.picture.height)
    assert most > MEASURES[width].most - 42, "none was full enough to need the bar's rows"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("logo", [CREST, BANNER, Image.new("1", (300, 400), 0)], ids=["crest", "banner", "tall"])
def test_a_logo_stands_on_top_and_takes_little(logo: Image.Image, width: int) -> None:
    plain, with_logo = draw(SLIP, width), draw(SLIP, width, logo=logo)
    assert with_logo.tobytes() != plain.tobytes()
    assert with_logo.height <= min(plain.height + 76, MEASURES[width].most)
    rows = [row for row in range(with_logo.height // 2) if _widest_run(with_logo, row) > 40][:72]
    assert rows[0] < 40


def test_papers_without_room_are_counted() -> None:
    more = "… và {n} giấy tờ khác: quét mã QR"
    few = replace(SLIP, papers=("Giấy chứng sinh", "Giấy tờ tùy thân"), papers_more=more)
    assert draw(few).tobytes() == draw(replace(few, papers_more="")).tobytes()
    many = replace(few, papers=tuple(f"{number} {LONG}" for number in range(8)))
    assert draw(many).tobytes() != draw(replace(many, papers_more="{n} nữa")).tobytes()
    assert draw(replace(few, papers_left=2)).tobytes() != draw(few).tobytes()
    # without a code there is nothing to scan
    blind = replace(few, papers_left=2, url="")
    assert draw(blind).tobytes() == draw(replace(blind, papers_more="")).tobytes()


@pytest.mark.parametrize("most", [1, 2, 3, 4, 6])
def test_papers_keep_to_their_rows(most: int) -> None:
    sheet, faces = MEASURES[576], fonts.load()
    slip = replace(SLIP, papers=(LONG,) * 6, papers_more="… và {n} giấy tờ khác: quét mã QR")
    found = papers(slip, faces, sheet, most * pitch(FACT) + 5)
    assert found.block.height <= most * pitch(FACT)
    assert ink(develop(found.block, 576))[2] <= 576 - sheet.margin + 1
    assert 1 <= found.named <= min(most, 6)
    assert papers(slip, faces, sheet, 10_000).named == 6


def test_a_ticket_without_a_page_has_no_code() -> None:
    picture = draw(replace(SLIP, url=""))
    assert not zxingcpp.read_barcodes(picture.convert("L"))


@pytest.mark.parametrize("size", [20, 22, 30])
@pytest.mark.parametrize("weight", ["400Regular", "600SemiBold", "700Bold"])
def test_all_134_letters_are_drawn_and_fit_their_line(weight: fonts.Weight, size: int) -> None:
    faces = fonts.load()
    seen = set()
    for letter in fonts.vietnamese_letters():
        line = develop(text(Paragraph(("", letter, ""), weight, size), faces, 40, 80), 128)
        _, top, _, bottom = ink(line)
        # stacked marks may lean one dot into the white of the neighbouring lines, never further
        assert top >= pitch(size) - 1, letter
        assert bottom <= 2 * pitch(size) + 1, letter
        seen.add(line.tobytes())
    assert len(seen) == 134


@given(content=words("papers"), size=st.sampled_from([20, 22, 28]), width=st.integers(60, 540))
@settings(max_examples=60, deadline=None)
def test_wrapped_lines_fit_and_lose_nothing(content: str, size: int, width: int) -> None:
    face = fonts.load().face("400Regular", size)
    lines = wrap(content, face, width)
    assert all(face.getlength(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(content.split())


@given(content=words("service"), size=st.sampled_from([20, 22, 28]), width=st.integers(60, 540))
@settings(max_examples=60, deadline=None)
def test_even_lines_say_the_same_in_as_many_lines(content: str, size: int, width: int) -> None:
    face = fonts.load().face("400Regular", size)
    lines = wrap(content, face, width)
    if not lines or " ".join(lines) != " ".join(content.split()):
        return  # a word had to be cut
    better = even(lines, face, width)
    assert " ".join(better) == " ".join(lines)
    assert len(better) <= len(lines)
    assert all(face.getlength(line) <= width for line in better)
    assert max(face.getlength(line) for line in better) <= max(face.getlength(line) for line in lines) + 1


@given(content=words("service"), size=st.sampled_from([20, 22, 28]), most=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_trimmed_lines_say_that_something_is_missing(content: str, size: int, most: int) -> None:
    face = fonts.load().face("400Regular", size)
    lines = wrap(content, face, 200)
    kept = trim(lines, face, 200, most)
    assert len(kept) <= most
    assert all(face.getlength(line) <= 200 for line in kept)
    assert (kept == lines) == (len(lines) <= most)
    assert kept == lines or kept[-1].endswith("…")


def test_an_open_bracket_is_not_left_open() -> None:
    face = fonts.load().face("400Regular", 22)
    assert shorten("Giấy tờ tùy thân (Thẻ căn cước/CCCD/Hộ chiếu)", face, 300) == "Giấy tờ tùy thân…"
    assert shorten("Giấy tờ (bản sao) và bản chính để đối chiếu", face, 300).startswith("Giấy tờ (bản sao) và")


def test_a_long_service_wraps_then_takes_smaller_type() -> None:
    faces = fonts.load()
    short = fit("Hộ tịch", faces, "700Bold", (30, 26, 22), 528, 3)
    long = fit(LONG, faces, "700Bold", (30, 26, 22), 528, 3)
    endless = fit(LONG * 5, faces, "700Bold", (30, 26, 22), 528, 3)
    assert (len(short.lines), short.size) == (1, 30)
    assert (len(long.lines), long.size) == (3, 26) or (len(long.lines), long.size) == (3, 30)
    assert endless.size == 22
    assert "".join(endless.lines).replace(" ", "") == (LONG * 5).replace(" ", "")
    trimmed = fit(LONG * 5, faces, "700Bold", (30, 26, 22), 528, 3, trimmed=True)
    assert len(trimmed.lines) == 3


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("service", [LONG, LONGEST_SERVICE])
def test_any_service_name_wraps_in_full(service: str, width: int) -> None:
    # the last word is read, so all of it is there
    shown, other = (draw(replace(SLIP, service=name), width) for name in (service, service[:-2] + "ỷ"))
    assert shown.tobytes() != other.tobytes()
    assert shown.height <= MEASURES[width].most


def test_priority_and_reprint_are_visible() -> None:
    plain = draw(SLIP)
    assert draw(replace(SLIP, priority="ƯU TIÊN")).tobytes() != plain.tobytes()
    again = draw(replace(SLIP, **REPRINT))
    top = ink(again)[1]
    assert top <= 8
    assert _widest_run(again, top) == MEASURES[576].content
    # white on black: most of the mark is ink
    mark = again.crop((0, top, 576, top + 34)).convert("L")
    assert mark.histogram()[0] > 0.7 * MEASURES[576].content * 34
    assert _widest_run(plain, ink(plain)[1]) < 40


def test_another_paper_width_is_refused() -> None:
    with pytest.raises(ValueError, match="384, 512, 576"):
        draw(SLIP, 600)
