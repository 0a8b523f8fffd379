"""What both pages of the voice share: JSON in, words out, and a body of a recording's size."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from config.words import word
from display.speech.manner import OWN_WORDS, Manner, Mistake
from server.admin.voice.suggested import SUGGESTED
from server.house import House
from server.speech import voice as kept
from server.web.screen import language

View = Callable[..., ResponseReturnValue]
LARGEST_WAV = 2_000_000  # bytes: forty seconds of speech, ten times what any sentence takes


def asked() -> dict[str, Any]:
    """The request's JSON object; 400 for anything else."""
    data = request.get_json(silent=True)
    if not isinstance(data, dict):
        abort(400)
    return data


def message(status: int, code: str, **values: object) -> ResponseReturnValue:
    """A sentence of the catalogue's `voice` area."""
    return jsonify({"message": word(language(), f"voice.{code}", **values)}), status


def mistakes(found: list[Mistake]) -> ResponseReturnValue:
    """Every mistake with its field, in the reader's language."""
    lang = language()
    times = [one for one in found if one.field.endswith("_min") and one.code == "number"]
    if times:  # what cannot be read as a time overlaps with nothing
        found = [one for one in found if one.code != "overlap"]
    found = [replace(one, code="time") if one in times else one for one in found]
    fields = [{"field": one.field, "message": _sentence(lang, one)} for one in found]
    return jsonify({"message": word(lang, "voice.wrong"), "fields": fields}), 422


def _sentence(lang: str, mistake: Mistake) -> str:
    # A detail may be called `lang`, as the reader's language is; no sentence needs it: it stands beside its field.
    details = {name: value for name, value in mistake.details.items() if name != "lang"}
    return word(lang, f"voice.wrong_{mistake.code}", **details)


def up_to(longest: int) -> Callable[[View], View]:
    """A body of this size is let in here, and only here; before anything else has looked at it."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**places: Any) -> ResponseReturnValue:
            request.max_content_length = longest
            if (request.content_length or 0) > longest:
                return message(413, "keep_large", mb=longest // 1_000_000)
            return view(**places)

        return guarded

    return guard


def names(speech: kept.Speech) -> dict[str, str]:
    """What the languages are called: known ones in the reader's words, the others as people have named them."""
    known = {lang: word(language(), f"voice.lang_{lang}") for lang in (*OWN_WORDS, *SUGGESTED)}
    return dict(speech.names) | known


def keep(here: House, manner: Manner, named: dict[str, str], by: str, edition: int | None = None) -> int:
    """Keep the manner; the next call is spoken so, and the bank goes on with what is new. The new edition.

    Raises `kept.Outdated` when it is not the newest edition that was changed.
    """
    with here.store.writing() as connection:
        kept_as = kept.save(connection, manner, named, by, here.clock(), edition=edition)
    here.voice.adopt(manner, kept.all_series(here.centre), sorted(here.centre.counters))
    here.push.changed()
    return kept_as
