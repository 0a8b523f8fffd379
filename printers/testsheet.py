"""The test page: a ruler for every width of paper, each with its letter at the right edge, and words to read."""

from PIL import Image, ImageDraw

from printers.fonts import Fonts
from printers.fonts import load as load_fonts
from printers.typeset import wrap

RULERS = {"A": 384, "B": 512, "C": 576}
"""The letter at the right edge of a ruler, and the ruler's width in dots. The last whole letter tells the width."""

NARROWEST = min(RULERS.values())
DOTS_PER_CM = 80
HEIGHT, BOX = 72, 48

TITLE = "MỜI SỐ – TRANG IN THỬ [TEST PAGE]"
QUESTION = (
    "Chữ cái nào ở mép phải còn nguyên vẹn, là chữ xa nhất về bên phải: A, B hay C? "
    "[Which is the letter furthest to the right that is still whole: A, B or C?]"
)
LETTERS = "Ầ Ẩ Ẫ Ậ Ắ Ằ Ẳ Ẵ Ặ  ế ề ể ễ ệ  ố ồ ổ ỗ ộ  ớ ờ ở ỡ ợ  ứ ừ ử ữ ự  ý ỳ ỷ ỹ ỵ  Đ đ"
SAMPLE = "Mời số A045 đến quầy 2. Phiếu này không thay Giấy tiếp nhận hồ sơ."


def draw_page(words: str = "", fonts: Fonts | None = None) -> tuple[Image.Image, ...]:
    """The page as pictures under each other, mode "1", no ruler wider than it has to be: what a narrow printer does
    with a picture that is too wide is then seen at that ruler only. `words` is one more line, such as the address."""
    faces = fonts or load_fonts()
    head = _text([("700Bold", 22, TITLE), ("400Regular", 20, words)], faces)
    rulers = [_ruler(width, letter, faces) for letter, width in RULERS.items()]
    foot = _text([("600SemiBold", 22, QUESTION), ("400Regular", 22, LETTERS), ("400Regular", 22, SAMPLE)], faces)
    return head, *rulers, foot


def _ruler(width: int, letter: str, fonts: Fonts) -> Image.Image:
    """From the left edge to the right one: centimetres (at 203 dpi), and the letter in a box up to the last dot."""
    picture = Image.new("1", (width, HEIGHT), 1)
    brush = ImageDraw.Draw(picture)
    brush.fontmode = "1"
    brush.rectangle((0, HEIGHT - 12, width - 1, HEIGHT - 9), fill=0)
    for cm in range(width // DOTS_PER_CM + 1):
        at = cm * DOTS_PER_CM
        brush.rectangle((at, HEIGHT - 28, at + 1, HEIGHT - 9), fill=0)
        if at + 30 < width - BOX:  # a figure under the letter would spoil both
            brush.text((at + 6, HEIGHT - 16), str(cm), fill=0, font=fonts.face("400Regular", 20), anchor="ls")
    brush.rectangle((width - BOX, 0, width - 1, BOX - 1), fill=0)
    face = fonts.face("700Bold", 40)
    brush.text((width - BOX // 2, BOX // 2), letter, fill=1, font=face, anchor="mm")
    return picture


def _text(paragraphs: list[tuple[str, int, str]], fonts: Fonts) -> Image.Image:
    """Paragraphs, no wider than the narrowest paper."""
    lines = [
        (fonts.face(weight, size), line, round(size * 1.4))  # type: ignore[arg-type]
        for weight, size, words in paragraphs
        for line in wrap(words, fonts.face(weight, size), NARROWEST)  # type: ignore[arg-type]
    ]
    picture = Image.new("1", (NARROWEST, 12 + sum(height for _, _, height in lines)), 1)
    brush = ImageDraw.Draw(picture)
    brush.fontmode = "1"
    top = 0
    for face, line, height in lines:
        brush.text((0, top + round(height * 0.8)), line, fill=0, font=face, anchor="ls")
        top += height
    return picture
