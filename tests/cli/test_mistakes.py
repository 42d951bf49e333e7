"""A mistake ends in one sentence with the remedy and its exit code, and never in a trace."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from pipeline.cli import main
from pipeline.places import hold


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("[[source]]\nname = 'a'\n", "source.1.path: is missing"),
        ("[[source]]\nname = 'a'\npath = 'a'\nchannel = 'telex'\n", "source.1.channel: input should be"),
        (
            "[[source]]\nname = 'a'\npath = 'a'\nchanel = 'email'\n",
            "source.1.chanel: no such key; did you mean channel?",
        ),
        ("[department]\ntimezone = 'Mars/Base'\n[[source]]\nname='a'\npath='a'\n", "expected a time zone such as"),
        ("[[source]\n", "is not valid TOML"),
    ],
)
def test_wrong_settings_are_told_with_file_key_and_expectation(
    department, said: Callable[[], str], wrong: str, expected: str
) -> None:
    (department.folder / "intake.toml").write_text(wrong, encoding="utf-8")
    assert department.intake("status") == 2
    told = said()
    assert expected in told
    assert str(department.folder / "intake.toml") in told
    assert len(told.splitlines()) == 1


def test_without_settings_it_says_how_to_name_them(department, said: Callable[[], str]) -> None:
    (department.folder / "intake.toml").unlink()
    assert main(["status"]) == 2
    assert "name one with --config or INTAKE_CONFIG" in said()


def test_settings_are_those_here_before_those_in_the_environment(
    department, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_CONFIG", "elsewhere.toml")
    assert main(["tally", "--year", "2025"]) == 1
    assert "there is no store yet" in said()
    (department.folder / "intake.toml").rename(department.folder / "moved.toml")
    assert main(["tally", "--year", "2025"]) == 2
    assert "elsewhere.toml" in said()


def test_the_settings_may_be_named_before_or_after_the_command(stocked, said: Callable[[], str]) -> None:
    file = str(stocked.folder / "intake.toml")
    (stocked.folder / "elsewhere").mkdir()
    os.chdir(stocked.folder / "elsewhere")
    for arguments in (
        ["-c", file, "tally", "--year", "2025"],
        ["tally", "--year", "2025", "--config", file],
        ["tally", f"--config={file}", "--year", "2025"],
    ):
        assert main(arguments) == 0
        assert "received in 2025: 2" in said()


@pytest.mark.parametrize(
    "arguments", [["status"], ["tally", "--year", "2025"], ["letter", "--year", "2025", "--out", "l.md"]]
)
def test_no_store_is_not_taken_for_an_empty_one(department, said: Callable[[], str], arguments: list[str]) -> None:
    assert department.intake(*arguments) == 1
    assert "make it with: intake run" in said()
    assert not (department.folder / "intake-data").exists()


@pytest.mark.parametrize("command", [["run"], ["reprocess", "T" + "a" * 16]])
def test_while_another_run_holds_the_store_it_says_which(stocked, said: Callable[[], str], command: list[str]) -> None:
    with hold(stocked.settings, "intake run"):
        assert stocked.intake(*command) == 4
    told = said()
    assert "another run holds the store (intake run, process" in told
    assert "try again when it is done" in told


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--channel", "emial"], "did you mean email?"),
        (["--channel", "unknown"], "expected one of dedicated_fax"),
        (["--district", "Z-99"], "no such district; expected one such as D-4"),
        (["--received", "last week"], "expected a time such as"),
        (["--received", "2999-01-01"], "lies in the future"),
    ],
)
def test_what_a_person_says_wrongly_is_refused_before_anything_starts(
    stocked, said: Callable[[], str], arguments: list[str], expected: str
) -> None:
    assert stocked.intake("reprocess", "T" + "a" * 16, *arguments) == 2
    assert expected in said()


def test_what_is_neither_an_id_nor_a_file_is_refused(stocked, said: Callable[[], str]) -> None:
    assert stocked.intake("reprocess", "no-such.tif") == 2
    assert "neither the id of a transmission nor a file" in said()


def test_a_store_that_is_no_store_is_told_in_a_sentence(department, said: Callable[[], str]) -> None:
    (department.folder / "intake-data").mkdir()
    (department.folder / "intake-data" / "intake.db").write_text("not a database at all, and long enough to be read")
    assert department.intake("status") == 1
    told = said()
    assert told.startswith("intake: ")
    assert len(told.splitlines()) == 1


def test_debug_shows_the_trace(department, said: Callable[[], str]) -> None:
    assert department.intake("--debug", "status") == 1
    assert "Traceback" in said()


def test_help_and_figures_load_neither_prefect_nor_a_reader(stocked) -> None:
    program = (
        "import sys; from pipeline.cli import main; code = main(sys.argv[1:]);"
        "print('loaded:', *sorted({'prefect', 'cv2', 'spacy', 'tesserocr', 'onnxruntime'} & set(sys.modules)))"
    )
    for arguments in (
        ["--help"],
        ["status"],
        ["tally", "--year", "2025"],
        ["letter", "--year", "2025", "--out", "l.txt"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, cwd=stocked.folder, check=True
        )
        assert done.stdout.splitlines()[-1] == "loaded:", arguments


def test_odd_metadata_of_a_picture_are_no_news_to_whoever_runs_the_program(tmp_path: Path) -> None:
    whole = tmp_path / "whole.tif"
    Image.new("1", (64, 64)).save(whole, tiffinfo={306: "2025:03:04 10:00:00"})
    cut = tmp_path / "cut.tif"
    cut.write_bytes(whole.read_bytes()[:60])
    look = f"from PIL import Image\ntry:\n    Image.open({str(cut)!r})\nexcept OSError:\n    pass\n"
    before = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert "UserWarning" in before.stderr, "what is to be kept quiet"
    program = "from pipeline.cli import main\nmain(['--version'])\n" + look
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_whoever_stops_listening_hears_no_complaint(stocked) -> None:
    program = str(Path(sys.executable).with_name("intake"))
    with subprocess.Popen(
        [program, "tally", "--year", "2025"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=stocked.folder
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
