"""The set-up on machines of several kinds: what it installs, what it leaves to a person, what it does the second time.

The scripts are the real ones, in a folder of the test's own; the machine around them (apt-get, sudo, Python, Tesseract)
is small programs that write down how they were called.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = (
    "cat",
    "chmod",
    "cp",
    "cut",
    "dirname",
    "env",
    "flock",
    "grep",
    "mkdir",
    "mktemp",
    "rm",
    "sh",
    "sha256sum",
    "tail",
    "touch",
    "true",
)

PYTHON = """#!/bin/sh
# Python 3.12 that makes virtual environments of itself and has pip; a file MACHINE/broken names the module that fails.
case "$*" in
    *"print(sys.version)"*) echo "3.12.0 (made up)"; exit 0 ;;
    "-c "*) exit 0 ;;
esac
echo "python $*" >>"$MACHINE/calls"
[ ! -e "$MACHINE/broken" ] || [ "$2" != "$(cat "$MACHINE/broken")" ] || { echo "it is broken" >&2; exit 1; }
if [ "$2" = venv ]; then
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    [ ! -e "$MACHINE/gate" ] || cat "$MACHINE/gate" >/dev/null
fi
"""
APT_GET = """#!/bin/sh
# Writes down its call; brings Tesseract and pdftoppm; fails as often as the file MACHINE/apt-troubles has lines.
echo "apt-get $*" >>"$MACHINE/calls"
case "$*" in *" install "*) ;; *) exit 0 ;; esac
if [ -s "$MACHINE/apt-troubles" ]; then
    left=$(tail -n +2 "$MACHINE/apt-troubles")
    printf '%s' "$left" >"$MACHINE/apt-troubles"
    echo "E: the mirror did not answer"
    exit 100
fi
cp "$MACHINE/later/tesseract" "$MACHINE/later/pdftoppm" "$MACHINE/bin/"
"""
TESSERACT = '#!/bin/sh\nprintf "List of available languages (2):\\neng\\nosd\\n"\n'
SUDO = '#!/bin/sh\n[ "$1" != -n ] || shift\necho "sudo $*" >>"$MACHINE/calls"\nexec "$@"\n'
SUDO_ASKS = '#!/bin/sh\n[ "$1" != -n ] || { echo "a password is required" >&2; exit 1; }\n'
ID = "#!/bin/sh\necho %s\n"
NOTHING = "#!/bin/sh\nexit 0\n"


class Machine:
    """A folder with the project's scripts, and a PATH on which nothing stands but what a test puts there."""

    def __init__(self, place: Path) -> None:
        self.place, self.bin, self.project = place, place / "bin", place / "project"
        self.bin.mkdir()
        (place / "later").mkdir()
        shutil.copytree(ROOT / "scripts", self.project / "scripts")
        (self.project / "requirements.lock").write_text("one==1\n")
        (self.project / "pyproject.toml").write_text("[project]\n")
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        self.put("sleep", NOTHING)
        self.put("python3", PYTHON)
        self.put("id", ID % 1000)
        self.put("apt-get", APT_GET)
        self.put("tesseract", TESSERACT, "later")
        self.put("pdftoppm", NOTHING, "later")

    def put(self, name: str, text: str, folder: str = "bin") -> None:
        path = self.place / folder / name
        path.write_text(text)
        path.chmod(0o755)

    def has_everything(self) -> None:
        for name in ("tesseract", "pdftoppm"):
            shutil.copy(self.place / "later" / name, self.bin)

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [shutil.which("sh") or "sh", *command],
            cwd=self.project,
            env={"PATH": str(self.bin), "MACHINE": str(self.place), "TMPDIR": str(self.place)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str) -> tuple[int, str, str]:
        process = self.start(*(command or ("scripts/setup", "demo")))
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def calls(self, word: str = "") -> list[str]:
        """How the machine's programs were called since the last time this was asked."""
        file = self.place / "calls"
        made = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [call for call in made if word in call]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_the_right_to_install_one_line_says_what_to_type(machine: Machine) -> None:
    code, out, err = machine.run()
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "su - -c 'apt-get update && apt-get install -y" in err
    assert "tesseract-ocr tesseract-ocr-eng poppler-utils" in err
    assert machine.calls() == []
    assert not (machine.project / ".venv").exists()


def test_sudo_that_asks_for_a_password_is_left_to_the_person(machine: Machine) -> None:
    machine.put("sudo", SUDO_ASKS)
    code, _, err = machine.run()
    assert code == 2
    assert "sudo apt-get update && sudo apt-get install -y" in err
    assert machine.calls("apt-get") == []


def test_sudo_without_a_password_installs_what_is_missing(machine: Machine) -> None:
    machine.put("sudo", SUDO)
    code, out, err = machine.run()
    assert (code, err) == (0, "")
    assert "tesseract-ocr tesseract-ocr-eng poppler-utils" in out
    installs = [call for call in machine.calls("sudo") if " install " in call]
    assert len(installs) == 1
    assert installs[0].endswith("tesseract-ocr tesseract-ocr-eng poppler-utils")


def test_root_installs_without_sudo(machine: Machine) -> None:
    machine.put("id", ID % 0)
    code, _, _ = machine.run()
    assert code == 0
    calls = machine.calls()
    assert any(" install " in call for call in calls)
    assert not any(call.startswith("sudo") for call in calls)


def test_a_mirror_that_fails_at_first_is_asked_again(machine: Machine) -> None:
    machine.put("id", ID % 0)
    (machine.place / "apt-troubles").write_text("once\n")
    code, _, _ = machine.run()
    assert code == 0
    calls = machine.calls("apt-get")
    assert [" install " in call for call in calls][-3:] == [True, False, True]


def test_a_mirror_that_never_answers_ends_in_reason_remedy_and_log(machine: Machine) -> None:
    machine.put("id", ID % 0)
    (machine.place / "apt-troubles").write_text("again\n" * 50)
    code, _, err = machine.run()
    assert code == 1
    reason, remedy, log = err.splitlines()
    assert "the mirror did not answer" in reason
    assert "apt-get install" in remedy
    assert "the mirror did not answer" in Path(log.split(": ", 1)[1]).read_text()


def test_where_everything_is_there_apt_is_not_called(machine: Machine) -> None:
    machine.put("id", ID % 0)
    machine.has_everything()
    assert machine.run()[0] == 0
    assert machine.calls("apt-get") == []


def test_the_libraries_come_from_the_lock_with_hashes_and_the_project_without_any(machine: Machine) -> None:
    machine.has_everything()
    assert machine.run()[0] == 0
    venv, libraries, project, check = machine.calls("python")
    assert "-m venv .venv" in venv
    assert "--no-deps --require-hashes --requirement requirements.lock" in libraries
    assert "--no-deps --no-build-isolation" in project
    assert "pip check" in check


def test_the_second_time_nothing_is_done_and_nothing_said(machine: Machine) -> None:
    machine.has_everything()
    machine.run()
    machine.calls()
    assert machine.run() == (0, "", "")
    assert machine.calls() == []


def test_another_lock_makes_another_environment(machine: Machine) -> None:
    machine.has_everything()
    machine.run()
    machine.calls()
    (machine.project / "requirements.lock").write_text("one==2\n")
    (machine.project / ".venv" / "left-over").touch()
    assert machine.run()[0] == 0
    assert machine.calls("-m venv")
    assert not (machine.project / ".venv" / "left-over").exists()


def test_another_project_file_installs_only_the_project_again(machine: Machine) -> None:
    machine.has_everything()
    machine.run()
    machine.calls()
    (machine.project / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert machine.run()[0] == 0
    project, check = machine.calls()
    assert "--no-deps --no-build-isolation" in project
    assert "pip check" in check


def test_a_folder_that_was_moved_gets_a_new_environment(machine: Machine) -> None:
    machine.has_everything()
    machine.run()
    machine.calls()
    machine.project = machine.project.rename(machine.place / "moved")
    assert machine.run()[0] == 0
    assert machine.calls("-m venv")


@pytest.mark.parametrize("stage", ["venv", "pip"])
def test_what_was_left_half_made_is_made_anew(machine: Machine, stage: str) -> None:
    machine.has_everything()
    (machine.place / "broken").write_text(stage)
    code, _, err = machine.run()
    assert code == 1
    assert "what helps:" in err
    assert "it is broken" in Path(err.splitlines()[-1].split(": ", 1)[1]).read_text()
    (machine.place / "broken").unlink()
    machine.calls()
    assert machine.run()[0] == 0
    assert machine.calls("-m venv")
    assert machine.run() == (0, "", "")


def test_a_python_that_no_longer_answers_gets_a_new_environment(machine: Machine) -> None:
    machine.has_everything()
    machine.run()
    machine.calls()
    (machine.project / ".venv" / "bin" / "python").unlink()
    assert machine.run()[0] == 0
    assert machine.calls("-m venv")


def test_of_two_at_once_one_makes_it_and_the_other_waits(machine: Machine) -> None:
    machine.has_everything()
    gate = machine.place / "gate"
    os.mkfifo(gate)
    first = machine.start("scripts/setup", "demo")
    assert first.stdout
    assert "making .venv" in first.stdout.readline()
    with gate.open("w"):  # opens once the first one is in the middle of its work, and holds it there
        second = machine.start("scripts/setup", "demo")
        assert second.stdout
        assert "waiting for it" in second.stdout.readline()
    for process in (first, second):
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert len(machine.calls("-m venv")) == 1


@pytest.mark.parametrize(("broken", "code", "last"), [("", 0, "all passed"), ("mypy", 1, "FAILED: types")])
def test_the_last_line_of_the_checks_says_how_they_ended(machine: Machine, broken: str, code: int, last: str) -> None:
    machine.put("id", ID % 0)
    machine.put("sudo", SUDO)
    machine.has_everything()
    machine.run()
    (machine.place / "broken").write_text(broken or "nothing")
    ended, out, _ = machine.run("scripts/test")
    assert ended == code
    assert last in out.splitlines()[-1]
    modules = [call.split()[2] for call in machine.calls("python -m")]
    assert modules[-5:] == ["ruff", "ruff", "mypy", "pytest", "pytest"]


def test_arguments_of_the_checks_go_to_the_tests_alone(machine: Machine) -> None:
    machine.put("id", ID % 0)
    machine.has_everything()
    machine.run()
    machine.calls()
    assert machine.run("scripts/test", "tests/receive", "-k", "two words")[0] == 0
    only = machine.calls("python -m")
    assert len(only) == 1
    assert only[0].endswith("tests/receive -k two words")


@pytest.mark.parametrize("script", ["demo", "lock", "setup", "test"])
def test_each_script_can_be_started_and_is_plain_shell(script: str) -> None:
    path = ROOT / "scripts" / script
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", path], check=False).returncode == 0
