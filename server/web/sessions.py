"""Sessions for people's browsers only: a request that proves itself by a token has none, and does not pay for one."""

from datetime import UTC, datetime

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, SignatureExpired

TOKEN = "HTTP_AUTHORIZATION"


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookies, left alone where a token is sent."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The browser's session; an empty one beside a token, whatever cookie came with it."""
        if TOKEN in request.environ:
            return SecureCookieSession()
        return super().open_session(app, request) or self._of_a_later_hour(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie when the session has changed; an empty session needs none."""
        if session or session.modified or session.accessed:
            super().save_session(app, session, response)

    def _of_a_later_hour(self, app: Flask, request: Request) -> SecureCookieSession:
        """Whoever signed in before the server's clock was set back stays signed in, although that is yet to come."""
        serializer, cookie = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if serializer is None or not cookie:
            return SecureCookieSession()
        try:
            serializer.loads(cookie, max_age=int(app.permanent_session_lifetime.total_seconds()))
        except SignatureExpired as error:
            if error.date_signed and error.payload and error.date_signed > datetime.now(UTC):
                return SecureCookieSession(serializer.load_payload(error.payload))
        except BadSignature:
            pass
        return SecureCookieSession()
