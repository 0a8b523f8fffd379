"""Short forms on the screens of an office, and how they are said: a small reviewed table, one or the other letter by
letter. Pure.

A word in capitals is either shouted (LẤY SỐ) or a short form (UBND). In Vietnamese the syllable tells which; in English
its neighbours and its vowels do.
"""

import re
import unicodedata
from collections.abc import Mapping

from display.speech.letters import LETTER, name_of
from display.speech.numbers import cardinal

KINDS: Mapping[str, str] = {
    "CT": "chỉ thị", "NĐ": "nghị định", "NQ": "nghị quyết", "QĐ": "quyết định", "TT": "thông tư",
}  # fmt: skip
"""Kinds of documents. By themselves TT and CT may mean something else, so only a number makes them one."""

VI_SHORT: Mapping[str, str] = {
    "BCA": "Bộ Công an", "BHXH": "bảo hiểm xã hội", "BHYT": "bảo hiểm y tế", "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNV": "Bộ Nội vụ", "BQP": "Bộ Quốc phòng", "BTC": "Bộ Tài chính", "BTP": "Bộ Tư pháp", "BXD": "Bộ Xây dựng",
    "BYT": "Bộ y tế", "CBCC": "cán bộ công chức", "CCCD": "căn cước công dân", "CMND": "chứng minh nhân dân",
    "CP": "Chính phủ", "CSDL": "cơ sở dữ liệu", "DVC": "dịch vụ công", "GCN": "giấy chứng nhận",
    "GPLX": "giấy phép lái xe", "GPXD": "giấy phép xây dựng", "HĐND": "Hội đồng nhân dân", "HTX": "hợp tác xã",
    "KT": "kinh tế", "MST": "mã số thuế", "NĐ": KINDS["NĐ"], "NQ": KINDS["NQ"], "NTT": "nộp trực tuyến",
    "OK": "ô kê", "QĐ": KINDS["QĐ"], "QSDĐ": "quyền sử dụng đất", "SĐT": "số điện thoại", "STT": "số thứ tự",
    "TNHH": "trách nhiệm hữu hạn", "TP": "thành phố", "TTg": "Thủ tướng Chính phủ", "TTHC": "thủ tục hành chính",
    "TTHCC": "Trung tâm hành chính công", "UBND": "Ủy ban nhân dân", "VND": "đồng", "VNĐ": "đồng",
    "VNeID": "vê en-nờ e i dê", "WiFi": "oai-phai",
}  # fmt: skip

EN_SHORT: Mapping[str, str] = {
    "BHYT": "health insurance", "CCCD": "citizen identity card", "CMND": "identity card", "HĐND": "People's Council",
    "UBND": "People's Committee", "VND": "dong", "VNĐ": "dong", "VNeID": "vee en e-identity", "WiFi": "why fie",
}  # fmt: skip

_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
ROMAN: Mapping[str, int] = {numeral: number for number, numeral in enumerate(_NUMERALS, start=1)}
_ALWAYS_ROMAN = frozenset({"II", "III", "IV", "VII", "VIII", "IX", "XII", "XIII", "XIV", "XV"})
_BEFORE_ROMAN = frozenset({
    "cấp", "lục", "hạng", "quý", "loại", "chương", "mục", "phần", "kỳ", "khóa", "đợt", "nhóm", "kỷ", "tập", "level",
    "part", "chapter", "annex", "appendix", "class", "grade",
})  # fmt: skip
_EN_WORDS = frozenset({
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "end", "for", "go", "has", "if", "in",
    "is", "it", "me", "my", "new", "no", "not", "now", "of", "off", "on", "or", "our", "out", "see", "so", "the", "to",
    "up", "us", "use", "was", "we", "yes", "you",
})  # fmt: skip
_NEAR = 20
"""Characters in which a word before a Roman figure is looked for."""
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnrstvx])?"
    r"(?:iêu|yêu|oai|oay|oeo|uây|uôi|ươi|ươu|uyê|uya|uyu|ia|iê|yê|ua|uô|ưa|ươ|oa|oă|oe|uâ|uê|uơ|uy|ai|ao|au|ay|âu|ây"
    r"|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|[aăâeêioôơuưy])"
    r"(ch|ng|nh|[cmnpt])?"
)
_CAMEL = re.compile(r"A+(?=Aa)|A?a+|A+")


def spelled(word: str, lang: str) -> str:
    """The word letter by letter."""
    return " ".join(name_of(letter, lang) or letter.lower() for letter in word)


def said(word: str, before: str, after: str, lang: str) -> str:
    """A word of letters as it is said; `before` and `after` are the texts round it."""
    short = (EN_SHORT if lang == "en" else VI_SHORT).get(word)
    if short:
        return short
    if word in ROMAN and (word in _ALWAYS_ROMAN or _last_word(before) in _BEFORE_ROMAN):
        return cardinal(ROMAN[word], lang)
    if len(word) == 1:
        return _letter(word, before, after, lang) if word.isupper() else word
    if word.isupper():
        return word.lower() if _shouted(word, before, after, lang) else spelled(word, lang)
    if any(letter.isupper() for letter in word[1:]):
        return _mixed(word, lang)
    return word


def _last_word(before: str) -> str:
    found = re.search(rf"({LETTER}+)[^\w]*$", before[-_NEAR:])
    return found[1].lower() if found else ""


def _letter(letter: str, before: str, after: str, lang: str) -> str:
    """A capital by itself: a word ("I", "Ý", "Y tế"), or a letter's name."""
    if lang == "en":
        article = letter == "A" and re.match(rf"\s+{LETTER}", after) and not re.search(r"\w[ ,]*$", before)
        shouted = letter == "A" and re.search(r"[A-Z]{2} $", before) and re.match(r" [A-Z]{2}", after)
        return letter.lower() if letter == "I" or article or shouted else spelled(letter, lang)
    begins_word = letter == "Y" and re.match(rf" {LETTER}+", after) and not after[1:].split()[0].isupper()
    accented = len(unicodedata.normalize("NFD", letter)) > 1 and name_of(letter, lang) != letter.lower()
    bare = letter in "ĂÂ"
    return letter.lower() if begins_word or (accented and not bare) else spelled(letter, lang)


def _shouted(word: str, before: str, after: str, lang: str) -> bool:
    """True if a word in capitals is a word; False if it is a short form."""
    base = _toneless(word)
    vowels = sum(letter in "aeiouyăâêôơư" for letter in base)
    if lang != "en":
        return _is_syllable(word) or (len(word) >= 5 and vowels >= 2)
    if base in _EN_WORDS or not word.isascii():
        return vowels > 0
    neighbours = bool(re.search(r"[A-Z]{2,}\W*$", before) or re.match(r"\W*[A-Z]{2,}", after))
    return vowels > 0 and (len(word) >= 4 or neighbours) and not re.search(r"[^aeiouy]{4}", base)


def _toneless(word: str) -> str:
    marks = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))


def _is_syllable(word: str) -> bool:
    found = _SYLLABLE.fullmatch(_toneless(word))
    if not found:
        return False
    marks = set(unicodedata.normalize("NFD", word)) & _TONES
    # A syllable that ends in a stop carries one of two tones; VAT has none, so it is no syllable.
    return found[1] not in ("c", "ch", "p", "t") or bool(marks & {"\u0301", "\u0323"})


def _mixed(word: str, lang: str) -> str:
    """iPhone → "i Phone", eKYC → "e ca i dài xê": cut where the case changes."""
    shape = "".join("A" if letter.isupper() else "a" for letter in word)
    cuts = [word[found.start() : found.end()] for found in _CAMEL.finditer(shape)]
    return " ".join(spelled(cut, lang) if cut.isupper() else cut for cut in cuts)
