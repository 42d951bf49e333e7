"""Reading processes: a page that hangs, dies or eats memory ends as a doubt, and the pages after it are read."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.reading.page import PagePlace
from pipeline.settings import Limits, Settings
from pipeline.values import PageReading
from pipeline.vocabulary import Doubt
from pipeline.workers import PagePool, PagesEndedError, PagesHere

pytestmark = pytest.mark.slow
SAMPLES = Path(__file__).resolve().parent.parent / "sample_faxes" / "inbox"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "file": tmp_path / "intake.toml",
            "source": [{"name": "fax", "path": tmp_path}],
            "work": {"processes": 2},
            "limits": {"page_seconds": 0.5, "worker_megabytes": 1000},
        }
    )


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> Callable[[PagePlace, Limits], PageReading]:
    """The ways to go wrong, importable in the reading processes too."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    module = importlib.import_module("pages_that_go_wrong")
    return module.read  # type: ignore[no-any-return]


def places(*names: str) -> list[PagePlace]:
    return [PagePlace(Path(name), "image/tiff", 0, number, 7) for number, name in enumerate(names, 1)]


def test_pages_that_go_wrong_end_as_doubts_and_the_others_are_read(
    settings: Settings, wrong: Callable[[PagePlace, Limits], PageReading]
) -> None:
    with PagePool(settings, read_page=wrong) as pool:
        readings = pool.read(places("sound", "hangs", "sound", "dies", "crashes", "sound", "eats", "sound"))
        after = pool.read(places("sound", "sound", "sound"))
    assert [reading.number for reading in readings] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [reading.doubts for reading in readings] == [
        (),
        (Doubt.PAGE_TIMED_OUT,),
        (),
        (Doubt.PAGE_UNREADABLE,),
        (Doubt.PAGE_UNREADABLE,),
        (),
        (Doubt.PAGE_UNREADABLE,),
        (),
    ]
    assert all((reading.decisions is None) == bool(reading.doubts) for reading in readings)
    assert {reading.part for reading in readings} == {7}
    assert all(reading.decisions is not None and not reading.doubts for reading in after)


def test_every_page_is_told_when_it_is_done_however_it_ended(
    settings: Settings, wrong: Callable[[PagePlace, Limits], PageReading]
) -> None:
    told = threading.Semaphore(0)
    with PagePool(settings, told.release, read_page=wrong) as pool:
        pool.read(places("sound", "dies", "sound"))
        assert all(told.acquire(timeout=10) for _ in range(3))
        assert not told.acquire(blocking=False)


def test_who_waits_for_a_page_of_a_pool_that_is_stopped_is_told_so(
    settings: Settings, wrong: Callable[[PagePlace, Limits], PageReading]
) -> None:
    pool = PagePool(settings, read_page=wrong)
    stopping = threading.Timer(1.0, pool.stop)
    stopping.start()
    with pytest.raises(PagesEndedError):
        pool.read(places("hangs", "hangs"))
    stopping.join()
    with pytest.raises(PagesEndedError):
        pool.read(places("sound"))


def test_a_true_page_is_read_the_same_in_a_process_and_here(settings: Settings) -> None:
    limits = Limits()
    place = PagePlace(SAMPLES / "fax-a-1" / "fax000000018.tif", "image/tiff", 0, 1)
    with PagePool(settings.model_copy(update={"limits": limits})) as pool:
        (there,) = pool.read([place])
    (here,) = PagesHere(limits).read([place])
    assert there.decisions == here.decisions
    assert (there.form, there.header, dict(there.fields)) == (here.form, here.header, dict(here.fields))
    assert there.seconds > 0
