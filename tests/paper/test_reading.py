"""What the emulated printer cut off, read by programs that know nothing of us."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from printers.slip import Slip
from tests.paper.conftest import Paper, printed
from tests.paper.judging import INK, MOST_OF_ALL, even, misread, total, verdicts
from tests.paper.reading import Reading, ink, qr_texts, read


@pytest.fixture(scope="module")
def readings(papers: list[Paper]) -> list[Reading]:
    return read([paper.cut for paper in papers])


def test_every_qr_code_leads_to_its_ticket(papers: list[Paper]) -> None:
    assert [qr_texts(paper.cut) for paper in papers] == [[paper.slip.url] for paper in papers]


def test_every_number_is_read(papers: list[Paper], readings: list[Reading]) -> None:
    found = [(paper.slip.label, one.numbers) for paper, one in zip(papers, readings, strict=True)]
    assert [(label, numbers) for label, numbers in found if label not in numbers] == []


def test_vietnamese_is_read_back(papers: list[Paper], readings: list[Reading]) -> None:
    found = [verdict for paper, one in zip(papers, readings, strict=True) for verdict in verdicts(paper.slip, one)]
    assert [verdict for verdict in found if verdict.bad] == []
    assert total(found) <= MOST_OF_ALL
    may_be_gone = [verdict for verdict in found if verdict.may_be_gone]
    assert sum(verdict.gone for verdict in may_be_gone) < len(may_be_gone) / 4, "whole lines are missing"


def test_there_is_as_much_ink_as_on_paper(papers: list[Paper]) -> None:
    low, high = INK
    assert [paper.slip.label for paper in papers if not low <= ink(paper.cut) <= high] == []


# --- the same eyes see what is wrong ---


def without_marks(text: str) -> str:
    """Vietnamese as a printer without Vietnamese letters writes it."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return bare.replace("đ", "d").replace("Đ", "D")


def test_letters_without_their_marks_are_noticed(papers: list[Paper], tmp_path: Path) -> None:
    slips = [paper.slip for paper in papers[:4]]
    for paper, one in zip(slips, read([paper.cut for paper in printed(list(map(bare, slips)), tmp_path)]), strict=True):
        found = verdicts(paper, one)
        assert total(found) > MOST_OF_ALL
        assert any(verdict.bad for verdict in found)


def bare(slip: Slip) -> Slip:
    """The ticket in bare letters."""
    return replace(
        slip,
        agency=tuple(map(without_marks, slip.agency)),
        title=without_marks(slip.title),
        service=without_marks(slip.service),
        facts=tuple((without_marks(name), without_marks(value)) for name, value in slip.facts),
        papers=tuple(map(without_marks, slip.papers)),
        notes=tuple(map(without_marks, slip.notes)),
        closing=without_marks(slip.closing),
    )


def test_a_wrong_number_is_noticed_beside_the_right_code(papers: list[Paper], tmp_path: Path) -> None:
    slip = replace(papers[0].slip, label="A046", code="A045-K7QD")
    [one] = read([paper.cut for paper in printed([slip], tmp_path)])
    assert "A046" in one.numbers
    assert "A045" not in one.numbers
    assert misread("A045", even(one.words)) == 0  # in the short code: looking for the number anywhere is not enough


def test_white_on_black_is_noticed(papers: list[Paper]) -> None:
    assert ink(ImageChops.invert(papers[0].cut.convert("L"))) > INK[1]
    assert ink(Image.new("1", (576, 600), 1)) < INK[0]


def test_letters_are_counted() -> None:
    assert misread("Hộ tịch", "… Hộ tịch …") == 0
    assert misread("Hộ tịch", "Ho tịch") == 1
    assert misread("Hộ tịch", "Hộ  tich") == 2
    assert misread("abc", "xyz") == 3
    assert misread("abc", "") == 3
    assert even("53–72  phút") == even("53-72 phút")
