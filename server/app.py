"""The roof: puts the house together. The only file that knows everybody; nobody imports it but `__main__` and tests."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, Response
from flask_socketio import SocketIO

from config.settings import Settings
from display.board.view import blueprint as board
from display.fairness.view import blueprint as fairness_page
from display.sign.view import blueprint as sign
from display.speech.view import clips_blueprint
from kiosk.book.view import blueprint as book
from kiosk.feedback.view import blueprint as feedback
from kiosk.procedures.view import blueprint as procedures
from kiosk.scan.view import blueprint as kiosk_scanners
from kiosk.take.view import blueprint as kiosk
from kiosk.turn.view import blueprint as turn
from server.admin.catalogue.view import blueprint as catalogue_pages
from server.admin.centre.view import blueprint as centre_setup
from server.admin.layout.view import blueprint as paper_layout
from server.admin.media.view import blueprint as media
from server.admin.overview.view import blueprint as admin
from server.admin.printers.view import blueprint as printers
from server.admin.voice import blueprint as voice_pages
from server.api import (
    agent,
    bookings,
    catalogue,
    counters,
    description,
    fairness,
    journeys,
    papers,
    tickets,
    turns,
    watching,
)
from server.api import voice as voice_api
from server.caretaker import Caretaker
from server.clock import wall_clock
from server.devices.enter.view import blueprint as enter
from server.devices.lobby.view import blueprint as lobby
from server.devices.pairing import blueprint as pairing
from server.furnish import furnish, lay_ground
from server.house import EXTENSION, House
from server.keys import derived
from server.people import People
from server.reports.live.view import blueprint as supervisor
from server.sockets import Sockets
from server.staff.console.view import blueprint as console
from server.staff.signin.view import blueprint as signin
from server.web import problem
from server.web.files import blueprint as web
from server.web.guard import csrf
from server.web.sessions import Sessions

LARGEST_BODY = 64 * 1024
SHIFT = timedelta(hours=12)  # a session lasts a working day
BEATS = 5  # s between engine.io pings, and how long an answer may take: a pulled cable is seen within 10 s
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self' ws: wss:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PAGES = (
    web,
    kiosk,
    kiosk_scanners,
    turn,
    book,
    procedures,
    feedback,
    board,
    sign,
    fairness_page,
    console,
    signin,
    supervisor,
    admin,
    printers,
    paper_layout,
    catalogue_pages,
    centre_setup,
    voice_pages,
    media,
    lobby,
    enter,
    pairing,
)
INTERFACE_DOORS = (
    tickets,
    papers,
    counters,
    journeys,
    turns,
    bookings,
    fairness,
    watching,
    catalogue,
    voice_api,
    agent,
    description,
)
INTERFACE = tuple(door.blueprint for door in INTERFACE_DOORS)


def create_app(settings: Settings, clock: Callable[[], int] = wall_clock) -> tuple[Flask, SocketIO]:
    """The app and its sockets, ready to serve.

    Makes the database (and with `settings.demo` the demo centre) when there is none.
    """
    ground = lay_ground(settings, clock)
    app = Flask("server", static_folder=None)
    app.secret_key = derived(ground.secret, "session")
    app.session_interface = Sessions()
    app.config.update(_configuration(settings))
    app.json.sort_keys = False  # type: ignore[attr-defined]
    # No ping is missed because a long answer is under way: pings run beside it, and a slow one is not taken for
    # a dead screen.
    sockets = SocketIO(
        app,
        async_mode=settings.engine,
        manage_session=False,
        ping_interval=BEATS,
        ping_timeout=BEATS,
        max_http_buffer_size=LARGEST_BODY,
    )
    house = furnish(ground, sockets)
    app.extensions[EXTENSION] = house
    house.renewed = _renewer(house.people, Sockets(sockets, house))
    csrf.init_app(app)
    problem.register(app)
    for door in (*PAGES, *INTERFACE, clips_blueprint(house.voice)):
        app.register_blueprint(door)
    app.after_request(_harden)
    app.context_processor(lambda: {"zone": str(house.centre.zone)})
    return app, sockets


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "SESSION_COOKIE_NAME": "moiso_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": SHIFT,
        "WTF_CSRF_CHECK_DEFAULT": False,  # checked by the guard: writes with a bearer token carry no cookie to abuse
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": settings.secure_cookies,
    }


def _renewer(people: People, sockets: Sockets) -> Callable[[], None]:
    """What happens when somebody's right has changed.

    It is read again, and connections that rest on the old one end.
    """

    def renewed() -> None:
        people.reload()
        sockets.drop_strangers()

    return renewed


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


def start_tasks(app: Flask, sockets: SocketIO) -> None:
    """What runs beside the requests: telling the screens, and what has to be done now and then."""
    house: House = app.extensions[EXTENSION]
    sockets.start_background_task(house.push.run)
    sockets.start_background_task(Caretaker(house, sockets.sleep).run)
