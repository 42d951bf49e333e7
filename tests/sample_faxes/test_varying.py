"""The larger set is a function of its seed and says of each transmission what is in it."""

from pathlib import Path

import pytest

from sample_faxes import __main__
from sample_faxes.lot import VariedLot
from sample_faxes.transmission import requests_of, settings
from sample_faxes.vary import PLANS, numbered, one


def test_the_same_seed_gives_the_same_transmission() -> None:
    assert one((7, 6, "usual")) == one((7, 6, "usual"))


def test_another_number_gives_another_transmission() -> None:
    assert one((7, 8, "usual")).data != one((7, 9, "usual")).data


@pytest.mark.parametrize("name", [name for name, _, _ in PLANS if name != "bundle"])
def test_each_plan_says_what_it_drew(name: str) -> None:
    (plan,) = [plan for known, _, plan in PLANS if known == name]
    lot = VariedLot(11, 3, "usual")
    lot.resolution, lot.level = "standard", "clean"
    (sent,) = numbered([plan(lot)])
    entry = sent.entry()
    assert entry["received"][:4] == "2025"
    assert (sent.kind in ("other", "incomplete", "unreadable")) == (not sent.records)
    assert len(requests_of([sent])) == {"two people": 2, "detainer": 1, "I-247D": 1}.get(name, 0)
    assert sent.file.split("/")[0] in settings([sent.file.split("/")[0]])


def test_the_command_writes_inbox_settings_and_truth(tmp_path: Path) -> None:
    assert __main__.main(["vary", "--count", "1", "--seed", "24", "--out", str(tmp_path)]) == 0
    assert {file.name for file in tmp_path.iterdir()} == {"inbox", "intake.toml", "truth.json", ".gitignore"}
    assert len([file for file in (tmp_path / "inbox").rglob("*") if file.is_file()]) == 1
