"""Errors for people: RFC 9457 problem documents at the interface, a calm page elsewhere, in the reader's language."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from config.words import area, word
from server.centre.mistakes import mistakes_of
from server.house import house
from server.limits import TooMany
from server.rules.decide import Refused, Unknown
from server.store import StoreBusy
from server.web.screen import language

STATUS = {
    "key_reused": 422,
    "unknown_priority": 422,
    "unknown_procedure": 422,
    "unknown_level": 422,
    "unknown_reason": 422,
}
MOMENTS = {"opens_at", "closes_at", "at", "until"}  # details that are moments (ms)
MACHINES = ("/api/", "/lobby/", "/enter", "/healthz", "/metrics")  # whoever asks there reads JSON
GENERAL = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    415: "not_json",
    422: "invalid",
    429: "too_many",
    503: "busy",
}


class Problem(Exception):
    """Something a caller did wrong; `code` is a key of the catalogue's `problems` area."""

    def __init__(self, status: int, code: str | None = None, **details: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code or GENERAL.get(status, "failed")
        self.details = details


def wrong_field(field: str, code: str, **values: Any) -> Problem:
    """One field of a request is not what it should be; `code` says what it should be (`problems.field_<code>`)."""
    return Problem(
        422, "invalid", fields=[{"field": field, "message": word(language(), f"problems.field_{code}", **values)}]
    )


def document(problem: Problem, lang: str) -> dict[str, Any]:
    """The problem as RFC 9457 writes it; `details` are added as members of their own."""
    later = problem.details.get("opens_at") and f"problems.{problem.code}_until" in area(lang, "problems")
    key = f"problems.{problem.code}_until" if later else f"problems.{problem.code}"
    detail = word(lang, key, **_readable(problem.details, lang))
    return {
        "type": f"urn:moiso:problem:{problem.code}",
        "title": word(lang, f"problems.title_{problem.status}"),
        "status": problem.status,
        "detail": detail,
        **problem.details,
    }


def _readable(details: dict[str, Any], lang: str) -> dict[str, Any]:
    """Details as they are put into a sentence: codes as words, moments as the centre's wall clock."""
    shown = dict(details)
    for name, prefix in (("why", "office"), ("state", "problems.state"), ("step", "problems.step")):
        if name in shown:
            key = f"{prefix}.{shown[name]}" if prefix == "office" else f"{prefix}_{shown[name]}"
            shown[name] = area(lang, prefix.partition(".")[0]).get(key, "")
    if said := shown.get("words"):  # the centre's own, of a date that is unlike its weekday
        shown["why"] = said.get(lang) or said["vi"]
    for name in MOMENTS & shown.keys():
        moment, zone = shown[name], house().centre.zone
        shown[name] = datetime.fromtimestamp(moment / 1000, zone).strftime("%H:%M %d/%m") if moment else "—"
    if (day := shown.get("day")) is not None:
        shown["day"] = f"{date.fromisoformat(day):%d/%m/%Y}" if day else "—"
    if (service := house().centre.services.get(shown.get("service", ""))) is not None:
        shown["service"] = service.name.get(lang) or service.name["vi"]
    return shown


def of_refusal(refused: Refused) -> Problem:
    """A refusal of the rules as a problem: what does not exist is 404 or 422, everything else a conflict."""
    status = STATUS.get(refused.code) or (404 if isinstance(refused, Unknown) else 409)
    return Problem(status, refused.code, **refused.details)


def answer(problem: Problem) -> Response:
    """The response for a problem."""
    lang = language()
    if request.path.startswith(MACHINES):
        response = jsonify(_machine_readable(document(problem, lang)))
        response.content_type = "application/problem+json"
    else:
        text = document(problem, lang)
        ways = {"papers": word(lang, "turn.papers")} if problem.status == HTTPStatus.NOT_FOUND else {}
        if ways and house().centre.booking.public:
            ways["book"] = word(lang, "turn.book")
        page = render_template("error.html", lang=lang, title=text["title"], detail=text["detail"], ways=ways)
        response = Response(page)
    response.status_code = problem.status
    response.headers["Cache-Control"] = "no-store"
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem.status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        response.headers["Retry-After"] = str(problem.details.get("retry_after", 1))
    return response


def _machine_readable(plain: dict[str, Any]) -> dict[str, Any]:
    for name in MOMENTS & plain.keys():
        if plain[name]:
            plain[name] = datetime.fromtimestamp(plain[name] / 1000, house().centre.zone).isoformat()
    return plain


def _of_validation(error: ValidationError) -> Problem:
    """What is wrong with a body, field by field; the values themselves are not sent back."""
    fields = [{"field": one.place, "message": one.say(language())} for one in mistakes_of(error)]
    return Problem(422, "invalid", fields=fields)


def register(app: Flask) -> None:
    """Let the app answer every error this way."""

    def refused(error: Refused) -> ResponseReturnValue:
        return answer(of_refusal(error))

    def wrong(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if 300 <= status < 400:
            return error.get_response()
        response = answer(Problem(status if status in GENERAL else 400 if status < 500 else 500))
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    def crashed(error: Exception) -> ResponseReturnValue:
        app.logger.error("%s %s failed", request.method, request.url_rule, exc_info=error)
        return answer(Problem(500, "failed"))

    app.register_error_handler(Problem, answer)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(ValidationError, lambda error: answer(_of_validation(error)))
    app.register_error_handler(TooMany, lambda error: answer(Problem(429, retry_after=error.seconds)))
    app.register_error_handler(StoreBusy, lambda _: answer(Problem(503)))
    app.register_error_handler(HTTPException, wrong)
    app.register_error_handler(Exception, crashed)
