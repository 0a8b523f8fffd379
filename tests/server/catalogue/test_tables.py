"""Tables that go out come in again unchanged; what is hostile or broken is named, never believed."""

import contextlib
import csv
import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.centre import DEMO, read_centre_file
from config.procedures import LEVELS, ProcedurePart
from server.catalogue import reading
from server.catalogue.columns import Wrong
from server.catalogue.plan import make_plan
from server.catalogue.reading import read_table
from server.catalogue.writing import as_csv, as_xlsx
from tests.server.catalogue.rows import KNOWN, part, table

texts = st.text("aăđ '\"=+-@;,0|\n", max_size=12).map(lambda text: " ".join(text.split()))
some = texts.filter(bool)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
parts = st.builds(
    lambda code, names, days, more: ProcedurePart(
        code=f"1.{code:06d}", service="DD", name=names, posted_from=days[0], abolished_from=days[1], **more
    ),
    st.integers(0, 999_999),
    st.fixed_dictionaries({"vi": some}, optional={"en": some, "km": some}),
    st.tuples(days, days).map(lambda two: two if None in two or two[0] < two[1] else (two[0], None)),  # type: ignore[operator]
    st.fixed_dictionaries({
        "papers": st.lists(some, max_size=3), "decision": st.none() | some, "official_name": texts, "time": texts,
        "fee": texts, "level": st.sampled_from(LEVELS), "minutes": st.none() | st.sampled_from([4, 13.7, 480.0]),
        "same_day_until": st.sampled_from([None, "15:00"]), "place": texts,
    }),
)  # fmt: skip


@settings(max_examples=settings.default.max_examples // 4)  # type: ignore[union-attr]  # a workbook is slow to make
@given(st.lists(parts, max_size=3, unique_by=lambda one: one.code), st.sampled_from(["vi", "en"]))
def test_what_goes_out_comes_in_unchanged(catalogue: list[ProcedurePart], lang: str) -> None:
    for data in (as_csv(catalogue, lang), as_xlsx(catalogue, lang)):
        plan = make_plan(read_table(data), catalogue, KNOWN)
        assert (plan.faults, plan.changes, plan.same) == ([], [], len(catalogue))
        if not any("km" in one.name for one in catalogue):  # an empty catalogue does not know this language
            assert make_plan(read_table(data), [], KNOWN).catalogue == catalogue


def test_the_demo_catalogue_goes_out_and_comes_in() -> None:
    from server.catalogue.columns import known_services

    file = read_centre_file(DEMO)
    known = known_services({service.code: service.name for service in file.services})
    plan = make_plan(read_table(as_xlsx(file.procedures, "en")), file.procedures, known)
    assert (plan.faults, plan.changes, plan.same, plan.left_out) == ([], [], 48, [])


GUARDED = ["=1+1", "+84", "-1", "@SUM(A1)", "\t=x", "\r=x", "'=x", "''-x"]
HARMLESS = ["1-1", "a=b", "'a", "''", "x@y", "x'=1"]


@pytest.mark.parametrize("text", [*GUARDED, *HARMLESS])
def test_no_cell_of_a_csv_begins_as_a_formula(text: str) -> None:
    data = as_csv([part(fee=text, name={"vi": text})], "vi")
    cells = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1]
    assert cells.count("'" + text if text in GUARDED else text) == 2
    read = read_table(data)[1]
    assert (read.cells.count(text), read.formulas) == (2, frozenset())


def test_what_another_program_did_not_guard_is_left_as_it_is() -> None:
    assert read_table(b"code,fee,time\n1.000001,-5,+84\n")[1].cells == ("1.000001", "-5", "+84")


def test_texts_of_a_workbook_are_texts() -> None:
    hostile = part(fee="=HYPERLINK(1)", time="2026", place="#N/A", minutes=12.5, posted="2026-07-01")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([hostile], "vi")))
    cells = {cell.value: cell.data_type for cell in next(book.worksheets[0].iter_rows(min_row=2))}
    assert cells["=HYPERLINK(1)"] == "s"
    assert cells["1.000001"] == "s"
    assert cells["2026"] == "s"
    assert cells["#N/A"] == "s"
    assert cells[datetime(2026, 7, 1)] == "d"
    assert cells[12.5] == "n"


ROWS = ("Mã thủ tục|Tên ngắn|Giấy tờ cần có", "1.000001|Khai sinh|Một;hai, ba")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_comes_as_programs_write_it(delimiter: str, encoding: str) -> None:
    lines = read_table(table(*ROWS, delimiter=delimiter).decode().encode(encoding))
    assert lines[1].cells == ("1.000001", "Khai sinh", "Một;hai, ba")


def test_csv_may_say_its_delimiter_and_hold_empty_and_long_rows() -> None:
    lines = read_table(b'sep=;\ncode;name\n\n1.000001;"a\nb"\n')
    assert [(line.number, line.cells) for line in lines] == [(2, ("code", "name")), (4, ("1.000001", "a\nb"))]


def workbook(*rows: tuple[Any, ...], hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if hidden:
        sheet.sheet_state = "hidden"
        sheet.append(["secret"])
        sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_numbers_days_and_times_of_a_workbook_are_understood() -> None:
    rows = [
        ("code", "name", "service", "posted_from", "same_day_until", "minutes"),
        (2.00072, "a", "HT", datetime(2026, 7, 1), time(15), 12.5),
        (1001193, "b", "Đất đai", date(2026, 7, 2), "15h", 12),
        ("1,000894", "c", "civil STATUS", "3/7/2026", "9:30", "13,7"),
    ]
    made = make_plan(read_table(workbook(*rows, hidden=True)), [], KNOWN)
    assert made.faults == []
    assert [(p.code, p.service, str(p.posted_from), p.same_day_until, p.minutes) for p in made.catalogue] == [
        ("2.000720", "HT", "2026-07-01", "15:00", 12.5),
        ("1.001193", "DD", "2026-07-02", "15:00", 12),
        ("1.000894", "HT", "2026-07-03", "09:30", 13.7),
    ]


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb(rows: bytes) -> bytes:
    """A real workbook whose sheet is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("code", "name")))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, rows if "sheet1" in name else old.read(name))
    return out.getvalue()


ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 500 + b'"><!ENTITY b "' + b"&a;" * 500 + b'">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_rows"),
        (b"\n\n ; \n", "no_rows"),
        (b"PK\x03\x04 and then nothing", "not_a_table"),
        (packed(hello=b"x"), "not_a_table"),
        (packed(**{"[Content_Types].xml": b"<nonsense"}), "not_a_table"),
        (packed(**{"[Content_Types].xml": b"x", "bomb": b"0" * (reading.LARGEST_UNPACKED + 1)}), "too_large_unpacked"),
        (packed(**{f"part-{n}": b"" for n in range(reading.MOST_PARTS + 1)}), "too_large_unpacked"),
        (bomb(b"<broken"), "not_a_table"),
        (bomb(ENTITIES), "not_a_table"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "old_excel"),
        (b"code;name\n1.000001;\xff\xfe\n", "encoding"),
        (b"code\x00name", "not_a_table"),
        (b'code,name\n"never closed', "not_a_table"),
        (b"code" + b",x" * reading.MOST_COLUMNS, "too_many_columns"),
        (b"code\n" * (reading.MOST_ROWS + 2), "too_many_rows"),
        (b"x" * (reading.LARGEST + 1), "too_large"),
        (b"code,name\n" + b"x" * 200_000, "not_a_table"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read_table(data)
    assert wrong.value.code == code


def sheet(cells: str, encoding: str = "utf-8", head: str = "", name: str = "worksheet") -> bytes:
    """A workbook whose sheet is written by hand."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    prefix = name.rpartition(":")[0]
    text = f'{head}<{name} xmlns{":" + prefix if prefix else ""}="{space}">'
    row = f"{prefix}:" if prefix else ""
    return bomb(f"{text}<{row}sheetData><{row}row>{cells}</{row}row></{row}sheetData></{name}>".encode(encoding))


MANY = reading.MOST_CELLS + 1
WIDE_ROW = "x" + ";x" * 49 + "\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (WIDE_ROW.encode() * (MANY // 50 + 1), "too_large_table"),
        (sheet("<c/>" * MANY), "too_large_table"),
        (sheet('<c r="A1"/>' * MANY), "too_large_table"),
        (sheet("<x:c></x:c>" * MANY, name="x:worksheet"), "too_large_table"),
        (sheet("<c/>", "utf-16"), "not_a_table"),
        (sheet("<c/>", "utf-16-le"), "not_a_table"),
        (sheet("<c/>", "utf-16-be"), "not_a_table"),
        (sheet("<c/>", head="<?xml version='1.0' encoding='cp037'?>"), "not_a_table"),
        (sheet("<c/>", head='<?xml version="1.0" encoding="ISO-8859-1"?>'), "not_a_table"),
        (sheet("<c/>", head='<?xml version="1.0" encoding="UTF-8"?>'), "no_rows"),
    ],
)  # fmt: skip
def test_cells_are_counted_before_they_are_read(data: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if code != "no_rows" and data.startswith(b"PK"):
        monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("the workbook was opened"))
    with pytest.raises(Wrong) as wrong:
        read_table(data)
    assert wrong.value.code == code


def test_a_table_up_to_the_bound_is_read() -> None:
    rows = [tuple(f"{row}" for _ in range(20)) for row in range(reading.MOST_CELLS // 20)]
    assert [len(line.cells) for line in read_table(workbook(*rows))] == [20] * len(rows)
    plain = "\n".join(";".join(row) + ";;;;" for row in rows).encode()
    assert len(read_table(plain)) == len(rows)


def test_what_is_empty_behind_the_last_value_of_a_row_is_no_cell() -> None:
    (line,) = read_table(workbook(("a", None, "b", None, None)))
    assert line.cells == ("a", "", "b")


def test_formulas_are_seen_in_both_kinds() -> None:
    for data in (b"code,name\n1.000001,=1+1\n", workbook(("code", "name"), ("1.000001", "=1+1"))):
        assert read_table(data)[1].formulas == {1}


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda data: b"PK\x03\x04" + data))
def test_any_bytes_are_a_table_or_named(data: bytes) -> None:
    with contextlib.suppress(Wrong):
        assert read_table(data)
