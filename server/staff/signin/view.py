"""`/sign-in` and `/sign-out`: people prove themselves with a password and get a session."""

import re

from flask import make_response, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from config.words import word
from server.house import house
from server.limits import SIGN_INS
from server.web.guard import check_csrf, person
from server.web.problem import Problem
from server.web.screen import language, room, screen

blueprint = room("signin", __name__, __file__)
OWN_PATH = re.compile(r"/(?![/\\])[\w/-]*")  # only this server's own pages, never another address
HOME = {"staff": "/console", "supervisor": "/supervisor", "admin": "/admin"}


def _next() -> str:
    wanted = request.values.get("next", "")
    return wanted if OWN_PATH.fullmatch(wanted) else ""


def _form(problem: str | None = None) -> ResponseReturnValue:
    # The token is in the form; the page itself never writes by script, so it needs no meta of its own.
    page = screen(
        "signin.html", title="signin.title", lang=language(), problem=problem, csrf=generate_csrf(), next=_next()
    )
    return make_response(page, 401 if problem else 200)


@blueprint.get("/sign-in")
def ask() -> ResponseReturnValue:
    """The form."""
    return _form()


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Right: to the page that was asked for, or the role's own.

    Wrong: the form again, without saying what was wrong.
    """
    house().limits.check(SIGN_INS, request.remote_addr or "?")
    try:
        check_csrf()
    except Problem:
        return _form(word(language(), "problems.wrong_csrf"))
    login, password = request.form.get("login", "")[:80], request.form.get("password", "")[:200]
    known = house().people.sign_in(login.strip(), password)
    if known is None:
        return _form(word(language(), "problems.wrong_password"))
    session.clear()  # a session from before the sign-in is not carried over
    session["login"], session["version"] = known.caller.name, known.version
    session.permanent = True
    return redirect(_next() or HOME[known.caller.role])


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """The session ends."""
    if person() is not None:
        check_csrf()
    session.clear()
    return redirect("/sign-in")
