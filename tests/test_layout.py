"""The layout holds: imports run one way, modules say whether they touch the world and keep it, no machine leaks in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOUNDATIONS = frozenset({"errors", "vocabulary", "values", "settings", "wording"})
STAGES = ("receive", "pages", "reading", "counting", "reviewing", "reconciling", "reporting", "store")
"""In the order in which a fax meets them; the store comes last, since it keeps what all of them found."""
EFFECTS = frozenset(
    {
        "ctypes",
        "ftplib",
        "http",
        "imaplib",
        "multiprocessing",
        "os",
        "poplib",
        "prefect",
        "requests",
        "select",
        "shutil",
    }
    | {"signal", "smtplib", "socket", "sqlalchemy", "sqlite3", "subprocess", "tempfile", "threading", "urllib"}
)
"""Libraries that a pure module has no business with."""
WRITES_AND_CLOCKS = frozenset(
    {
        "write_text",
        "write_bytes",
        "read_text",
        "read_bytes",
        "mkdir",
        "rmdir",
        "unlink",
        "rename",
        "touch",
        "symlink_to",
    }
    | {"iterdir", "glob", "rglob", "now", "today", "utcnow", "perf_counter", "monotonic", "urandom"}
)
"""Methods by which a disk or a clock is reached without a telling import."""
LONGEST = 400
LEAKS = re.compile(
    r"(?:^|[^A-Za-z0-9_.])/(?:work|root|home|Users)/"
    r"|index[-_]url|find[-_]links|PIP_INDEX|UV_INDEX|pypi[.]org|pythonhosted[.]org|deb[.]debian[.]org|[/@]registry[.]"
)
"""Absolute paths of somebody's machine, and addresses of places where packages come from."""


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.Module, package: str) -> Iterator[str]:
    """Every module that the source imports, anywhere in it, as a full dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            # `from pipeline import cli` names a module only in its last part
            yield from (f"{start}.{alias.name}" for alias in node.names)


def import_faults(path: str, source: str) -> list[str]:
    """What a module of pipeline/ or flows/ imports and must not."""
    parts = path.removesuffix(".py").split("/")
    names = sorted(set(imported(ast.parse(source), ".".join(parts[:-1]))))
    return [f"{path} imports {name}: {reason}" for name in names if (reason := _fault(parts, name.split(".")))]


def _fault(importer: list[str], name: list[str]) -> str:
    if name[0] in ("sample_faxes", "tests", "benchmarks"):
        return "the program runs without its samples and tests"
    within = importer[1] if importer[0] == "pipeline" else ""
    is_program = within.startswith(("cli", "desk"))
    if name[0] == "flows" and importer[0] == "pipeline" and not is_program:
        return "only the program starts flows"
    if name[0] != "pipeline" or len(name) < 2 or (len(name) == 2 and not _is_module(name[1])):
        return ""
    target = name[1]
    if target.startswith(("cli", "desk")) and not within.startswith(("cli", target)):
        return "nothing stands above the program and its desk"
    if within in FOUNDATIONS and target not in FOUNDATIONS:
        return "a foundation imports nothing but foundations"
    if within in STAGES and target not in FOUNDATIONS:
        if target not in STAGES:
            return "a stage does not know who calls it"
        if STAGES.index(target) > STAGES.index(within):
            return f"{target} comes after {within}"
    return ""


def _is_module(name: str) -> bool:
    """`from pipeline import ...` names a module or a value of the package itself."""
    return (ROOT / "pipeline" / name).is_dir() or (ROOT / "pipeline" / f"{name}.py").is_file() or name.startswith("cli")


def purity_faults(path: str, source: str) -> list[str]:
    """What a module that calls itself pure uses and must not."""
    tree = ast.parse(source)
    if not (ast.get_docstring(tree) or "").startswith("Pure."):
        return []
    # Tables and troubles are described in the words of the database libraries without touching a database.
    effects = EFFECTS - ({"sqlalchemy", "sqlite3"} if path.startswith("pipeline/store/") else set())
    faults = {f"{path} is pure and imports {name}" for name in imported(tree, "") if name.split(".")[0] in effects}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr in WRITES_AND_CLOCKS:
                faults.add(f"{path}:{node.lineno} is pure and calls .{called.attr}()")
            elif isinstance(called, ast.Name) and called.id in ("open", "input", "print"):
                faults.add(f"{path}:{node.lineno} is pure and calls {called.id}()")
    return sorted(faults)


def text_files() -> Iterator[tuple[str, str]]:
    """Every text file of the project: what .gitignore names is not of it."""
    ignored = {line.strip("/\n") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()} | {".git"}
    waiting = [ROOT]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.name in ignored or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                waiting.append(path)
            elif b"\0" not in (content := path.read_bytes()):
                yield shown(path), content.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pipeline/reading/page.py", "from pipeline.counting.tally import count"),
        ("pipeline/reading/page.py", "from pipeline import counting"),
        ("pipeline/reading/page.py", "from ..counting import tally"),
        ("pipeline/receive/folder.py", "def later():\n    import pipeline.store.tables"),
        ("pipeline/values.py", "from pipeline.pages import Page"),
        ("pipeline/counting/tally.py", "import flows.nightly"),
        ("pipeline/ingest.py", "from flows import nightly"),
        ("pipeline/store/store.py", "from pipeline.cli import main"),
        ("pipeline/store/store.py", "from pipeline.desk.rights import Right"),
        ("pipeline/deciding.py", "from pipeline.desk.frame import Desk"),
        ("pipeline/desk/frame.py", "from pipeline.cli import main"),
        ("pipeline/store/store.py", "from pipeline.ingest import ingest"),
        ("flows/nightly.py", "from sample_faxes.fonts import font"),
    ],
)
def test_an_import_against_the_order_is_found(path: str, source: str) -> None:
    assert import_faults(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("pipeline/counting/tally.py", "from pipeline.values import Record\nfrom pipeline.counting.rules import Rules"),
        ("pipeline/store/store.py", "from pipeline.receive.ledger import Ledger"),
        ("pipeline/reading/page.py", "from pipeline import __version__\nimport numpy as np"),
        ("pipeline/cli.py", "from flows.nightly import nightly"),
        ("pipeline/cli/desk.py", "from pipeline.desk.app import make_app"),
        ("pipeline/desk/runs.py", "from flows.nightly import nightly\nfrom pipeline.desk.frame import Desk"),
        ("flows/nightly.py", "from pipeline.store import Store"),
    ],
)
def test_an_import_in_the_order_is_let_through(path: str, source: str) -> None:
    assert import_faults(path, source) == []


def test_imports_run_one_way() -> None:
    faults = [fault for path in modules("pipeline", "flows") for fault in import_faults(shown(path), path.read_text())]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "body",
    ["import os", "from pathlib import Path\nPath('x').write_text('y')", "import datetime\ndatetime.date.today()"],
)
def test_an_effect_in_a_module_that_calls_itself_pure_is_found(body: str) -> None:
    assert purity_faults("pipeline/counting/x.py", f'"""Pure. Counts."""\n{body}\n')
    assert not purity_faults("pipeline/counting/x.py", f'"""Touches the world: counts aloud."""\n{body}\n')


def test_modules_that_call_themselves_pure_are() -> None:
    faults = [fault for path in modules("pipeline", "flows") for fault in purity_faults(shown(path), path.read_text())]
    assert not faults, "\n".join(faults)


def test_every_module_says_what_it_is() -> None:
    silent = [
        shown(path)
        for path in modules("pipeline", "flows", "sample_faxes")
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent, f"modules without a docstring: {', '.join(silent)}"


def test_every_module_can_be_held_in_mind() -> None:
    long = [
        f"{shown(path)} ({lines})"
        for path in modules("pipeline", "flows", "sample_faxes")
        if (lines := path.read_text().count("\n")) > LONGEST
    ]
    assert not long, f"modules over {LONGEST} lines: {', '.join(long)}"


def test_models_hold_no_python() -> None:
    assert [shown(path) for path in modules("models")] == []


@pytest.mark.parametrize(
    "line", ["cache = /ho" + "me/jane/x", "--extra-index" + "-url x", "see https://py" + "pi.org/x"]
)
def test_a_leak_would_be_seen(line: str) -> None:
    assert LEAKS.search(line)


def test_no_path_of_one_machine_and_no_registry_stands_in_the_project() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in text_files()
        if name != "tests/test_layout.py"
        for number, line in enumerate(text.splitlines(), 1)
        if LEAKS.search(line)
    ]
    assert not found, "\n".join(found)
