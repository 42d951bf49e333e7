"""Where the program keeps its own things, and who it says did something."""

from pathlib import Path

import pytest

from pipeline.errors import Busy, StoreTrouble
from pipeline.places import hold, lock_file, open_store, prefect_home
from pipeline.settings import Settings, SourcePlace, StorePlace
from pipeline.who import who


def settings(url: str, originals: Path) -> Settings:
    source = SourcePlace(name="mail", path=Path("inbox"))
    return Settings(file=Path("intake.toml"), source=(source,), store=StorePlace(url=url, originals=originals))


def test_the_lock_lies_beside_the_stores_file(tmp_path: Path) -> None:
    found = settings(f"sqlite:///{tmp_path}/data/intake.db?timeout=5", tmp_path / "elsewhere" / "originals")
    assert lock_file(found) == tmp_path / "data" / "intake.db.lock"
    assert prefect_home(found) == tmp_path / "data" / "prefect"


def test_with_a_server_the_lock_lies_beside_the_originals(tmp_path: Path) -> None:
    found = settings("postgresql+psycopg://intake@db/intake", tmp_path / "data" / "originals")
    assert lock_file(found) == tmp_path / "data" / "intake.lock"
    assert prefect_home(found) == tmp_path / "data" / "prefect"


def test_only_one_at_a_time_holds_the_store(tmp_path: Path) -> None:
    found = settings(f"sqlite:///{tmp_path}/intake.db", tmp_path / "originals")
    with hold(found, "one"), pytest.raises(Busy, match="one"), hold(found, "another"):
        pass
    with hold(found, "another"):
        pass


def test_a_store_that_is_not_there_is_not_made_by_asking(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match=r"make it with: intake .*run"):
        open_store(settings(f"sqlite:///{tmp_path}/data/intake.db", tmp_path / "originals"))
    assert list(tmp_path.iterdir()) == []


def test_a_url_that_is_none_is_told_by_the_store(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match=r"store\.url"):
        open_store(settings("nonsense", tmp_path / "originals"))


@pytest.mark.parametrize(
    ("told", "name"), [("  Jane  Roe\n", "Jane Roe"), ("a\x1b[31mb", "a[31mb"), ("x" * 300, "x" * 100)]
)
def test_who_did_it_is_one_plain_line(monkeypatch: pytest.MonkeyPatch, told: str, name: str) -> None:
    monkeypatch.setenv("INTAKE_USER", told)
    assert who() == name


def test_without_being_told_it_is_the_systems_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTAKE_USER", raising=False)
    monkeypatch.setenv("LOGNAME", "records")
    assert who() == "records"
