"""The forms in which figures stand on a screen, found in a text and said. Pure.

Each rule finds one form; a text passes them in order, so a rule sees only the figures that no earlier rule has said.
"""

import re
from collections.abc import Callable, Sequence

from display.speech.abbreviations import ROMAN
from display.speech.figures import EN_MONTHS, Speaker
from display.speech.letters import spell
from display.speech.numbers import Style, cardinal

Rule = tuple[re.Pattern[str], Callable[[Speaker, re.Match[str], str], str | None]]


def _two(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    """ "75/2022": a document's number and year, or a month and year."""
    first, year = int(found[1]), found[2]
    if speaker.english:
        return f"{EN_MONTHS[first - 1]} {speaker.whole(year)}" if 1 <= first <= 12 else None
    if 1 <= first <= 12 and not re.search(r"(?i)(?:thông tư|định|quyết|luật)(?:\s+số)?\s*$", before):
        said = re.sub("^tháng ", "", speaker.month(first)) if re.search(r"(?i)tháng\s*$", before) else None
        return f"{said or speaker.month(first)} năm {speaker.whole(year)}"
    return f"{speaker.whole(found[1])} năm {speaker.whole(year)}"


def _phone(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    groups = re.findall(r"\d+", found[0])
    return ", ".join(speaker.digits(group) for group in groups) if len("".join(groups)) >= 8 else None


def _ordinal(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    word = {("thứ", "1"): "nhất", ("thứ", "4"): "tư", ("tháng", "4"): "tư"}.get((found[1].lower(), found[2]))
    return f"{found[1]} {word}" if word and not speaker.english else None


def _numbered(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    """ "Mẫu số 01": a number that is a name keeps its zero."""
    return f"{found[1]} {speaker.digits(found[2])}"


def _document(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return speaker.document(found, before)


def _day_first(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return speaker.date(int(found[1]), int(found[3]), found[4], before)


def _year_first(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return speaker.date(int(found[3]), int(found[2]), found[1], before)


def _no_year(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return speaker.date(int(found[1] or found[3]), int(found[2] or found[4]), None, before)


def _time(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return speaker.time(int(found[1]), int(found[2] or 0), int(found[3]) if found[3] else None)


def _fraction(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return f"{speaker.whole(found[1])} {speaker.either('phần', 'over')} {speaker.whole(found[2])}"


def _quarter(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    """ "quý I/2026", whose figure is a Roman one."""
    number = cardinal(ROMAN[found[2].upper()], speaker.lang, speaker.style)
    return f"{found[1]} {number} {speaker.either('năm', 'of')} {speaker.whole(found[3])}"


def _grouped(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    """ "500 000 đồng": blanks between the groups, so only with what makes it a sum of money."""
    return speaker.number(found[0].replace(" ", "."))


_SHARES = {"1/2": "one half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter", "3/4": "three quarters"}


def _english_share(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    """ "1/3" is a share or a place in a row; "24/7" is neither."""
    if not speaker.english:
        return None
    first, second = speaker.whole(found[1]), speaker.whole(found[2])
    if found[0] == "24/7":
        return f"{first} {second}"
    if re.search(r"(?i)\b(?:step|page|part|sheet|screen|question)\s*$", before):
        return f"{first} of {second}"
    return _SHARES.get(found[0])


def _label(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return spell(found[0], speaker.lang)


def _apart(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return " "


def _code(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return speaker.code(found[0])


def _number(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return speaker.number(found[0])


def _between(vi: str, en: str) -> Callable[[Speaker, re.Match[str], str], str | None]:
    """A sign between figures as a word."""
    return lambda speaker, found, before: f" {speaker.either(vi, en)} "


def _english_ordinal(speaker: Speaker, found: re.Match[str], before: str) -> str | None:
    return speaker.ordinal(int(found[1])) if speaker.english else None


_CAPITAL = "[A-ZĐ]"
_CLOCK = r"\d{1,2}[:hg]\d\d"
_FIGURE = rf"(?:[Tt]hứ |{_CAPITAL}{{1,2}})?\d"
RULES: Sequence[Rule] = tuple(
    (re.compile(pattern), say)
    for pattern, say in (
        (r"(?i)\b(quý|quarter) (I{1,3}|IV)\s?/\s?((?:19|20)\d\d)(?![\d/])", _quarter),
        (r"(?<![\d.,/] )(?<![\w.,/])[1-9]\d{0,2}(?: \d{3})+(?= (?:đồng|dong|đô la|dollars|ơ-rô|euros)\b)", _grouped),
        (rf"(?<![\w/])(?P<no>\d+)/(?:(?P<year>\d{{4}})/)?(?P<kind>{_CAPITAL}{{2}})"
         rf"(?P<makers>(?:-{_CAPITAL}\w*)*)(?!\w)", _document),
        (rf"(?<=[:hg]\d\d)\s*[–—−]\s*(?={_CLOCK})|(?:(?<=[\d%])|(?<=\dh))\s*[–—−]\s*(?!{_CLOCK})(?={_FIGURE})",
         _between("đến", "to")),
        (r"(?<![\d/.,])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d/])", _day_first),
        (r"(?<![\d/-])(\d{4})-(\d\d)-(\d\d)(?![\d-])", _year_first),
        (r"(?<![\w.,/])(?:\+84|0\d{2,3}|1[89]00)(?:[ .-]?\d{2,4}){1,4}(?![\w/:])", _phone),
        (rf"(?:(?<=[\d%])|(?<=\dh))\s*-\s*(?={_FIGURE})", _between("đến", "to")),
        (r"(?<![\d/.,])(\d{1,4})/((?:19|20)\d\d)(?![\d/])", _two),
        (r"(?<![\d/.,])(\d\d)/(\d\d)(?![\d/])|(?<=[Nn]gày )(\d{1,2})/(\d{1,2})(?![\d/])", _no_year),
        (r"(?<![\w.,:])([01]?\d|2[0-4])(?:[:hg]([0-5]\d)(?::([0-5]\d))?|h)(?![\w:])", _time),
        (r"(?<=\d)\s*[x×]\s*(?=\d)", _between("nhân", "by")),
        (r"(?i)\b(thứ|tháng) (\d+)\b(?![.,]\d)", _ordinal),
        (r"(?i)\b(số|mẫu|number) (0\d+)(?![\d.,/]*\d)", _numbered),
        (r"(\d+)\s*⁄\s*(\d+)", _fraction),
        (r"(?<![\w/.,-])(\d{1,2})/(\d{1,2})(?![\w/-])", _english_share),
        (rf"(?<=\d)\s*/\s*(?=\d)|(?<=\d)/(?={_CAPITAL})|(?<={_CAPITAL})/(?=\d)", _between("trên", "slash")),
        (r"(?<![\w.,])(\d{1,4})(?:st|nd|rd|th)\b", _english_ordinal),
        (rf"(?<![\w-]){_CAPITAL}{{1,3}}[-.]?\d{{1,6}}(?![\w-])", _label),
        (r"(?<=\d)-(?=[^\W\d])|(?<=[^\W\d])-(?=\d)", _apart),
        (r"[^\W\d]+\d\w*|\d+[^\W\d]\w*", _code),
        (r"\d+(?:[.,]\d+)*", _number),
    )
)  # fmt: skip


def in_words(text: str, lang: str, style: Style) -> str:
    """The text with all its figures in words; figures of every script are known."""
    speaker = Speaker(lang, style)
    for pattern, say in RULES:
        text = pattern.sub(lambda found, say=say: _said(speaker, found, say), text)  # type: ignore[misc]
    return text


def _said(speaker: Speaker, found: re.Match[str], say: Callable[[Speaker, re.Match[str], str], str | None]) -> str:
    words = say(speaker, found, found.string[: found.start()])
    return found[0] if words is None else words
