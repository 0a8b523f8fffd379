"""Finding a procedure by what people type: without marks, in part, with a slip of the finger, by how they call it.

Two spellings are compared after *folding*: no marks, đ as d, y as i (ký and kí are the same word), no case, no
punctuation. Every typed word must then be found in an entry: as a whole word, as the beginning of one, run together
with its neighbours ("khaisinh"), as initials ("hkd"), or, where fewer than `ENOUGH` entries answer to that, with one
slip: a letter too many, missing, wrong, or two swapped. Where nothing answers even so, what is left of Telex is taken
for the marks that it stands for ("ddaats ddai"), and one slip is looked for in one word of two or three letters
("ket hn"), which says so little by itself that all other words must be there as typed.

Rooms: `letters` folds, `slips` says what is one slip away, `lines` holds texts, `lookup` finds single words,
`ranking` puts together and in order what answers to all of them, `finding` decides how far a question is stretched.

Anybody may ask, with every letter that is typed, so that the work is bounded: each word is looked up once in a
question, slips are looked for in what was typed, not in what it stands for, and no more than `MOST_READINGS` are read.
"""

from server.rules.search.finding import MOST_WORDS, Index
from server.rules.search.letters import Word, fold, words
from server.rules.search.lines import LONGEST, Entry
from server.rules.search.lookup import MOST_READINGS, Sayings
from server.rules.search.ranking import ENOUGH, Rank, Search
from server.rules.search.slips import slipped

__all__ = [
    "ENOUGH",
    "LONGEST",
    "MOST_READINGS",
    "MOST_WORDS",
    "Entry",
    "Index",
    "Rank",
    "Sayings",
    "Search",
    "Word",
    "fold",
    "slipped",
    "words",
]
