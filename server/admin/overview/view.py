"""`/admin`: what the centre is, its devices and people; new access codes and passwords are shown once."""

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from config.parts import WEEKDAYS, minutes
from server import demo
from server.centre import book
from server.house import House, house
from server.paths import page_of
from server.people import new_password, put_device, set_password
from server.pictures.scene import rfc3339
from server.rules.centre import Centre
from server.tables import device, person
from server.web.guard import person_page
from server.web.problem import Problem
from server.web.screen import language, room, screen

blueprint = room("admin", __name__, __file__)
VERSION = "0.1.0"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _hours(here: House, lang: str) -> list[dict[str, object]]:
    """The centre's own week, with its named extras. Nothing while the file says something else than what is in force:

    the rules know the hours of services only.
    """
    file = None if _broken(here) else book.check(book.page(here).document)[0]
    if file is None or not book.in_force(here):
        return []
    week: list[dict[str, object]] = []
    for day, spans in zip(WEEKDAYS, file.hours.minutes(), strict=True):
        rows = [(opens, closes, "") for opens, closes in spans]
        for extra in file.hours.extras:
            if day in extra.weekdays:
                named = extra.name.get(lang) or extra.name["vi"]
                rows.append((minutes(extra.span[0]), minutes(extra.span[1]), f" ({named})"))
        shown = [f"{_clock(opens)}–{_clock(closes)}{named}" for opens, closes, named in sorted(rows)]
        week.append({"day": day, "spans": shown})
    return week


def _broken(here: House) -> bool:
    """Whether the centre file cannot be read at all; the office works on by the version of before."""
    try:
        book.page(here)
    except (OSError, ValueError):
        return True
    return False


def _centre(here: House, lang: str) -> dict[str, object]:
    centre = here.centre
    names = {"name": centre.name, "unit": centre.unit, "province": centre.province}
    return (
        names
        | {"timezone": str(centre.zone), "hours": _hours(here, lang), "kept": book.hours_are_kept(here)}
        | {"broken": _broken(here)}
    )


def _services(centre: Centre) -> list[dict[str, object]]:
    procedures = [procedure.service for procedure in centre.procedures.values()]
    return [
        {
            "code": s.code,
            "letter": s.letter,
            "name": s.name,
            "minutes": s.minutes,
            "procedures": procedures.count(s.code),
        }
        for s in centre.services.values()
    ]


def _page(here: House, issued: dict[str, str] | None = None) -> ResponseReturnValue:
    scene, counters = here.scene(), here.centre.counters.values()
    with here.store.reading() as connection:
        devices = connection.execute(select(device).order_by(device.c.role, device.c.name)).all()
        people = connection.execute(select(person).order_by(person.c.role, person.c.login)).all()
    seen = {name: rfc3339(scene, moment) for name, moment in here.people.seen.items()}
    return screen(
        "admin.html",
        title="admin.title",
        lang=language(),
        centre=_centre(here, language()),
        services=_services(here.centre),
        counters=[{"no": c.no, "name": c.name, "services": c.services, "helps": c.helps} for c in counters],
        devices=[{"name": d.name, "role": d.role, "seen_at": seen.get(d.name), "active": d.active} for d in devices],
        people=[{"login": p.login, "role": p.role, "active": p.active} for p in people],
        version=VERSION,
        issued=issued,
    )


@blueprint.get("/admin")
@person_page("admin")
def overview() -> ResponseReturnValue:
    """The page."""
    return _page(house())


@blueprint.post("/admin/devices/<name>/renew")
@person_page("admin")
def renew(name: str) -> ResponseReturnValue:
    """A new access code; the old one ends at once. The address with the code is shown this once."""
    here = house()
    with here.store.writing() as connection:
        found = connection.execute(select(device).where(device.c.name == name)).first()
        token = put_device(connection, name, found.role, found.place) if found else ""
    if found is None:
        raise Problem(404)
    here.renewed()
    page = page_of(found.role, found.place)
    address = f"{here.settings.base_url}{page}#{token}" if page else token
    demo.note(here.settings, "devices", name, token=token, **({"url": address} if page else {}))
    return _page(here, issued={"name": name, "address": address})


@blueprint.post("/admin/people/<login>/password")
@person_page("admin")
def password(login: str) -> ResponseReturnValue:
    """A new password, shown this once; sessions made with the old one end."""
    here = house()
    fresh = new_password()
    kept = here.people.hash(fresh)
    with here.store.writing() as connection:
        found = connection.execute(select(person.c.login).where(person.c.login == login)).first()
        token = set_password(connection, login, kept) if found else ""
    if found is None:
        raise Problem(404)
    here.renewed()
    demo.note(here.settings, "people", login, password=fresh, token=token)
    return _page(here, issued={"name": login, "password": fresh})
