"""Letters that are offered in place of one that is refused: free, and taken for no other."""

from itertools import combinations
from string import ascii_uppercase
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from config.letters import alike
from server.centre import book
from server.centre.letters import OFFERED, advised, free_letters
from server.centre.mistakes import Mistake
from tests.server.centre.test_book import demo


def sounds(a: str, b: str) -> str:
    """How much two letters sound alike."""
    return next((pair.level for pair in alike((a, b))), "")


@given(st.sets(st.sampled_from([*ascii_uppercase, "AB", "DV", "ST"]), max_size=29))
def test_what_is_offered_is_free_and_refused_beside_no_other(taken: set[str]) -> None:
    free = free_letters(taken)
    assert 0 < len(free) <= OFFERED
    assert not taken & set(free)
    assert [pair for one in free for pair in alike([*taken, one]) if one in (pair.a, pair.b) and pair.level == "same"
            ] == []  # fmt: skip


def test_clear_letters_come_before_close_ones_and_pairs_last() -> None:
    assert free_letters(["A", "H"]) == ["B", "C", "K", "L", "M", "S"]
    offered = free_letters("ABCHKLMS", 20)
    told = [any(sounds(one, other) == "close" for other in "ABCHKLMS") for one in offered]
    assert told == sorted(told)
    assert True in told
    assert False in told
    assert "P" not in offered  # it is taken for B
    pairs = free_letters(ascii_uppercase)
    assert pairs
    assert all(len(one) == 2 for one in pairs)


def lettered(*letters: str) -> dict[str, Any]:
    return {"services": [{"code": f"S{n}", "letter": letter} for n, letter in enumerate(letters)]}


def test_the_letter_that_is_new_is_at_fault() -> None:
    told = [Mistake("services.2.letter", "letters_alike", {"a": "P", "b": "T", "advice": ""})]
    after = lettered("P", "A", "T")
    places = {
        name: advised(told, after, before)[0].place
        for name, before in (
            ("first", lettered("H", "A", "T")),
            ("last", lettered("P", "A", "H")),
            ("both", lettered("H", "A", "K")),
            ("none", after),
            ("unknown", None),
            ("junk", {"services": 5}),
            ("added", lettered("P", "A")),
        )
    }
    assert places == {"first": "services.0.letter"} | dict.fromkeys(
        ("last", "both", "none", "unknown", "junk", "added"), "services.2.letter"
    )


def test_the_centre_file_offers_letters_of_its_own() -> None:
    document = demo()
    used = [one["letter"] for one in document["services"]]
    n, (a, b) = next(
        (n, (one, other)) for n, one in enumerate(used) for other in ascii_uppercase
        if other not in used and sounds(one, other) == "same" and n > 0
    )  # fmt: skip
    document["services"][0]["letter"] = b
    _, mistakes = book.check(document)
    (mistake,) = [
        one for one in mistakes if one.code == "letters_alike" and {one.values["a"], one.values["b"]} == {a, b}
    ]
    offered = mistake.values["advice"].split(", ")
    assert f"Còn dùng được: {mistake.values['advice']}." in mistake.say("vi")
    assert f"Still free: {mistake.values['advice']}." in mistake.say("en")
    for one in offered:
        document["services"][0]["letter"] = "" if mistake.place == f"services.{n}.letter" else one
        if mistake.place == f"services.{n}.letter":
            document["services"][0]["letter"], document["services"][n]["letter"] = b, one
        assert book.check(document)[1] == []
    assert all(sounds(*pair) != "same" for pair in combinations(used, 2))
