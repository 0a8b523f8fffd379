"""What people read of the programs here: Vietnamese first, then English."""


def said(vi: str, en: str) -> str:
    """The same in both languages, in one line."""
    return f"{vi} [{en}]"
