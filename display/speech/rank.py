"""What goes first when an engine has more than one clip to make."""

from enum import IntEnum


class Rank(IntEnum):
    """Smaller goes first. `CALL`: somebody is being called now. `READING`: a screen is read aloud to somebody.

    `AHEAD`: for a call that has not come yet.
    """

    CALL = 0
    READING = 1
    AHEAD = 2
