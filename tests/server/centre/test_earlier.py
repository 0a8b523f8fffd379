"""An earlier version comes back with everything but its procedures: what is posted today stays posted."""

import json

from server.centre import book, history
from server.centre.earlier import brought_back, keeps_catalogue
from tests.server.centre.test_book import Document, demo, names, on_disk, renamed, service, without
from tests.server.conftest import Centre


def newest(centre: Centre) -> str:
    """The version that ended with the last change."""
    return history.versions(centre.house.settings.data)[0].name


def posted_anew(document: Document) -> Document:
    """One procedure is gone, another has a date and a name of its own."""
    first, *others = document["procedures"][:-1]
    return document | {"procedures": [first | {"posted_from": "2026-11-01", "name": {"vi": "Tên mới"}}, *others]}


def test_today_s_procedures_stay_and_all_else_comes_back(centre: Centre) -> None:
    house = centre.house
    assert book.change(house, "admin:lan", lambda document: renamed(document) | {"special_days": []}) == []
    version = newest(centre)
    assert book.change(house, "admin:lan", posted_anew) == []
    today = on_disk(centre)["procedures"]
    assert book.bring_back(house, "admin:minh", version) == []
    assert on_disk(centre) == demo() | {"procedures": today}
    assert today != demo()["procedures"]
    gone = demo()["procedures"][-1]["code"]
    assert gone not in house.centre.procedures
    assert house.centre.procedures[today[0]["code"]].name == {"vi": "Tên mới"}


def test_a_version_without_the_service_of_today_s_procedures_is_refused_in_words(centre: Centre) -> None:
    house = centre.house
    assert book.change(house, "admin:lan", without("XD")) == []
    assert book.change(house, "admin:lan", lambda _: demo()) == []
    before, rules, kept = house.settings.centre_file.read_bytes(), house.centre, history.versions(house.settings.data)
    (mistake,) = book.bring_back(house, "admin:minh", newest(centre))
    codes = [one["code"] for one in demo()["procedures"] if one["service"] == "XD"]
    name = service(demo(), "XD")["name"]
    assert (mistake.place, mistake.code, mistake.values["n"]) == ("procedures", "back_service", len(codes))
    for lang, sentence in (("vi", "Không đưa bản này trở lại được"), ("en", "This version cannot be brought back")):
        said = mistake.say(lang)
        assert said.startswith(sentence)
        assert f"“{name[lang]}”" in said
        assert codes[0] in said
    assert house.settings.centre_file.read_bytes() == before
    assert house.centre is rules
    assert history.versions(house.settings.data) == kept
    moved = [one | {"service": "HT"} if one["service"] == "XD" else one for one in demo()["procedures"]]
    assert book.change(house, "admin:lan", lambda document: document | {"procedures": moved}) == []
    assert book.bring_back(house, "admin:minh", history.versions(house.settings.data)[1].name) == []
    assert "XD" not in house.centre.services


def test_a_special_day_of_a_procedure_that_is_gone_is_refused_in_words(centre: Centre) -> None:
    code = demo()["procedures"][-1]["code"]
    day = {"code": "D", "name": {"vi": "Ngày hộ tịch", "en": "Registry day"}, "weekdays": ["fri"], "procedures": [code]}
    assert book.change(centre.house, "admin:lan", lambda document: document | {"special_days": [day]}) == []
    assert book.change(centre.house, "admin:lan", lambda document: document | {"special_days": []}) == []
    version = newest(centre)
    assert book.change(centre.house, "admin:lan", posted_anew) == []
    (mistake,) = book.bring_back(centre.house, "admin:minh", version)
    assert mistake.code == "back_procedure"
    assert f"“Ngày hộ tịch” của bản này ghi thủ tục {code}" in mistake.say("vi")
    assert f"“Registry day” names the procedure {code}" in mistake.say("en")


def test_a_catalogue_that_cannot_be_read_comes_back_too(centre: Centre) -> None:
    assert book.change(centre.house, "admin:lan", renamed) == []
    version = newest(centre)
    for broken in ({"procedures": [{"code": "x"}]}, {"procedures": 5}):
        document = on_disk(centre) | broken
        assert not keeps_catalogue(document)
        centre.house.settings.centre_file.write_text(json.dumps(document), encoding="utf-8")
        assert book.bring_back(centre.house, "admin:minh", version) == []
        assert on_disk(centre) == demo()


def test_a_file_without_a_catalogue_stays_without_one() -> None:
    assert brought_back({"code": "old", "procedures": [1]}, {"code": "new"}) == {"code": "old"}
    assert brought_back({"code": "old"}, {"procedures": []}) == {"code": "old", "procedures": []}


def test_a_mistake_of_another_kind_is_told_as_it_is(centre: Centre) -> None:
    assert book.change(centre.house, "admin:lan", renamed) == []
    stale = book.bring_back(centre.house, "admin:minh", newest(centre), "another version")
    assert names(stale) == [("", "stale")]
