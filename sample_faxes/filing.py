"""One office's request about one person: what is on paper, and what a reader must find there."""

import dataclasses
import datetime
from dataclasses import dataclass
from random import Random

from sample_faxes import people
from sample_faxes.forms.blocks import Filling
from sample_faxes.people import Names, Person

OFFICES = (
    (("ICE/ERO BOSTON FIELD OFFICE", "1000 DISTRICT AVENUE", "BURLINGTON, MA 01803"), "7815550137"),
    (
        (
            "U.S. Immigration and Customs Enforcement",
            "Enforcement and Removal Operations",
            "1000 District Avenue, Burlington, MA 01803",
        ),
        "7815550161",
    ),
    (("PACIFIC ENFORCEMENT RESPONSE CENTER", "24000 AVILA ROAD", "LAGUNA NIGUEL, CA 92677"), "9495550119"),
    (("ICE ERO PROVIDENCE SUB-OFFICE", "200 DYER STREET, PROVIDENCE, RI 02903"), "4015550122"),
    (("ERO Hartford Sub Office", "450 Main Street, Hartford, CT 06103"), "8605550148"),
    (("ICE ERO MANCHESTER", "275 CHESTNUT STREET", "MANCHESTER, NH 03101"), "6035550173"),
    (("LAW ENFORCEMENT SUPPORT CENTER", "188 HARVEST LANE, WILLISTON, VT 05495"), "8025550109"),
    (
        ("U.S. Customs and Border Protection", "Port of Boston, Logan International Airport", "East Boston, MA 02128"),
        "6175550184",
    ),
)
"""Lines of the FROM field and the number to call. The streets are those of public offices, the numbers are invented."""

AGENCIES = (
    ("BOSTON POLICE DEPARTMENT",),
    ("BOSTON PD",),
    ("Boston Police Department", "1 Schroeder Plaza, Boston, MA 02120"),
    ("BOSTON POLICE DEPARTMENT", "BOOKING / WATCH COMMANDER"),
    ("Officer in Charge", "Boston Police Department"),
    ("BOSTON POLICE DEPT", "OR ANY SUBSEQUENT LAW ENFORCEMENT AGENCY"),
)

ELSEWHERE = (
    ("SUFFOLK COUNTY HOUSE OF CORRECTION", "20 BRADSTON STREET, BOSTON, MA 02118"),
    ("CAMBRIDGE POLICE DEPARTMENT",),
    ("Nashua Street Jail", "Suffolk County Sheriff's Department"),
    ("QUINCY POLICE DEPARTMENT", "QUINCY, MA"),
    ("MIDDLESEX JAIL AND HOUSE OF CORRECTION", "BILLERICA, MA"),
    ("MASSACHUSETTS STATE POLICE", "TROOP H"),
)

USUAL_DATES = ("03/05/2020", "03/05/2020", "03/05/2020", "March 5, 2020", "March 05, 2020", "05 Mar 2020")
VARIED_DATES = (
    "03/05/2020", "03/05/2020", "MARCH 05, 2020", "Mar 5, 2020", "5 March 2020", "05 Mar 2020", "March 5, 2020",
)  # fmt: skip
OTHER_DATES = ("3/5/2020", "05-MAR-2020", "03-05-2020", "March 5, 2020", "03/05/2020", "05 Mar 2020")


@dataclass(frozen=True)
class Filing:
    form: str
    person: Person
    event_number: str
    dated: datetime.date
    basis: tuple[str, ...]
    """Names of the boxes of the reasons that are marked."""
    officer: str
    officer_title: str
    notify: str
    """ICE or CBP."""
    phone: str
    """Ten digits."""
    from_office: tuple[str, ...]
    to_agency: tuple[str, ...]
    edition: str
    signed: bool = True
    cancels: datetime.date | None = None
    """Date of the request that this form takes back."""
    priorities: tuple[str, ...] = ()
    """Boxes of the enforcement priorities (I-247D, I-247N)."""
    name_style: str = "LAST, First Middle"
    date_style: str = "03/05/2020"
    number_style: str = "A123 456 789"
    number_short: bool = False
    sex_style: str = "letter"

    def printed(self) -> dict[str, str | tuple[str, ...]]:
        """Every value as it stands on the form."""
        p, day = self.person, lambda date: people.date_as_printed(date, self.date_style)
        sex = {"M": "MALE", "F": "FEMALE"}[p.sex]
        return {
            "subject_id": p.subject_id,
            "event_number": self.event_number,
            "form_date": day(self.dated),
            "file_number": people.file_number_as_printed(p.file_number, self.number_style, self.number_short),
            "subject_name": people.name_as_printed(p, self.name_style),
            "date_of_birth": day(p.born),
            "citizenship": p.citizenship,
            "sex": {"letter": p.sex, "word": sex, "Word": sex.title()}[self.sex_style],
            "to_agency": self.to_agency,
            "from_office": self.from_office,
            "notify_phone": f"({self.phone[:3]}) {self.phone[3:6]}-{self.phone[6:]}",
            "officer": f"{self.officer}, {self.officer_title}",
            "cancels_date": day(self.cancels) if self.cancels else "",
        }

    def filling(self, by_hand: dict[str, str] | None = None) -> Filling:
        marked = {*self.basis, *self.priorities, self.notify}
        if self.signed:
            marked.add("sign")
        if self.cancels:
            marked.add("cancel")
        return Filling(self.printed(), frozenset(marked), by_hand or {})

    def fields(self) -> dict[str, object]:
        """What a reader must find."""
        p = self.person
        found: dict[str, object] = {
            "form": self.form,
            "subject_name": people.name_as_printed(p, self.name_style),
            "last": p.last,
            "first": p.first,
            "middle": p.middle,
            "date_of_birth": p.born.isoformat(),
            "sex": p.sex,
            "citizenship": p.citizenship,
            "file_number": p.file_number,
            "subject_id": p.subject_id,
            "event_number": self.event_number,
            "form_date": self.dated.isoformat(),
            "basis": sorted(self.basis),
            "cancels": self.cancels is not None,
            "officer": self.officer,
            "notify": self.notify,
            "to_agency": " ".join(self.to_agency),
            "from_office": " ".join(self.from_office),
            "notify_phone": str(self.printed()["notify_phone"]),
            "officer_title": self.officer_title,
            "signed": self.signed,
            "cancels_date": self.cancels.isoformat() if self.cancels else None,
            "edition": self.edition,
        }
        if self.form in ("I-247D", "I-247N"):
            found["priorities"] = sorted(self.priorities)
        return found

    def warrant_fields(self, form: str, edition: str) -> dict[str, object]:
        """What the warrant about the same person says."""
        every = self.fields()
        kept = (
            "subject_name",
            "last",
            "first",
            "middle",
            "file_number",
            "form_date",
            "officer",
            "officer_title",
            "signed",
        )
        return {"form": form, **{name: every[name] for name in kept}, "edition": edition}


EDITIONS = {
    "I-247A": ("3/17", "3/17", "03/17", "2/17", "02/17"),
    "I-247D": ("5/15", "05/15"),
    "I-247N": ("5/15", "05/15"),
    "I-247G": ("2/25", "02/25"),
}
GROUNDS = (
    ("biometric",),
    ("biometric",),
    ("biometric",),
    ("final_order",),
    ("final_order",),
    ("pending_proceedings",),
    ("statements",),
    ("biometric", "statements"),
    ("final_order", "biometric"),
    ("pending_proceedings", "biometric"),
)


def filing(
    rng: Random,
    day: datetime.date,
    form: str = "I-247A",
    dates: tuple[str, ...] = USUAL_DATES,
    numbers: tuple[str, ...] = people.NUMBER_STYLES[:5],
    names: Names = people.USUAL,
    **given: object,
) -> Filing:
    """A request by lot; `given` fixes what must be so."""
    office, phone = rng.choice(OFFICES)
    priorities = (f"priority_{rng.randrange(1, 7)}",) if form in ("I-247D", "I-247N") else ()
    made = Filing(
        form,
        people.someone(rng, names),
        people.event_number(rng, day),
        day,
        () if form == "I-247N" else rng.choice(GROUNDS),
        people.officer(rng),
        rng.choice(people.LISTS["titles"]),
        "CBP" if "Customs and Border" in office[0] or rng.random() < 0.05 else "ICE",
        phone,
        office,
        rng.choice(AGENCIES),
        rng.choice(EDITIONS[form]),
        rng.random() < 0.93,
        None,
        priorities,
        rng.choice(tuple(people.NAME_STYLES)),
        rng.choice(dates),
        rng.choice(numbers),
        rng.random() < 0.35,
        rng.choice(("letter", "letter", "word", "Word")),
    )
    return dataclasses.replace(made, **given)
