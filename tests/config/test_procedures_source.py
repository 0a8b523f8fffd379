"""The address that a procedure names as its source: a page of the state, and when it is the national portal's."""

import pytest
from pydantic import TypeAdapter, ValidationError

from config.procedures import Catalogue, ProcedurePart, national, official
from server.centre.mistakes import mistakes_of

NATIONAL = (
    "https://dichvucong.gov.vn",
    "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfd-3fe0",
    "https://thutuc.dichvucong.gov.vn/p/home?ma=1.001193#giay-to",
)
PROVINCE = (
    "https://dichvucong.hanoi.gov.vn/thu-tuc",
    "https://hanoi.gov.vn/",
    "https://mydichvucong.gov.vn/",
    "https://xn--dichvucng-0bc.gov.vn/tệp",
)
STRANGE = (
    "http://dichvucong.gov.vn/",
    "HTTPS://dichvucong.gov.vn/",
    "https://gov.vn/",
    "https://example.com/",
    "https://dichvucong.gov.vn.example.com/",
    "https://evilgov.vn/",
    "https://dichvucong.gov.vn@example.com/",
    "https://example.com\\.gov.vn/",
    "https://example.com/.gov.vn/",
    "https://example.com?.gov.vn",
    "https://dichvucong.gov.vn:8443/",
    "https://.gov.vn/",
    "https://-a.gov.vn/",
    "https://dichvucong.gov.vn./",
    "https://dichvucông.gov.vn/",
    "https://dichvucong.gov.vn/ thu-tuc",
    "https://dichvucong.gov.vn/\u00a0",
    'https://dichvucong.gov.vn/"onclick',
    "https://dichvucong.gov.vn/\n",
    "javascript:alert(1)//https://dichvucong.gov.vn/",
    "dichvucong.gov.vn",
)


def part(source: str | None) -> dict[str, object]:
    return {"code": "1.000001", "service": "HT", "name": {"vi": "x"}, "source": source}


@pytest.mark.parametrize("source", [None, "", *NATIONAL, *PROVINCE])
def test_no_address_and_a_page_of_the_state_are_taken(source: str | None) -> None:
    assert ProcedurePart.model_validate(part(source)).source == source
    assert not source or official(source)
    assert national(source) is (source in NATIONAL)


@pytest.mark.parametrize("source", [*STRANGE, "https://" + "a" * 100_000])
def test_any_other_address_is_refused_in_every_language(source: str) -> None:
    assert not official(source)
    assert not national(source)
    with pytest.raises(ValidationError) as told:
        TypeAdapter(Catalogue).validate_python([part(None) | {"code": "1.000002"}, part(source)])
    (mistake,) = mistakes_of(told.value)
    assert (mistake.place, mistake.code) == ("1.source", "procedure_source")
    assert mistake.say("vi").startswith("Địa chỉ phải bắt đầu bằng https://")
    assert mistake.say("en").startswith("The address must begin with https://")
