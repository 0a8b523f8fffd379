"""Reading along: screens' pictures, the journal, health."""

from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest

from server.access import WATCH, Caller
from server.house import House, house
from server.keys import ticket_of_key
from server.pictures import Picture, picture, rfc3339
from server.pictures.printing import printer_row, works
from server.pictures.scene import Scene
from server.rules.events import encode
from server.store import replay
from server.web.guard import allow, caller
from server.web.problem import Problem, wrong_field

blueprint = Blueprint("watching", __name__)
PAGE = 1000  # journal entries in one answer


@blueprint.get("/api/v1/screens/<kind>/<name>")
def screen(kind: str, name: str) -> ResponseReturnValue:
    """The picture of a screen, as it is pushed. A ticket's own page needs nothing but its key."""
    known = caller()
    if kind != "turn":
        if known is None:
            raise Problem(401)
        if kind not in WATCH:
            raise Problem(404)
        if not known.may_watch(kind, name):
            raise Problem(403)
    shown = _turn(name) if kind == "turn" else picture(house().scene(), kind, name)
    if shown is None:
        raise Problem(404)
    return shown


def _turn(key: str) -> Picture | None:
    return None if ticket_of_key(house().secret, key) is None else house().turn_picture(key)


@blueprint.get("/api/v1/journal")
@allow("read_journal")
def journal() -> ResponseReturnValue:
    """What happened after entry `after`, at most 1,000 entries; `last` is the number to ask after next time."""
    after = request.args.get("after", "0")
    if not after.isdecimal() or len(after) > 18:
        raise wrong_field("after", "count")
    scene = house().scene()
    with house().store.reading() as connection:
        events = [
            {"id": number, "at": rfc3339(scene, event.at), "kind": type(event).__name__, "by": event.by} | encode(event)
            for number, event in replay(connection, int(after), PAGE)
        ]
    return {"events": events, "last": events[-1]["id"] if events else int(after)}


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """Alive, and how each device is. Names of devices are for those who have signed in."""
    here = house()
    view = here.office.look()
    status: dict[str, Any] = {"status": "ok"}
    known: Caller | None = caller()
    if known is not None:
        status |= {"engine": here.settings.engine, "at": view.at, "day": view.hall.day}
        now = here.clock()
        scene = here.scene()
        status["printers"] = [
            printer_row(scene, printer) | {"quiet_s": round((now - printer.seen_at) / 1000)}
            for printer in scene.printers
        ]
        status["papers"] = dict(scene.work.open)
        status["devices"] = [
            {"name": name, "quiet_s": round((now - seen) / 1000)} for name, seen in sorted(here.people.seen.items())
        ]
        status["screens"] = here.push.watchers()
        status["voice"] = _voice(here, scene)
    return status


def _voice(here: House, scene: Scene) -> dict[str, Any]:
    """The worker, the stored speech and each zone's loudspeaker."""
    hearing, health, bank = scene.hearing, here.voice.health(), here.voice.bank()
    return {
        "worker": health.worker,
        "waiting": health.waiting,
        "online": health.online,
        "bank": {"state": bank.state, "why": bank.why, "made": bank.made, "of": bank.of, "failed": bank.failed},
        "zones": [{"zone": one.zone, "state": one.state, "boards": one.boards} for one in hearing.zones],
        "check": {"due": hearing.check_due, "heard": hearing.check.heard if hearing.check else None},
    }


@blueprint.get("/metrics")
@allow("read_journal")
def metrics() -> ResponseReturnValue:
    """Prometheus figures, without anything personal."""
    return Response(generate_latest(_figures(house())), content_type=CONTENT_TYPE_LATEST)


def _figures(here: House) -> CollectorRegistry:
    registry = CollectorRegistry()
    scene = here.scene()
    waiting = Gauge("moiso_waiting", "Tickets waiting", ["service"], registry=registry)
    for service in scene.centre.services:
        waiting.labels(service).set(len(scene.hall.line(service)))
    Gauge("moiso_issued_today", "Tickets issued today", registry=registry).set(len(scene.hall.tickets))
    Gauge("moiso_journal", "Number of the newest journal entry", registry=registry).set(scene.at)
    Gauge("moiso_moments", "Calls and recalls sent out", registry=registry).set(here.push.moments)
    screens = Gauge("moiso_screens", "Connected screens", ["kind"], registry=registry)
    for kind, count in here.push.watchers().items():
        screens.labels(kind).set(count)
    ready = Gauge("moiso_printer_ready", "1 when the printer works", ["printer"], registry=registry)
    left = Gauge("moiso_printer_tickets_left", "Tickets left on the roll, estimated", ["printer"], registry=registry)
    names = [printer.name for printer in scene.printers]
    for printer in scene.printers:
        name = printer.name if names.count(printer.name) == 1 else f"{printer.agent}/{printer.name}"
        ready.labels(name).set(works(scene, printer))
        if printer.tickets_left is not None:
            left.labels(name).set(printer.tickets_left)
    _voice_figures(here, scene, registry)
    jobs = Gauge("moiso_print_jobs", "Open print jobs", ["state"], registry=registry)
    for state, count in scene.work.open.items():
        jobs.labels(state).set(count)
    outcomes = Counter("moiso_print_outcomes", "Ended print attempts since the start", ["outcome"], registry=registry)
    for outcome, count in here.printers.outcomes.items():
        outcomes.labels(outcome).inc(count)
    return registry


def _voice_figures(here: House, scene: Scene, registry: CollectorRegistry) -> None:
    hearing, bank = scene.hearing, here.voice.bank()
    able = Gauge("moiso_zone_speaks", "1 when the zone's loudspeaker works", ["zone"], registry=registry)
    said = Counter(
        "moiso_spoken", "Calls by what became of them, since the start", ["zone", "result"], registry=registry
    )
    for zone in hearing.zones:
        able.labels(zone.zone).set(zone.state == "ok")
        for result in ("spoken", "expired", "failed", "repeated"):
            said.labels(zone.zone, result).inc(getattr(zone, result))
    clips = Gauge("moiso_bank_clips", "Clips of the stored speech", ["state"], registry=registry)
    for state, count in (("made", bank.made), ("missing", max(0, bank.of - bank.made)), ("failed", bank.failed)):
        clips.labels(state).set(count)
    Gauge("moiso_voice_worker", "1 while the speech worker lives", registry=registry).set(hearing.worker)
    online = Gauge("moiso_voice_online", "1 while gTTS may be asked", registry=registry)
    online.set(hearing.online == "ok")
    Gauge("moiso_sound_check_due", "1 while nobody has heard the day's check", registry=registry).set(hearing.check_due)
