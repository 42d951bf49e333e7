"""`intake audit` and `intake trace`: nothing was altered, and where each figure comes from."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from pipeline.audit_heads import heads_file, noted_heads
from pipeline.trace_rows import TABLES

Said = Callable[[], str]


def keyed(department, said: Said) -> str:
    """The id of a keyed request, the original of which is truly there."""
    department.intake("add", "--channel", "phone", "--received", "2025-05-02T10:00", "subject_name=VANCE-TEST, Ruth")
    return said().split()[2].rstrip(".")


def test_a_store_that_nobody_touched_is_proved(department, said: Said) -> None:
    keyed(department, said)
    assert department.intake("audit", "verify") == 0
    told = said()
    assert "Nothing was altered: " in told
    head = told.partition("The trail ends in ")[2].split()[0]
    assert department.intake("audit", "verify", "--head", head) == 0
    said()
    assert department.intake("audit", "verify", "--head", "0" * 64) == 1
    assert "noted earlier is not in the audit" in said()


def test_a_changed_byte_in_an_original_shows(department, said: Said) -> None:
    name = keyed(department, said)
    (original,) = (path for path in department.settings.store.originals.rglob("*") if path.is_file())
    content = original.read_bytes()
    original.chmod(0o600)
    original.write_bytes(content.replace(b"Ruth", b"Rush"))
    assert department.intake("audit", "verify") == 1
    assert f"an original of {name} is not the one that arrived" in said()
    original.unlink()
    assert department.intake("audit", "verify") == 1
    assert "is not there" in said()


def identified_export(department, said: Said) -> Path:
    """The file of noted heads, after names were handed out."""
    out = department.folder / "named.csv"
    assert department.intake("export", "documents", "--identified", "--out", str(out)) == 0
    said()
    return heads_file(department.settings.store.originals)


def without_last_entry(department) -> None:
    engine = create_engine(department.settings.store.url)
    with engine.begin() as connection:
        guard = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'audit_refuses_delete'"))
        connection.execute(text("DROP TRIGGER audit_refuses_delete"))
        connection.execute(text("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)"))
        connection.execute(text(guard))
    engine.dispose()


def test_the_last_entry_cut_off_without_a_trace_shows_by_the_head_that_was_noted_beside_the_originals(
    department, said: Said
) -> None:
    keyed(department, said)
    heads = identified_export(department, said)
    assert department.intake("audit", "verify") == 0
    assert "Held against the trail: 2 noted heads, the last of " in said()
    noted = heads.read_bytes()
    without_last_entry(department)
    assert department.intake("audit", "verify") == 1
    assert "1 of 2 noted heads are not in the audit" in said()
    # what is done afterwards makes nothing good, and changes no line
    keyed_later = identified_export(department, said).read_bytes()
    assert keyed_later.startswith(noted)
    assert department.intake("audit", "verify") == 1
    assert "1 of 4 noted heads are not in the audit" in said()
    assert heads.stat().st_mode & 0o777 == 0o600


def test_without_the_file_of_heads_nothing_is_a_fault_and_what_cannot_be_seen_is_said(department, said: Said) -> None:
    keyed(department, said)
    heads = identified_export(department, said)
    heads.rename(heads.with_suffix(".away"))
    without_last_entry(department)
    assert department.intake("audit", "verify") == 0
    told = said()
    assert f"{heads} is not there" in told
    assert "entries cut off at the end can stay unseen" in told
    heads.mkdir()
    assert department.intake("audit", "verify") == 0
    assert f"{heads} cannot be read" in said()


def test_a_line_that_a_crash_left_half_written_is_told_of_and_spoils_no_other(department, said: Said) -> None:
    keyed(department, said)
    heads = identified_export(department, said)
    with heads.open("ab") as file:
        file.write(b"17 \xff3fa")
    identified_export(department, said)
    assert department.intake("audit", "verify") == 0
    told = said()
    assert f"{heads}: 1 line cannot be read" in told
    assert "4 noted heads" in told


def test_names_are_not_handed_out_where_that_cannot_be_noted(department, said: Said) -> None:
    keyed(department, said)
    heads_file(department.settings.store.originals).mkdir()
    out = department.folder / "named.csv"
    assert department.intake("export", "documents", "--identified", "--out", str(out)) == 1
    assert "where the audit ends cannot be noted there" in said()
    assert not out.exists()


def test_a_record_changed_behind_the_programs_back_shows(department, said: Said) -> None:
    name = keyed(department, said)
    engine = create_engine(department.settings.store.url)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER field_refuses_update"))
        connection.execute(text("UPDATE field SET value = '\"VANCE-TEST, Rush\"' WHERE name = 'subject_name'"))
    engine.dispose()
    assert department.intake("audit", "verify") == 1
    assert f"the reading of {name} is not as it was written" in said()


@pytest.mark.parametrize(
    ("table", "column", "told"),
    [
        ("reading", "received_at", "a reading of {name} is not as it was written"),
        ("transmission", "tags", "the ledger's line of {name} is not as it was written"),
        ("audit", "at", "the audit cannot be read to the end"),
    ],
)
def test_a_row_that_cannot_be_read_any_more_shows_and_hides_no_changed_original(
    department, said: Said, table, column, told
) -> None:
    name = keyed(department, said)
    (original,) = (path for path in department.settings.store.originals.rglob("*") if path.is_file())
    original.chmod(0o600)
    original.write_bytes(b"something else")
    engine = create_engine(department.settings.store.url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {table}_refuses_update"))
        connection.execute(text(f"UPDATE {table} SET {column} = 'x{{'"))  # noqa: S608 - names from above
    engine.dispose()
    assert department.intake("audit", "verify") == 1
    output = said()
    assert told.format(name=name) in output
    assert f"an original of {name} is not the one that arrived" in output


def test_the_entries_about_one_subject_are_told(department, said: Said) -> None:
    name = keyed(department, said)
    department.intake("review", "correct", name, "date_of_birth=1980-04-09", "-r", "the caller said so")
    said()
    assert department.intake("audit", "show", name) == 0
    told = said()
    assert [word for word in ("received", "reading added", "decided", "record placed") if word not in told] == []
    assert "the caller said so" in told
    assert department.intake("audit", "show", "T0") == 2
    assert "no entry about it" in said()


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_figure_of_the_tally_leads_to_as_many_requests(stocked, said: Said) -> None:
    stocked.intake("review", "link", stocked.accepted, stocked.waiting)
    said()
    stocked.intake("tally", "--year", "2025", "--json")
    tally = json.loads(said())
    folder = stocked.folder / "proof"
    assert stocked.intake("trace", "--year", "2025", "--out", str(folder)) == 0
    figures = {row["name"]: row for row in rows(folder, "figures.csv")}
    assert len(figures["requests"]["requests"].split()) == tally["requests"] == 1
    for group in ("by_reason", "by_ground", "by_channel", "by_district", "by_month", "by_form"):
        for name, many in tally[group].items():
            assert len(figures[f"{group}.{name}"]["requests"].split()) == many, name
    for name, many in tally["not_counted"].items():
        assert len(figures[f"not_counted.{name}"]["records"].split()) == many, name
    assert len(figures["awaiting_review"]["records"].split()) == tally["awaiting_review"]
    members = rows(folder, "members.csv")
    assert {row["document_id"] for row in members} == {stocked.accepted, stocked.waiting}
    assert all(row["sentence"] for row in members), "each link says why"


def test_an_identified_proof_pack_is_noted_beside_the_originals_and_another_one_is_not(stocked, said: Said) -> None:
    originals = stocked.settings.store.originals
    assert stocked.intake("trace", "--year", "2025", "--out", str(stocked.folder / "proof")) == 0
    assert noted_heads(originals).heads == ()
    assert stocked.intake("trace", "--year", "2025", "--identified", "--out", str(stocked.folder / "named")) == 0
    (head,) = noted_heads(originals).heads
    with stocked.store() as store:
        assert head[:2] == store.audit_head()


def test_a_proof_names_nobody_unless_that_is_asked_for(stocked, said: Said) -> None:
    stocked.intake("review", "correct", stocked.waiting, "subject_name=OKONKWO-TEST, Ada", "-r", "looked")
    folder = stocked.folder / "proof"
    stocked.intake("trace", "--year", "2025", "--out", str(folder))
    for file in folder.iterdir():
        content = file.read_text(encoding="utf-8-sig")
        assert not [word for word in (*stocked.on_the_forms, "Tbbb.tif") if word in content], file.name
    with stocked.store() as store:
        assert store.audit_entries("trace:2025") == ()
    named = stocked.folder / "named"
    stocked.intake("trace", "--year", "2025", "--out", str(named), "--identified")
    assert "OKONKWO-TEST" in (named / "evidence.csv").read_text(encoding="utf-8-sig")
    with stocked.store() as store:
        assert [entry.by for entry in store.audit_entries("trace:2025")] == ["clerk"]


def test_reasons_that_people_typed_stay_at_home_unless_identities_are_asked_for(stocked, said: Said) -> None:
    stocked.intake("review", "correct", stocked.waiting, "sex=F", "-r", "her brother Okonkwo called")
    stocked.intake("review", "accept", stocked.waiting, "-r", "her brother Okonkwo called")
    for name, more, there in (("proof", (), False), ("named", ("--identified",), True)):
        folder = stocked.folder / name
        assert stocked.intake("trace", "--year", "2025", "--out", str(folder), *more) == 0
        assert ("brother" in (folder / "index.html").read_text()) is there
        assert [("brother" in row["reason"]) for row in rows(folder, "decisions.csv")] == [there, there]
    page = (stocked.folder / "proof" / "index.html").read_text()
    assert "the reasons that people typed are left out" in page


def test_every_table_of_a_proof_has_its_head_and_a_decision_says_what_was_decided(stocked, said: Said) -> None:
    with stocked.store() as store:
        placed = {key.transmission_id: placement.request_id for key, placement in store.memberships().items()}
    request = placed[stocked.waiting]
    stocked.intake("review", "outcome", request, "outcome=transferred", "outcome_on=2025-03-06")
    stocked.intake("review", "correct", stocked.waiting, "received_at=2025-03-04T23:30+00:00", "sex=F")
    folder = stocked.folder / "proof"
    stocked.intake("trace", "--year", "2025", "--out", str(folder))
    for file, columns in TABLES.items():
        with (folder / file).open(encoding="utf-8-sig", newline="") as table:
            assert tuple(next(csv.reader(table))) == columns, file
    assert [row["what"] for row in rows(folder, "decisions.csv")] == [
        "outcome: transferred, on 2025-03-06",
        "received at corrected to 2025-03-04 18:30",
        "sex corrected",
    ]


def test_the_manifest_holds_the_hash_of_each_file(stocked, said: Said) -> None:
    folder = stocked.folder / "proof"
    stocked.intake("trace", "--year", "2025", "--out", str(folder), "--figure", "by_channel.district_fax")
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert set(manifest["sha256"]) == files
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == manifest["sha256"][name] for name in files)
    assert [row["name"] for row in rows(folder, "figures.csv")] == ["by_channel.district_fax"]
    assert not (folder.parent / ".proof.unfinished").exists()


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (("--figure", "by_channel.fax"), "no such figure"),
        (("--request", "R0000000000"), "no request of 2025"),
    ],
)
def test_a_proof_of_what_there_is_not_is_refused(stocked, said: Said, more, expected) -> None:
    assert stocked.intake("trace", "--year", "2025", "--out", "proof", *more) == 2
    assert expected in said()


def test_no_two_proofs_are_mixed(stocked, said: Said) -> None:
    assert stocked.intake("trace", "--year", "2025", "--out", "proof") == 0
    assert stocked.intake("trace", "--year", "2025", "--out", "proof") == 2
    assert "is there already" in said()
