"""What a line of print means: every style in which offices write a value gives the same value, nonsense gives none."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.reading import answers
from pipeline.reading.lexicon import countries
from sample_faxes import people

DAYS = st.dates(datetime.date(1901, 1, 1), datetime.date(2099, 12, 31))
DATE_STYLES = (
    "03/05/2020", "3/5/2020", "March 5, 2020", "March 05, 2020", "05 Mar 2020", "05-MAR-2020", "03-05-2020",
)  # fmt: skip
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


@given(day=DAYS, style=st.sampled_from(DATE_STYLES))
def test_a_date_reads_back_in_every_style(day: datetime.date, style: str) -> None:
    assert answers.day(people.date_as_printed(day, style)) == day.isoformat()


@given(day=DAYS)
def test_a_date_reads_back_in_capitals_and_as_iso(day: datetime.date) -> None:
    assert answers.day(f"{day:%B} {day.day}, {day.year}".upper()) == day.isoformat()
    assert answers.day(day.isoformat()) == day.isoformat()


@given(day=st.dates(datetime.date(1941, 1, 1), datetime.date(2040, 12, 31)))
def test_two_digits_of_a_year_are_enough(day: datetime.date) -> None:
    assert answers.day(f"{day:%m/%d/%y}") == day.isoformat()


SLIPS = {"0": "Oo", "1": "lI", "5": "S", "8": "B", "2": "Z"}


@given(day=DAYS, style=st.sampled_from(DATE_STYLES), data=st.data())
def test_one_digit_misread_as_a_letter_is_put_right(day: datetime.date, style: str, data: st.DataObject) -> None:
    printed = people.date_as_printed(day, style)
    # the first digit of the year is what tells a year from a day
    places = [i for i, letter in enumerate(printed) if letter in SLIPS and i != len(printed) - 4]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    slip = data.draw(st.sampled_from(SLIPS[printed[place]]))
    assert answers.day(printed[:place] + slip + printed[place + 1 :]) == day.isoformat()


@pytest.mark.parametrize(
    "month",
    ["Januarv", "Febuary", "Mareh", "Aprii", "Juiy", "Auqust", "5eptember", "0ctober", "Novernber", "Decernber"],
)
def test_a_month_with_a_slip_is_known(month: str) -> None:
    found = answers.day(f"{month} 14, 2021")
    assert found is not None
    assert found.endswith("-14")


@pytest.mark.parametrize(
    "text",
    [
        "02/30/2021",
        "13/01/2021",
        "00/10/2021",
        "02/29/2023",
        "June 31, 2020",
        "31 Apr 2020",
        "99/99/9999",
        "04/00/2020",
    ],
)
def test_a_day_that_never_was_is_none(text: str) -> None:
    assert answers.day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "n/a",
        "unknown",
        "Foo 5, 2020",
        "J 5, 2020",
        "12",
        "12/2020",
        "BOSTON 5 2020",
        "Ma 3, 2020",
        "SEPTEMBER 05",
        "December 05,",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert answers.day(text) is None


@given(text=PRINTABLE)
def test_a_date_from_any_text_is_a_date(text: str) -> None:
    found = answers.day(text)
    if found is not None:
        assert 1900 <= datetime.date.fromisoformat(found).year <= 2100


NUMBERS = st.integers(20_000_000, 249_999_999).map(lambda number: f"{number:09d}")


@given(number=NUMBERS, style=st.sampled_from(people.NUMBER_STYLES), short=st.booleans())
@example(number="000123456", style="A123 456 789", short=False)
@example(number="100000000", style="123-456-789", short=False)
@example(number="045123456", style="123-456-789", short=True)
def test_a_file_number_reads_back_in_every_style(number: str, style: str, short: bool) -> None:
    assert answers.file_number(people.file_number_as_printed(number, style, short)) == number


@given(number=NUMBERS, style=st.sampled_from(people.NUMBER_STYLES), data=st.data())
def test_a_digit_of_a_file_number_misread_is_put_right(number: str, style: str, data: st.DataObject) -> None:
    printed = people.file_number_as_printed(number, style)
    places = [i for i, letter in enumerate(printed) if letter in SLIPS]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    slip = data.draw(st.sampled_from(SLIPS[printed[place]]))
    assert answers.file_number(printed[:place] + slip + printed[place + 1 :]) == number


def test_the_a_of_a_file_number_may_be_read_as_a_four() -> None:
    assert answers.file_number("4 123 456 789") == "123456789"
    assert answers.file_number("4123456789") == "123456789"
    assert answers.file_number("4 12 345 678") == "012345678"


@pytest.mark.parametrize("text", ["", "A", "A123", "pending", "A123 456 789 012", "N/A", "see above", "A-12-34"])
def test_what_is_no_file_number_is_none(text: str) -> None:
    assert answers.file_number(text) is None


@given(text=PRINTABLE)
def test_a_file_number_from_any_text_has_nine_digits(text: str) -> None:
    found = answers.file_number(text)
    assert found is None or re.fullmatch(r"\d{9}", found)


@given(site=st.from_regex(r"[A-Z]{3}", fullmatch=True), digits=st.from_regex(r"[0-9]{8,12}", fullmatch=True))
def test_an_event_number_reads_back(site: str, digits: str) -> None:
    for printed in (site + digits, f"{site} {digits}", f"{site}-{digits}", f" {site.lower()}{digits}."):
        assert answers.event_number(printed) == site + digits
    assert answers.usual_event_number(site + digits)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("B0S2501000123", "BOS2501000123"),
        ("BOSZ5O1OOO1Z3", "BOS2501000123"),
        ("8052501OOOl23", "BOS2501000123"),
        ("BU R25068O2549", "BUR2506802549"),
    ],
)
def test_letters_and_digits_of_an_event_number_are_put_right(seen: str, meant: str) -> None:
    assert answers.event_number(seen) == meant


def test_a_digit_is_made_no_letter_where_a_letter_may_have_been_lost() -> None:
    assert answers.event_number("ES2502891855") == "ES2502891855"
    assert answers.maimed_event_number("ES2502891855")


@pytest.mark.parametrize("text", ["2025-000123-X", "1234567", "EVT2025A00001234567"])
def test_an_unusual_event_number_is_kept_and_known_to_be_unusual(text: str) -> None:
    found = answers.event_number(text)
    assert found is not None
    assert not answers.usual_event_number(found)


@pytest.mark.parametrize("text", ["", "none", "BOS", "pending", "B1", "n/a"])
def test_what_is_no_event_number_is_none(text: str) -> None:
    assert answers.event_number(text) is None


@given(number=st.integers(100_000, 999_999_999_999).map(str))
def test_a_subject_id_is_its_digits(number: str) -> None:
    assert answers.digits(number) == number
    assert answers.digits(f": {number} ") == number


@pytest.mark.parametrize(("seen", "meant"), [("34l9O2265", "341902265"), ("3B9 427 7I6", "389427716")])
def test_a_subject_id_with_slips_is_put_right(seen: str, meant: str) -> None:
    assert answers.digits(seen) == meant


@pytest.mark.parametrize("text", ["", "12345", "1234567890123", "see attached", "-"])
def test_what_is_no_subject_id_is_none(text: str) -> None:
    assert answers.digits(text) is None


@pytest.mark.parametrize(
    ("printed", "last", "first", "middle"),
    [
        ("QUISPE, Tomas Gilberto", "QUISPE", "Tomas", "Gilberto"),
        ("ECHEVERRI, GLORIA PAOLA", "ECHEVERRI", "GLORIA", "PAOLA"),
        ("O'SULLIVAN, Desmond Pascal", "O'SULLIVAN", "Desmond", "Pascal"),
        ("Cheikh Ibrahima N'DIAYE", "N'DIAYE", "Cheikh", "Ibrahima"),
        ("MEJIA-ORTEGA, XIOMARA", "MEJIA-ORTEGA", "XIOMARA", None),
        ("NADEGE LOURDES PETIT-FRERE", "PETIT-FRERE", "NADEGE", "LOURDES"),
        ("DE LA CRUZ, RAFAEL ANIBAL", "DE LA CRUZ", "RAFAEL", "ANIBAL"),
        ("RAFAEL ANIBAL DE LA CRUZ", "DE LA CRUZ", "RAFAEL", "ANIBAL"),
        ("Emerson VAN DER LINDE", "VAN DER LINDE", "Emerson", None),
        ("VAN DER LINDE, Emerson", "VAN DER LINDE", "Emerson", None),
        ("Muñoz Peña, José", "Muñoz Peña", "José", None),
        ("ZORAN GJOKA", "GJOKA", "ZORAN", None),
    ],
)
def test_a_name_keeps_its_print_and_parts_into_family_and_given_names(
    printed: str, last: str, first: str, middle: str | None
) -> None:
    assert answers.name(printed) == printed
    assert answers.name_parts(printed) == (last, first, middle)


@given(
    person=st.integers(0, 10_000).map(lambda seed: people.someone(people.Random(seed))),
    style=st.sampled_from(tuple(people.NAME_STYLES)),
)
def test_an_invented_person_s_name_reads_back_in_every_style(person: people.Person, style: str) -> None:
    printed = people.name_as_printed(person, style)
    assert answers.name(printed) == printed
    if "," in printed:
        last, first, middle = answers.name_parts(printed)
        assert (last or "").upper() == person.last.upper()
        assert f"{first} {middle or ''}".strip().upper() == f"{person.first} {person.middle}".strip().upper()


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("R1BEIR0, Leandro", "RIBEIRO, Leandro"),
        ("|RIBEIRO, Leandro_", "RIBEIRO, Leandro"),
        ("RIBEIRO ,Leandro", "RIBEIRO, Leandro"),
        ("RIBEIRO,, Leandro", "RIBEIRO, Leandro"),
        ("RIBEIRO. Leandro", "RIBEIRO, Leandro"),
        ("O ' SULLIVAN, Desmond", "O'SULLIVAN, Desmond"),
        ("0'SULLIVAN, Desmond", "O'SULLIVAN, Desmond"),
        ("  TRUONG ,   THU  ", "TRUONG, THU"),
    ],
)
def test_slips_in_a_name_are_put_right(seen: str, meant: str) -> None:
    found = answers.name(seen)
    assert found is not None
    assert re.sub(r",+", ",", found) == meant


@pytest.mark.parametrize("text", ["", "12345678", "...", "XKCD", "A B", "___", "Bo"])
def test_what_is_no_name_is_none(text: str) -> None:
    assert answers.name(text) is None


@pytest.mark.parametrize("name", countries())
def test_every_country_means_itself_in_any_case(name: str) -> None:
    assert answers.country(name) == name
    assert answers.country(f" {name.title()}.") == name


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("EL SALVAD0R", "EL SALVADOR"),
        ("GUATEMALLA", "GUATEMALA"),
        ("H0NDURAS_", "HONDURAS"),
        ("DOMINICAN REPUBUC", "DOMINICAN REPUBLIC"),
        ("CHINA. PEOPLES REPUBLIC OF", "CHINA, PEOPLES REPUBLIC OF"),
        ("CHINA, PEOPLES REPUBL1C 0F", "CHINA, PEOPLES REPUBLIC OF"),
        ("COTE D'IV0IRE", "COTE D'IVOIRE"),
        ("TRINIDAD AND TOBACO", "TRINIDAD AND TOBAGO"),
    ],
)
def test_a_near_miss_means_the_only_country_that_is_near(seen: str, meant: str) -> None:
    assert answers.country(seen) == meant


def test_countries_that_differ_in_few_letters_are_kept_apart() -> None:
    for name in ("NIGER", "NIGERIA", "DOMINICA", "GUINEA", "GUYANA", "IRAN", "IRAQ", "MALI", "MALTA"):
        if name in countries():
            assert answers.country(name) == name


@pytest.mark.parametrize("text", ["NIGERI", "IRA", "MAL", "GUIANA", "AUSTRI"])
def test_what_is_near_to_two_countries_is_neither_or_plainly_one(text: str) -> None:
    found = answers.country(text)
    near = [name for name in countries() if name.startswith(text) or text.startswith(name)]
    assert found is None or found in near


def test_a_text_as_near_to_one_country_as_to_another_is_none() -> None:
    assert answers.country("IRAX") is None


@pytest.mark.parametrize("text", ["", "US", "BOSTON", "ATLANTIS", "???", "Sex: Male"])
def test_what_is_no_country_is_none(text: str) -> None:
    assert answers.country(text) is None


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("M", "M"), ("F", "F"), ("U", "U"), ("Male", "M"), ("FEMALE", "F"), ("female", "F"), ("Unknown", "U"),
        ("MALF", "M"), ("FEMAIE", "F"), (" M.", "M"), ("Ma1e", "M"),
    ],
)  # fmt: skip
def test_a_sex_is_read_as_a_letter_or_a_word(seen: str, meant: str) -> None:
    assert answers.sex(seen) == meant


@pytest.mark.parametrize("text", ["", "X", "N", "MF", "12", "yes", "LE"])
def test_what_is_no_sex_is_none(text: str) -> None:
    assert answers.sex(text) is None


@given(area=st.integers(200, 999), exchange=st.integers(200, 999), line=st.integers(0, 9999))
def test_a_telephone_number_reads_back_in_every_style(area: int, exchange: int, line: int) -> None:
    a, b, c = f"{area}", f"{exchange}", f"{line:04d}"
    for printed in (
        f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}", f"{a} {b} {c}", f"1-{a}-{b}-{c}", f"+1 {a} {b} {c}",
        f"1{a}{b}{c}", f"({a}) {b}-{c} ext. 12", f"({a}) {b}-{c} x7", f"({a}) {b}-{c} . If you",
    ):  # fmt: skip
        assert answers.phone(printed) == f"+1{a}{b}{c}"


@pytest.mark.parametrize(("seen", "meant"), [("(78l) 555-O137", "+17815550137"), ("(617) S5S-0l00", "+16175550100")])
def test_a_telephone_number_with_slips_is_put_right(seen: str, meant: str) -> None:
    assert answers.phone(seen) == meant


@pytest.mark.parametrize("text", ["", "555-0137", "(081) 555-0137", "781555013", "78155501377", "call the office"])
def test_what_is_no_telephone_number_is_none(text: str) -> None:
    assert answers.phone(text) is None


@pytest.mark.parametrize("seen", ["3/17", "03/17", " 3 / 17"])
def test_an_edition_is_written_one_way_however_it_is_printed(seen: str) -> None:
    assert answers.edition(seen) == "3/17"
    assert answers.edition("Page 1 of 3") is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("DHS Form I-247A (3/17) Page 1 of 3", "3/17"),
        ("DHS Form I-247A (Rev, 03/17 1/3", "3/17"),
        ("I-247A (3/17", "3/17"),
        ("Form I-247D Rev. 05/2015", "5/2015"),
        ("DHS Form 1-247A 02/17", "2/17"),
        ("I-247A 62 1/3", None),
        ("I-247A 1/3", None),
        ("DHS Form I-247A Page 1/3", None),
        ("I-247A (31/17)", None),
    ],
)
def test_the_edition_at_the_foot_is_told_from_the_count_of_pages(line: str, told: str | None) -> None:
    assert answers.edition_at_foot(line) == told


def test_any_text_keeps_its_words_and_loses_the_dirt_at_its_ends() -> None:
    assert answers.plain("  |_ BK-2025/0042  ~") == "BK-2025/0042"
    assert answers.plain("two\n  words") == "two words"
    assert answers.plain(" _ | . ") is None
    assert answers.plain("x") is None


@given(text=PRINTABLE)
def test_no_text_makes_any_of_them_fail(text: str) -> None:
    for understand in (
        answers.digits, answers.event_number, answers.file_number, answers.day, answers.name, answers.country,
        answers.sex, answers.phone, answers.plain, answers.edition,
    ):  # fmt: skip
        assert understand(text) != ""


@pytest.mark.parametrize(
    ("name", "maimed"),
    [
        ("Kurt zman, Rafael", True),
        ("KURTZMAN", True),
        ("Kurtzman, Rafael", False),
        ("de la Cruz, Ana", False),
        ("van Dijk, Jan", False),
        ("kurtzman rafael", False),
    ],
)
def test_a_name_with_a_word_that_begins_small_is_maimed_but_for_particles(name: str, maimed: bool) -> None:
    assert answers.maimed_name(name) is maimed


@pytest.mark.parametrize(
    ("number", "maimed"), [("LES25C4248855", True), ("BO2504248855", True), ("BOS2504248855", False)]
)
def test_an_event_number_with_a_letter_among_its_digits_is_maimed(number: str, maimed: bool) -> None:
    assert answers.maimed_event_number(number) is maimed
