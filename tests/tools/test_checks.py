import io
import sys
from pathlib import Path

import pytest

from tools import checks, environment
from tools.checks import Step, before_pytest
from tools.talk import Talk


def step(name: str, code: int) -> Step:
    return Step(name, [sys.executable, "-c", f"raise SystemExit({code})"])


def test_the_steps_before_pytest_are_these_in_this_order() -> None:
    assert [each.name for each in checks.steps(Path("py"), Path("li"))] == [
        "ruff check",
        "ruff format",
        "mypy",
        "lint-imports",
    ]


def test_the_first_failing_step_stops_the_run(tmp_path: Path) -> None:
    before = [step("one", 0), step("two", 4), step("three", 0)]
    code, done = before_pytest(before, tmp_path, Talk("en", io.StringIO()), "", keep_going=False)
    assert code == 4
    assert [line.split()[:2] for line in done] == [["✓", "one"], ["✗", "two"]]


def test_keep_going_runs_them_all_and_remembers_the_first_code(tmp_path: Path) -> None:
    before = [step("one", 3), step("two", 4), step("three", 0)]
    code, done = before_pytest(before, tmp_path, Talk("en", io.StringIO()), "", keep_going=True)
    assert code == 3
    assert len(done) == 3


def test_pytest_is_last_and_its_code_counts(tmp_path: Path) -> None:
    ran: list[str] = []

    def call(words: list[str], root: Path, browser: str) -> int:
        ran.append(words[2] if words[1] == "-m" else Path(words[0]).stem)
        return 1 if ran[-1] == "pytest" else 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "call", call)
        patch.setattr(checks, "all_tests", lambda root, talk, browser: checks.pytest(root, talk, browser, []))
        assert checks.everything(tmp_path, Talk("en", io.StringIO()), "") == 1
        assert ran == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
        ran.clear()
        checks.everything(tmp_path, Talk("en", io.StringIO()), "", ["-k", "one"])
        assert ran == ["pytest"]


@pytest.mark.parametrize(
    ("first", "browser", "ear", "code"), [(0, 0, 0, 0), (1, 0, 0, 1), (0, 3, 0, 3), (0, 0, 1, 1), (2, 1, 1, 2)]
)
def test_what_runs_beside_the_others_is_reported_and_counts_as_much(
    tmp_path: Path, first: int, browser: int, ear: int, code: int
) -> None:
    fake = tmp_path / "pytest"
    codes = {"tests/browser": browser, "tests/ear": ear}
    fake.write_text(
        f"#!{sys.executable}\nimport sys\nmine = next((a for a in sys.argv if a in {list(codes)}), '')\n"
        f"print('report of', mine)\nraise SystemExit({codes}.get(mine, {first}))\n"
    )
    fake.chmod(0o755)
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "python_in", lambda _: fake)
        assert checks.all_tests(tmp_path, Talk("en", said), "") == code
    assert [f"report of {folder}" in said.getvalue() for folder in checks.BESIDE] == [True, True]


def test_a_failing_step_is_never_hidden_by_a_passing_pytest(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "all_tests", lambda root, talk, browser: 0)
        patch.setattr(checks, "call", lambda words, root, browser: 2 if "mypy" in words else 0)
        assert checks.everything(tmp_path, Talk("en", io.StringIO()), "", keep_going=True) == 2
