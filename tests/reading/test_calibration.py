"""How probable a value is follows from what the readers offered, and from nothing else."""

from __future__ import annotations

import itertools
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.reading.calibration import CONTESTED, DATA, SUREST, chance, evidence, likeliest
from pipeline.reading.forms import AnswerKind
from pipeline.reading.offers import AGAIN, READERS, STEADILY, WITH_STREAKS, letters_alike
from pipeline.values import Candidate

KINDS: tuple[AnswerKind, ...] = ("name", "digits", "date", "country", "text")
offers = some.lists(
    some.builds(
        Candidate,
        some.sampled_from(["341902265", "341902266", "34 1902265"]),
        some.sampled_from([*READERS, READERS[0] + AGAIN, READERS[2] + AGAIN]),
        some.floats(0, 1),
    ),
    min_size=1,
    max_size=8,
)


@given(some.sampled_from(KINDS), offers)
def test_a_chance_is_a_probability(kind: AnswerKind, told: list[Candidate]) -> None:
    assert 0 <= chance(kind, told[0].value, told) <= SUREST


@given(some.sampled_from(KINDS), offers)
def test_every_piece_of_evidence_has_its_weight(kind: AnswerKind, told: list[Candidate]) -> None:
    weights = tomllib.loads(DATA.read_text(encoding="utf-8"))["weights"]
    assert {len(row) for row in weights.values()} == {len(evidence(kind, told[0].value, told))}


@pytest.mark.parametrize("kind", ["name", "digits", "date", "country"])
def test_a_value_is_likelier_the_more_see_it(kind: AnswerKind) -> None:
    def seen(value: str, other: str) -> list[Candidate]:
        return [
            Candidate(value, READERS[0], 0.999),
            *[Candidate(value, READERS[0] + AGAIN, 0.999)] * 3,
            Candidate(other, READERS[1], 0.95),
        ]

    one, other = ("A" * 9, "B" * 9) if kind == "digits" else ("A", "B")
    both, apart = seen(one, one), seen(one, other)
    assert chance(kind, one, both) > chance(kind, one, apart) > chance(kind, other, apart)


@pytest.mark.parametrize("kind", KINDS)
def test_clear_readers_who_all_agree_make_it_no_less_likely_than_with_one_against(kind: AnswerKind) -> None:
    def seen(sides: tuple[str, ...], claims: tuple[float, ...]) -> list[Candidate]:
        plain = [Candidate(*one) for one in zip(sides, READERS, claims, strict=True)]
        return plain + [Candidate(sides[0], READERS[0] + AGAIN, claims[0])] * 3

    for claims in itertools.product((0.97, 0.99, 0.9995), repeat=3):
        together = chance(kind, "A", seen(("A", "A", "A"), claims))
        for sides in set(itertools.product("AB", repeat=3)) - {("A", "A", "A"), ("B", "B", "B")}:
            assert chance(kind, "A", seen(sides, claims)) <= together


@pytest.mark.parametrize(("kind", "contested"), [("digits", True), ("name", False)])
def test_a_number_that_one_reader_sees_with_one_other_digit_is_never_sure(kind: str, contested: bool) -> None:
    offers = [
        *(Candidate("315239298", reader, 0.97, -0.1) for reader in ("fax print", "recogniser")),
        *(Candidate("315239298", "fax print, again", 0.97, -0.1) for _ in range(3)),
        Candidate("315289298", "tesseract", 0.9, -13.0),
    ]
    surest = chance(kind, "315239298", offers)  # type: ignore[arg-type]
    assert (surest <= CONTESTED) is contested


def test_tesseract_alone_holds_up_no_number_of_which_both_others_are_sure_at_all_their_looks() -> None:
    others = [
        *(Candidate("315239298", "fax print, again", 0.99, -0.1) for _ in range(3)),
        *(Candidate("315239298", reader, 0.99, -0.1) for reader in ("fax print", "recogniser")),
        Candidate("315289298", "tesseract", 0.9, -13.0),
    ]
    assert chance("digits", "315239298", others) > CONTESTED
    less_sure = [*others[:-2], Candidate("315239298", "recogniser", 0.9, -0.1), others[-1]]
    assert chance("digits", "315239298", less_sure) <= CONTESTED
    assert chance("digits", "315239298", [*others[:-2], others[-1]]) <= CONTESTED, "the third was not asked"
    seen_by_it = Candidate("315239298", "tesseract, again", 0.9, -0.1)
    again = Candidate("315289298", "tesseract, again", 0.9, -13.0)
    assert chance("digits", "315239298", [*others[-2:], seen_by_it, again]) <= CONTESTED, "the first saw nothing"


def test_a_look_that_is_rather_sure_of_one_other_digit_is_held_against_a_number() -> None:
    seen = _name("315239298")[:3] + [Candidate("315239298", reader, 0.9, -0.1) for reader in READERS[1:]]
    assert chance("digits", "315239298", [*seen, Candidate("315289298", "fax print, again", 0.5, -9.0)]) > CONTESTED
    assert chance("digits", "315239298", [*seen, Candidate("315289298", "fax print, again", 0.9, -9.0)]) <= CONTESTED


@pytest.mark.parametrize(("seen_again", "contested"), [("315289298", True), ("315239298", False), ("315259298", False)])
def test_a_sign_that_tesseract_does_not_see_again_is_held_against_no_number(seen_again: str, contested: bool) -> None:
    offers = [
        *(Candidate("315239298", reader, 0.97, -0.1) for reader in ("fax print", "recogniser")),
        *(Candidate("315239298", "fax print, again", 0.97, -0.1) for _ in range(3)),
        Candidate("315289298", "tesseract", 0.6, -13.0),
        Candidate("315239298", "tesseract, again", 0.6, -0.1),
        Candidate(seen_again, "tesseract, again", 0.6, -13.0),
    ]
    assert (chance("digits", "315239298", offers) <= CONTESTED) is contested


def test_a_day_that_one_reader_alone_reads_is_never_sure_however_often_it_looks() -> None:
    alone = [
        Candidate("1980-04-09", "fax print", 0.999, -0.05),
        *(Candidate("1980-04-09", "fax print, again", 0.999, -0.05) for _ in range(3)),
    ]
    assert chance("date", "1980-04-09", alone) <= CONTESTED
    assert chance("date", "1980-04-09", [*alone, Candidate("1980-04-09", "tesseract", 0.9, -0.05)]) > CONTESTED


@pytest.mark.parametrize(("share", "contested"), [(0.75, False), (0.6667, True)])
def test_a_digit_that_one_reader_insists_on_counts_only_where_the_first_sees_the_number_unsteadily(
    share: float, contested: bool
) -> None:
    steadily = Candidate("315239298", READERS[0] + STEADILY, share)
    against = ("315239798", READERS[2])
    assert (chance("digits", "315239298", [*_name("315239298", against), steadily]) <= CONTESTED) is contested


def test_a_digit_that_a_lost_stroke_would_make_waits_however_steadily_it_is_seen() -> None:
    def seen(value: str, other: str) -> list[Candidate]:
        return [*_name(value, (other, READERS[2])), Candidate(value, READERS[0] + STEADILY, 1.0)]

    assert chance("digits", "315239298", seen("315239298", "315289298")) <= CONTESTED, "an 8 may look like a 3"
    assert chance("digits", "315289298", seen("315289298", "315239298")) > CONTESTED, "a 3 does not look like an 8"


def test_a_number_that_the_first_sees_unsteadily_waits_though_nobody_sees_another() -> None:
    seen = _name("315239298")
    assert chance("digits", "315239298", seen) > CONTESTED
    assert chance("digits", "315239298", [*seen, Candidate("315239298", READERS[0] + STEADILY, 0.6667)]) <= CONTESTED
    day = [*_name("1980-04-09"), Candidate("1980-04-09", READERS[0] + STEADILY, 0.0)]
    assert chance("date", "1980-04-09", day) > CONTESTED, "a month in letters is often not understood"


def test_however_steadily_it_sees_a_day_it_is_not_sure_against_both_others() -> None:
    looks = [Candidate("1971-07-16", reader, 0.999, -0.05) for reader in (READERS[0], *[READERS[0] + AGAIN] * 3)]
    alone = [*looks, Candidate("1971-07-16", READERS[0] + STEADILY, 1.0)]
    others = [Candidate("1971-02-16", reader, 0.97, -2.4) for reader in READERS[1:]]
    assert chance("date", "1971-07-16", [*alone, *others]) <= CONTESTED
    assert chance("date", "1971-07-16", [*alone, others[0]]) <= CONTESTED
    assert chance("date", "1971-07-16", alone) > CONTESTED, "nobody else understood anything"


def test_a_number_waits_in_which_a_streak_may_have_made_or_taken_a_digit() -> None:
    seen = [*_name("315239298"), Candidate("315239298", READERS[0] + STEADILY, 1.0)]
    for value, contested in (("315289298", True), ("315239298", False), ("3152389298", False)):
        told = [*seen, Candidate(value, READERS[0] + WITH_STREAKS, 0.4)]
        assert (chance("digits", "315239298", told) <= CONTESTED) is contested, value


def test_a_name_waits_where_a_reader_saw_a_listed_one_with_a_letter_twice() -> None:
    assert chance("name", "ALVARADO, Ilya", _name("ALVARADO, Ilya")) > CONTESTED
    assert chance("name", "ALVARADO, Ilya", _name("ALVARADO, Ilya", ("ALVARADO, Illya", READERS[2]))) <= CONTESTED
    assert chance("name", "ALVARADO, Illya", _name("ALVARADO, Illya", ("ALVARADO, Ilya", READERS[2]))) > CONTESTED
    assert chance("name", "ALVARADO, Ilya", _name("ALVARADO, Ilya", ("ALVARADO, Ilyya", READERS[2]))) > CONTESTED


def test_a_name_of_which_another_look_shows_a_much_more_usual_one_is_never_sure() -> None:
    seen = _name("ALVARADO, Harprfet")
    assert chance("name", "ALVARADO, Harprfet", seen) > CONTESTED
    seen.append(Candidate("ALVARADO, Harpreet", "fax print, again", 0.6, -6.0))
    assert chance("name", "ALVARADO, Harprfet", seen) <= CONTESTED


def _name(value: str, *others: tuple[str, str]) -> list[Candidate]:
    """What is offered where all three readers see a name in all their first looks, but for what others saw."""
    sure = [Candidate(value, reader, 0.99, -0.1) for reader in (READERS[0], *[READERS[0] + AGAIN] * 3, *READERS[1:])]
    replaced = [reader for _, reader in others]
    kept = [one for one in sure if one.reader not in replaced]
    return [*kept, *(Candidate(other, reader, 0.97, -9.0) for other, reader in others)]


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("BRATU, Lojrdes", ()),
        ("ALVARADO, Ilya", (("ALVARADO, Illya", READERS[2]), ("ALVARADO, Illya", READERS[2] + AGAIN))),
        ("RAKOTOMALALA, Pio", (("RAKOTO MALALA, Pio", READERS[2]), ("RAKOTO MALALA, Pio", READERS[1]))),
        ("RAKOTOMALALA, Pio", (("PAKOTOMALALA, Pio", READERS[1]), ("BAKOTOMALALA, Pio", READERS[2]))),
    ],
    ids=["far more usual with another letter", "seen otherwise twice", "parted otherwise", "seen by one reader"],
)
def test_a_name_is_never_sure_where_something_speaks_for_another(
    name: str, others: tuple[tuple[str, str], ...]
) -> None:
    assert chance("name", name, _name(name, *others)) <= CONTESTED
    usual = name.replace("Lojrdes", "Lourdes")
    assert chance("name", usual, _name(usual)) > CONTESTED


def test_a_name_of_listed_words_stands_against_others_that_no_list_has() -> None:
    others = (("ALVAPADO, Marta", READERS[1]), ("ALVABADO, Marta", READERS[2]))
    assert chance("name", "ALVARADO, Marta", _name("ALVARADO, Marta", *others)) > CONTESTED


@pytest.mark.parametrize(("likelihood", "contested"), [(-1.0, True), (-6.0, False)])
def test_a_name_of_listed_words_waits_where_print_bears_out_another_about_as_well(
    likelihood: float, contested: bool
) -> None:
    offers = [*_name("ALVARADO, Felix"), Candidate("ALVARADO, Feliz", "fax print, again", 0.6, likelihood)]
    assert (chance("name", "ALVARADO, Felix", offers) <= CONTESTED) is contested


@pytest.mark.parametrize(("likelihood", "contested"), [(-0.3, True), (-4.0, False)])
def test_a_name_is_never_sure_where_print_bears_out_another_nearly_as_well(likelihood: float, contested: bool) -> None:
    seen = [*_name("ALVARADO, Marta"), Candidate("ALVARADO, Marla", READERS[0] + AGAIN, 0.5, likelihood)]
    assert (chance("name", "ALVARADO, Marta", seen) <= CONTESTED) is contested


def test_accents_that_a_reader_makes_of_specks_are_no_other_name() -> None:
    specks = _name("ALVARADO, Marta", ("ALVARÁDO, Marta", READERS[2]))
    assert chance("name", "ALVARADO, Marta", specks) > CONTESTED
    assert letters_alike("name", "ALVARÁDO, Marta", "Alvarado Marta")


def test_a_subject_id_that_may_have_lost_its_first_digits_is_never_sure() -> None:
    assert chance("digits", "3081607", _name("3081607")) <= CONTESTED
    assert chance("digits", "293081607", _name("293081607")) > CONTESTED


def test_an_event_number_without_a_month_gives_way_to_one_that_was_seen_with_it() -> None:
    seen = _name("LES2569363922", ("LES2509363922", READERS[2]))
    assert likeliest("event_number", seen)[0] == "LES2509363922"
    assert likeliest("event_number", seen)[1] < 0.93, "it waits for a person"
    assert likeliest("event_number", _name("LES2569363922"))[0] == "LES2569363922", "where nobody saw another it stays"


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("ALVARADO, Felix", (("ALVARADO, Feliz", READERS[1]), ("ALVARADO, Feliz", READERS[2]))),
        ("MWANGI, Analucia", (("MWANGE, Ana Lucia", READERS[2]), ("MWANGT, Ana Lucia", READERS[2] + AGAIN))),
    ],
    ids=["two readers saw another one", "the third parts it otherwise twice"],
)
def test_a_name_of_listed_words_waits_where_others_were_seen_more_than_once(
    name: str, others: tuple[tuple[str, str], ...]
) -> None:
    assert chance("name", name, _name(name, *others)) <= CONTESTED
    assert chance("name", name, _name(name, others[0])) > CONTESTED
