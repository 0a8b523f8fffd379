"""Sessions for people's browsers only: a request that proves itself by a token has none, and does not pay for one."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

TOKEN = "HTTP_AUTHORIZATION"


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookies, left alone where a token is sent."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The browser's session; an empty one beside a token, whatever cookie came with it."""
        return SecureCookieSession() if TOKEN in request.environ else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie when the session has changed; an empty session needs none."""
        if session or session.modified or session.accessed:
            super().save_session(app, session, response)
