from pathlib import Path

import pytest

from config import vendor


def install(modules: Path, *names: str) -> None:
    for name in names:
        path = modules / vendor.FILES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_an_installed_file_is_found_by_its_short_name(tmp_path: Path) -> None:
    install(tmp_path, "be-vietnam-pro-700.ttf")
    assert vendor.file("be-vietnam-pro-700.ttf", tmp_path).read_bytes() == b"x"


def test_a_missing_file_names_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(vendor.VendorMissing, match=r"python3 run\.py setup"):
        vendor.file("socket.io.esm.min.js", tmp_path)


@pytest.mark.parametrize("name", ["", "../package.json", "/etc/passwd", "socket.io.js", "noto-sans-450.ttf"])
def test_any_other_name_is_refused_even_if_such_a_file_exists(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "package.json").write_text("{}")
    with pytest.raises(vendor.UnknownVendorFile):
        vendor.file(name, tmp_path)


def test_missing_lists_exactly_what_is_not_there(tmp_path: Path) -> None:
    install(tmp_path, *vendor.FILES)
    assert vendor.missing(tmp_path) == []
    (tmp_path / vendor.FILES["noto-sans-400.ttf"]).unlink()
    assert vendor.missing(tmp_path) == ["noto-sans-400.ttf"]


def test_what_the_set_up_installed_is_what_the_names_say() -> None:
    """The real packages: every name leads to a file, fonts are TrueType, the script is an ES module."""
    assert vendor.missing() == []
    for name in vendor.FILES:
        content = vendor.file(name).read_bytes()
        if name.endswith(".ttf"):
            assert content[:4] == b"\x00\x01\x00\x00", name
        else:
            assert b"export{" in content
