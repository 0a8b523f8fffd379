"""The words of a call: what the loudspeaker says, in two halves. Pure.

The ticket's half is known when the ticket is issued and the counter's half when the centre opens, so both can be made
ahead. Ticket labels are read letter by letter and digit by digit, the habit of the field and the clearest in a noisy
hall; counters are read as whole numbers. Neither a digit nor a bare capital letter is ever handed to an engine.
"""

import re
import unicodedata
from typing import Literal, NamedTuple, get_args

from display.speech.numbers import EN_DIGITS, HIGHEST, NORTH, VI_DIGITS, Style, english, vietnamese

Lang = Literal["vi", "en"]
Occasion = Literal["call", "recall"]
LANGS: tuple[Lang, ...] = get_args(Lang)

# Names of the letters as Vietnamese offices say them. Bare letters are unsafe: espeak-ng gives D and Đ the same sound.
VI_LETTERS = {
    "A": "a", "Ă": "á", "Â": "ớ", "B": "bê", "C": "xê", "D": "dê", "Đ": "đê", "E": "e", "Ê": "ê", "F": "ép-phờ",
    "G": "giê", "H": "hát", "I": "i", "J": "gi", "K": "ca", "L": "e-lờ", "M": "em-mờ", "N": "en-nờ", "O": "o",
    "Ô": "ô", "Ơ": "ơ", "P": "pê", "Q": "quy", "R": "e-rờ", "S": "ét-sì", "T": "tê", "U": "u", "Ư": "ư", "V": "vê",
    "W": "vê kép", "X": "ích-xì", "Y": "i dài", "Z": "dét",
}  # fmt: skip

# Spelled so that an engine gives the letter's own sound: espeak-ng says "ay" like "eye", and spells "eff" out.
EN_LETTERS = {
    "A": "eigh", "B": "bee", "C": "see", "D": "dee", "E": "ee", "F": "ef", "G": "gee", "H": "aitch", "I": "eye",
    "J": "jay", "K": "kay", "L": "ell", "M": "em", "N": "en", "O": "oh", "P": "pee", "Q": "cue", "R": "ar", "S": "ess",
    "T": "tee", "U": "yew", "V": "vee", "W": "double you", "X": "ex", "Y": "why", "Z": "zed",
}  # fmt: skip

_EN_TIMES = ("Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_RUNS = re.compile(r"[^\W\d_]+|\d+")
_BARE = re.compile(r"\d|(?<!\w)[^\W\d_](?!\w)")
_SPEAKABLE = re.compile(r"[\w\s./-]+")


class Call(NamedTuple):
    """A call's two halves, spoken one after the other."""

    ticket: str
    counter: str


def spell(label: str, lang: Lang) -> str:
    """The label as it is said: "A025" → "a, không hai năm"; "CA-012" → "xê a, không một hai"; English has no pause.

    Blanks, hyphens, points, slashes and underscores only separate. Raises ValueError for any other sign, and for a
    label in which nothing can be said.
    """
    text = unicodedata.normalize("NFC", label).upper()
    runs = _RUNS.findall(text)
    if not runs or not _SPEAKABLE.fullmatch(text):
        raise ValueError(f"a label is made of letters and digits, not {label!r}")
    return (", " if lang == "vi" else " ").join(" ".join(_sign(sign, lang, label) for sign in run) for run in runs)


def ticket_half(label: str, lang: Lang, occasion: Occasion = "call", times: int = 1, style: Style = NORTH) -> str:
    """The first half: who is called. `times` counts this ticket's calls from 1; a recall is at least the second.

    Raises ValueError for a label that cannot be said (see `spell`).
    """
    name = spell(label, lang)
    again = max(times, 2)
    if lang == "vi":
        if occasion == "call":
            return f"Mời công dân có số thứ tự, {name},"
        return f"Xin mời lần {vietnamese(min(again, HIGHEST), style)}, công dân có số thứ tự, {name},"
    if occasion == "call":
        return f"Ticket number {name}."
    # Beyond the tenth call nobody counts any more.
    ordinal = _EN_TIMES[again - 2] if again <= 10 else "Another"
    return f"{ordinal} call for ticket number {name}."


def counter_half(counter: int, lang: Lang, style: Style = NORTH) -> str:
    """The second half: where to go; the same for a call and a recall. Raises ValueError for a negative number."""
    if counter < 0:
        raise ValueError(f"a counter's number is not negative: {counter}")
    if lang == "vi":
        return f"đến quầy số {vietnamese(counter, style) if counter <= HIGHEST else spell(str(counter), lang)}."
    return f"Please proceed to counter number {english(counter) if counter <= HIGHEST else spell(str(counter), lang)}."


def call_parts(
    label: str, counter: int, lang: Lang, occasion: Occasion = "call", times: int = 1, style: Style = NORTH
) -> Call:
    """Both halves of one call. Raises ValueError as its halves do."""
    return Call(ticket_half(label, lang, occasion, times, style), counter_half(counter, lang, style))


def only_words(text: str) -> bool:
    """True if an engine cannot misread the text: it holds a word, no digit and no bare capital letter."""
    bare = any(found.group().isdigit() or found.group().isupper() for found in _BARE.finditer(text))
    return not bare and any(sign.isalpha() for sign in text)


def _sign(sign: str, lang: Lang, label: str) -> str:
    if sign.isdigit():
        return (VI_DIGITS if lang == "vi" else EN_DIGITS)[unicodedata.digit(sign)]
    names = VI_LETTERS if lang == "vi" else EN_LETTERS
    # A letter without a name of its own in this language (É anywhere, Ơ in English) is said as its base letter.
    for letter in (sign, unicodedata.normalize("NFD", sign)[0], "D" if sign == "Đ" else ""):
        if letter in names:
            return names[letter]
    raise ValueError(f"{sign!r} in the label {label!r} has no spoken name")
