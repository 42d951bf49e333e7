"""Draws what a department received in a year beside the file that ICE published about it, with what belongs to what.

The file has the published shape: six lines before the heads, one row for each detainer, marks where something was
redacted. Nobody in it exists. The world behind it: somebody prepares a form; it reaches the department, or not; it is
read, well or badly; and it is in the file, once, twice, superseded, or under another facility.
"""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar
from xml.sax.saxutils import escape

import pyarrow
import pyarrow.parquet

from pipeline.reconciling.values import OurRequest
from pipeline.vocabulary import GROUNDS, Basis

HEADS = (
    "Detainer Prepare Date", "Facility State", "Facility AOR", "Port of Departure", "Departure Country",
    "Departed Date", "Case Status", "Detainer Criminality", "Detainer Facility", "Detainer Facility Code",
    "Facility City", "Detainer Threat Level", "Gender", "Citizenship Country", "Birth Country", "Birth Date",
    "Birth Year", "Entry Status", "MSC Charge", "MSC Sentence Days", "MSC Sentence Months", "MSC Sentence Years",
    "MSC Charge Code", "MSC Charge Date", "MSC Conviction Date", "Aggravated Felon Yes No", "Processing Disposition",
    "Case Category", "TOA Case Category", "TOA Current Program", "Apprehension Method", "Final Order Yes No",
    "Final Order Date", "Apprehension Date", "Entry Date", "Prior Felony Yes No", "Multiple Prior MISD Yes No",
    "Violent Misdemeanor Yes No", "Illegal Entry Yes No", "Illegal Reentry Yes No", "Immigration Fraud Yes No",
    "Significant Risk Yes No", "Other Removal Reason Yes No", "Other Removal Reason", "Criminal Street Gang Yes No",
    "Aggravated Felony Yes No", "Deportation Ordered Yes No", "Order to Show Cause Served Yes No",
    "Order to Show Cause Served Date", "Biometric Match Yes No", "Statements Made Yes No", "Unlawful Attempt Yes No",
    "Unlawful Entry Yes No", "Visa Yes No", "Federal Register Notice Yes No", "Resume Custody Yes No",
    "Detainer Lift Reason", "Detainer Lift Reason Code", "Previous Detainer Cancel Yes No",
    "Active Investigation Yes No", "Arrest Warrant Served Date", "Detainer Type", "Notify Release Request Yes No",
    "TOD Current Duty Site", "EID DTA ID", "Anonymized Identifier",
)  # fmt: skip
"""The heads of one release, in its order."""
OLDER_HEADS: Mapping[str, str] = {
    "Detainer Prepare Date": "PREPARE_DATE",
    "Detainer Facility": "detainer_detention_facility",
    "Detainer Facility Code": "detainer_detention_facility_code",
    "Facility City": "City",
    "Facility State": "State",
    "Order to Show Cause Served Yes No": "Osc_Served_Yes_No",
    "Anonymized Identifier": "alien_number_unique_identifier",
}
"""How another generation of files calls the same columns; the rest in small letters with underscores."""

FACILITY, CITY, CODE = "BOSTON POLICE DEPARTMENT", "BOSTON", "MABOSPD"
_MARKS = ("(b)(6),(b)(7)(C)", "b(6), b(7)c", "(b)(6)", "[redacted]", "b(6)", "")
_LIFTED = (
    "Booked into Detention", "Detainer Declined by LEA", "Case Closed", "Early Release", "Insufficient Notice to ICE",
    "No longer in State, Local, or Federal Custody", "Prosecutorial Discretion", "", "",
)  # fmt: skip
_COUNTRIES = {
    "GUATEMALA": 20, "EL SALVADOR": 16, "DOMINICAN REPUBLIC": 15, "BRAZIL": 13, "HONDURAS": 8, "HAITI": 6,
    "COLOMBIA": 5, "MEXICO": 4, "CAPE VERDE": 4, "ECUADOR": 4, "VENEZUELA": 3, "VIETNAM": 2, "JAMAICA": 2,
    "CHINA, PEOPLES REPUBLIC OF": 2, "NIGERIA": 1, "IRELAND": 1, "MOROCCO": 1, "INDIA": 1, "CAMBODIA": 1,
}  # fmt: skip
_OTHER_NAMES = {"CAPE VERDE": "CABO VERDE", "CHINA, PEOPLES REPUBLIC OF": "CHINA"}
"""What the form prints where the file says the other."""
_BASES = (
    ((Basis.BIOMETRIC,), 62), ((Basis.BIOMETRIC, Basis.STATEMENTS), 14), ((Basis.FINAL_ORDER,), 10),
    ((Basis.PENDING_PROCEEDINGS,), 6), ((Basis.FINAL_ORDER, Basis.BIOMETRIC), 5), ((Basis.TRANSFERRED,), 3),
)  # fmt: skip
_FLAG = {
    Basis.FINAL_ORDER: "Final Order Yes No",
    Basis.PENDING_PROCEEDINGS: "Order to Show Cause Served Yes No",
    Basis.BIOMETRIC: "Biometric Match Yes No",
    Basis.STATEMENTS: "Statements Made Yes No",
    Basis.TRANSFERRED: "Resume Custody Yes No",
}
Row = dict[str, object]
Read = TypeVar("Read")


@dataclass(frozen=True)
class Rates:
    """How often things go as they should not, each 0..1."""

    received: float = 0.55
    """Of the forms in ICE's file, how many reached the department."""
    not_in_file: float = 0.06
    """Of the forms that were received, how many stand in the file under another facility."""
    duplicate: float = 0.10
    superseded: float = 0.08
    twin: float = 0.15
    """Two people taken together: one facility, one day, one country."""
    other_day: float = 0.08
    """The form's date is not the prepare date."""
    unread: float = 0.02
    """For each field on our side: not read. With `misread` somewhat worse than what is read of the usual sample forms
    (benchmarks/README.md) before anyone has looked at them."""
    misread: float = 0.012
    redacted: float = 0.03
    """For each of their cells that can be."""
    wrong_flag: float = 0.04


@dataclass(frozen=True)
class _Form:
    """A form as it was prepared."""

    prepared: date
    country: str
    born: int
    sex: str
    basis: tuple[Basis, ...]
    person: str
    number: str = "I-247A"


@dataclass
class Drawn:
    """Both sides of a year."""

    year: int
    ours: list[OurRequest] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    """The department's rows by head, in no order."""
    truth: dict[str, int] = field(default_factory=dict)
    """The place in `rows` of the row that a request belongs to, by its id; a request without one is absent."""


def draw(seed: int, year: int, forms: int, rates: Rates | None = None) -> Drawn:
    """A year of a department: `forms` forms prepared for it, from a fortnight before the year to one after."""
    chance, rates, drawn = random.Random(seed), rates or Rates(), Drawn(year)
    while len(drawn.rows) < forms:
        first = _form(chance, year)
        together = [first]
        if chance.random() < rates.twin:
            other = f"{chance.getrandbits(160):040x}"
            together.append(replace(first, born=first.born + chance.choice((-6, -3, -2, 2, 4)), person=other))
        for form in together:
            _live(form, chance, rates, drawn)
    chance.shuffle(drawn.ours)
    return drawn


def _form(chance: random.Random, year: int) -> _Form:
    country = chance.choices(list(_COUNTRIES), list(_COUNTRIES.values()))[0]
    basis = chance.choices([basis for basis, _ in _BASES], [weight for _, weight in _BASES])[0]
    return _Form(
        prepared=date(year, 1, 1) + timedelta(days=chance.randrange(-14, 379)),
        country=country,
        born=year - int(chance.triangular(17, 70, 30)),
        sex="M" if chance.random() < 0.88 else "F",
        basis=basis,
        person=f"{chance.getrandbits(160):040x}",
        number="I-247G" if chance.random() < 0.02 else "I-247A",
    )


def _live(form: _Form, chance: random.Random, rates: Rates, drawn: Drawn) -> None:
    """One form's way into the file and to the department."""
    reached = form.number == "I-247A" and chance.random() < rates.received
    if reached and chance.random() < rates.not_in_file:
        drawn.ours.append(_read(form, chance, rates))
        return
    drawn.rows.append(_row(form, chance, rates, chance.choice(_LIFTED)))
    place = len(drawn.rows) - 1
    if reached:
        ours = _read(form, chance, rates)
        drawn.ours.append(ours)
        drawn.truth[ours.id] = place
    if chance.random() < rates.duplicate:
        drawn.rows.append(_row(form, chance, rates, "Duplicate"))
    elif chance.random() < rates.superseded:
        # the row so far is the older one; the form sent later may reach the department too
        drawn.rows[place]["Detainer Lift Reason"] = "Superseding - New Form Issued"
        later = replace(form, prepared=form.prepared + timedelta(days=chance.randrange(3, 40)))
        drawn.rows.append(_row(later, chance, rates, chance.choice(_LIFTED)))
        if reached and chance.random() < 0.7:
            ours = _read(later, chance, rates)
            drawn.ours.append(ours)
            drawn.truth[ours.id] = len(drawn.rows) - 1


def _read(form: _Form, chance: random.Random, rates: Rates) -> OurRequest:
    """The form as the department has it."""

    def kept(value: Read, wrong: Read) -> Read | None:
        if chance.random() < rates.unread:
            return None
        return wrong if chance.random() < rates.misread else value

    dated = form.prepared + timedelta(days=chance.choice((-1, 1)) if chance.random() < rates.other_day else 0)
    late = chance.choices((0, 1, 2, 3, 9), (55, 25, 10, 6, 4))[0]
    received = dated + timedelta(days=late)
    printed = _OTHER_NAMES.get(form.country, form.country) if chance.random() < 0.5 else form.country
    return OurRequest(
        id=f"R{chance.getrandbits(64):016x}",
        received_on=received,
        form_date=kept(dated, dated + timedelta(days=300)),
        form=form.number,
        citizenship=kept(printed, "HAITI"),
        birth_year=kept(form.born, form.born + 10),
        sex=kept(form.sex, "M"),
        basis=kept(form.basis, (Basis.STATEMENTS,)),
        district=None,
        cancelled=chance.random() < 0.05,
    )


def _row(form: _Form, chance: random.Random, rates: Rates, lifted: str) -> Row:
    """The form as ICE's file has it."""

    def shown(value: object) -> object:
        return chance.choice(_MARKS) if chance.random() < rates.redacted else value

    row: Row = {
        "Detainer Prepare Date": form.prepared,
        "Facility State": "MASSACHUSETTS",
        "Facility AOR": "Boston Area of Responsibility",
        "Detainer Facility": FACILITY,
        "Detainer Facility Code": CODE,
        "Facility City": CITY,
        "Gender": shown("Male" if form.sex == "M" else "Female"),
        "Citizenship Country": shown(form.country),
        "Birth Country": shown(form.country),
        "Birth Date": "(b)(6),(b)(7)(C)",
        "Birth Year": shown(form.born),
        "Detainer Lift Reason": lifted,
        "Previous Detainer Cancel Yes No": "NO",
        "Detainer Type": f"{form.number.replace('-', '')} - "
        + ("Immigration Detainer - Notice of Action" if form.number == "I-247A" else "Advance Notification of Release"),
        "Anonymized Identifier": form.person if chance.random() > 0.12 else None,
    }
    for basis in (*GROUNDS, Basis.TRANSFERRED):
        ticked = (basis in form.basis) != (chance.random() < rates.wrong_flag)
        row[_FLAG[basis]] = shown("YES" if ticked else "NO")
    return row


# --- the file


def elsewhere(seed: int, year: int, number: int) -> Iterator[Row]:
    """Rows of other departments, in many states, of the years around; quick rather than varied."""
    chance, rates = random.Random(seed), Rates()
    states = ("TEXAS", "CALIFORNIA", "FLORIDA", "MASSACHUSETTS", "NEW YORK", "GEORGIA", "ARIZONA", "VIRGINIA")
    filler = {head: "NO" for head in HEADS if head.endswith("Yes No")} | {
        "Case Status": "ACTIVE", "Detainer Criminality": "2 Pending Criminal Charges", "Detainer Threat Level": "1",
        "MSC Charge": "Assault", "MSC Charge Code": "1399", "TOA Case Category": "[1] Deportable",
        "Case Category": "[8B] Excludable / Inadmissible - Under Adjudication by IJ",
        "Processing Disposition": "Warrant of Arrest/Notice to Appear",
        "TOA Current Program": "ERO Criminal Alien Program", "Apprehension Method": "CAP Local Incarceration",
        "Entry Status": "Present Without Admission", "TOD Current Duty Site": "BOSTON, MA, DOCKET CONTROL OFFICE",
    }  # fmt: skip
    some = [_row(_form(chance, year), chance, rates, chance.choice(_LIFTED)) for _ in range(997)]
    for count in range(number):
        place = count % 1709
        yield (
            filler
            | some[count % len(some)]
            | {
                "Detainer Prepare Date": date(year - 2, 1, 1) + timedelta(days=count * 7919 % 1095),
                "Facility State": states[place % len(states)],
                "Detainer Facility": f"COUNTY {place} JAIL" if place % 41 else "SUFFOLK COUNTY HOUSE OF CORRECTION",
                "Detainer Facility Code": f"CO{place:05d}",
                "Facility City": f"TOWN {place % 600}",
                "EID DTA ID": 50_000_000 + count,
                "Anonymized Identifier": f"{count * 2_654_435_761 % (1 << 64):040x}",
            }
        )


def mixed(drawn: Drawn, others: Iterable[Row], number: int, seed: int) -> Iterator[tuple[int | None, Row]]:
    """All rows of the file, the department's strewn among `number` others; each of these with its place in `rows`."""
    chance = random.Random(seed)
    places = list(range(len(drawn.rows)))
    chance.shuffle(places)
    at = sorted(chance.randrange(number + 1) for _ in places)
    for count, row in enumerate(others):
        while at and at[0] <= count:
            at.pop(0)
            place = places.pop()
            yield place, drawn.rows[place]
        yield None, row
    for place in places:
        yield place, drawn.rows[place]


def write(
    rows: Iterable[Row], path: Path, heads: Sequence[str] = HEADS, called: Mapping[str, str] | None = None
) -> None:
    """Writes the rows as .xlsx with the published six lines before the heads, as .csv or as .parquet."""
    named = [(called or {}).get(head, head) for head in heads]
    cells = ([row.get(head) for head in heads] for row in rows)
    {".xlsx": _xlsx, ".csv": _csv, ".parquet": _parquet}[path.suffix](named, cells, path)


def snake(head: str) -> str:
    """A head as tidied files have it."""
    return "_".join(head.lower().split())


def _csv(heads: Sequence[str], rows: Iterable[Sequence[object]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)


def _parquet(heads: Sequence[str], rows: Iterable[Sequence[object]], path: Path) -> None:
    columns = list(zip(*rows, strict=True))
    typed = {}
    for head, values in zip(heads, columns, strict=True):
        days = all(isinstance(value, date) or value is None for value in values)
        typed[head] = pyarrow.array(values if days else [None if v is None else str(v) for v in values])
    pyarrow.parquet.write_table(pyarrow.table(typed), path)


_PREAMBLE = (
    "U.S. Immigration and Customs Enforcement", "Enforcement and Removal Operations", "Detainers", "",
    "Data current as of the day of the extract", "",
)  # fmt: skip


def _xlsx(heads: Sequence[str], rows: Iterable[Sequence[object]], path: Path) -> None:
    """As Excel would write it: texts in a table of their own, days as serials. By hand, since it may be a large one."""
    shared: dict[str, int] = {}

    def text(value: str) -> int:
        return shared.setdefault(value, len(shared))

    letters = [_letters(place) for place in range(len(heads))]

    def line(number: int, cells: Sequence[object]) -> str:
        parts = []
        for letter, value in zip(letters, cells, strict=False):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                parts.append(f'<c r="{letter}{number}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>')
            elif isinstance(value, int):
                parts.append(f'<c r="{letter}{number}"><v>{value}</v></c>')
            else:
                parts.append(f'<c r="{letter}{number}" t="s"><v>{text(str(value))}</v></c>')
        return f'<row r="{number}" spans="1:{len(letters)}">{"".join(parts)}</row>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{head}<worksheet xmlns="{main}"><sheetData>'.encode())
            number = 0
            for number, said in enumerate(_PREAMBLE, start=1):
                sheet.write(line(number, [said]).encode())
            sheet.write(line(number + 1, heads).encode())
            for place, cells in enumerate(rows, start=number + 2):
                sheet.write(line(place, cells).encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as strings:
            strings.write(f'{head}<sst xmlns="{main}">'.encode())
            for value in shared:
                strings.write(f"<si><t>{escape(value)}</t></si>".encode())
            strings.write(b"</sst>")
        book.writestr(
            "xl/styles.xml",
            f'{head}<styleSheet xmlns="{main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
            '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
            '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'{head}<workbook xmlns="{main}" xmlns:r="{office}">'
            '<sheets><sheet name="Detainers" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{head}<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        book.writestr(
            "_rels/.rels",
            f'{head}<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        book.writestr(
            "[Content_Types].xml",
            f'{head}<Types xmlns="{package}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        )


def _letters(place: int) -> str:
    """A, B, ... Z, AA, ..."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
