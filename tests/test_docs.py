"""What the pages say of the program is true: commands, settings, bounds, codes, keys and links."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest
import typer
from pydantic import BaseModel

from pipeline import workers
from pipeline.cli.program import app
from pipeline.pages import pdf_files
from pipeline.reading.forms import FORMS, Answer, AnswerKind, CheckBox, Form, KnownBy, Label
from pipeline.receive import folder, mail, mail_content, mail_headers, mail_parts, names
from pipeline.settings import (
    Department,
    DeskPlace,
    LetterLook,
    Limits,
    Review,
    Schedule,
    Settings,
    SourcePlace,
    StorePlace,
    Work,
)
from pipeline.vocabulary import NOTES, Basis, Channel, Kind, Outcome, Role, Status

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
NAMED_PAGES = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
PARTS: Mapping[str, type[BaseModel]] = {
    "department": Department,
    "store": StorePlace,
    "source": SourcePlace,
    "limits": Limits,
    "work": Work,
    "review": Review,
    "letter": LetterLook,
    "schedule": Schedule,
    "desk": DeskPlace,
}
CALL = re.compile(r"(?:^|[\s`(/])intake((?:\s+-c\s+\S+)*)\s+([a-z]+)([^#`|\n]*)", re.MULTILINE)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def code_of(page: Path) -> str:
    """The fenced blocks and the code spans of a page, each on lines of its own."""
    text = page.read_text(encoding="utf-8")
    blocks = "\n".join(block for _, block in FENCED.findall(text)).replace("\\\n", " ")
    return blocks + "\n" + "\n".join(re.findall(r"`([^`]+)`", FENCED.sub("", text)))


def section(page: str, title: str) -> str:
    """The text below a heading of docs/, up to the next one."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.split(r"^## ", text.split(f"## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def call_faults(text: str) -> list[str]:
    """What calls of the program name that the program does not have."""
    program = typer.main.get_command(app)
    everywhere = {option for parameter in program.params for option in parameter.opts}
    faults = []
    for _, called, rest in CALL.findall(text):
        name, command = called, program.commands.get(called)
        if command is None:
            faults.append(f"intake {name}")
            continue
        within = re.match(r"\s+([a-z]+)(?!\S)", rest)
        if (groups := getattr(command, "commands", None)) and within and within[1] in groups:
            name, command = f"{name} {within[1]}", groups[within[1]]
        elif groups and within:
            faults.append(f"intake {name} {within[1]}")
            continue
        known = everywhere | {option for parameter in command.params for option in parameter.opts} | {"--help"}
        asked = re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest)
        faults += [f"intake {name} {option}" for option in asked if option not in known]
    return faults


@pytest.mark.parametrize(
    "text",
    ["intake watch", "intake review agree", "`intake tally --yaer 2025`", ".venv/bin/intake -c a.toml watch"],
)
def test_a_command_that_is_not_there_would_be_found(text: str) -> None:
    assert call_faults(text)


@NAMED_PAGES
def test_every_command_on_a_page_exists(page: Path) -> None:
    assert call_faults(code_of(page)) == []


def test_the_readme_shows_every_command() -> None:
    shown = {name for _, name, _ in CALL.findall(code_of(ROOT / "README.md"))}
    assert shown == set(typer.main.get_command(app).commands)


def test_the_readme_fits_on_one_screen() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 65


@NAMED_PAGES
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []


@NAMED_PAGES
def test_files_of_the_project_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(
        r"(?:^|(?<=[\s`]))(?:scripts|docs|models|pipeline|flows|tests|sample_faxes)/[\w./*-]+", code_of(page)
    )
    made_by_running = "sample_faxes/intake-data"
    assert [name for name in named if name != made_by_running and not any(ROOT.glob(name.rstrip("/.")))] == []


def test_the_picture_says_in_words_what_it_shows() -> None:
    picture = ET.parse(ROOT / "docs" / "way.svg").getroot()  # noqa: S314 - a file of this project
    told = {child.tag.rpartition("}")[2]: child.text for child in picture}
    assert told["title"]
    assert told["desc"]


# --- settings


def described_settings() -> dict[str, str]:
    rows = re.findall(
        r"^\| `([a-z_.]+)` \| ([^|]+) \|", section("operations.md", "intake.toml, key by key"), re.MULTILINE
    )
    return {key: default.strip() for key, default in rows}


def settings_with_defaults() -> Iterator[tuple[str, str]]:
    for part, model in PARTS.items():
        for name, field in model.model_fields.items():
            if field.is_required():
                yield f"{part}.{name}", "none, required"
            elif field.default is None:
                yield f"{part}.{name}", "none"
            else:
                default = field.default
                shown = str(default) if isinstance(default, int | float) else f'"{default}"'
                shown = shown.lower() if isinstance(default, bool) else shown
                yield f"{part}.{name}", f"`{shown}`"


def test_every_setting_is_described_with_its_default_and_no_other_is() -> None:
    assert described_settings() == dict(settings_with_defaults())


def test_every_part_of_the_settings_is_looked_at() -> None:
    assert {field.alias or name for name, field in Settings.model_fields.items()} - {"file"} == set(PARTS)


# --- bounds and records


@pytest.mark.parametrize(
    "stated",
    [
        f"`limits.file_bytes` = {Limits().file_bytes:,}",
        f"`limits.pages` = {Limits().pages}",
        f"`limits.page_pixels` = {Limits().page_pixels:,}",
        f"`limits.page_seconds` = {Limits().page_seconds:.0f}",
        f"`limits.worker_megabytes` = {Limits().worker_megabytes:,} MB",
        f"`limits.mail_parts` = {Limits().mail_parts}",
        f"`limits.mail_depth` = {Limits().mail_depth}",
        f"replaced after {workers._PAGES_A_PROCESS} pages",
        f"{pdf_files.RENDER_DPI} dots an inch",
        f"| a mail | {mail.MAIL_BYTES:,} bytes",
        f"of one mail: {mail_parts._MULTIPART_DEPTH}",
        f"{mail_headers._MOST_FIELDS:,} fields in {mail_headers._MOST_LINES:,} lines",
        f"{mail_headers._FIELD_BYTES:,} bytes of each field",
        f"{mail_content.TEXT_BYTES:,} bytes, {mail.TEXT_CHARACTERS:,} characters, {mail.HTML_CHARACTERS:,} characters",
        f"{folder._DEEPEST} deep",
        f"{names.VALUE_CHARACTERS} characters each",
        f"the last piece alone, {names.NAME_CHARACTERS} characters",
    ],
)
def test_the_bounds_that_are_stated_are_those_that_hold(stated: str) -> None:
    assert stated in section("security.md", "What is bounded")


def test_the_deeds_that_are_said_to_be_recorded_are() -> None:
    told = re.findall(r"^\| (`.+?`) \| ", section("security.md", "What is recorded"), re.MULTILINE)
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    actions = [action for row in told for action in re.findall(r"`(\w+)`", row)]
    assert actions
    assert [action for action in actions if f'"{action}"' not in sources] == []


def test_the_design_counts_the_notes_right() -> None:
    assert len(NOTES) == 3
    words = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").split()
    assert "Three doubts are notes" in " ".join(words)


# --- the data dictionary


def test_the_data_dictionary_says_what_the_vocabulary_says() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == script("data_dictionary").page(), "write it anew: .venv/bin/python scripts/data_dictionary.py"


@pytest.mark.parametrize(
    ("codes", "meanings"),
    [
        (Channel, "CHANNELS"),
        (Kind, "KINDS"),
        (Role, "ROLES"),
        (Status, "STATUSES"),
        (Basis, "BASES"),
        (Outcome, "OUTCOMES"),
    ],
)
def test_every_code_has_a_meaning(codes: type[StrEnum], meanings: str) -> None:
    assert list(getattr(script("data_dictionary"), meanings)) == list(codes)


# --- adding a form


def keys_of(heading: str) -> set[str]:
    text = (ROOT / "docs" / "adding-a-form.md").read_text(encoding="utf-8")
    rows = text.split(f"| {heading} | meaning |\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    return {row.split("`")[1] for row in rows.splitlines()}


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("key of `[known_by]`", KnownBy),
        ("key of `[[label]]`", Label),
        ("key of `[[field]]`", Answer),
        ("key of `[[box]]`", CheckBox),
    ],
)
def test_every_key_of_a_form_description_is_explained(heading: str, model: type[BaseModel]) -> None:
    assert keys_of(heading) == set(model.model_fields)


def test_every_kind_of_answer_is_named() -> None:
    page = (ROOT / "docs" / "adding-a-form.md").read_text(encoding="utf-8")
    assert [kind for kind in AnswerKind.__args__ if f"`{kind}`" not in page] == []


def test_the_keys_of_a_whole_description_are_explained() -> None:
    explained = keys_of("key") | {"name", "known_by", "label", "field", "box"}
    assert {field.alias or name for name, field in Form.model_fields.items()} == explained


def test_the_excerpts_are_of_the_real_description() -> None:
    real = (FORMS / "i-247n.toml").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "adding-a-form.md").read_text(encoding="utf-8")
    excerpts = [block for kind, block in FENCED.findall(page) if kind == "toml" and "[[source]]" not in block]
    assert len(excerpts) == 5
    assert [excerpt for excerpt in excerpts if excerpt not in real] == []


def test_the_settings_for_trying_a_sample_are_whole() -> None:
    page = (ROOT / "docs" / "adding-a-form.md").read_text(encoding="utf-8")
    (block,) = (block for _, block in FENCED.findall(page) if "[[source]]" in block)
    assert Settings.model_validate(tomllib.loads(block) | {"file": ROOT / "intake.toml"}).sources


@pytest.mark.slow
def test_the_measuring_that_is_shown_measures() -> None:
    page = (ROOT / "docs" / "adding-a-form.md").read_text(encoding="utf-8")
    (block,) = (block for _, block in FENCED.findall(page) if "find_squares" in block)
    program = block.split("<<'END'\n", 1)[1].split("END\n", 1)[0]
    sample = ROOT / "sample_faxes" / "inbox" / "fax-dedicated" / "fax000000012.tif"
    told = subprocess.run(
        [sys.executable, "-", str(sample)], input=program, capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    (title,) = (line for line in told.splitlines() if "NOTICE" in line and "ACTION" in line)
    assert title.startswith("baseline ")
    boxes = [line for line in told.splitlines() if line.startswith("box ")]
    assert len([box for box in boxes if float(box.split()[1]) < 1.0]) >= 4
