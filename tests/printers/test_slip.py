import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.slip import LONGEST, MOST, OPTIONAL, from_dict, shortened
from tests.printers.fakes import SLIP

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def test_a_slip_survives_json() -> None:
    full = replace(
        SLIP,
        priority="ƯU TIÊN",
        copy=1,
        copy_mark="IN LẠI LẦN 1 – 08:21",
        second=("Civil status",),
        papers_more="… và {n} giấy tờ khác",
        papers_left=2,
        logo="0" * 64,
    )
    assert from_dict(json.loads(json.dumps(full.to_dict()))) == full
    assert from_dict(json.loads(json.dumps(SLIP.to_dict()))) == SLIP


def test_unknown_keys_are_ignored() -> None:
    assert from_dict({**SLIP.to_dict(), "colour": "red"}) == SLIP


def test_optional_fields_may_be_left_out() -> None:
    data = SLIP.to_dict()
    for name in OPTIONAL:
        del data[name]
    assert from_dict(data) == SLIP


@pytest.mark.parametrize("name", [name for name in SLIP.to_dict() if name not in OPTIONAL])
def test_a_missing_field_is_named(name: str) -> None:
    data = SLIP.to_dict()
    del data[name]
    with pytest.raises(ValueError, match=rf"missing {name}"):
        from_dict(data)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("label", ""),
        ("label", "A" * 13),
        ("service", 5),
        ("service", "x" * (LONGEST["service"] + 1)),
        ("agency", "one text"),
        ("papers", ["x"] * (MOST["papers"] + 1)),
        ("papers", ["x" * (LONGEST["papers"] + 1)]),
        ("facts", [["x", "y" * (LONGEST["facts"] + 1)]]),
        ("facts", [["x", "y"]] * (MOST["facts"] + 1)),
        ("second", "one text"),
        ("label", "\u200b"),
        ("logo", "crest.png"),
        ("logo", "A" * 64),
        ("logo", 5),
        ("papers_left", -1),
        ("facts", [["only a name"]]),
        ("facts", [["name", 12]]),
        ("copy", -1),
        ("copy", True),
        ("copy", 1),
        ("priority", 1),
    ],
)
def test_a_bad_value_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match="slip: "):
        from_dict({**SLIP.to_dict(), name: value})


@given(name=st.sampled_from(sorted(SLIP.to_dict())), value=ANYTHING)
def test_any_value_is_either_a_slip_or_a_clear_error(name: str, value: object) -> None:
    try:
        slip = from_dict({**SLIP.to_dict(), name: value})
    except ValueError as trouble:
        complaint = str(trouble)
        assert complaint.startswith("slip: ")
    else:
        assert from_dict(slip.to_dict()) == slip


@pytest.mark.parametrize("data", [None, [], "slip", 3])
def test_only_an_object_is_a_slip(data: object) -> None:
    with pytest.raises(ValueError, match="expected an object"):
        from_dict(data)


def test_letters_are_counted_composed() -> None:
    name = "ễ" * LONGEST["title"]
    assert replace(SLIP, title=unicodedata.normalize("NFD", name)).title != name


@given(text=st.text(alphabet="aễ ,.-", max_size=60), longest=st.integers(4, 40))
def test_a_shortened_text_is_short_and_says_so(text: str, longest: int) -> None:
    short = shortened(text, longest)
    assert len(short) <= longest + 1
    assert short == text if len(text) <= longest else short.endswith("…")
    assert shortened("Đăng ký khai sinh", 12) == "Đăng ký…"
