"""`intake status`: where things stand, what waits and what to do, without what stands on a form."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import main


def test_it_tells_how_each_source_stands(stocked, said: Callable[[], str]) -> None:
    stocked.intake("status")
    rows = {line.split()[0]: line.split()[1:] for line in said().splitlines() if line and line[0] != " "}
    assert rows["fax-d-4"][:7] == ["3", "3", "1", "1", "0", "1", "0"]
    assert rows["mail"][:7] == ["0"] * 7


def test_what_waits_is_told_with_its_doubts_in_sentences(stocked, said: Callable[[], str]) -> None:
    assert stocked.intake("status") == 3
    told = said()
    assert "2 transmissions wait for a person" in told
    assert f"{stocked.waiting}  2025-03-04  fax-d-4/Tbbb.tif  (detainer)" in told
    assert "A field was read with too little confidence. [event number]" in told
    assert "The file cannot be decoded; ask the sender for it again or open the original." in told
    assert stocked.accepted not in told


def test_it_says_what_to_do_next(stocked, said: Callable[[], str]) -> None:
    stocked.intake("status")
    told = said()
    assert "settle it: intake review list" in told
    assert "ask for what cannot be read once more" in told


def test_nothing_that_stands_on_a_form_is_in_it(stocked, said: Callable[[], str]) -> None:
    stocked.intake("status")
    told = said()
    assert not [word for word in stocked.on_the_forms if word in told]


def test_it_ends_with_0_when_nothing_waits(settled, said: Callable[[], str]) -> None:
    assert settled.intake("status") == 0
    assert "Nothing waits for a person." in said()


def test_what_is_stored_but_unread_needs_a_run(settled, said: Callable[[], str]) -> None:
    from dataclasses import replace

    with settled.store() as store:
        first = store.transmission(settled.accepted)
        store.add(replace(first, id="T" + "c" * 16, file="fax-d-4/new.tif", sha256="c" * 64))
    assert settled.intake("status") == 3
    told = said()
    assert "The transmission has been stored but not read yet." in told
    assert "intake run" in told


def test_a_run_that_was_broken_off_shows(settled, said: Callable[[], str]) -> None:
    with settled.store() as store:
        store.start_run("schedule", "intake")
    settled.intake("status")
    assert "not finished: still at work, or broken off" in said()


def test_a_source_that_the_last_run_could_not_look_at_needs_a_person(settled, said: Callable[[], str]) -> None:
    from pipeline.store import RunSource

    with settled.store() as store:
        run = store.start_run("schedule", "intake")
        store.finish_run(
            run.id, "done, with troubles", {}, [RunSource("mail", 0, 0, 0, "inbox/mail: cannot be listed")]
        )
    assert settled.intake("status") == 3
    assert "trouble: mail: inbox/mail: cannot be listed" in said()


def test_with_settings_of_another_place_each_command_that_it_names_can_be_typed_as_printed(
    stocked, said: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named by -c, or by INTAKE_CONFIG, which whoever reads the hint may not have set; also from another folder."""
    (stocked.folder / "intake.toml").rename(stocked.folder / "dept 1.toml")
    monkeypatch.setenv("INTAKE_CONFIG", "dept 1.toml")
    assert main(["status"]) == 3
    assert "intake -c 'dept 1.toml' review list" in said()
    monkeypatch.delenv("INTAKE_CONFIG")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    file = str(stocked.folder / "dept 1.toml")
    for command in (["status"], ["tally", "--year", "2025"], ["reprocess", "Tx"], ["check"]):
        main(["-c", file, *command])
        named = re.findall(r"intake (?:-c '[^']*' )?(?:run|status|check|reprocess)\b", said())
        assert named
        assert all(each.startswith(f"intake -c '{file}' ") for each in named), named


def test_the_settings_of_the_folder_need_not_be_named(stocked, said: Callable[[], str]) -> None:
    assert stocked.intake("status") == 3
    assert "intake -c" not in said()


LOGGED = (
    '{day} 10:00\tRECV\t00000013{n}\tttyS0\trecvq/{file}\t""\tfax\t"16175550206"\t"617 555 0137"'
    '\t4264\t{pages}\t0:01:12\t0:01:09\t""\t"ICE ERO"\t"6175550137"\t""\t""\t""\n'
)


def logs(department, *calls: tuple[str, int], day: str = "03/05/25") -> None:
    """Names a log of these files with so many pages at the fax source."""
    lines = [LOGGED.format(day=day, n=n, file=file, pages=pages) for n, (file, pages) in enumerate(calls)]
    (department.folder / "xferfaxlog").write_text("".join(lines), encoding="utf-8")
    settings = department.folder / "intake.toml"
    named = settings.read_text(encoding="utf-8").replace('"inbox/fax-d-4"', '"inbox/fax-d-4"\nlog = "xferfaxlog"')
    settings.write_text(named, encoding="utf-8")


def looked_at(department) -> None:
    """A run that looked at both sources and found nothing new."""
    from datetime import UTC, datetime

    from pipeline.store import RunSource, Store

    with Store.open(department.settings.store.url, lambda: datetime(2025, 6, 1, tzinfo=UTC)) as store:
        run = store.start_run("schedule", "intake")
        store.finish_run(run.id, "done", {}, [RunSource("fax-d-4", 3, 0, 0, None), RunSource("mail", 0, 0, 0, None)])


def test_a_call_in_the_fax_servers_log_that_was_never_taken_in_needs_a_person(settled, said) -> None:
    logs(settled, ("Taaa.tif", 3), ("fax000000013.tif", 2))
    looked_at(settled)
    assert settled.intake("status") == 3
    told = said()
    assert "Nothing waits for a person." in told
    assert "Possibly missing:" in told
    assert re.search(r"M[0-9a-f]{10}  2025-03-05  fax-d-4\n", told)
    assert "its file fax000000013.tif was never taken in" in told
    assert "take in what is found with: intake reprocess FILE" in told
    assert "555" not in told, "who called is nobody's business"


def test_what_a_person_looked_into_asks_no_more(settled, said) -> None:
    from pipeline.reviewing.decisions import Decision
    from pipeline.vocabulary import Action

    logs(settled, ("fax000000013.tif", 2))
    looked_at(settled)
    settled.intake("status")
    found = re.search(r"M[0-9a-f]{10}", said()).group()
    with settled.store() as store:
        store.decide(Decision(Action.SETTLE, found, "clerk", store.last_run().started_at, "the call was a test"))
    assert settled.intake("status") == 0
    told = said()
    assert "1 looked into and settled" in told
    assert "fax000000013" not in told
    settled.intake("letter", "--year", "2025", "--out", "letter.md")
    assert (
        "One sign that something had not arrived was looked into by a person and settled; nothing else"
        in (settled.folder / "letter.md").read_text()
    )


def test_a_letter_over_a_year_of_which_nothing_may_be_missing_says_so_and_names_no_log_that_was_not_read(
    settled, said
) -> None:
    looked_at(settled)
    settled.intake("letter", "--year", "2025", "--out", "letter.md")
    letter = (settled.folder / "letter.md").read_text()
    assert "Nothing points to a request that was sent and not received." in letter
    assert "DRAFT" not in letter
    logs(settled)
    (settled.folder / "xferfaxlog").unlink()
    settled.intake("letter", "--year", "2025", "--out", "letter.md")
    letter = (settled.folder / "letter.md").read_text()
    assert "log of the fax server" not in letter
    assert "Logs that cannot be read: 1" in letter


def test_a_log_that_cannot_be_read_needs_a_person(settled, said) -> None:
    logs(settled)
    (settled.folder / "xferfaxlog").unlink()
    assert settled.intake("status") == 3
    assert "xferfaxlog: cannot be read: No such file or directory" in said()


def test_a_source_that_never_delivered_is_told_and_needs_nobody(settled, said) -> None:
    looked_at(settled)
    assert settled.intake("status") == 0
    told = said()
    assert "Nothing has ever come from mail" in told
    assert "told, and asking nobody" in told


def test_the_tally_and_the_letter_say_what_may_be_missing(settled, said) -> None:
    logs(settled, ("fax000000013.tif", 2))
    looked_at(settled)
    settled.intake("tally", "--year", "2025", "--json")
    told = json.loads(said())
    assert told["possibly_missing"] == {"call_not_taken_in": 1, "source_never_delivered": 1}
    assert (told["awaiting_review"], told["final"]) == (0, False)
    settled.intake("tally", "--year", "2025")
    assert "Not final: one thing that may be missing has not been looked into." in said()
    settled.intake("letter", "--year", "2025", "--out", "letter.md")
    assert "It is a DRAFT" in said()
    drafted = (settled.folder / "letter.md").read_text()
    assert "held against what was received: the log of the fax server, the numbers in file names" in drafted
    assert "Calls never taken in: 1" in drafted
    settled.intake("tally", "--year", "2024", "--json")
    assert json.loads(said())["final"], "what may be missing of another year does not hold up this one"


def test_a_source_whose_folder_is_gone_holds_up_its_year_until_it_is_looked_at_again(settled, said) -> None:
    from datetime import UTC, datetime

    from pipeline.store import RunSource, Store

    def looked(year: int, *visits: RunSource) -> None:
        with Store.open(settled.settings.store.url, lambda: datetime(year, 6, 1, tzinfo=UTC)) as store:
            store.finish_run(store.start_run("schedule", "intake").id, "done", {}, visits)

    def final(year: int) -> bool:
        settled.intake("tally", "--year", str(year), "--json")
        return bool(json.loads(said())["final"])

    gone = "cannot be listed: No such file or directory"
    looked(2025, RunSource("fax-d-4", 3, 0, 0), RunSource("mail", 1, 0, 0))
    assert final(2025)
    looked(2026, RunSource("fax-d-4", 0, 0, 0, gone), RunSource("mail", 1, 0, 0))
    assert (final(2024), final(2025)) == (True, False)
    settled.intake("tally", "--year", "2025", "--json")
    assert json.loads(said())["possibly_missing"]["source_unreachable"] == 1
    settled.intake("letter", "--year", "2025", "--out", "letter.md")
    assert "It is a DRAFT" in said()
    assert "Sources not reached: 1" in (settled.folder / "letter.md").read_text()
    assert settled.intake("status") == 3
    told = said()
    found = re.search(r"(M[0-9a-f]{10})  2025-05-31  fax-d-4\n", told).group(1)
    assert "fax-d-4 could not be looked at since 2025-05-31 20:00" in told
    assert settled.intake("review", "settle", found, "--reason", "the line was given up") == 0
    said()
    assert final(2025)
    looked(2026, RunSource("fax-d-4", 3, 0, 0), RunSource("mail", 0, 0, 0, gone))
    assert not final(2026), "another source, another finding"
    looked(2026, RunSource("fax-d-4", 3, 0, 0), RunSource("mail", 1, 0, 0))
    assert final(2026)


def test_a_source_that_never_could_be_looked_at_holds_up_every_year(settled, said) -> None:
    from pipeline.store import RunSource

    with settled.store() as store:
        gone = RunSource("mail", 0, 0, 0, "cannot be listed: No such file or directory")
        store.finish_run(store.start_run("schedule", "intake").id, "done", {}, [RunSource("fax-d-4", 3, 0, 0), gone])
    settled.intake("tally", "--year", "2019", "--json")
    told = json.loads(said())
    assert (told["possibly_missing"], told["final"]) == ({"source_unreachable": 1}, False)
    settled.intake("tally", "--year", "2025")
    assert "sources not reached" in said()
