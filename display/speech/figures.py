"""How a figure is said in a language: sums, times, dates, documents, codes. Pure; `forms` finds them in a text."""

import re
from dataclasses import dataclass

from display.speech.abbreviations import KINDS, VI_SHORT, spelled
from display.speech.letters import name_of
from display.speech.numbers import GREATEST, Style, cardinal

EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_EN_ORDINALS = (
    ("one", "first"), ("two", "second"), ("three", "third"), ("five", "fifth"), ("eight", "eighth"), ("nine", "ninth"),
    ("twelve", "twelfth"), ("y", "ieth"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says figures in a language."""

    lang: str
    style: Style

    @property
    def english(self) -> bool:
        return self.lang == "en"

    def either(self, vi: str, en: str) -> str:
        return en if self.english else vi

    def whole(self, digits: str) -> str:
        """A whole number; digit by digit when it is a code (a zero in front, or longer than any sum)."""
        if (len(digits) > 2 and digits[0] == "0") or len(digits) > 6 or int(digits) > GREATEST:
            return self.digits(digits)
        return cardinal(int(digits), self.lang, self.style)

    def digits(self, digits: str) -> str:
        return " ".join(name_of(digit, self.lang) or "" for digit in digits)

    def number(self, text: str) -> str:
        """A number as it is written: "15.000", "2,5", "1.234,56", "192.168.1.50"."""
        if re.fullmatch(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*", text):
            return self._sum(re.sub(r"\D", "", text))
        mixed = re.fullmatch(r"([1-9]\d{0,2}(?:\.\d{3})+),(\d+)|([1-9]\d{0,2}(?:,\d{3})+)\.(\d+)", text)
        if mixed:
            whole = self._sum(re.sub(r"\D", "", mixed[1] or mixed[3]))
            return f"{whole} {self.either('phẩy', 'point')} {self.digits(mixed[2] or mixed[4])}"
        signs = {",": self.either("phẩy", "comma"), ".": self.either("chấm", "point")}
        first, *rest = re.split(r"([.,])", text)
        words = [self.whole(first)]
        for sign, digits in zip(rest[::2], rest[1::2], strict=True):
            words += [signs[sign], self.digits(digits) if len(rest) == 2 else self.whole(digits)]
        return " ".join(words)

    def _sum(self, digits: str) -> str:
        return cardinal(int(digits), self.lang, self.style) if int(digits) <= GREATEST else self.digits(digits)

    def time(self, hour: int, minute: int, second: int | None) -> str:
        if not self.english:
            words = f"{cardinal(hour, 'vi', self.style)} giờ"
            words += f" {cardinal(minute, 'vi', self.style)}" if minute or second is not None else ""
            words += " phút" if 0 < minute < 10 or second is not None else ""
            return words + (f" {cardinal(second, 'vi', self.style)} giây" if second is not None else "")
        if (hour % 12, minute, second) == (0, 0, None):
            return "noon" if hour == 12 else "midnight"
        part = "in the morning" if hour % 24 < 12 else "in the afternoon" if hour < 18 else "in the evening"
        past = f" {'oh ' if minute < 10 else ''}{cardinal(minute, 'en')}" if minute else ""
        exact = f" and {cardinal(second, 'en')} seconds" if second is not None else ""
        return f"{cardinal(hour % 12 or 12, 'en')}{past or ('' if exact else ' o’clock')}{exact} {part}"

    def date(self, day: int, month: int, year: str | None, before: str) -> str | None:
        """A date, None if there is none such."""
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        if self.english:
            words = f"{EN_MONTHS[month - 1]} {cardinal(day, 'en')}"
            return f"{words}, {self.whole(year)}" if year else words
        said = re.search(r"(?i)ngày\s*$", before)
        words = f"{'' if said else 'ngày '}{cardinal(day, 'vi', self.style)} {self.month(month)}"
        return f"{words} năm {self.whole(year)}" if year else words

    def month(self, month: int) -> str:
        return f"tháng {'tư' if month == 4 else cardinal(month, 'vi', self.style)}"

    def ordinal(self, number: int) -> str:
        """English only: 21 → "twenty-first"."""
        words = cardinal(number, "en")
        for ending, ordinal in _EN_ORDINALS:
            if words.endswith(ending):
                return words.removesuffix(ending) + ordinal
        return f"{words}th"

    def document(self, found: re.Match[str], before: str) -> str | None:
        """ "163/QĐ-BTP" → "quyết định một trăm sáu mươi ba của Bộ Tư pháp"; the kind is not said twice."""
        kind = KINDS.get(found["kind"])
        if self.english or kind is None:
            return None
        words = [] if re.search(rf"(?i){kind}(?:\s+số)?\s*$", before) else [kind]
        words.append(self.whole(found["no"]))
        words += ["năm", self.whole(found["year"])] if found["year"] else []
        makers = found["makers"].strip("-").split("-")
        if makers[0]:
            words += ["của", ", ".join(VI_SHORT.get(maker) or self.code(maker) for maker in makers)]
        return " ".join(words)

    def code(self, text: str) -> str:
        """Letters and digits mixed: "A045" → "a, không bốn năm"; "printer2" keeps its word."""
        found = re.findall(r"\d+|[^\W\d]+", text)
        return ", ".join(self.digits(run) if run.isdigit() else self._run(run) for run in found)

    def _run(self, letters: str) -> str:
        return letters if len(letters) > 2 and not letters.isupper() else spelled(letters.replace("_", ""), self.lang)
