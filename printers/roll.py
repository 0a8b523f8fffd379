"""The paper of the emulated printer: rows of dots until the knife comes down."""

from PIL import Image, ImageDraw, ImageFont

TEXT_ROWS, TEXT_SIZE, TEXT_PITCH = 30, 22, 12
"""A line of built-in text: 30 dots high, 12 dots a character, as font A of 80 mm printers."""

ROWS_PER_MM = 8
"""203 dpi: eight rows of dots to a millimetre, as nearly all receipt printers."""

KNIFE_GAP = 120
"""Rows between head and knife (15 mm): so much white paper goes by at every cut, above the next ticket."""

LONGEST = 16_000
"""Rows (2 m) after which a strip that nobody cuts is cut: no stream of junk may fill the memory."""


class Roll:
    """One strip of paper, `width` dots wide. Rows are bytes, most significant bit left, 1 is black."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._rows: list[bytes] = []

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, dots: bytes, align: int) -> None:
        """One row of a picture; `align` is ESC a's 0 left, 1 centre, 2 right. What is wider than the paper is lost."""
        spare = max(0, self.width - 8 * len(dots))
        shift = (0, spare // 2, spare)[align]
        line = int.from_bytes(dots) << max(0, self.width - 8 * len(dots)) >> shift
        line >>= max(0, 8 * len(dots) - self.width)
        self._rows.append(line.to_bytes(self.width // 8))

    def feed(self, rows: int) -> None:
        """White rows."""
        self._rows += [bytes(self.width // 8)] * rows

    def text(self, line: bytes) -> None:
        """Characters in the printer's own type: plain enough to see that somebody sent text, or junk."""
        strip = Image.new("1", (self.width, TEXT_ROWS), 0)
        brush, face = ImageDraw.Draw(strip), ImageFont.load_default(TEXT_SIZE)
        for column, letter in enumerate(line.decode("cp437")):
            brush.text((column * TEXT_PITCH, 2), letter if letter.isprintable() else "?", fill=1, font=face)
        dots, step = strip.tobytes(), self.width // 8
        self._rows += [dots[start : start + step] for start in range(0, len(dots), step)]

    def cut(self) -> Image.Image | None:
        """The strip as a picture, mode "1", black on white; None when nothing but white came out since the last cut."""
        rows, self._rows = self._rows, []
        if not any(map(any, rows)):
            return None
        return Image.frombytes("1", (self.width, len(rows)), bytes(byte ^ 0xFF for byte in b"".join(rows)))
