"""Writing the catalogue as a table: CSV for programs and LibreOffice, XLSX for Excel."""

import csv
import io
import re
from datetime import date

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from config.procedures import ProcedurePart
from server.catalogue.columns import CONTROL, heading, keys, written

BOM = "\ufeff"  # without it Excel takes Vietnamese for something else
FORMULA = re.compile(r"'*[=+\-@\t\r]")
WIDTHS = {"code": 11, "service": 9, "name": 40, "official_name": 50, "papers": 60, "time": 30, "source": 30}


def as_csv(rows: list[ProcedurePart], lang: str) -> bytes:
    """UTF-8 with a mark, commas, CRLF (RFC 4180).

    What a spreadsheet would take for a formula begins with an apostrophe, which the import takes off again.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out)
    columns = keys(rows)
    table.writerow([heading(key, lang) for key in columns])
    table.writerows([[_guarded(written(row, key, lang)) for key in columns] for row in rows])
    return (BOM + out.getvalue()).encode()


def _guarded(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def as_xlsx(rows: list[ProcedurePart], lang: str) -> bytes:
    """A workbook of one sheet; texts are texts, whatever they begin with, and days are days."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("procedures")
    columns = keys(rows)
    sheet.freeze_panes = "B2"
    for place, key in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(key, 16)

    def cell(text: str, value: date | float | None, head: bool) -> Cell:
        made = WriteOnlyCell(sheet, value=CONTROL.sub(" ", text) or None)
        if text:
            made.data_type = "s"
        if value is not None:
            made.value = value
        if isinstance(value, date):
            made.number_format = "dd/mm/yyyy"
        made.alignment = Alignment(wrap_text=True, vertical="top")
        made.font = Font(bold=head)
        return made

    sheet.append([cell(heading(key, lang), None, True) for key in columns])
    for row in rows:
        special = {"minutes": row.minutes, "posted_from": row.posted_from, "abolished_from": row.abolished_from}
        sheet.append([cell(written(row, key, lang), special.get(key), False) for key in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
