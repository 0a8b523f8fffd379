"""What fingers do to a word: one letter too many, missing, wrong, or two swapped; keys of Telex left standing.

One slip is all that Vietnamese words of at most seven letters can bear, and it is found in one pass over both words: no
table of distances, no index of trigrams, which say little about words of four letters. All letters here are folded.
"""

VOWELS = frozenset("aeiou")
LONG = 4  # letters from which a word with a slip says enough by itself
NEAR, FAR = 0, 1
TONES = frozenset("sfrxjz")  # after a vowel no Vietnamese word has them, but Telex writes tones with them
DOUBLED = frozenset(("aa", "ee", "oo"))  # â, ê, ô as Telex writes them


def slipped(typed: str, word: str) -> bool:
    """Whether one slip lies between what was typed and the word, or its beginning.

    Only in words of four letters or more; three letters count when they are such a word with one left out.
    """
    if typed.isdecimal():
        return False
    least = min(len(typed), len(word))
    same = next((place for place in range(least) if typed[place] != word[place]), least)
    wrong, right = typed[same:], word[same:]
    if len(typed) < LONG:
        return len(typed) == 3 and len(word) == 4 and right[1:] == wrong
    return (
        right.startswith(wrong[1:])
        or right[1:].startswith(wrong)
        or (right[1:].startswith(wrong[1:]) and right != "")
        or (wrong[:2] == right[1::-1] and len(wrong) > 1 and right[2:].startswith(wrong[2:]))
    )


def slipped_short(typed: str, word: str) -> int | None:
    """How far a word of two or three letters lies from a whole word: None when by more than one slip.

    NEAR: a letter missing ("hn" for "hon"), doubled ("hoo" for "ho"), two swapped ("dia" for "dai"). FAR: one of three
    letters wrong, or one too many ("kwt" for "ket", "hop" for "ho"). Figures have no slips.
    """
    size = len(typed)
    if size not in (2, 3) or abs(len(word) - size) > 1 or typed == word or not word.isalpha() or not typed.isalpha():
        return None
    least = min(size, len(word))
    same = next((place for place in range(least) if typed[place] != word[place]), least)
    wrong, right = typed[same:], word[same:]
    if wrong == right[1:] or (len(wrong) > 1 and wrong[:2] == right[1::-1] and wrong[2:] == right[2:]):
        return NEAR
    if wrong[1:] == right and len(word) > 1:
        return NEAR if same and typed[same] == typed[same - 1] else FAR
    return FAR if size == len(word) == 3 and wrong[1:] == right[1:] else None


def untelexed(typed: str) -> str:
    """The letters under the keys of Telex, where the keyboard has left them as they are: "ddaats" is "dat"."""
    letters, voiced = "", False
    for sign in typed:
        if letters and (letters[-1] + sign in DOUBLED or (sign == letters[-1] == "d")):
            continue
        if voiced and sign in TONES:
            continue
        if sign == "w":  # ă, ơ, ư; alone it is ư
            if letters[-1:] not in ("a", "o", "u"):
                letters, voiced = letters + "u", True
            continue
        letters += sign
        voiced = voiced or sign in VOWELS
    return letters
