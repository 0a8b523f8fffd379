"""What a table would do: every mistake has its row and column, nothing is half done, nothing is lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.procedures import ProcedurePart, clashes
from config.words import languages, word
from server.catalogue.book import postings, state
from server.catalogue.edit import abolish, put
from server.catalogue.plan import Plan, make_plan, plain, rewritten
from server.catalogue.reading import read_table
from server.catalogue.report import report
from tests.server.catalogue.rows import KNOWN, part, table

BEFORE = [part("1.000001", fee="Miễn phí"), part("1.000002", "2026-01-01")]
HEAD = "Mã thủ tục|Lĩnh vực|Tên ngắn|Niêm yết từ|Gỡ bỏ từ"


def planned(*rows: str, before: list[ProcedurePart] = BEFORE) -> Plan:
    return make_plan(read_table(table(*rows)), before, KNOWN)


def faults(plan: Plan) -> list[tuple[int, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in plan.faults]


def test_a_new_row_an_altered_one_and_one_left_out() -> None:
    plan = planned(HEAD, "1.000001|HT|Tên khác||", "1.000003|Đất đai|Mới|1/7/2027|")
    assert faults(plan) == []
    assert [(c.row, c.after.code, c.fields, c.is_new) for c in plan.changes] == [
        (2, "1.000001", ("name",), False),
        (3, "1.000003", (), True),
    ]
    assert [one.code for one in plan.left_out] == ["1.000002"]
    assert [one.code for one in plan.catalogue] == ["1.000001", "1.000002", "1.000003"]
    assert plan.catalogue[0].fee == "Miễn phí"  # a column that is not there changes nothing


def test_an_empty_cell_empties_and_a_name_in_another_language_goes() -> None:
    before = [part(name={"vi": "a", "en": "b"}, fee="x", decision="1/QĐ")]
    plan = planned("code|name_en|fee|decision", "1.000001|||", before=before)
    assert plan.catalogue == [part(name={"vi": "a"})]
    assert plan.changes[0].fields == ("name", "decision", "fee")


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("1.00001x|HT|a||", [(2, "code", "code")]),
        ("|HT|a||", [(2, "code", "no_code")]),
        ("1.000003|XX|a||", [(2, "service", "service")]),
        ("1.000003|HT|||", [(2, "name", "empty")]),
        ("1.000003|HT|=A1||", [(2, "name", "formula")]),
        ("1.000003|HT|a\x07||", [(2, "name", "control")]),
        ("1.000003|HT|" + "a" * 301 + "||", [(2, "name", "too_long")]),
        ("1.000003|HT|a|31/2/2026|", [(2, "posted_from", "day")]),
        ("1.000003|HT|a|2026|x", [(2, "posted_from", "day"), (2, "abolished_from", "day")]),
        ("1.000003|HT|a|2026-07-02|2026-07-01", [(2, "abolished_from", "ends_before")]),
        ("1.000002|HT|a|2026-07-01|", [(2, "posted_from", "in_force_twice")]),
        ("1.000003|HT|a|||and more", [(2, None, "too_many_cells")]),
    ],
)
def test_a_wrong_row_is_named_with_its_column_and_changes_nothing(row: str, found: list[Any]) -> None:
    plan = planned(HEAD, row, "1.000001|HT|Tên khác||")
    assert faults(plan) == found
    assert [change.after.code for change in plan.changes] == ["1.000001"]
    assert not plan.may_be_done(only_all=True)
    assert plan.may_be_done(only_all=False)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("same_day_until", "24:30", "clock"),
        ("level", "x", "level"),
        ("minutes", "0", "minutes"),
        ("minutes", "1e9", "minutes"),
        ("source", "javascript:alert(1)", "source"),
        ("source", "https://example.com/dichvucong.gov.vn/", "source"),
        ("source", "http://dichvucong.gov.vn/", "source"),
        ("papers", "\n".join("a" * 41), "too_many_papers"),
        ("fee", "a" * 501, "too_long"),
    ],
)
def test_every_kind_of_cell_is_checked(column: str, cell: str, code: str) -> None:
    assert faults(planned(f"code|{column}", f"1.000001|{cell}")) == [(2, column, code)]


@pytest.mark.parametrize(
    ("head", "found", "broken"),
    [
        ("Mã thủ tục|code", [(1, "code", "column_twice")], True),
        ("Tên ngắn|fee", [(1, None, "no_code_column")], True),
        ("code|Màu", [(1, "Màu", "column_unknown")], False),
    ],
)
def test_a_wrong_heading_is_named(head: str, found: list[Any], broken: bool) -> None:
    plan = planned(head, "1.000001|x")
    assert faults(plan)[: len(found)] == found
    assert plan.may_be_done(only_all=False) is not broken


def test_the_same_version_twice_is_wrong_the_second_time() -> None:
    plan = planned(HEAD, "1.000001|HT|a||", "1.000001|HT|b||")
    assert faults(plan) == [(3, "code", "twice")]
    assert plan.catalogue[0].name == {"vi": "a"}


def test_a_new_version_needs_the_end_of_the_old_one_also_when_its_row_is_wrong() -> None:
    good = planned(HEAD, "1.000002|HT|a|2026-01-01|2026-07-01", "1.000002|HT|b|2026-07-01|")
    assert faults(good) == []
    assert [str(one.posted_from) for one in good.catalogue[1:]] == ["2026-01-01", "2026-07-01"]
    bad = planned(HEAD, "1.000002|XX|a|2026-01-01|2026-07-01", "1.000002|HT|b|2026-07-01|")
    assert faults(bad) == [(2, "service", "service"), (3, "posted_from", "in_force_twice")]
    assert bad.catalogue == BEFORE


codes = st.sampled_from(["1.000001", "1.000002", "1.000003"])
dates = st.sampled_from(["", "2026-01-01", "2026-07-01", "2027-01-01"])
rows = st.lists(
    st.builds("|".join, st.tuples(codes, st.sampled_from(["HT", "XX"]), st.just("a"), dates, dates)), max_size=6
)


@given(rows)
def test_whatever_comes_the_catalogue_stays_sound_and_keeps_what_is_left_out(given_rows: list[str]) -> None:
    plan = planned(HEAD, *given_rows)
    assert not list(clashes(plan.catalogue))
    kept = {one.code for one in plan.left_out}
    assert all(one in plan.catalogue for one in BEFORE if one.code in kept and one in plan.left_out)
    assert plan.read == len(given_rows)
    wrong = {fault.row for fault in plan.faults}
    assert plan.same + len(plan.changes) + len(wrong) == plan.read
    again = make_plan(read_table(table(HEAD, *given_rows)), plan.catalogue, KNOWN)
    assert not again.changes  # taking the good rows twice changes nothing the second time


def test_rows_of_the_file_that_stay_are_not_rewritten() -> None:
    row = {"name": {"vi": "Thủ tục 1.000001"}, "code": "1.000001", "service": "HT", "level": "in_person", "fee": ""}
    kept, changed = rewritten([row], [part("1.000001"), part("1.000002")])
    assert kept is row
    assert changed == {"code": "1.000002", "service": "HT", "name": {"vi": "Thủ tục 1.000002"}}
    assert rewritten([row], [part("1.000001", fee="1")])[0]["fee"] == "1"


@pytest.mark.parametrize("lang", languages())
def test_the_report_is_in_the_readers_language(lang: str) -> None:
    plan = planned(HEAD, "1.000003|XX|a||", "1.000001|HT|b||")
    said = report(plan, lang)
    assert said["rows"] == {"read": 2, "new": 0, "changed": 1, "same": 0, "wrong": 1}
    assert said["mistakes"] == [
        {
            "row": 2,
            "column": word(lang, "catalogue.column_service"),
            "code": "service",
            "message": word(lang, "catalogue.wrong_service", said="XX"),
        }
    ]
    assert said["changes"][0]["fields"] == [word(lang, "catalogue.column_name")]


def test_by_hand_a_new_version_ends_the_old_one() -> None:
    said = {"name": "Mới", "posted_from": "2026-07-01", "abolished_from": ""}
    merged, after, wrong = put(BEFORE, said, KNOWN, of=("1.000002", "2026-01-01"), new=True)
    assert wrong == []
    assert after is merged[2]
    assert [(str(one.posted_from), str(one.abolished_from)) for one in merged[1:]] == [
        ("2026-01-01", "2026-07-01"),
        ("2026-07-01", "None"),
    ]


@pytest.mark.parametrize(
    ("said", "of", "code"),
    [
        ({"code": "1.000001", "name": "a", "service": "HT"}, None, "exists"),
        ({"code": "1.000001", "name": "a", "service": "HT", "posted_from": "2026-07-01"}, None, "in_force_twice"),
        ({"name": ""}, ("1.000001", None), "empty"),
        ({"abolished_from": "2025-01-01"}, ("1.000002", "2026-01-01"), "ends_before"),
        ({"name": "a"}, ("9.999999", None), "unknown"),
    ],
)
def test_by_hand_what_cannot_be_is_named(said: dict[str, str], of: Any, code: str) -> None:
    merged, after, wrong = put(BEFORE, said, KNOWN, of=of)
    assert (merged, after, [fault.code for fault in wrong]) == (BEFORE, None, [code])


def test_withdrawing_keeps_the_version_in_the_book() -> None:
    merged, wrong = abolish(BEFORE, ("1.000002", "2026-01-01"), "2026-07-01", KNOWN)
    assert wrong == []
    day = merged[1].abolished_from
    assert day is not None
    assert (state(merged[1], day), state(merged[1], day.replace(month=6))) == ("abolished", "in_force")
    assert abolish(BEFORE, ("1.000002", "2026-01-01"), " ", KNOWN)[1][0].code == "empty"


def test_the_book_tells_a_replaced_version_once() -> None:
    catalogue = [
        part("1.000001", "2026-01-01", "2026-07-01"),
        part("1.000001", "2026-07-01"),
        part("1.000002", None, "2026-03-01"),
    ]
    assert [(str(one.day), one.what, one.part.code) for one in postings(catalogue)] == [
        ("2026-07-01", "replaced", "1.000001"),
        ("2026-03-01", "abolished", "1.000002"),
        ("2026-01-01", "posted", "1.000001"),
    ]
    assert plain(part("1.000001")) == {"code": "1.000001", "service": "HT", "name": {"vi": "Thủ tục 1.000001"}}
