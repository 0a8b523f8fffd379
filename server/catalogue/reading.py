"""Reading tables that people send: CSV as any program writes it, XLSX. Nothing in a file is believed.

Bounds stand before the work: bytes of the file (the door), bytes of an XLSX unpacked, cells, rows, columns.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import openpyxl

from server.catalogue.columns import Wrong

MOST_ROWS = 2000
MOST_COLUMNS = 60
MOST_CELLS = 20_000  # of a table; in an XLSX those count too that are empty but have a format: each is read
LAST_ROW = 10_000  # of a sheet with gaps: what stands below is not looked for
LARGEST = 2_000_000  # bytes of a file
LARGEST_UNPACKED = 16_000_000  # bytes of an XLSX without its packing
MOST_PARTS = 200  # files in an XLSX
DELIMITERS = (",", ";", "\t")
CELL = re.compile(rb"<(?:[^\s<>/:]{1,80}:)?c[\s/>]")
WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")  # XML in UTF-16 or wider
FOREIGN = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
GUARDED = re.compile(r"'+[=+\-@\t\r]")  # as our own export writes what a spreadsheet would take for a formula


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its number in the file, and the columns (from 0) that hold a formula instead of a value."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()


def read_table(data: bytes) -> list[Line]:
    """All rows that hold anything. Wrong with the reason when the file is no table that can be read."""
    if len(data) > LARGEST:
        raise Wrong("too_large", mb=LARGEST // 1_000_000)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Wrong("old_excel")
    lines = _xlsx(data) if data.startswith(b"PK") else _csv(_text(data))
    found: list[Line] = []
    cells = 0
    for line in lines:
        if any(line.cells) or line.formulas:
            cells += sum(1 for cell in line.cells if cell) + len(line.formulas)
            if len(found) > MOST_ROWS:
                raise Wrong("too_many_rows", most=MOST_ROWS)
            if cells > MOST_CELLS:
                raise Wrong("too_large_table", most=MOST_CELLS)
            found.append(line)
    if not found:
        raise Wrong("no_rows")
    return found


def _text(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong("encoding") from None
    if "\x00" in text:
        raise Wrong("not_a_table")
    return text


def _csv(text: str) -> Iterator[Line]:
    head, _, rest = text.partition("\n")
    said = re.fullmatch(r"sep=([,;\t])\s*", head)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = said[1] if said else max(DELIMITERS, key=lambda sign: _outside_quotes(first, sign))
    reader = csv.reader(io.StringIO(rest if said else text, newline=""), delimiter=delimiter, strict=True)
    number = 2 if said else 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise Wrong("too_many_columns", most=MOST_COLUMNS)
            formulas = frozenset(place for place, cell in enumerate(cells) if cell.lstrip().startswith("="))
            plain = tuple(cell[1:] if GUARDED.match(cell) else cell.strip() for cell in cells)
            yield Line(number, plain, formulas)
            number += 1
    except csv.Error:
        raise Wrong("not_a_table") from None


def _outside_quotes(line: str, sign: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(sign)


def _xlsx(data: bytes) -> Iterator[Line]:
    _assert_packed_honestly(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
            rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS)
            yield from (_line(number, cells) for number, cells in enumerate(rows, 1))
        finally:
            book.close()
    except Wrong:
        raise
    except Exception as error:  # what a broken or hostile file makes the reader raise is not foreseeable
        raise Wrong("not_a_table") from error


def _assert_packed_honestly(data: bytes) -> None:
    """Raise Wrong for what is no XLSX, or is far more than it seems; no part unpacks to more than it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Wrong("too_large_unpacked")
            if "[Content_Types].xml" not in {part.filename for part in parts}:
                raise Wrong("not_a_table")
            _assert_few_cells(archive.read(part) for part in parts)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        raise Wrong("not_a_table") from None


def _assert_few_cells(parts: Iterable[bytes]) -> None:
    """Raise Wrong for more cells than are read, told by their tags (ECMA-376-1, 18.3.1.4): one of four bytes is as much

    work as one of a thousand. In another encoding than UTF-8, which no spreadsheet writes, tags would not be seen.
    """
    cells = 0
    for data in parts:
        if data.startswith(WIDE) or FOREIGN.match(data):
            raise Wrong("not_a_table")
        cells += sum(1 for _ in CELL.finditer(data))
        if cells > MOST_CELLS:
            raise Wrong("too_large_table", most=MOST_CELLS)


def _line(number: int, cells: Sequence[Any]) -> Line:
    last = next((place for place in range(len(cells), 0, -1) if cells[place - 1].value is not None), 0)
    held = cells[:last]
    formulas = frozenset(place for place, cell in enumerate(held) if getattr(cell, "data_type", None) == "f")
    return Line(
        number, tuple("" if place in formulas else _plain(cell.value) for place, cell in enumerate(held)), formulas
    )


def _plain(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case float():
            return f"{value:.10g}"
    return str(value).strip()
