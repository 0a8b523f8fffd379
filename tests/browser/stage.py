"""The stage: real templates, styles, scripts, words and fonts of every screen, in front of sample pictures.

A sample is `samples/<room>-<state>.json`. It is either a picture as `ARCHITECTURE.md` describes it, or
`{"picture": {…}, "template": "x.html", "context": {…}, "api": {"POST /tickets": [201, {…}]}, "like": "<sample>"}` –
everything but the picture may be left out; `like` names a sample that gives all that is not said here.
`/stage/<sample>?lang=en` shows it. A room is any folder that holds a `view.py` saying
`room("<name>", …)` (or, while there is no view, the folder's own name); its page is `<room>.html` or its only template.

The views themselves are not loaded: they ask for a device's cookie, and a stage has no devices. The content security
policy is the one of the office, so a style attribute or a foreign address fails here too.

To look at it by hand: `python -m tests.browser.stage --port 8100`.
"""

import argparse
import copy
import io
import json
import os
import re
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import segno
from flask import Flask, Response, abort, g, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_socketio import SocketIO
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from config.words import area, areas, languages
from server.rules.search import Entry, Index
from server.web.screen import room, screen

HOME = Path(__file__).resolve().parents[2]
LIFE = 600  # s between two pings: no test lets a page live so long, neither by the world's clock nor by its own
BEAT = 4  # s between two words to a waiting screen (only for people: tests let a silence happen when they want one)
SAMPLES = Path(__file__).parent / "samples"
ZONE = "Asia/Ho_Chi_Minh"
# Rooms of people, who sign in; the others have a device's token.
PEOPLE = (
    "console",
    "supervisor",
    "admin",
    "printers",
    "layout",
    "catalogue",
    "signin",
)  # rooms of people, who sign in; the others have a device's token
DOORS = ("kiosk", "display", "server")
POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self'; media-src 'self' blob:; "
    "img-src 'self' data:; connect-src 'self' ws: wss:"
)
Picture = dict[str, Any]
Answer = tuple[int, Any]


def node_modules() -> Path:
    """Where the npm packages lie: fonts and the Socket.IO client."""
    return Path(os.environ.get("MOISO_NODE_MODULES", HOME / "vendor" / "node_modules"))


def rooms() -> dict[str, Path]:
    """Room name -> folder, for every folder behind a door that holds a template."""
    found: dict[str, Path] = {}
    for door in DOORS:
        for template in sorted((HOME / door).rglob("*.html")):
            folder = template.parent
            if folder.name == "web":
                continue
            view = folder / "view.py"
            named = (
                re.search(r"""\broom\(\s*["'](\w[\w-]*)["']""", view.read_text(encoding="utf-8"))
                if view.is_file()
                else None
            )
            found[named.group(1) if named else folder.name] = folder
    return found


def sample(name: str) -> dict[str, Any]:
    """A sample with all its parts, the common fields of a picture filled in; FileNotFoundError when there is none."""
    raw: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    parts: dict[str, Any] = raw if "picture" in raw else {"picture": raw}
    if parts.get("like"):
        base = sample(parts["like"])
        parts = {
            **base,
            **parts,
            "picture": {**base["picture"], **parts["picture"]},
            "api": {**base.get("api", {}), **parts.get("api", {})},
        }
    common = {
        "at": 1, "epoch": "stage", "now": "2026-11-20T08:15:00+07:00",
        "centre": {
            "name": {"vi": "Trung tâm Phục vụ hành chính công", "en": "Public Administrative Service Centre"},
            "unit": {"vi": "Xã Tam Hòa", "en": "Tam Hoa Commune"},
            "province": {"vi": "Tỉnh Đồng Khánh", "en": "Dong Khanh Province"}, "demo": True,
        },
    }  # fmt: skip
    return {**parts, "picture": {**common, **parts["picture"]}}


@dataclass(slots=True)
class Call:
    """One request that a screen made to the office's interface."""

    method: str
    path: str
    key: str | None
    body: Any


@dataclass(slots=True)
class Stage:
    """The running stage: tests put pictures on it, say what the office answers, and read what the screens asked."""

    app: Flask
    socketio: SocketIO
    pictures: dict[tuple[str, str], Picture] = field(default_factory=dict)
    answers: dict[str, Answer | Callable[[Call], Answer]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    zone: str = ZONE
    watched: Callable[[dict[str, str]], Any] | None = None  # answers `watch` instead of the pictures
    hall: Callable[[str, Any], Any] | None = None  # answers `sound` and `spoken` of boards; without it nobody speaks
    url: str = ""
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # what boards play: bytes and content type

    def clear(self) -> None:
        """Empty the stage between two tests."""
        self.pictures.clear()
        self.answers.clear()
        self.calls.clear()
        self.watched = None
        self.hall = None
        self.zone = ZONE
        self.files.clear()

    def load(self, name: str) -> Picture:
        """Put a sample's picture and answers on the stage (answers a test has set itself stay) and push the picture."""
        parts = sample(name)
        for call, answer in parts.get("api", {}).items():
            self.answers.setdefault(call, (answer[0], answer[1]))
        return self.put(parts["picture"])

    def put(self, picture: Picture) -> Picture:
        """Show a picture: it gets the next journal number and is pushed to every screen."""
        place = (str(picture["kind"]), str(picture["name"]))
        before = self.pictures.get(place)
        shown = {**copy.deepcopy(picture), "at": max(picture["at"], before["at"] + 1 if before else 0)}
        self.pictures[place] = shown
        self.socketio.emit("picture", shown)
        return shown

    def change(self, kind: str, name: str, **fields: Any) -> Picture:
        """Show the picture of this place again with some fields changed."""
        return self.put({**self.pictures[kind, name], **fields})

    def moment(self, moment: dict[str, Any]) -> None:
        """Let a call or recall happen."""
        self.socketio.emit("moment", moment)

    def asked(self, method: str, path: str) -> list[Call]:
        """All calls of this method whose path is `path`, in order."""
        return [call for call in self.calls if call.method == method and call.path == path]


def _answer(stage: Stage, call: Call) -> ResponseReturnValue:
    """What the office says: an answer set for the whole path, or for the path with its ids read as `*`."""
    star = re.sub(r"^(/(?:tickets|counters|screens/\w+))/[^/]+", r"\1/*", call.path)
    for name in (f"{call.method} {call.path}", f"{call.method} {star}"):
        if name in stage.answers:
            said = stage.answers[name]
            status, body = said(call) if callable(said) else said
            return (jsonify(body) if body is not None else ""), status
    if call.method == "GET" and call.path.startswith("/procedures?") and "GET /procedures" in stage.answers:
        return jsonify(_found(stage.answers["GET /procedures"], call))
    if call.method == "GET" and call.path.endswith("/qr.svg"):
        drawn = io.BytesIO()
        segno.make("https://so.tamhoa.example/t/20261120-A045.k7Qm2vXb9R", error="m").save(
            drawn, kind="svg", border=2, scale=4
        )
        return Response(drawn.getvalue(), mimetype="image/svg+xml")
    if call.method == "POST" and call.path == "/speech":
        return jsonify({"clips": [[clip(text)] for text in call.body["texts"]]})
    if call.method == "GET" and call.path.startswith("/screens/"):
        _, _, kind, name = call.path.split("/", 3)
        if (kind, name) in stage.pictures:
            return jsonify(stage.pictures[kind, name])
    return jsonify({"title": "Not found", "status": 404}), 404


def _found(said: Answer | Callable[[Call], Answer], call: Call) -> dict[str, Any]:
    """The sample's procedures as the office's own search finds them; the catalogue as it is where nothing was typed."""
    _, body = said(call) if callable(said) else said
    known: list[dict[str, Any]] = body["procedures"]
    typed = parse_qs(call.path.partition("?")[2]).get("q", [""])[0]
    index = Index(Entry(one["code"], tuple(one["name"].values()), one.get("official_name", "")) for one in known)
    return {"procedures": [known[number] for number in index.find(typed)]}


def clip(text: str) -> str:
    """The address of a sound that says this: a soft tone, and the words where a test can read them."""
    return f"/stage/clip/{quote(text, safe='')}.wav"


def _tone(text: str) -> bytes:
    """A WAV of a fifth of a second (16-bit mono, 8 kHz) with the words in a chunk of their own, which players skip."""
    said = text.encode()
    said += b" " * (len(said) % 2)
    samples = b"".join(struct.pack("<h", 3000 if place % 20 < 10 else -3000) for place in range(1600))
    head = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    body = head + b"said" + struct.pack("<I", len(said)) + said + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _shared(app: Flask) -> None:
    """What every page needs: look, scripts, words, fonts, the Socket.IO client."""

    @app.get("/web/<file>")
    def web(file: str) -> Response:
        return send_from_directory(HOME / "server" / "web", file)

    @app.get("/web/vendor/<file>")
    def vendor(file: str) -> Response:
        return send_from_directory(node_modules() / "socket.io-client" / "dist", file)

    @app.get("/web/font/<name>-<int:weight>.ttf")
    def font(name: str, weight: int) -> Response:
        folder = node_modules() / "@expo-google-fonts" / name
        found = next(folder.glob(f"{weight}*/*.ttf"), None) if folder.is_dir() else None
        found = next((path for path in folder.glob(f"{weight}*/*.ttf") if "Italic" not in path.name), found)
        return send_from_directory(found.parent, found.name) if found else abort(404)

    @app.get("/stage/clip/<path:text>.wav")
    def sound(text: str) -> Response:
        return Response(_tone(text), mimetype="audio/wav")

    @app.get("/web/words/<lang>/<name>.json")
    def words(lang: str, name: str) -> ResponseReturnValue:
        return jsonify(dict(area(lang, name))) if lang in languages() and name in areas() else abort(404)

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-store"
        return response


def poster(name: str) -> bytes:
    """A picture for boards, with its name on it."""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900" width="1600" height="900">
<rect width="1600" height="900" fill="#e3efed"/><circle cx="1330" cy="190" r="420" fill="#0f5c5c"/>
<rect x="120" y="610" width="620" height="18" rx="9" fill="#e9b949"/>
<g font-family="Be Vietnam Pro, sans-serif" fill="#10242b" font-weight="700">
<text x="120" y="470" font-size="112">Nộp hồ sơ tại nhà</text>
<text x="120" y="570" font-size="52" font-weight="400">{name}</text></g></svg>""".encode()


def _pages(app: Flask, stage: Stage) -> None:
    """One page for every sample, and a list of them for people."""

    @app.get("/media/<name>")
    def media(name: str) -> Response:
        body, kind = stage.files.get(name, (poster(name), "image/svg+xml"))
        return Response(body, mimetype=kind) if body else abort(404)

    @app.get("/")
    def contents() -> str:
        names = sorted(path.stem for path in SAMPLES.glob("*.json"))
        return "".join(
            f'<p><a href="/stage/{name}">{name}</a> <a href="/stage/{name}?lang=en">en</a></p>' for name in names
        )

    @app.get("/stage/<name>")
    def page(name: str) -> ResponseReturnValue:
        parts = sample(name)
        if request.args.get("keep") is None:
            stage.load(name)
        home = name.partition("-")[0]
        folder = rooms()[home]
        template = parts.get("template") or (
            f"{home}.html" if (folder / f"{home}.html").is_file() else next(folder.glob("*.html")).name
        )
        picture = parts["picture"]
        g.page_token = None if home in PEOPLE else "stage"  # no secret: the stage asks nobody who they are
        context = {
            "picture": picture,
            "zone": stage.zone,
            "csrf": "c" if home in PEOPLE else None,
            "key": picture["name"],
            "title": f"{home}.title",
            **parts.get("context", {}),
        }
        return screen(template, kind=picture["kind"], name=picture["name"], lang=request.args.get("lang"), **context)


def _interface(app: Flask, stage: Stage) -> None:
    """`/api/v1` and the socket's `watch`, answered from the stage."""

    @app.route("/api/v1/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
    def api(path: str) -> ResponseReturnValue:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        call = Call(
            request.method, f"/{path}{query}", request.headers.get("Idempotency-Key"), request.get_json(silent=True)
        )
        stage.calls.append(call)
        return _answer(stage, call)

    def watch(place: dict[str, str]) -> Any:
        if stage.watched is not None:
            return stage.watched(place)
        return stage.pictures.get((place["kind"], place["name"]), {"problem": {"status": 404}})

    def said(event: str) -> Callable[[Any], Any]:
        return lambda body: stage.hall(event, body) if stage.hall else {"speaks": False}

    stage.socketio.on_event("watch", watch)
    stage.socketio.on_event("sound", said("sound"))
    stage.socketio.on_event("spoken", said("spoken"))
    stage.socketio.on_event("fence", lambda: None)  # acknowledged after all that was said before it (`held.js`)


def make_stage() -> Stage:
    """A stage with an empty hall; nothing listens yet."""
    app = Flask(__name__, static_folder=None, template_folder=str(HOME / "server" / "web"))
    stage = Stage(app, SocketIO(app, async_mode="threading", cors_allowed_origins=[], ping_interval=LIFE))
    for name, folder in rooms().items():
        app.register_blueprint(room(name, __name__, str(folder / "view.py")))
    _shared(app)
    _pages(app, stage)
    _interface(app, stage)
    return stage


class _Quiet(WSGIRequestHandler):
    """Says nothing about every request; errors are still told."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def raise_curtain(stage: Stage, port: int = 0) -> BaseWSGIServer:
    """Listen on 127.0.0.1 in a thread of its own; the caller ends it with `shutdown()`."""
    server = make_server("127.0.0.1", port, stage.app, threaded=True, request_handler=_Quiet)
    stage.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, name="stage", daemon=True).start()
    return server


def main() -> None:
    """Show the samples to a person until Ctrl+C."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=8100)
    stage = make_stage()
    raise_curtain(stage, options.parse_args().port)
    print(f"{stage.url}/")
    while not threading.Event().wait(BEAT):
        stage.socketio.emit("beat", {})


if __name__ == "__main__":
    main()
