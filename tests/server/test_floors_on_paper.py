"""In a house of several zones the paper says to which floor one has to go, and elsewhere nothing more than before."""

from dataclasses import replace

import pytest

from config.centre import DEMO, read_centre_file
from config.words import word
from printers.slip import from_dict
from server.admin.layout.sample import sample_slip
from server.centre.reading import to_rules
from server.pictures.wording import standard
from server.rules.centre import Centre, Counter, Zone
from tests.server.rules.halls import START

CENTRE = to_rules(read_centre_file(DEMO), always_open=True)
FLOORS = [Zone(f"z{n}", {"vi": f"Tầng {n}", "en": f"Floor {n}"}) for n in (1, 2, 3)]
SPREAD = [
    Counter(no, {"vi": f"Quầy {no}"}, tuple(CENTRE.services), zone=f"z{zone}")
    for no, zone in ((5, 2), (6, 2), (7, 1), (8, 3))
]


def facts_of(house: Centre, lang: str) -> list[list[str]]:
    """What the paper of a usual ticket says beside its code; `from_dict` refuses more than a slip holds."""
    slip = from_dict(sample_slip(house, standard(), "usual", lang, START, "http://x"))
    return [list(fact) for fact in slip.facts]


@pytest.mark.parametrize(
    ("floors", "counters", "lang", "said"),
    [
        (1, 0, "vi", []),
        (3, 0, "vi", []),
        (1, 2, "vi", [["Quầy", "5, 6"]]),
        (2, 2, "vi", [["Tầng 2", "Quầy 5, 6"]]),
        (2, 2, "en", [["Floor 2", "Counter 5, 6"]]),
        (2, 3, "vi", [["Tầng 1", "Quầy 7"], ["Tầng 2", "Quầy 5, 6"]]),
        (3, 4, "vi", [["Quầy", "Tầng 1: 7; Tầng 2: 5, 6; Tầng 3: 8"]]),
    ],
)
def test_paper_says_on_which_floor_where_there_are_several(
    floors: int, counters: int, lang: str, said: list[list[str]]
) -> None:
    zones = tuple(FLOORS[:floors]) if floors > 1 else (FLOORS[1],)
    house = replace(CENTRE, zones=zones, counters={one.no: one for one in SPREAD[:counters]})
    facts = facts_of(house, lang)
    ahead = [name for name, _ in facts].index(word(lang, "slip.ahead"))
    assert facts[:ahead] == said


def test_the_longest_name_of_a_floor_still_names_its_counters() -> None:
    zones = (replace(FLOORS[1], name={"vi": "Khu nhà phía sau " * 12}), FLOORS[0])
    name, value = facts_of(replace(CENTRE, zones=zones, counters={one.no: one for one in SPREAD[:2]}), "vi")[0]
    assert (name.endswith("…"), value) == (True, "Quầy 5, 6")
