"""Who is asking, and may they? Bearer tokens for devices and programs.

Sessions with CSRF protection for people's browsers.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import g, make_response, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from server.access import Caller
from server.house import house
from server.web.problem import Problem
from server.web.screen import language, screen

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
SAFE = {"GET", "HEAD", "OPTIONS"}
COOKIE = "moiso_device"
csrf = CSRFProtect()


def caller() -> Caller | None:
    """Whoever sent this request: by token, else by session; None for nobody. A wrong token is a 401, never nobody."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        found = house().people.by_token(token.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise Problem(401)
        g.by_session = False
        return found
    g.by_session = True
    return person()


def person() -> Caller | None:
    """The person signed in with this browser."""
    login, version = session.get("login"), session.get("version")
    return house().people.by_session(login, version) if isinstance(login, str) and isinstance(version, int) else None


def check_csrf() -> None:
    """A write by session must carry the page's own token; another site cannot know it."""
    try:
        csrf.protect()
    except CSRFError:
        raise Problem(403, "wrong_csrf") from None


def allow(action: str) -> Callable[[View[P]], View[P]]:
    """Only callers whose role may do `action`; `g.caller` tells the view who it is."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            g.caller = known = caller()
            if known is None:
                raise Problem(401)
            if not known.may(action):
                raise Problem(403)
            if request.method not in SAFE and g.by_session:
                check_csrf()
            return view(*args, **kwargs)

        return guarded

    return guard


def device_page(role: str) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """A device's own page: opens with the cookie it got when it was paired, else asks for the access code."""

    def guard(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def guarded(**places: Any) -> ResponseReturnValue:
            token = request.cookies.get(COOKIE, "")
            known = house().people.by_token(token) if token else None
            place = next((str(value) for value in places.values()), None)
            if known is None or known.role != role or (place is not None and known.place != place):
                return make_response(screen("enter.html", title="enter.title", lang=language()), 401)
            g.page_token = token
            return view(**places)

        guarded.device_role = role  # type: ignore[attr-defined]
        return guarded

    return guard


def person_page(role: str) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """A page for people of this rank; others are asked to sign in. `g.csrf` is for the page's own writes."""

    def guard(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def guarded(**places: Any) -> ResponseReturnValue:
            known = person()
            if known is None:
                return redirect(f"/sign-in?next={request.path}")
            if not known.is_at_least(role):
                raise Problem(403)
            g.caller = known
            g.csrf = generate_csrf()
            if request.method not in SAFE:
                check_csrf()
            return view(**places)

        return guarded

    return guard
