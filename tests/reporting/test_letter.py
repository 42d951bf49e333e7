"""The letter says the four things the ordinance asks for, rightly in every number, and nothing that names a person."""

import io
import zipfile
from datetime import date

import docx
import pypdfium2
import pytest

from pipeline.errors import WrongSettings, WrongUse
from pipeline.reporting.letter import Table
from pipeline.reporting.letter_docx import as_docx
from pipeline.reporting.letter_files import LETTER_SUFFIXES, save_letter
from pipeline.reporting.letter_pdf import as_pdf
from pipeline.reporting.letter_plain import as_markdown, as_text
from pipeline.reporting.letter_texts import SECTIONS, TEXTS, LetterTexts, count, dollars, listed, percent_finely
from pipeline.values import Disposition
from pipeline.vocabulary import Outcome, Status


def flat(letter):
    return " ".join(as_text(letter).split())


def test_the_four_items_the_comparison_and_the_share_are_told(small_year):
    text = flat(small_year.letter())
    for sentence in (
        "In 2025 the Department received three such requests, against one in 2024, an increase of two.",
        "The total leaves out one repeated transmission of a request already counted.",
        "Transferred to your custody for a proceeding 1",
        "One request was later cancelled by the agency that sent it; it is included above.",
        "No individuals were detained on the basis of a civil immigration detainer request.",
        "No individuals were transferred to the custody of U.S. Immigration and Customs Enforcement (ICE).",
        "No reimbursements were received from the federal government.",
        "Of these requests, one (33 percent) came by the dedicated facsimile line.",
        "which do not ask to hold anyone",
    ):
        assert sentence in text


def test_the_annex_lists_each_request_once_with_date_method_and_what_was_done(small_year):
    (annex,) = [block for block in small_year.letter().annex if isinstance(block, Table)]
    undone = "Not acted upon per the Boston Trust Act"
    dedicated, at_a_district = "Via facsimile (dedicated line)", "Via facsimile (district station)"
    assert [row.cells for row in annex.rows] == [
        ("1", "01/05/2025", dedicated, "Probable cause", undone),
        ("2", "02/06/2025", at_a_district, "Transferred to your custody for a proceeding", undone),
        ("3", "03/06/2025", "In person", "Probable cause", f"{undone}; later cancelled by the sender"),
    ]


@pytest.mark.parametrize("write", [as_text, as_markdown], ids=["text", "markdown"])
def test_no_name_and_no_number_of_a_person_is_told(write, small_year):
    told = write(small_year.letter()).upper()
    for document in small_year.documents:
        for record in document.reading.records:
            for field in ("event_number", "file_number", "date_of_birth", "subject_name"):
                value = record.text(field)
                assert value is None or value.upper() not in told


def test_a_first_year_without_requests_reads_right(counted):
    letter = counted().letter()
    text = flat(letter)
    assert "In 2025 the Department received no such requests. No earlier year is on record for comparison." in text
    assert "No civil immigration detainer requests were lodged with the Department in 2025." in text
    assert letter.annex == ()
    assert "Comparison" not in text


def test_a_year_like_the_one_before_and_a_lower_one_read_right(drawn, counted):
    one_each = counted(
        drawn.document("a", drawn.detainer(1), at="2024-02-02T09:00"), drawn.document("b", drawn.detainer(2))
    )
    assert "received one such request, as many as in 2024." in flat(one_each.letter())
    assert "The request came by the dedicated facsimile line." in flat(one_each.letter())
    fewer = counted(drawn.document("a", drawn.detainer(1), at="2024-02-02T09:00"))
    assert "received no such requests, against one in 2024, a decrease of one." in flat(fewer.letter())


def test_what_was_done_is_told_with_its_day_and_its_amount(drawn, counted):
    documents = [drawn.document("a", drawn.detainer(1)), drawn.document("b", drawn.detainer(2))]
    one, other = (request.id for request in counted(*documents).gathered.requests)
    done = {
        one: Disposition(Outcome.DETAINED, date(2025, 3, 9)),
        other: Disposition(Outcome.TRANSFERRED, date(2025, 3, 10), 1250.5),
    }
    text = flat(counted(*documents, dispositions=done).letter())
    assert "One individual was detained on the basis of a civil immigration detainer request." in text
    assert "Reimbursements of $1,250.50 in all" in text
    assert "March 10, 2025" in text


def test_a_letter_over_anything_unread_is_a_draft_that_says_what_is_open(drawn, counted):
    letter = counted(
        drawn.document("a"),
        drawn.document("b", drawn.detainer(1), status=Status.NEEDS_REVIEW),
        drawn.document("c", drawn.detainer(2), status=Status.NEEDS_REVIEW),
    ).letter()
    assert letter.is_draft
    text = flat(letter)
    assert "Draft. Three transmissions could still change the figures" in text
    assert "One transmission has been stored but not read yet." in text
    assert "Two transmissions wait for a person's review." in text
    assert "1*" in text
    assert text.count("*** DRAFT ***") == 3
    assert as_markdown(letter).startswith("**DRAFT**")


def test_a_final_letter_bears_no_mark(small_year):
    letter = small_year.letter()
    assert not letter.is_draft
    assert "DRAFT" not in as_text(letter)


def test_another_city_is_another_folder(drawn, counted):
    record = drawn.detainer(1, to_agency="SOMERVILLE POLICE DEPARTMENT")
    year = counted(drawn.document("a", record), city="somerville")
    text = flat(year.letter(department="Somerville Police Department"))
    assert "Ordinance 2-6" in text
    assert "Boston" not in text


@pytest.fixture(scope="module")
def long_draft(drawn, counted):
    return counted(
        *(drawn.document(f"t{n:02d}", drawn.detainer(n), at=f"2025-0{1 + n % 9}-03T09:00") for n in range(1, 41)),
        *(drawn.document(f"u{n:02d}") for n in range(2)),
    ).letter()


def test_every_page_of_the_pdf_has_its_number_its_mark_and_the_tables_head(long_draft):
    pdf = pypdfium2.PdfDocument(as_pdf(long_draft))
    pages = [page.get_textpage().get_text_range() for page in pdf]
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "DRAFT" in page
    assert sum("Method" in page and "Action" in page for page in pages) >= 2
    assert pdf.get_metadata_dict()["Title"] == long_draft.subject


def test_the_word_document_has_real_styles_a_repeated_head_and_page_numbers(long_draft):
    document = docx.Document(io.BytesIO(as_docx(long_draft)))
    levels = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert levels[0] == "Heading 1"
    assert set(levels[1:]) == {"Heading 2"}
    assert "w:tblHeader" in document.tables[-1].rows[0]._tr.xml
    assert "PAGE" in document.sections[0].footer._element.xml
    assert document.sections[0].header.paragraphs[0].text == "DRAFT"
    assert len(document.tables[-1].rows) == 41


@pytest.mark.parametrize("suffix", LETTER_SUFFIXES)
def test_the_same_letter_gives_the_same_bytes(suffix, small_year, tmp_path):
    for name in ("one", "two"):
        save_letter(small_year.letter(), tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"one{suffix}", f"two{suffix}"]


def test_the_word_document_holds_no_time_of_its_making(small_year):
    with zipfile.ZipFile(io.BytesIO(as_docx(small_year.letter()))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {2000}


def test_another_suffix_is_refused_with_those_that_serve(small_year, tmp_path):
    with pytest.raises(WrongUse, match=r"letter\.odt: a letter is written as \.docx, \.pdf, \.txt, \.md"):
        save_letter(small_year.letter(), tmp_path / "letter.odt")


def test_characters_of_markup_in_a_departments_name_do_no_harm(small_year):
    letter = small_year.letter(department="Police <b>& Fire_Rescue*</b>")
    assert "Police <b>& Fire_Rescue*</b>" in as_text(letter)
    assert "Police <b>& Fire_Rescue*</b>" in pypdfium2.PdfDocument(as_pdf(letter))[0].get_textpage().get_text_range()
    assert r"Police \<b\>& Fire\_Rescue\*\</b\>" in as_markdown(letter)


def texts_with(opening):
    sections = {name: {} for name in SECTIONS}
    return LetterTexts("letter.toml", {**sections, **dict.fromkeys(TEXTS, ""), "opening": opening})


def test_a_text_that_cannot_be_filled_in_names_file_and_key():
    with pytest.raises(WrongSettings, match=r"letter\.toml: opening: the text cannot be filled in"):
        texts_with("{{ nothing }}").say("opening")
    with pytest.raises(WrongSettings, match=r"letter\.toml: items\.lodged: this text of the letter is missing"):
        texts_with("").say("items.lodged")


def test_a_text_cannot_reach_into_the_program():
    with pytest.raises(WrongSettings):
        texts_with("{{ tally.__class__.__mro__ }}").say("opening", tally=1)


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "no requests"), (1, "one request"), (9, "nine requests"), (10, "10 requests"), (1200, "1,200 requests")],
)
def test_numbers_are_told_as_a_letter_does(number, told):
    assert count(number, "request") == told


def test_dollars_have_cents_only_where_there_are_any():
    assert (dollars(0), dollars(1200.0), dollars(12.5)) == ("$0", "$1,200", "$12.50")


def test_a_small_share_is_not_told_as_none():
    assert [percent_finely(share) for share in (0, 0.004, 0.5)] == ["0 percent", "0.4 percent", "50 percent"]


def test_years_are_listed_as_a_letter_does():
    assert [listed(["1"]), listed(["1", "2"]), listed(["1", "2", "3"])] == ["1", "1 and 2", "1, 2 and 3"]
