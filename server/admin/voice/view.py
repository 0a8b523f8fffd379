"""`/admin/voice`: languages, voices, wording, numbers, volume and letters, each to be heard before it is kept."""

from dataclasses import asdict
from typing import Any

from flask import abort, g, jsonify
from flask.typing import ResponseReturnValue

from config.letters import ADVICE, alike
from display.speech.manner import (
    MOST_HOURS,
    MOST_TONGUES,
    OWN_WORDS,
    SPEEDS,
    VOICES,
    WHENS,
    Manner,
    WrongManner,
    plain,
    read,
    standard,
)
from display.speech.wording import LONGEST, OCCASIONS, PLACES, standard_wording
from server.admin.voice.answers import asked, keep, message, mistakes, names
from server.house import House, house
from server.speech import voice as kept
from server.web.guard import person_page
from server.web.screen import language, room, screen

blueprint = room("voice", __name__, __file__)
MOST_LETTERS = 40
SPOKEN = ("call", "recall", "closing", "check", "rating")
"""What the hall hears, then what only a counter's feedback terminal says."""


@blueprint.get("/admin/voice")
@person_page("admin")
def page() -> ResponseReturnValue:
    """The page."""
    here = house()
    return screen("voice.html", title="voice.title", lang=language(), voice=context(here))


def context(here: House) -> dict[str, Any]:
    """What the page is filled with."""
    with here.store.reading() as connection:
        speech = kept.load(connection)
    return {
        "manner": plain(speech.manner),
        "edition": speech.edition,
        "standard": plain(standard()),
        "wording": {lang: asdict(standard_wording(lang)) for lang in OWN_WORDS},
        "names": names(speech),
        "own": list(OWN_WORDS),
        "occasions": list(SPOKEN),
        "places": {occasion: list(known) for occasion, known in PLACES.items()},
        "longest": LONGEST,
        "speeds": list(SPEEDS),
        "voices": list(VOICES),
        "whens": list(WHENS),
        "most": {"tongues": MOST_TONGUES, "hours": MOST_HOURS},
        "letters": _letters(here, _used(here)),
        "bank": bank_facts(here),
        "can": _can(here),
    }


def _can(here: House) -> dict[str, Any]:
    """Which voices this installation has: gTTS may be switched off, piper needs a file of each language."""
    files = here.settings.voices.glob("*.onnx") if here.settings.voices.is_dir() else ()
    return {
        "voice": here.settings.voice,
        "gtts": here.settings.online_voice,
        "piper": sorted(one.stem for one in files),
    }


def _used(here: House) -> list[str]:
    return [service.letter for service in here.centre.services.values() if service.letter]


def _letters(here: House, letters: list[str]) -> dict[str, Any]:
    """These letters, which of them sound alike, and letters that are safe and not among them."""
    pairs = [{"a": pair.a, "b": pair.b, "level": pair.level} for pair in alike(letters)]
    free = [one for one in ADVICE if one not in letters and not alike([*letters, one])[len(pairs) :]]
    return {"used": _used(here), "tried": letters, "pairs": pairs, "advice": free}


def bank_facts(here: House) -> dict[str, Any]:
    """How far the bank is, and who speaks each language just now."""
    bank, health = here.voice.bank(), here.voice.health()
    now = here.clock()
    rest = None if bank.resumes_at is None else max(0, (bank.resumes_at - now) // 1000)
    pause = None if health.resumes_at is None else max(0, (health.resumes_at - now) // 1000)
    return {
        "state": bank.state,
        "why": bank.why,
        "made": bank.made,
        "of": bank.of,
        "failed": bank.failed,
        "resumes_s": rest,
        "by_lang": {lang: {"voice": one[0], "made": one[1], "of": one[2]} for lang, one in bank.by_lang.items()},
        "online": health.online,
        "online_s": pause,
        "worker": health.worker is not None,
    }


@blueprint.post("/admin/voice")
@person_page("admin")
def save() -> ResponseReturnValue:
    """Keep how the centre speaks."""
    given = asked()
    try:
        manner = read(given.get("manner"))
    except WrongManner as wrong:
        return mistakes(wrong.mistakes)
    return _kept(house(), manner, given.get("edition"))


@blueprint.post("/admin/voice/reset")
@person_page("admin")
def reset() -> ResponseReturnValue:
    """Back to the standard manner; recordings stay where they are."""
    return _kept(house(), standard(), asked().get("edition"))


def _kept(here: House, manner: Manner, edition: Any) -> ResponseReturnValue:
    """Keep what was made of this edition; 409 in words when somebody else has kept another since."""
    if type(edition) is not int:
        abort(422)
    with here.store.reading() as connection:
        named = dict(kept.load(connection).names)
    try:
        now = keep(here, manner, named, g.caller.name, edition)
    except kept.Outdated:
        return message(409, "outdated")
    return jsonify({"manner": plain(manner), "edition": now})


@blueprint.post("/admin/voice/sample")
@person_page("admin")
def sample() -> ResponseReturnValue:
    """Addresses of clips that say one occasion in one language, as it is chosen on the page and not kept yet."""
    wish = asked()
    occasion, tongue = wish.get("occasion"), wish.get("tongue")
    if occasion not in OCCASIONS or not isinstance(tongue, dict):
        abort(422)
    try:
        manner = read({"tongues": [tongue | {"when": "always"}], "style": wish.get("style", {})})
    except WrongManner as wrong:
        return mistakes(wrong.mistakes)
    said = house().voice.sample(manner.tongues[0], manner.style, occasion)
    clips = [clip for spoken in said.values() for clip in spoken]
    if not clips:
        return message(409, "sample_recorded" if manner.tongues[0].voice == "recorded" else "sample_none")
    return jsonify({"clips": clips})


@blueprint.post("/admin/voice/letters")
@person_page("admin")
def letters() -> ResponseReturnValue:
    """Which of these letters sound alike; nothing is kept."""
    tried = asked().get("letters")
    if not isinstance(tried, list) or len(tried) > MOST_LETTERS or not all(_is_series(one) for one in tried):
        return message(422, "letters_wrong")
    return jsonify(_letters(house(), list(dict.fromkeys(tried))))


def _is_series(letter: Any) -> bool:
    return isinstance(letter, str) and letter.isascii() and letter.isalpha() and letter.isupper() and len(letter) <= 2


@blueprint.get("/admin/voice/bank")
@person_page("admin")
def bank() -> ResponseReturnValue:
    """How far the bank is."""
    return jsonify(bank_facts(house()))


@blueprint.post("/admin/voice/bank/<act>")
@person_page("admin")
def bank_act(act: str) -> ResponseReturnValue:
    """Stop making the bank, or go on; also a restart keeps to it."""
    here = house()
    if act not in ("pause", "resume"):
        abort(404)
    with here.store.writing() as connection:
        kept.save_pause(connection, act == "pause", g.caller.name, here.clock())
    (here.voice.pause_bank if act == "pause" else here.voice.resume_bank)()
    return jsonify(bank_facts(here))
