"""The words of a centre's voice: one door to the pure modules that make them.

`sentence` says an occasion in pieces, `bank` is everything an engine can make ahead, `units_of` everything a person
can record, `prose` reads any text of a screen.
"""

from display.speech.letters import EN_LETTERS, VI_LETTERS, spell
from display.speech.plan import Series, bank, units_of
from display.speech.prose import only_words, prose
from display.speech.sentences import Piece, Unit, sentence
from display.speech.wording import OCCASIONS, Occasion

__all__ = [
    "EN_LETTERS", "OCCASIONS", "VI_LETTERS", "Occasion", "Piece", "Series", "Unit", "bank", "only_words", "prose",
    "sentence", "spell", "units_of",
]  # fmt: skip
