"""What the settings and the jurisdiction choose: columns, letterhead, signature, years before, and who looked."""

from __future__ import annotations

import io
from datetime import date, datetime

import docx
import pypdfium2
import pytest
from PIL import Image

from pipeline.errors import WrongUse
from pipeline.reporting.letter import Chart, Table
from pipeline.reporting.letter_docx import as_docx
from pipeline.reporting.letter_files import LETTER_SUFFIXES, save_letter
from pipeline.reporting.letter_input import Completeness, EarlierYear
from pipeline.reporting.letter_log import log_warning
from pipeline.reporting.letter_logo import LOGO_PIXELS, load_logo
from pipeline.reporting.letter_pdf import as_pdf
from pipeline.reporting.letter_plain import as_markdown, as_text
from pipeline.reviewing.sampling import SampleResult
from pipeline.settings import MODELS
from pipeline.values import Disposition
from pipeline.vocabulary import Channel, Kind, Outcome

FOLDERS = sorted(folder.name for folder in (MODELS / "jurisdictions").iterdir() if folder.is_dir())
GAPS = ("Gaps in a numbering: 2",)
NO_SIGN = "Nothing points to a request that was sent and not received."
TYPED = {2021: 2, 2022: 12, 2023: 19, 2024: 15}


def flat(letter):
    return " ".join(as_text(letter).split())


def pdf_pages(letter):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(as_pdf(letter))]


@pytest.fixture
def year(drawn, counted):
    """A year of so many requests by the rules of a jurisdiction, two districts, one request for notice among them."""

    def run(number, city="boston", dispositions=None):
        documents = [
            drawn.document(
                f"t{n:03d}",
                drawn.detainer(n)
                if n % 7
                else drawn.detainer(n, kind=Kind.NOTIFICATION_REQUEST, form="I-247G", basis=None),
                at=f"2025-{1 + n % 12:02d}-{1 + n % 27:02d}T09:00",
                channel=(Channel.DEDICATED_FAX, Channel.DISTRICT_FAX, Channel.EMAIL)[n % 3],
                district=("A-15" if n % 2 else "D-4") if n % 3 == 1 else None,
            )
            for n in range(1, number + 1)
        ]
        return counted(*documents, dispositions=dispositions, city=city)

    return run


@pytest.mark.parametrize("suffix", LETTER_SUFFIXES)
@pytest.mark.parametrize("number", [0, 1, 12])
@pytest.mark.parametrize("name", FOLDERS)
def test_every_jurisdiction_has_a_letter_of_a_small_year(name, number, suffix, year, tmp_path):
    letter = year(number, name).letter(department="Some Police Department")
    save_letter(letter, tmp_path / f"letter{suffix}")
    again = year(number, name).letter(department="Some Police Department")
    save_letter(again, tmp_path / f"again{suffix}")
    assert (tmp_path / f"letter{suffix}").read_bytes() == (tmp_path / f"again{suffix}").read_bytes()
    assert "Some Police Department" in as_text(letter)
    assert letter.salutation.endswith(":")


def test_in_illinois_the_letter_is_a_log_of_releases_and_transfers_without_names(year, drawn):
    first, second = (each.id for each in year(2, "illinois").gathered.requests)
    done = {
        first: Disposition(released_at=drawn.when("2025-02-03T14:05")),
        second: Disposition(
            Outcome.TRANSFERRED,
            transferred_at=drawn.when("2025-03-04T08:30"),
            receiving_agency="Cook County Sheriff",
        ),
    }
    letter = year(2, "illinois", done).letter()
    (log,) = [block for block in letter.annex if isinstance(block, Table)]
    assert log.columns == ("No.", "Received", "Form", "Released", "Transferred", "Receiving agency")
    assert [row.cells for row in log.rows] == [
        ("1", "02/02/2025", "I-247A", "02/03/2025 14:05", "–", "–"),
        ("2", "03/03/2025", "I-247A", "–", "03/04/2025 08:30", "Cook County Sheriff"),
    ]
    assert "Attorney General" in flat(letter)


def test_a_release_that_was_noted_in_another_zone_is_told_by_the_departments_clock(year):
    (request,) = year(1, "illinois").gathered.requests
    done = {request.id: Disposition(released_at=datetime.fromisoformat("2025-07-03T18:05:00+00:00"))}
    (log,) = [block for block in year(1, "illinois", done).letter().annex if isinstance(block, Table)]
    assert log.rows[0].cells[3] == "07/03/2025 14:05"


def test_in_connecticut_requests_for_notice_are_in_the_letters_total(year):
    text = flat(year(14, "connecticut").letter())
    assert "received 14 such requests" in text
    assert "12 forms asked the Department to hold a person, two only to give notice of a release." in text
    assert "Notice of release alone (no ground stated) 2" in text
    assert "received 12 such requests" in flat(year(14, "boston").letter())


def test_the_columns_of_the_annex_are_a_choice_and_none_means_no_annex(year):
    letter = year(3).letter(look={"log": ("received_time", "district", "grounds")})
    (log,) = [block for block in letter.annex if isinstance(block, Table)]
    assert log.columns == ("Received", "District", "Grounds stated")
    assert log.rows[0].cells == ("02/02/2025 09:00", "A-15", "Biometric confirmation and records check")
    assert sum(log.widths) <= 1.0001
    assert year(3).letter(look={"log": ()}).annex == ()
    assert "annex" not in flat(year(3).letter(look={"log": ()})).lower()


def test_nothing_but_the_column_district_tells_the_district_of_a_request(year):
    letter = year(4).letter()
    assert "D-4" not in as_text(letter)
    assert "A-15" not in as_text(letter)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (("number", "received", "district"), "DATE AND DISTRICT"),
        (("number", "released", "district"), "DATE AND DISTRICT"),
        (("number", "received"), "A date alone can point at a person"),
        ((), "lists no single request"),
    ],
)
def test_whoever_draws_up_a_letter_is_warned_by_what_its_annex_tells(columns, told):
    assert told in log_warning(columns)
    assert "public arrest log" in log_warning(columns)


def test_letterhead_addressee_and_signature_follow_the_settings(year):
    look = {
        "letterhead": ("City of Elsewhere", "Police"),
        "addressee": ("The Clerk",),
        "signatory": "Pat Example",
        "title": "Acting Commissioner",
    }
    letter = year(1).letter(look=look)
    assert letter.letterhead == ("City of Elsewhere", "Police")
    assert letter.addressee == ("The Clerk",)
    assert letter.closing[-3:] == ("Pat Example", "Acting Commissioner", "Boston Police Department")
    assert year(1).letter().closing[-2:] == ("Police Commissioner", "Boston Police Department")


def test_earlier_years_stand_in_one_table_with_where_they_come_from(drawn, counted):
    known = counted(
        drawn.document("a", drawn.detainer(1), at="2024-02-02T09:00"),
        drawn.document("b", drawn.detainer(2), at="2025-02-02T09:00"),
    )
    text = flat(known.letter(reported=TYPED))
    assert "received one such request, as many as in 2024." in text
    (table,) = [
        each for each in known.letter(reported=TYPED).body if isinstance(each, Table) and "Year" in each.columns
    ]
    unknown, counted_ones = ("–",) * 4, ("1", "1", "0", "0", "0")
    assert [row.cells for row in table.rows] == [
        *(("2021", "2", *unknown), ("2022", "12", *unknown), ("2023", "19", *unknown)),
        *(("2024", *counted_ones), ("2025", *counted_ones)),
    ]
    assert "Counted from what the Department received and kept: 2024 and 2025." in text
    assert "As the Department reported at the time, without the details: 2021, 2022 and 2023." in text
    assert "The Department earlier reported 15 requests for 2024; the figure above is counted anew." in text


def test_where_the_store_knows_nothing_of_the_year_before_the_typed_figure_is_compared(year):
    told = year(3)
    assert "received three such requests, against 15 in 2024, a decrease of 12." in flat(told.letter(reported=TYPED))
    before = told.tally(reported=TYPED).previous_year
    assert (before.year, before.requests, before.change) == (2024, 15, -12)
    assert told.told(reported=TYPED).earlier == tuple(EarlierYear(y, n, counted=False) for y, n in TYPED.items())


def test_a_stray_transmission_of_another_year_is_no_knowledge_of_it(drawn, counted):
    advertisement = drawn.record(kind=Kind.OTHER, form=None)
    strays = counted(
        drawn.document("old", advertisement, at="1998-01-01T00:00"),
        drawn.document("new", advertisement, at="2023-01-01T00:00"),
    )
    earlier = strays.told(reported={2023: 19}).earlier
    assert earlier == (EarlierYear(2023, 19, counted=False),)


def test_the_sample_and_what_may_be_missing_are_told_where_the_count_is_explained(year):
    letter = year(3).letter(sample=SampleResult(250, 250, 1), completeness=Completeness(0, GAPS))
    text = flat(letter)
    assert (
        "250 were drawn at random and held against the page by a person; one (0.4 percent) needed a correction" in text
    )
    assert "- Gaps in a numbering: 2" in text
    assert "- Gaps in a numbering: 2" in as_markdown(letter)
    assert any("Gaps in a numbering: 2" in page for page in pdf_pages(letter))
    assert "Gaps in a numbering: 2" in [each.text for each in docx.Document(io.BytesIO(as_docx(letter))).paragraphs]


@pytest.mark.parametrize("sample", [None, SampleResult(0, 0, 0)])
def test_without_a_sample_or_a_look_at_what_may_be_missing_nothing_is_said_of_them(sample, year):
    text = flat(year(3).letter(sample=sample))
    assert "at random" not in text
    assert "held against what was received" not in text
    assert "Not accounted for" not in text


@pytest.mark.parametrize("city", FOLDERS)
@pytest.mark.parametrize(
    ("found", "told", "untold"),
    [
        (Completeness(1), ["received: the log of the fax server, the numbers in file names,", NO_SIGN], ["settled"]),
        (Completeness(2), ["received: the logs of the fax servers, the numbers", NO_SIGN], ["settled"]),
        (Completeness(0), ["received: the numbers in file names, the pauses", NO_SIGN], ["log of", "settled", "usual"]),
        (
            Completeness(0, settled=1),
            ["One sign that something had not arrived was looked into by a person and settled; nothing else points to"],
            [NO_SIGN],
        ),
        (Completeness(0, settled=12), ["12 signs that something had not arrived were looked into"], [NO_SIGN]),
        (
            Completeness(0, GAPS, settled=2),
            ["were looked into by a person and settled. Not accounted for:", "Gaps in a numbering: 2"],
            [NO_SIGN, "nothing else"],
        ),
        (Completeness(0, GAPS), ["papers that speak of others. Not accounted for:"], [NO_SIGN, "settled"]),
        (
            Completeness(0, silences=1),
            [NO_SIGN + " One pause between arrivals was longer than usual, which by itself is no sign"],
            ["settled"],
        ),
    ],
)
def test_the_letter_says_what_was_looked_at_for_what_may_be_missing_and_what_it_showed(found, told, untold, city, year):
    text = flat(year(1, city).letter(completeness=found))
    method = text[text.index("How the count was made") :]
    for sentence in told:
        assert sentence in method
    for sentence in ("Not accounted for", *untold) if not found.open else untold:
        assert sentence not in method


def test_a_sample_cannot_have_more_corrected_than_checked():
    with pytest.raises(ValueError, match="at most as many"):
        SampleResult(1, 1, 2)


def test_the_chart_shows_the_tallys_months_and_districts_and_is_left_out_of_a_handful(year):
    told = year(20)
    (chart,) = [block for block in told.letter().body if isinstance(block, Chart)]
    months, districts = chart.panels
    assert [value for _, value in months.bars] == list(told.tally().by_month.values())
    assert dict(districts.bars) == told.tally().by_district
    assert "A-15" in as_text(told.letter())
    assert not [block for block in year(4).letter().body if isinstance(block, Chart)]


def test_the_picture_of_the_chart_is_in_greys_and_says_in_words_what_it_shows(year):
    document = docx.Document(io.BytesIO(as_docx(year(20).letter())))
    (picture,) = document.inline_shapes
    assert "Requests by month: Jan" in picture._inline.docPr.get("descr")
    (part,) = [each for each in document.part.package.iter_parts() if each.partname.startswith("/word/media")]
    assert Image.open(io.BytesIO(part.blob)).mode == "L"


@pytest.mark.parametrize("number", [0, 1, 12, 15, 57])
@pytest.mark.parametrize("name", FOLDERS)
def test_a_signature_never_stands_alone_on_a_page(name, number, year):
    letter = year(number, name).letter(department="Some Police Department", sample=SampleResult(40, 40, 1))
    (page,) = [page for page in pdf_pages(letter) if "Respectfully submitted" in page]
    assert "How the count was made" in page
    paragraphs = docx.Document(io.BytesIO(as_docx(letter))).paragraphs
    last = max(n for n, each in enumerate(paragraphs) if each.text == "How the count was made")
    signed = next(n for n, each in enumerate(paragraphs) if each.text == "Respectfully submitted,")
    assert all(each.paragraph_format.keep_with_next for each in paragraphs[last : signed + 5])


@pytest.fixture
def picture(tmp_path):
    def draw(name="seal.png", size=(300, 200), mode="RGBA"):
        Image.new(mode, size).save(tmp_path / name)
        return tmp_path / name

    return draw


def test_a_logo_stands_above_the_letterhead(year, picture):
    letter = year(1).letter(look={"logo": load_logo(picture())})
    assert len(docx.Document(io.BytesIO(as_docx(letter))).inline_shapes) == 1
    assert len(as_pdf(letter)) > len(as_pdf(year(1).letter()))


def test_a_logo_is_taken_as_it_looks_on_white_paper_and_made_small(picture):
    taken = Image.open(io.BytesIO(load_logo(picture(size=(1800, 1200)))))
    assert (taken.size, taken.mode, taken.getpixel((0, 0))) == ((900, 600), "RGB", (255, 255, 255))
    assert Image.open(io.BytesIO(load_logo(picture("seal.jpg", mode="RGB")))).format == "PNG"


def test_a_logo_that_is_no_picture_or_too_large_is_refused_with_its_key(picture, tmp_path):
    (tmp_path / "no.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    with pytest.raises(WrongUse, match=r"letter\.logo: .*no\.png: is no PNG or JPEG"):
        load_logo(tmp_path / "no.png")
    with pytest.raises(WrongUse, match=r"letter\.logo: .*gone\.png: cannot be read"):
        load_logo(tmp_path / "gone.png")
    with pytest.raises(WrongUse, match=rf"at most {LOGO_PIXELS:,}"):
        load_logo(picture(size=(5000, 4000), mode="1"))
    (tmp_path / "big.png").write_bytes(b"\0" * 5_000_001)
    with pytest.raises(WrongUse, match="larger than 5 MB"):
        load_logo(tmp_path / "big.png")
    with pytest.raises(WrongUse, match="is no PNG or JPEG"):
        load_logo(picture("a.bmp", mode="RGB"))


def test_the_letter_bears_the_day_that_it_is_told_to(year):
    assert year(1).letter().date == f"December {date(2025, 12, 31).day}, 2025"
