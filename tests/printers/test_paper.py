import unicodedata
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from printers import fonts
from printers.number import number_block
from printers.paper import draw
from printers.qr import SMALLEST_DOT, qr_image
from printers.sheet import MEASURES, develop, text
from printers.slip import Slip
from printers.typeset import Paragraph, fit, pitch, wrap
from tests.printers.fakes import SLIP

WIDTHS = sorted(MEASURES)
LABELS = ["A1", "A045", "Z999", "Z9999", "CA-0123", "Đ0969", "1001", "WWW-9999", "WWWWWWWWWWWW"]
LONG = "Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận quyền sử dụng đất và quyền sở hữu nhà ở"
LEAST_MARGIN = 16

words = st.text(alphabet=[*fonts.vietnamese_letters(), *"abcxyzABC0169 ,.-–/()"], max_size=90)
slips = st.builds(
    Slip,
    agency=st.lists(words, max_size=2).map(tuple),
    title=words,
    label=st.from_regex(r"[A-ZĐ]{0,2}-?[0-9]{1,4}", fullmatch=True),
    service=words,
    facts=st.lists(st.tuples(words, words), max_size=5).map(tuple),
    url=st.sampled_from(["", SLIP.url, SLIP.url + "x" * 100]),
    code=st.sampled_from(["", "A045-K7QD"]) | words,
    papers_title=words,
    papers=st.lists(words, max_size=6).map(tuple),
    notes=st.lists(words, max_size=3).map(tuple),
    closing=words,
    priority=st.sampled_from([None, "ƯU TIÊN"]) | words,
    copy=st.just(1),
    copy_mark=st.just("IN LẠI LẦN 1 – 08:21") | words.map("!".__add__),
)


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


def test_a_usual_ticket_is_short() -> None:
    assert draw(SLIP).height <= 624
    assert draw(replace(SLIP, papers=())).height <= 624


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_never_clipped(label: str, width: int) -> None:
    sheet = MEASURES[width]
    block = number_block(label, fonts.load(), sheet.margin, sheet.content, 160)
    left, top, right, bottom = ink(develop(block, width))
    assert left >= sheet.margin
    assert right <= width - sheet.margin
    assert top > 0
    assert bottom < block.height
    assert right - left > 0.9 * sheet.content or bottom - top > 100


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("label", ["A045", "H069", "Z9999"])
def test_the_number_is_large_whatever_else_stands_on_the_ticket(label: str, width: int) -> None:
    crowded = replace(SLIP, label=label, service=LONG, papers=(LONG,) * 6)
    bare = replace(crowded, label=label, service="", papers=())
    for slip in (crowded, bare):
        sheet = MEASURES[width]
        picture = draw(slip, width)
        rows = [row for row in range(picture.height) if _widest_run(picture, row) >= 0.4 * sheet.content]
        assert rows, "the underline of the number"
    block = number_block(label, fonts.load(), sheet.margin, sheet.content, rows=0)
    left, top, right, bottom = ink(develop(block, width))
    assert right - left >= 0.9 * sheet.content or bottom - top >= 104


def _widest_run(picture: Image.Image, row: int) -> int:
    dots = picture.crop((0, row, picture.width, row + 1)).convert("L").tobytes()
    return max(len(run) for run in dots.split(b"\xff"))


def test_six_is_not_nine_upside_down() -> None:
    sheet = MEASURES[576]

    def number(label: str) -> Image.Image:
        picture = develop(number_block(label, fonts.load(), sheet.margin, sheet.content, 150), 576)
        return picture.crop(ink(picture))

    assert number("6").rotate(180).tobytes() != number("9").tobytes()
    six = number("6")
    assert _widest_run(six, six.height - 1) == six.width
    assert _widest_run(six, 0) < six.width


@settings(max_examples=25, deadline=None)
@given(slip=slips, width=st.sampled_from(WIDTHS))
def test_ink_stays_inside_the_margins(slip: Slip, width: int) -> None:
    picture = draw(slip, width)
    left, top, right, bottom = ink(picture)
    assert left >= LEAST_MARGIN
    assert right <= width - LEAST_MARGIN
    assert top >= LEAST_MARGIN - 4
    assert bottom <= picture.height - LEAST_MARGIN // 2


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


def test_a_long_address_takes_smaller_dots_not_more_paper() -> None:
    usual, long = qr_image(SLIP.url, 6, 290), qr_image(SLIP.url + "x" * 120, 6, 290)
    assert usual.width == 33 * 6
    assert usual.width < long.width <= 290
    assert qr_image("x" * 1000, 6, 290).width % SMALLEST_DOT == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [name for name in Slip.__slots__ if name != "copy"])
def test_everything_on_the_slip_stands_on_the_paper(name: str, width: int) -> None:
    full = replace(SLIP, priority="ƯU TIÊN", copy=1, copy_mark="IN LẠI LẦN 1")
    other: dict[str, Any] = {name: _changed(getattr(full, name))}
    assert draw(replace(full, **other), width).tobytes() != draw(full, width).tobytes()


def _changed(value: Any) -> Any:
    """The same with its last text changed in its last letter."""
    return value[:-1] + "ỷ" if isinstance(value, str) else (*value[:-1], _changed(value[-1]))


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


@given(content=words, size=st.sampled_from([20, 22, 28]), width=st.integers(60, 540))
@settings(max_examples=60, deadline=None)
def test_wrapped_lines_fit_and_lose_nothing(content: str, size: int, width: int) -> None:
    face = fonts.load().face("400Regular", size)
    lines = wrap(content, face, width)
    assert all(face.getlength(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(content.split())


def test_a_long_service_wraps_then_takes_smaller_type() -> None:
    faces = fonts.load()
    short = fit("Hộ tịch", faces, "700Bold", (30, 26, 22), 528, 3)
    long = fit(LONG, faces, "700Bold", (30, 26, 22), 528, 3)
    endless = fit(LONG * 5, faces, "700Bold", (30, 26, 22), 528, 3)
    assert (len(short.lines), short.size) == (1, 30)
    assert (len(long.lines), long.size) == (3, 26) or (len(long.lines), long.size) == (3, 30)
    assert endless.size == 22
    assert "".join(endless.lines).replace(" ", "") == (LONG * 5).replace(" ", "")


def test_priority_and_reprint_are_visible() -> None:
    plain = draw(SLIP)
    assert draw(replace(SLIP, priority="ƯU TIÊN")).tobytes() != plain.tobytes()
    again = draw(replace(SLIP, copy=1, copy_mark="IN LẠI LẦN 1 – 08:21"))
    assert _widest_run(again, ink(again)[1]) == 576 - 2 * MEASURES[576].margin


def test_another_paper_width_is_refused() -> None:
    with pytest.raises(ValueError, match="384, 512, 576"):
        draw(SLIP, 600)
