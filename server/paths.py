"""Where each kind of device has its page."""

PAGES = {
    "kiosk": "/kiosk",
    "board": "/board/{place}",
    "sign": "/sign/{place}",
    "feedback": "/feedback/{place}",
    "lobby": "/",
}


def page_of(role: str, place: str | None) -> str | None:
    """The path of a device's own page; None for a device without one."""
    path = PAGES.get(role)
    return path.format(place=place) if path else None
