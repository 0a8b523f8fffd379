"""The layout of a centre's tickets: checked when people change it, kept in one row, read once into the house.

Kept are only the differences from the catalogue, so that better standard words reach every centre that has not written
its own.
"""

from server.layout.checks import LINES, LONGEST, Mistake, WrongLayout, own_texts, plain, read, unprintable
from server.layout.row import load, logo_picture, save, save_logo

__all__ = [
    "LINES",
    "LONGEST",
    "Mistake",
    "WrongLayout",
    "load",
    "logo_picture",
    "own_texts",
    "plain",
    "read",
    "save",
    "save_logo",
    "unprintable",
]
