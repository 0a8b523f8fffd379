"""A service that cannot be removed yet, and a file that cannot be applied: everything at once, in words."""

import html
import json
import re

import pytest
from werkzeug.test import TestResponse

from server.admin.centre.places import page_of, where
from tests.server.admin.forms import form_of
from tests.server.admin.test_centre import Desk
from tests.server.conftest import Centre


@pytest.fixture
def desk(centre: Centre) -> Desk:
    return Desk(centre)


def lines(page: TestResponse) -> list[str]:
    """The points of the warning as they are read, each with the address of its link."""
    warning = re.search(
        r'class="warning" role="alert">(.*?)</(?:div|ul)>\s*(?:<section|</main|{)', page.get_data(as_text=True), re.S
    )
    assert warning
    points = re.findall(r"<li>(.*?)</li>", warning[1], re.S)
    return [
        html.unescape(
            re.sub(r'<a href="([^"?]+)[^>]*>([^<]*)</a>', r"[\1]", one).replace("<strong>", "").replace("</strong>", "")
        )
        for one in points
    ]


def without(desk: Desk, code: str, lang: str = "vi") -> TestResponse:
    """The answer to keeping the services without this one."""
    at = [service.code for service in desk.file().services].index(code)
    return desk.send(
        "services", form_of(desk.send("services", desk.open("services"), do=f"remove:services:{at}")), lang
    )


def test_everything_that_still_names_a_service_is_told_at_once(desk: Desk) -> None:
    refused = without(desk, "XH")
    assert refused.status_code == 422
    file, said = desk.file(), lines(refused)
    name = next(service.name["vi"] for service in file.services if service.code == "XH")
    counters = ", ".join(str(one.no) for one in file.counters if "XH" in (*one.services, *one.helps))
    n = sum(one.service == "XH" for one in file.procedures)
    at_counters = (
        f"Chưa bỏ được “{name}”: quầy {counters} còn phục vụ hoặc hỗ trợ lĩnh vực này. [/admin/centre/counters]"
    )
    in_catalogue = f"Chưa bỏ được “{name}”: còn {n} thủ tục trong danh mục"
    assert at_counters in said
    assert [one.endswith("[/admin/catalogue]") for one in said if one.startswith(in_catalogue)] == [True]
    assert "Không có lĩnh vực" not in refused.get_data(as_text=True)
    english = lines(without(desk, "XH", "en"))
    assert len(english) == len(said)
    assert any("the catalogue still has" in one for one in english)


def test_a_name_that_was_never_there_is_still_told_as_that(desk: Desk) -> None:
    form = desk.open("counters")
    form["counters.0.services"] = "QQ"
    assert "Không có lĩnh vực “QQ”." in desk.send("counters", form).get_data(as_text=True)


def test_every_mistake_of_a_file_edited_by_hand_is_told_with_its_place(desk: Desk) -> None:
    path = desk.centre.house.settings.centre_file
    document = json.loads(path.read_text(encoding="utf-8"))
    document["hours"]["weekdays"]["tue"] = [["07:30", "11:30"], ["11:00", "17:00"]]
    document["services"][1]["minutes"] = 0
    document["counters"][2]["name"] = {}
    document["procedures"][0]["level"] = "by pigeon"
    path.write_text(json.dumps(document), encoding="utf-8")
    index = desk.browser.get("/admin/centre").get_data(as_text=True)
    sent = dict(re.findall(r'name="(csrf_token|version)" value="([^"]+)"', index))
    refused = desk.browser.post("/admin/centre/adopt", data=sent)
    assert refused.status_code == 409
    said, service = lines(refused), document["services"][1]["name"]["vi"]
    assert "Giờ tiếp nhận › Thứ Ba: Các khoảng giờ chồng nhau hoặc sai thứ tự. [/admin/centre/hours]" in said
    assert f"Lĩnh vực › {service}: Phải lớn hơn 0. [/admin/centre/services]" in said
    assert "Quầy › Quầy 3: Cần tên tiếng Việt. [/admin/centre/counters]" in said
    assert any(one.startswith("Danh mục thủ tục › ") and one.endswith("[/admin/catalogue]") for one in said)
    assert len(said) == 4


def test_a_place_that_is_not_there_names_its_page() -> None:
    assert where("counters.9.zone", {"counters": []}, "vi") == "Quầy"
    assert where("", {}, "vi") == ""
    assert (page_of("demo"), where("demo", {}, "vi")) == (None, "")
