"""The private Prefect API: for this program alone, whatever an earlier one left behind."""

import socket
import urllib.parse

import httpx
import pytest

pytestmark = pytest.mark.slow


def test_it_answers_nobody_without_the_password(prefect: str) -> None:
    assert httpx.post(f"{prefect}/flow_runs/filter", json={}).status_code == 401


def test_it_listens_to_this_machine_alone(prefect: str) -> None:
    address = urllib.parse.urlsplit(prefect)
    assert address.hostname == "127.0.0.1"
    with socket.socket() as other:
        # the whole 127/8 leads to this machine: a server at 0.0.0.0 would answer here
        assert other.connect_ex(("127.0.0.2", address.port)) != 0


def test_its_files_are_its_owners(prefect: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    homes = list(tmp_path_factory.getbasetemp().glob("prefect*/intake-data/prefect"))
    assert homes
    for home in homes:
        assert home.stat().st_mode & 0o077 == 0
        assert all(file.stat().st_mode & 0o077 == 0 for file in home.glob("run.db*"))


def test_a_damaged_memory_of_earlier_runs_is_forgotten(department) -> None:
    from flows.api import prefect_api
    from pipeline.places import prefect_home

    home = prefect_home(department.settings)
    home.mkdir(parents=True)
    (home / "damaged.db").write_bytes(b"this is no database, and never was one" * 100)
    environment = pytest.MonkeyPatch()
    with environment.context() as changed:
        changed.delenv("PREFECT_API_URL", raising=False)
        changed.setenv("PREFECT_HOME", str(home))
        changed.setenv("PREFECT_API_AUTH_STRING", "")
        with prefect_api(department.settings, "damaged.db") as api:
            api.wait()
            assert httpx.get(f"{api.address}/health").status_code == 200
    assert (home / "damaged.db").read_bytes().startswith(b"SQLite format 3")
