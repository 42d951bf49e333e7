"""The rules we are held against do find what stands clearly on a page: a comparison with bad rules proves nothing."""

import pytest

from benchmarks.label_rules import day, form_of, forms_in

PAGE = """JAN 14 2025 14:32 FR ICE ERO BOSTON 781 555 0137 TO 16175550100 P.01/03
DEPARTMENT OF HOMELAND SECURITY (DHS)
IMMIGRATION DETAINER - NOTICE OF ACTION
Subject ID: 361769451 File No: A096 356 860
Event #: BOS2501000123 Date: 01/13/2025
TO: (Name and Title of Institution) FROM: (Department of Homeland Security Office Address)
Name of Alien: ____VAN DER LINDE, Emerson Pascal
Date of Birth: March 5, 1990 Citizenship: TRINIDAD AND TOBAGO Sex: MALE
1. DHS HAS DETERMINED THAT PROBABLE CAUSE EXISTS
O a final order of removal against the alien;
X biometric confirmation of the alien's identity
O If checked: please cancel the detainer
"""


def test_every_field_of_a_page_read_without_an_error_is_found() -> None:
    assert forms_in([PAGE]) == [
        {
            "form": "I-247A",
            "subject_name": "VAN DER LINDE, Emerson Pascal",
            "file_number": "096356860",
            "date_of_birth": "1990-03-05",
            "form_date": "2025-01-13",
            "citizenship": "TRINIDAD AND TOBAGO",
            "sex": "M",
            "subject_id": "361769451",
            "event_number": "BOS2501000123",
            "basis": ("biometric",),
            "cancels": False,
        }
    ]


def test_a_page_that_only_speaks_of_detainers_is_no_form() -> None:
    assert forms_in(["NOTICE TO THE DETAINEE\nDHS has placed an immigration detainer on you.", "An invoice", ""]) == []


@pytest.mark.parametrize(
    ("title", "form"),
    [("REQUEST FOR VOLUNTARY ACTION", "I-247D"), ("REQUEST FOR ADVANCE NOTIFICATION OF RELEASE", "I-247G")],
)
def test_a_form_is_known_by_its_title(title: str, form: str) -> None:
    assert form_of(f"DEPARTMENT OF HOMELAND SECURITY\n{title}") == form


@pytest.mark.parametrize("written", ["05 Mar 2020", "3/5/2020", "March 05, 2020", "5 March 2020", "03-05-2020"])
def test_a_day_is_understood_however_it_is_written(written: str) -> None:
    assert day(written) == "2020-03-05"


def test_what_is_no_day_is_none() -> None:
    assert day("13/45/2020") is None
