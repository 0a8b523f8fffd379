"""The wording of a centre's tickets: which texts and facts stand on the paper. `server.layout` keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from config.words import FIRST, languages, word

MOST_PAPERS = 6  # more would make a ticket longer than anybody reads
PLACES = ("centre", "unit", "province", "number")
"""What may stand in braces in a text, such as `{unit}`."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of a ticket in one language."""

    title: str
    agency: tuple[str, ...]
    """One or two lines; empty: the centre's name and unit in capitals."""
    papers_title: str
    rules: tuple[str, ...]
    """Lines of the house, at most two."""
    not_receipt: str
    """That the ticket is not the receipt of a dossier; every ticket says so."""
    closing: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What a centre has chosen for its tickets."""

    wording: Mapping[str, Wording]
    counters: bool = True
    ahead: bool = True
    wait: bool = True
    papers: int = MOST_PAPERS
    """How many papers to have ready are named; 0 names none."""
    second: str | None = None
    """The language in which the service's name is repeated."""
    logo: str | None = None
    """The picture at the top by its SHA-256."""

    def words(self, lang: str) -> Wording:
        """The texts for a reader; an unknown language reads Vietnamese."""
        return self.wording.get(lang) or self.wording[FIRST]


def standard_wording(lang: str) -> Wording:
    """The catalogue's own texts."""
    return Wording(
        title=word(lang, "slip.title"),
        agency=(),
        papers_title=word(lang, "slip.papers"),
        rules=(word(lang, "slip.absent"),),
        not_receipt=word(lang, "slip.not_receipt"),
        closing=word(lang, "slip.closing"),
    )


@cache
def standard() -> Layout:
    """Tickets as they are before anybody has changed them."""
    return Layout({lang: standard_wording(lang) for lang in languages()})
