"""A program killed half-way leaves the store as it was before."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from pipeline.store import Store
from pipeline.values import Reading, Transmission

pytestmark = pytest.mark.slow


def _kill_after(statement: str, url: str) -> None:
    """Runs the program, and kills it with SIGKILL once it has executed the statement."""
    program = Path(__file__).with_name("half_way.py")
    with subprocess.Popen([sys.executable, program, url, statement], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "half way\n"
        running.kill()


@pytest.mark.parametrize(
    "statement", ["INSERT INTO reading", "INSERT INTO field", "INSERT INTO page", "INSERT INTO audit"]
)
def test_a_reading_is_written_whole_or_not_at_all(
    url: str,
    clock: Callable[[], datetime],
    arrival: Callable[..., Transmission],
    looked_at: Callable[..., Reading],
    statement: str,
) -> None:
    with Store.open(url, clock) as store:
        store.add(arrival())
    _kill_after(statement, url)
    with Store.open(url, clock) as store:
        assert [waiting.id for waiting in store.unread()] == ["t1"]
        assert [entry.action for entry in store.audit_entries("t1")] == ["received"]
        assert store.add_reading(looked_at(), "intake", "first reading") == replace(looked_at(), version=1)
    engine = create_engine(url)
    with engine.connect() as connection:
        for table, rows in (("reading", 1), ("record", 1), ("field", 2), ("page", 1)):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == rows  # noqa: S608 - names from above
    engine.dispose()


def test_tables_are_made_all_or_none(url: str, clock: Callable[[], datetime]) -> None:
    _kill_after("CREATE TABLE record", url)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
    with Store.open(url, clock) as store:
        assert store.unread() == ()
