"""The judge must be able to say guilty: each promise broken on its own, and a campaign in order."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.campaign.judge import Evidence, Paper, Strip, Taken, judge
from tests.campaign.strips import Lookout

A, B = "day-A001", "day-B001"
GOOD = Evidence(
    taken=[Taken(A, "A001"), Taken(B, "B001")],
    strips=[
        Strip("1.png", "whole", 100.0, A, 0),
        Strip("2.png", "torn", 101.0, B, 0),
        Strip("3.png", "whole", 102.0, B, 1),
        Strip("4.png", "scrap", 103.0),
    ],
    papers=[
        Paper(A, 0, "printed", "A001", "", 280.0, ("printed",)),
        Paper(B, 0, "unknown", "B001", "", 280.0, ("not_sent", "unknown")),
        Paper(B, 1, "printed", "B001", "IN LẠI LẦN 1 – 08:21", 280.0, ("printed",)),
    ],
    shown={A: "printed", B: "printed"},
)


def test_a_campaign_in_order() -> None:
    assert judge(GOOD) == []


def with_strips(*more: Strip) -> Evidence:
    return replace(GOOD, strips=[*GOOD.strips, *more])


def with_paper(number: int, **changed: object) -> Evidence:
    papers = list(GOOD.papers)
    papers[number] = replace(papers[number], **changed)  # type: ignore[arg-type]
    return replace(GOOD, papers=papers)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (with_strips(Strip("5.png", "junk", 104.0)), "belongs to no ticket"),
        (with_strips(Strip("5.png", "whole", 104.0, "day-C001", 0)), "nobody took"),
        (with_paper(0, label="A002"), "paper says A002"),
        (with_strips(Strip("5.png", "whole", 104.0, A, 0)), "2 papers of copy 0"),
        (with_strips(Strip("5.png", "torn", 104.0, A, 0)), "2 papers of copy 0"),
        (with_strips(Strip("5.png", "whole", 104.0, B, 0)), "2 papers of copy 0"),
        (with_strips(Strip("5.png", "whole", 104.0, B, 1)), "2 papers of copy 1"),
        (replace(GOOD, strips=GOOD.strips[1:]), "called printed and is not"),
        (replace(GOOD, strips=GOOD.strips[1:], papers=GOOD.papers[1:], shown={B: "printed"}), "the screens say"),
        (with_paper(2, mark=""), "marked “”"),
        (with_paper(0, mark="IN LẠI LẦN 1 – 08:21"), "copy 0 is marked"),
        (with_paper(1, outcomes=("not_sent",)), "was not unknown"),
        (with_paper(0, expires_at=99.0), "1.0 s too late"),
        (with_paper(0, state="expired", outcomes=("not_sent",)), "called expired"),
    ],
)
def test_every_broken_promise_is_seen(evidence: Evidence, words: str) -> None:
    assert any(words in broken for broken in judge(evidence)), judge(evidence)


@pytest.mark.parametrize("state", ["held", "unknown", "expired", "queued", "sent_unconfirmed"])
def test_a_ticket_without_paper_must_be_visibly_open(state: str) -> None:
    papers = [replace(GOOD.papers[0], state=state, outcomes=()), *GOOD.papers[1:]]
    evidence = replace(GOOD, strips=GOOD.strips[1:], papers=papers, shown={**GOOD.shown, A: state})
    assert judge(evidence) == []


def test_what_began_in_time_may_be_finished_a_little_later() -> None:
    assert judge(replace(with_paper(0, expires_at=99.0), slack=2.0)) == []


# --- recognising strips ---

WIDTH, HEIGHT = 64, 40


def picture(seed: int) -> Image.Image:
    """Eight rows that all share, then rows of its own, then white."""
    made = Image.new("1", (WIDTH, HEIGHT), 1)
    for row in range(8):
        made.putpixel((row, row), 0)
    for row in range(8, 36):
        for column in range(WIDTH):
            made.putpixel((column, row), int((row * 7 + column * seed) % 5 > 2))
    return made


JOBS = {("a", 0): picture(3), ("a", 1): picture(4), ("b", 0): picture(6)}


def cut_after(rows: int, dots: int = 0) -> Callable[[Image.Image], Image.Image]:
    """The picture as far as it came: so many rows, and so many dots of the next."""

    def torn(whole: Image.Image) -> Image.Image:
        part = Image.new("1", (WIDTH, rows + 8), 1)
        part.paste(whole.crop((0, 0, WIDTH, rows)), (0, 0))
        part.paste(whole.crop((0, rows, dots, rows + 1)), (0, rows))
        return part

    return torn


def asked_meanwhile(whole: Image.Image) -> Image.Image:
    """Torn, with a status question among the dots after it."""
    part = cut_after(20, 16)(whole)
    part.paste(Image.frombytes("1", (24, 1), bytes(byte ^ 0xFF for byte in b"\x10\x04\x01")), (24, 20))
    return part


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda whole: whole, "whole"),
        (cut_after(20), "torn"),
        (cut_after(20, 24), "torn"),
        (asked_meanwhile, "torn"),
        (cut_after(5), "scrap"),
        (lambda whole: whole.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "junk"),
        (lambda whole: whole.crop((0, 4, WIDTH, HEIGHT)), "junk"),
    ],
)
def test_strips(change: Callable[[Image.Image], Image.Image], kind: str, tmp_path: Path) -> None:
    path = tmp_path / "ticket-000001.png"
    change(JOBS["a", 1]).save(path)
    strip = Lookout(JOBS).recognise(path)
    assert strip.kind == kind
    if kind in ("whole", "torn"):
        assert (strip.ticket, strip.copy) == ("a", 1)


def test_a_torn_ticket_with_another_after_it_on_the_same_strip_is_junk(tmp_path: Path) -> None:
    both = Image.new("1", (WIDTH, HEIGHT + 20), 1)
    both.paste(JOBS["a", 0].crop((0, 0, WIDTH, 20)), (0, 0))
    both.paste(JOBS["b", 0], (0, 20))
    both.save(tmp_path / "ticket-000001.png")
    assert Lookout(JOBS).recognise(tmp_path / "ticket-000001.png").kind == "junk"
