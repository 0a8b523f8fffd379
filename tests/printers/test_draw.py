"""Drawing from the command line, as the server's preview does it: bytes in, a PNG or a short reason out."""

import base64
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from printers import draw as command
from printers.logo import HIGHEST, MOST_BYTES, WIDEST, NoLogo, logo_of
from printers.logo import main as logo_main
from printers.paper import draw, drawing
from tests.printers.fakes import SLIP

ROOT = Path(__file__).parents[2]
FULL = replace(SLIP, second=("Civil status",), copy=1, copy_mark="IN LẠI LẦN 1 – 08:21", logo="0" * 64)


def png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, format="PNG")
    return made.getvalue()


def crest(size: tuple[int, int] = (300, 200), mode: str = "RGBA") -> Image.Image:
    picture = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else "white")
    ImageDraw.Draw(picture).ellipse((10, 10, size[0] - 10, size[1] - 10), fill="black")
    return picture


def same(left: bytes, right: Image.Image) -> bool:
    picture = Image.open(io.BytesIO(left))
    return picture.size == right.size and picture.convert("1").tobytes() == right.tobytes()


@pytest.mark.parametrize("width", [576, 384])
def test_the_child_draws_what_the_agent_prints(width: int) -> None:
    logo = logo_of(png(crest()))
    given = {"slip": FULL.to_dict(), "logo": base64.b64encode(logo).decode()}
    child = subprocess.run(
        [sys.executable, "-m", "printers.draw", "--width", str(width)],
        input=json.dumps(given).encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert same(child.stdout, draw(FULL, width, logo=Image.open(io.BytesIO(logo))))


def test_files_work_as_well(tmp_path: Path) -> None:
    slip, picture, logo = tmp_path / "slip.json", tmp_path / "slip.png", tmp_path / "logo.png"
    slip.write_text(json.dumps(SLIP.to_dict()), encoding="utf-8")
    assert command.main([str(slip), str(picture)]) == 0
    assert same(picture.read_bytes(), draw(SLIP))
    logo.write_bytes(png(crest((72, 72))))
    assert command.main([str(slip), str(picture), "--width", "384", "--logo", str(logo)]) == 0
    assert same(picture.read_bytes(), draw(SLIP, 384, logo=command.open_logo(logo.read_bytes())))


def test_what_found_no_room_is_said_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    slip, picture = tmp_path / "slip.json", tmp_path / "slip.png"
    slip.write_text(json.dumps(SLIP.to_dict()), encoding="utf-8")
    assert command.main([str(slip), str(picture)]) == 0
    assert capsys.readouterr().err == ""
    full = replace(SLIP, papers=("Giấy tờ tùy thân và bản sao " * 5,) * 8, second=("Civil status " * 12,))
    slip.write_text(json.dumps(full.to_dict()), encoding="utf-8")
    assert command.main([str(slip), str(picture)]) == 0
    assert capsys.readouterr().err == f"left out: {', '.join(drawing(full).left_out)}\n"
    assert "papers" in drawing(full).left_out


def test_letters_that_cannot_be_drawn_are_answered_for_each_text(tmp_path: Path) -> None:
    texts, answer = tmp_path / "texts.json", tmp_path / "answer.json"
    texts.write_text(json.dumps(["Xin chào", "漢 chào 👍", ""]), encoding="utf-8")
    assert command.main(["--letters", str(texts), str(answer)]) == 0
    assert json.loads(answer.read_bytes()) == ["", "漢👍", ""]
    texts.write_text('{"a": 1}', encoding="utf-8")
    assert command.main(["--letters", str(texts), str(answer)]) == 2


@pytest.mark.parametrize(
    "given", ["", "[]", "{}", '{"slip": {}}', json.dumps({"slip": SLIP.to_dict(), "logo": "%%%"}),
              json.dumps({"slip": SLIP.to_dict(), "logo": "R0lGODlh"})]
)  # fmt: skip
def test_what_is_no_slip_is_said_in_a_line(given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    slip, picture = tmp_path / "slip.json", tmp_path / "slip.png"
    slip.write_text(given, encoding="utf-8")
    assert command.main([str(slip), str(picture)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not picture.exists()


@pytest.mark.parametrize("size", [(300, 200), (72, 72), (40, 40), (2000, 100), (100, 2000), (3000, 3000)])
@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L"])
def test_any_png_becomes_a_small_black_and_white_logo(size: tuple[int, int], mode: str) -> None:
    made = logo_of(png(crest(size, mode)))
    picture = Image.open(io.BytesIO(made))
    assert picture.mode == "1"
    assert picture.format == "PNG"
    assert picture.width <= WIDEST
    assert picture.height <= HIGHEST
    assert len(made) < 6000
    assert picture.getpixel((0, 0)) == 255  # what is transparent is paper
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == 0
    assert size[0] <= WIDEST or size[1] <= HIGHEST or max(picture.width / WIDEST, picture.height / HIGHEST) > 0.9


def bomb() -> bytes:
    """A small file that unfolds to 25 million dots."""
    return png(Image.new("1", (5_000, 5_000), 1))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "not_png"),
        (b"GIF89a", "not_png"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (png(crest())[:-300], "broken"),
        (png(crest())[:40] + b"junk" + png(crest())[44:], "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * MOST_BYTES, "too_large"),
        (png(Image.new("RGB", (50, 50), "white")), "blank"),
        (png(Image.new("RGBA", (50, 50), (0, 0, 0, 0))), "blank"),
        (bomb(), "too_large"),
    ],
    ids=["nothing", "gif", "head", "cut", "junk", "bytes", "white", "clear", "bomb"],
)
def test_what_is_no_logo_is_refused_with_a_word(
    given: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoLogo, match=f"^{reason}$"):
        logo_of(given)
    source, target = tmp_path / "given.png", tmp_path / "logo.png"
    source.write_bytes(given)
    assert logo_main([str(source), str(target)]) == 2
    assert capsys.readouterr().err == f"{reason}\n"
    assert not target.exists()
