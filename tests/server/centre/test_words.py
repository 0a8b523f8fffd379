"""Every mistake that a centre file can have is said in the reader's language: none is left to "this is not right"."""

import ast
import copy
import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core._pydantic_core import list_all_errors

from config import centre
from config.centre import CentreFile
from config.parts import WEEKDAYS
from config.words import area, languages
from server.centre.mistakes import PATTERNS, mistakes_of
from tests.server.centre.test_book import demo

Schema = Mapping[str, Any]
BOUNDS = {"gt": "greater_than", "ge": "greater_than_equal", "lt": "less_than", "le": "less_than_equal",
          "multiple_of": "multiple_of"}  # fmt: skip
NUMBER = ("int_type", "int_parsing", "int_parsing_size", "int_from_float", "finite_number")
# What a part of a schema refuses by itself, whatever its bounds: https://docs.pydantic.dev/latest/errors/validation_errors/
RAISES: dict[str, tuple[str, ...]] = {
    "str": ("string_type", "string_unicode"),
    "int": NUMBER,
    "float": ("float_type", "float_parsing", "finite_number"),
    "bool": ("bool_type", "bool_parsing"),
    "date": ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
    "list": ("list_type",),
    "dict": ("dict_type",),
    "tuple": ("tuple_type", "missing", "too_long"),
    "literal": ("literal_error",),
    "model": ("model_type",),
    "model-fields": ("missing", "extra_forbidden"),
    "model-field": (),
    "nullable": (),
    "default": (),
    "definitions": (),
    "definition-ref": (),
    "function-after": ("value_error", "assertion_error"),
}
ALL_ERRORS: dict[str, Any] = {one["type"]: one for one in list_all_errors()}


def raised(part: Any) -> Iterator[str]:
    """The type of every error that a schema can raise, from its parts."""
    if isinstance(part, list):
        yield from itertools.chain.from_iterable(map(raised, part))
    elif isinstance(part, dict):
        if isinstance(part.get("type"), str) and part["type"] in RAISES:
            yield from _own(part)
        elif "type" in part and isinstance(part["type"], str):
            pytest.fail(f"this test does not know what a schema of {part['type']!r} raises")
        for name, inner in part.items():
            if name in ("metadata", "serialization", "default", "expected", "config", "function"):
                continue
            yield from itertools.chain.from_iterable(map(raised, inner.values())) if name == "fields" else raised(inner)


def _own(part: Schema) -> Iterator[str]:
    yield from RAISES[part["type"]]
    yield from (error for bound, error in BOUNDS.items() if part.get(bound) is not None)
    text = part["type"] == "str"
    if part.get("min_length") is not None:
        yield "string_too_short" if text else "too_short"
    if part.get("max_length") is not None:
        yield "string_too_long" if text else "too_long"
    if text and part.get("pattern") is not None:
        yield PATTERNS.get(part["pattern"], "string_pattern_mismatch")


def told() -> Iterator[str]:
    """Every code that the house's own checks of the centre file give: written out, or made of a list beside it."""
    for path in Path(centre.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("wrong", "Wrong"):
                code = node.args[0 if node.func.id == "wrong" else 1]
                if isinstance(code, ast.Constant):
                    yield str(code.value)
    yield from (f"unknown_{what}" for what in ("service", "procedure", "zone"))
    whats = ("service_code", "letter", "counter_number", "zone", "priority_group", "special_day", "rating_level")
    yield from (f"twice_{what}" for what in whats)


def placeholders(sentence: str) -> set[str]:
    """What has to be put into a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("lang", languages())
def test_every_error_of_the_models_has_a_sentence(lang: str) -> None:
    words, types = area(lang, "centre"), set(raised(CentreFile.__pydantic_core_schema__))
    assert {"int_parsing_size", "too_short", "pattern_letter", "literal_error", "date_from_datetime_inexact"} <= types
    assert {code for code in types if f"centre.wrong_{code}" not in words} == set()
    for code in types & ALL_ERRORS.keys():
        context = ALL_ERRORS[code]["example_context"] or {}
        assert placeholders(words[f"centre.wrong_{code}"]) <= context.keys(), code


@pytest.mark.parametrize("lang", languages())
def test_every_mistake_of_the_house_has_a_sentence(lang: str) -> None:
    codes = set(told())
    assert {"span_order", "letters_alike", "never_on", "procedure_twice", "vietnamese"} <= codes
    assert {code for code in codes if f"centre.wrong_{code}" not in area(lang, "centre")} == set()


JUNK: tuple[Any, ...] = (
    None, True, 5.5, -1, 10**9, "", "x", "9" * 5000, "1e999", "\ud800", [], {}, [1], [[]], [["07:30"]],
    [["07:30", "x", "y"]], [["9:00", "08:00"]], {"x": 1}, {"mon": [["x", "y"]]}, "2027-01-01T05:30:00", "2027-02-31",
    [None] * 12,
)  # fmt: skip


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place; of a list its first entry stands for all, of a week its Monday."""
    yield path
    inner = part.items() if isinstance(part, dict) else enumerate(part[:1]) if isinstance(part, list) else ()
    for key, value in inner:
        if key not in WEEKDAYS[1:]:
            yield from places(value, (*path, key))


def whole() -> dict[str, Any]:
    """A small centre in which everything that may stand in a file does."""
    small = demo()
    small["procedures"], small["special_days"] = small["procedures"][:1], small["special_days"][:1]
    small["special_days"][0]["procedures"] = []
    made = CentreFile.model_validate(small).model_dump(mode="json")
    made["services"][0] |= {"quota": 5, "many": {"above": 3, "service": "HT"}, "short": {"vi": "A"}, "route": ["HT"]}
    made["services"][0]["hours"] = {"mon": [["07:30", "11:00"]]}
    made["counters"][0]["hours"] = {"weekdays": {"mon": [["07:30", "11:00"]]}}
    made["hours"]["dates"] = [{"date": "2027-01-01", "spans": [["07:30", "11:00"]], "why": {"vi": "Tết"}}]
    made["special_days"][0]["dates"] = ["2027-01-01"]
    made["help_service"] = "CT"
    made["procedures"][0] |= {"same_day_until": "15:00", "posted_from": "2026-01-01", "abolished_from": "2027-01-01"}
    made["procedures"][0]["minutes"] = 5
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def test_whatever_stands_anywhere_is_refused_in_words() -> None:
    """What a file may hold by hand, too: no mistake is left to the sentence that says nothing."""
    document, seen = whole(), set()
    CentreFile.model_validate(document)
    kinds = {path[-2:]: path for path in places(document) if path}  # a name is a name wherever it stands
    for path in kinds.values():
        for junk in JUNK if path != ("timezone",) else (None, 5, "x", []):  # a zone is looked for on the disk
            seen |= set(codes_of(document, path, junk))
    for lang in languages():
        assert {code for code in seen if f"centre.wrong_{code}" not in area(lang, "centre")} == set()
    assert {"int_parsing_size", "bool_type", "too_long", "string_unicode", "date_from_datetime_inexact"} <= seen


def codes_of(document: dict[str, Any], path: tuple[Any, ...], junk: Any) -> list[str]:
    """The codes of a document with something else in one place."""
    made = copy.deepcopy(document)
    part: Any = made
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = junk
    try:
        CentreFile.model_validate(made)
    except ValidationError as error:
        mistakes = mistakes_of(error)
        assert all(one.say(lang) for one in mistakes for lang in languages())
        return [one.code for one in mistakes]
    return []
