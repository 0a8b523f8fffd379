"""`/admin/voice/recordings`: what people have recorded, what is still missing, and recording it in the browser."""

import unicodedata
from dataclasses import replace
from typing import Any

from flask import abort, g, jsonify, request
from flask.typing import ResponseReturnValue

from display.speech.facts import UnitState
from display.speech.manner import LANG, MOST_TONGUES, Manner, Mistake, Tongue
from display.speech.wording import standard_wording
from server.admin.voice.answers import LARGEST_WAV, asked, keep, message, mistakes, names, up_to
from server.admin.voice.suggested import SUGGESTED
from server.admin.voice.view import blueprint
from server.house import House, house
from server.speech import voice as kept
from server.web.guard import person_page
from server.web.screen import language, screen

PAGE = "/admin/voice/recordings"


@blueprint.get(PAGE)
@person_page("admin")
def recordings() -> ResponseReturnValue:
    """The page, of one language."""
    here = house()
    spoken = _spoken(here.voice.manner)
    asked_for = request.args.get("of", "")
    recorded = [tongue.lang for tongue in here.voice.manner.tongues if tongue.voice == "recorded"]
    chosen = asked_for if asked_for in spoken else (recorded or spoken)[0]
    with here.store.reading() as connection:
        named = names(kept.load(connection))
    context = {
        "chosen": chosen,
        "languages": [{"code": lang, "name": named.get(lang, lang), "used": lang in recorded} for lang in spoken],
        "units": [_unit(one) for one in here.voice.units(chosen)],
        "suggested": [{"code": code, "name": named[code]} for code in SUGGESTED if code not in spoken],
        "full": len(here.voice.manner.tongues) >= MOST_TONGUES,
        "largest": LARGEST_WAV,
        "base_url": here.settings.base_url,
        "port": here.settings.port,
    }
    return screen("recordings.html", title="voice.rec_title", lang=language(), rec=context)


def _spoken(manner: Manner) -> list[str]:
    return [tongue.lang for tongue in manner.tongues]


def _unit(unit: UnitState) -> dict[str, Any]:
    return {"key": unit.key, "prompt": unit.prompt, "seconds": unit.seconds, "url": unit.url, "why": unit.why}


def _known(here: House, lang: str, unit: str) -> None:
    """404 for a language that is not spoken here, and for a unit that it does not need."""
    if lang not in _spoken(here.voice.manner) or unit not in {one.key for one in here.voice.units(lang)}:
        abort(404)


def _units(here: House, lang: str, **more: Any) -> ResponseReturnValue:
    return jsonify({"units": [_unit(one) for one in here.voice.units(lang)], **more})


@blueprint.get(f"{PAGE}/<lang>")
@person_page("admin")
def units(lang: str) -> ResponseReturnValue:
    """What is recorded just now."""
    here = house()
    if lang not in _spoken(here.voice.manner):
        abort(404)
    return _units(here, lang)


@blueprint.post(f"{PAGE}/look")
@person_page("admin")
def look() -> ResponseReturnValue:
    """Have the folder looked at: people may copy files into it. What is found is told a moment later (`units`)."""
    house().voice.look()
    return "", 202


@blueprint.post(f"{PAGE}/<lang>/<unit>")
@up_to(LARGEST_WAV)
@person_page("admin")
def keep_unit(lang: str, unit: str) -> ResponseReturnValue:
    """Keep a recording (audio/wav); what was there before stays when it cannot be used."""
    here = house()
    _known(here, lang, unit)
    found = here.voice.keep(lang, unit, request.get_data())
    if found.code is not None:
        return message(503 if found.code in ("late", "disk") else 422, f"keep_{found.code}")
    return _units(here, lang, seconds=found.seconds)


@blueprint.post(f"{PAGE}/<lang>/<unit>/forget")
@person_page("admin")
def forget_unit(lang: str, unit: str) -> ResponseReturnValue:
    """Delete a recording."""
    here = house()
    _known(here, lang, unit)
    here.voice.forget(lang, unit)
    return _units(here, lang)


@blueprint.post(f"{PAGE}/languages")
@person_page("admin")
def add_language() -> ResponseReturnValue:
    """Speak one more language by recordings: it comes last, and is heard once its recordings are there."""
    here, given = house(), asked()
    code, name = (str(given.get(key, "")).strip() for key in ("code", "name"))
    name = unicodedata.normalize("NFC", name)
    manner = here.voice.manner
    wrong = _wrong_language(manner, code, name)
    if wrong:
        return mistakes(wrong)
    tongue = Tongue(code, "recorded", "always", wording=standard_wording(code))
    with here.store.reading() as connection:
        named = dict(kept.load(connection).names)
    keep(here, _with(manner, tongue), named | {code: name}, g.caller.name)
    return jsonify({"lang": code})


def _with(manner: Manner, tongue: Tongue) -> Manner:
    return replace(manner, tongues=(*manner.tongues, tongue))


def _wrong_language(manner: Manner, code: str, name: str) -> list[Mistake]:
    found: list[Mistake] = []
    if not LANG.fullmatch(code):
        found.append(Mistake("code", "lang_code", {}))
    elif code in _spoken(manner):
        found.append(Mistake("code", "lang_taken", {}))
    elif len(manner.tongues) >= MOST_TONGUES:
        found.append(Mistake("code", "lang_many", {"most": MOST_TONGUES}))
    if not name or len(name) > kept.LONGEST_NAME or not name.isprintable():
        found.append(Mistake("name", "lang_name", {"longest": kept.LONGEST_NAME}))
    return found
