from pathlib import Path

from tools import stamps


def test_a_stamp_is_fresh_until_one_byte_of_its_source_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "requirements.txt", tmp_path / "stamp"
    source.write_text("Flask==3.1.3\n")
    assert not stamps.fresh(stamp, stamps.fingerprint([source]))
    stamps.write(stamp, stamps.fingerprint([source]))
    assert stamps.fresh(stamp, stamps.fingerprint([source]))
    source.write_text("Flask==3.1.4\n")
    assert not stamps.fresh(stamp, stamps.fingerprint([source]))


def test_bytes_cannot_wander_from_one_file_to_the_next(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("ab")
    two.write_text("c")
    before = stamps.fingerprint([one, two])
    one.write_text("a")
    two.write_text("bc")
    assert stamps.fingerprint([one, two]) != before


def test_an_unreadable_stamp_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "stamp").write_bytes(b"\xff\xfe\x00")
    assert not stamps.fresh(tmp_path / "stamp", "wanted")


def test_removing_a_stamp_twice_is_harmless(tmp_path: Path) -> None:
    stamps.write(tmp_path / "stamp", "done")
    stamps.remove(tmp_path / "stamp")
    stamps.remove(tmp_path / "stamp")
    assert not stamps.fresh(tmp_path / "stamp", "done")
