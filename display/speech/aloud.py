"""A screen's text cut into stretches that an engine says in one breath. Pure."""

import re

LONGEST = 100
"""Characters: an online engine takes that many in one request."""
_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+|\n+")
_CLAUSE = re.compile(r"(?<=,)\s+")


def stretches(words: str, longest: int = LONGEST) -> list[str]:
    """The words in stretches of at most `longest` characters, cut at sentences, else at commas, else at blanks.

    Nothing is lost but blanks, and a word longer than that, which nobody could say.
    """
    found: list[str] = []
    for sentence in _SENTENCE.split(words):
        parts = [sentence] if len(sentence) <= longest else _CLAUSE.split(sentence)
        atoms = [atom for part in parts for atom in ([part] if len(part) <= longest else part.split())]
        found += _joined([atom.strip() for atom in atoms if atom.strip() and len(atom) <= longest], longest)
    return [stretch for stretch in found if any(sign.isalpha() for sign in stretch)]


def _joined(atoms: list[str], longest: int) -> list[str]:
    lines: list[str] = []
    for atom in atoms:
        if lines and len(lines[-1]) + 1 + len(atom) <= longest:
            lines[-1] += f" {atom}"
        else:
            lines.append(atom)
    return lines
