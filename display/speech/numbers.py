"""Whole numbers as words, because no engine may be trusted with digits.

espeak-ng, and piper which uses its phonemes, read 15 as "mười năm" where people say "mười lăm". Pure functions.
"""

from dataclasses import dataclass
from typing import Literal

HIGHEST = 9999
GREATEST = 10**12 - 1

VI_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
EN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_EN_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class Style:
    """The regional choices of spoken Vietnamese numbers; the default is northern.

    `odd` joins a lone unit to its hundred (một trăm linh | lẻ một), `thousand` names 1,000, `four` ends 24, 34 … 94.
    """

    odd: Literal["linh", "lẻ"] = "linh"
    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    four: Literal["tư", "bốn"] = "tư"


NORTH = Style()
SOUTH = Style(odd="lẻ", thousand="ngàn")


def vietnamese(number: int, style: Style = NORTH) -> str:
    """`number` (0–9999) in words: 15 → "mười lăm", 1001 → "một nghìn không trăm linh một".

    Raises ValueError outside that range.
    """
    _check(number)
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return " ".join(_vi_below_1000(rest, style, after_thousand=False))
    words = [VI_DIGITS[thousands], style.thousand]
    if rest:
        words += _vi_below_1000(rest, style, after_thousand=True)
    return " ".join(words)


def english(number: int) -> str:
    """`number` (0–9999) in British words: 105 → "one hundred and five". Raises ValueError outside that range."""
    _check(number)
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _en_below_1000(rest)
    words = f"{EN_DIGITS[thousands]} thousand"
    if not rest:
        return words
    return f"{words}{' and' if rest < 100 else ''} {_en_below_1000(rest)}"


def cardinal(number: int, lang: str, style: Style = NORTH) -> str:
    """A whole number of 0 to 999 999 999 999 in words, for sums of money and years: 15000 → "mười lăm nghìn".

    Raises ValueError outside that range.
    """
    if not 0 <= number <= GREATEST:
        raise ValueError(f"only 0 to {GREATEST} can be put into words, not {number}")
    if number <= HIGHEST:
        return english(number) if lang == "en" else vietnamese(number, style)
    found: list[str] = []
    for size, vi, en in ((10**9, "tỷ", "billion"), (10**6, "triệu", "million"), (1000, style.thousand, "thousand")):
        count, number = divmod(number, size)
        if count and lang == "en":
            found.append(f"{_en_below_1000(count)} {en}")
        elif count:
            found.append(f"{' '.join(_vi_below_1000(count, style, after_thousand=bool(found)))} {vi}")
    if number and lang == "en":
        found.append(f"{'and ' if number < 100 else ''}{_en_below_1000(number)}")
    elif number:
        found.append(" ".join(_vi_below_1000(number, style, after_thousand=True)))
    return " ".join(found)


def _check(number: int) -> None:
    if not 0 <= number <= HIGHEST:
        raise ValueError(f"only 0 to {HIGHEST} can be put into words, not {number}")


def _vi_below_1000(number: int, style: Style, *, after_thousand: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not after_thousand:
        return _vi_below_100(rest, style)
    # After a thousand the empty hundred is spoken too: 1010 is "một nghìn không trăm mười".
    words = [VI_DIGITS[hundreds], "trăm"]
    if 0 < rest < 10:
        return [*words, style.odd, VI_DIGITS[rest]]
    return words + _vi_below_100(rest, style) if rest else words


def _vi_below_100(number: int, style: Style) -> list[str]:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return [VI_DIGITS[unit]]
    head = ["mười"] if tens == 1 else [VI_DIGITS[tens], "mươi"]
    if unit == 0:
        return head
    if unit == 5:
        return [*head, "lăm"]
    if tens > 1 and unit == 1:
        return [*head, "mốt"]
    if tens > 1 and unit == 4:
        return [*head, style.four]
    return [*head, VI_DIGITS[unit]]


def _en_below_1000(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _en_below_100(rest)
    words = f"{EN_DIGITS[hundreds]} hundred"
    return f"{words} and {_en_below_100(rest)}" if rest else words


def _en_below_100(number: int) -> str:
    if number < 10:
        return EN_DIGITS[number]
    if number < 20:
        return _EN_TEENS[number - 10]
    tens, unit = divmod(number, 10)
    return f"{_EN_TENS[tens]}-{EN_DIGITS[unit]}" if unit else _EN_TENS[tens]
