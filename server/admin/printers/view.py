"""`/admin/printers`: printers and their agents, pairing of a new one by a code that is shown once, tests."""

import re

from flask import g, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, func, select, update

from server.admin.printers.command import ADDRESS, EXAMPLES, commands
from server.codes import ROLE, NameTaken, issue
from server.house import House, house
from server.keys import hashed
from server.pictures.printing import printer_row
from server.pictures.scene import Picture, Printer, Scene
from server.rules.papers import BACKUP
from server.tables import device, pair_code
from server.trials import print_trial
from server.web.guard import person_page
from server.web.problem import Problem
from server.web.screen import language, room, screen

blueprint = room("printers", __name__, __file__)
PAGE = "/admin/printers"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
ONCE = "pairing"  # what the session keeps of a code until the next page has shown it
NOTICES = frozenset({"tested", "stopped", "paired"})


def _kiosks(connection: Connection) -> list[str]:
    return list(connection.scalars(select(device.c.name).where(device.c.role == "kiosk").order_by(device.c.name)))


def _agents(here: House, connection: Connection) -> list[Picture]:
    """Every print agent with its printers; one that is out of use comes last."""
    scene = here.scene()
    rows = connection.execute(select(device).where(device.c.role == ROLE).order_by(device.c.name)).all()
    agents = [
        {
            "name": row.name,
            "place": row.place,
            "active": row.active,
            "heard": row.name in here.people.seen,
            "printers": [_printer(scene, p) for p in scene.printers if p.agent == row.name],
        }
        for row in rows
    ]
    return sorted(agents, key=lambda agent: not agent["active"])


def _printer(scene: Scene, printer: Printer) -> Picture:
    return printer_row(scene, printer) | {"model": printer.model}


def _waiting(connection: Connection, now: int) -> list[Picture]:
    """Codes that nobody has used yet, with the minutes that they have left."""
    rows = connection.execute(select(pair_code).where(pair_code.c.expires_at > now).order_by(pair_code.c.device)).all()
    return [{"name": row.device, "place": row.place, "minutes": -(-(row.expires_at - now) // 60_000)} for row in rows]


def _page(here: House, **more: object) -> ResponseReturnValue:
    with here.store.reading() as connection:
        data = {
            "agents": _agents(here, connection),
            "waiting": _waiting(connection, here.clock()),
            "kiosks": _kiosks(connection),
        }
    return screen(
        "printers.html", title="printers.title", lang=language(), centre=here.centre, backup=BACKUP, examples=EXAMPLES,
        **data | more,
    )  # fmt: skip


def _issue(here: House, name: str, place: str | None, address: str) -> ResponseReturnValue:
    """A new code, kept in this person's session for the next page: to send the form again would make another one."""
    with here.store.writing() as connection:
        code = issue(connection, name, place, here.clock())
    session[ONCE] = {"name": name, "code": code, "address": address}
    return redirect(PAGE, 303)


def _once(here: House) -> Picture | None:
    """The code that this person has just asked for, this once; None when it is used or over by now."""
    fresh = session.pop(ONCE, None)
    if not isinstance(fresh, dict):
        return None
    name, code, address = (str(fresh.get(key, "")) for key in ("name", "code", "address"))
    key = hashed(code.replace("-", ""))
    with here.store.reading() as connection:
        until = connection.scalar(select(pair_code.c.expires_at).where(pair_code.c.code == key))
    left = (until or 0) - here.clock()
    if left <= 0:
        return None
    lines = commands(here.settings.base_url, name, address, code)
    return {"name": name, "code": code, "seconds": left // 1000, "commands": lines}


@blueprint.get(PAGE)
@person_page("admin")
def overview() -> ResponseReturnValue:
    """The page."""
    here, notice = house(), request.args.get("notice", "")
    notice = notice if notice in NOTICES else ""
    return _page(here, notice=notice, of=request.args.get("of", "")[:40], issued=_once(here))


@blueprint.post(PAGE)
@person_page("admin")
def add() -> ResponseReturnValue:
    """A pairing code for a new print agent: its name, whose printer it is, and how the printer is connected."""
    here = house()
    typed = {key: request.form.get(key, "").strip() for key in ("name", "place", "address")}
    wrong = _mistakes(here, **typed)
    if wrong:
        return _page(here, wrong=wrong, typed=typed)
    return _issue(here, typed["name"], typed["place"] or None, typed["address"])


def _mistakes(here: House, name: str, place: str, address: str) -> dict[str, str]:
    """What is wrong with a new printer: field -> key of the words."""
    with here.store.reading() as connection:
        places = ("", BACKUP, *_kiosks(connection))
        taken = _is_taken(here, connection, name)
    wrong = {
        "name": "printers.bad_name" if not NAME.fullmatch(name) or name == BACKUP else "printers.name_taken" * taken,
        "place": "printers.bad_place" * (place not in places),
        "address": _wrong_address(address),
    }
    return {field: said for field, said in wrong.items() if said}


def _wrong_address(address: str) -> str:
    return "" if ADDRESS.fullmatch(address) else "printers.bad_address" if address else "printers.no_address"


def _is_taken(here: House, connection: Connection, name: str) -> bool:
    """Whether a device has the name, or an agent calls its printer so: two of one name cannot be told apart."""
    if any(printer.name.lower() == name.lower() for printer in here.scene().printers):
        return True
    return connection.scalar(select(device.c.name).where(func.lower(device.c.name) == name.lower())) is not None


@blueprint.post(f"{PAGE}/<name>/code")
@person_page("admin")
def pair_again(name: str) -> ResponseReturnValue:
    """A new code for a known print agent; its present token works until the code has been used."""
    here = house()
    place = _known(here, name)
    address = request.form.get("address", "").strip()
    wrong = _wrong_address(address)
    if wrong:
        return _page(here, again={"name": name, "address": address, "wrong": wrong})
    try:
        return _issue(here, name, place, address)
    except NameTaken:
        raise Problem(404) from None


@blueprint.post(f"{PAGE}/<name>/test")
@person_page("admin")
def test(name: str) -> ResponseReturnValue:
    """A test slip for this agent's printer."""
    here = house()
    agent = next((agent for agent in here.people.agents() if agent.name == name), None)
    if agent is None:
        raise Problem(404)
    print_trial(here, agent, g.caller.by)
    return redirect(f"{PAGE}?notice=tested&of={name}", 303)


@blueprint.post(f"{PAGE}/<name>/stop")
@person_page("admin")
def stop(name: str) -> ResponseReturnValue:
    """Take a print agent out of use: its token ends at once. It can be paired again."""
    here = house()
    _known(here, name)
    with here.store.writing() as connection:
        connection.execute(update(device).where(device.c.name == name, device.c.role == ROLE).values(active=False))
    here.renewed()
    here.push.changed()
    return redirect(f"{PAGE}?notice=stopped&of={name}", 303)


@blueprint.get(f"{PAGE}/<name>/pairing")
@person_page("admin")
def pairing(name: str) -> ResponseReturnValue:
    """Whether the code of this name still waits for somebody who types it."""
    here = house()
    with here.store.reading() as connection:
        waiting = any(code["name"] == name for code in _waiting(connection, here.clock()))
    return {"waiting": waiting}


def _known(here: House, name: str) -> str | None:
    """The place of a print agent; 404 for any other name."""
    with here.store.reading() as connection:
        found = connection.execute(select(device).where(device.c.name == name, device.c.role == ROLE)).first()
    if found is None:
        raise Problem(404)
    place: str | None = found.place
    return place
