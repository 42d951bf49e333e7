"""What a person types is taken as it is meant, or refused with what was expected."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import WrongUse
from pipeline.reviewing.bounds import LONGEST_VALUE, Bounds
from pipeline.reviewing.decisions import check_correction
from pipeline.reviewing.typed import assignments, understood_value
from pipeline.vocabulary import FIELD_NAMES

BOUNDS = Bounds(date(2025, 6, 1), ("I-247A", "I-247", "I-200"))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("date_of_birth", "04/09/1980", "1980-04-09"),
        ("date_of_birth", "1980-04-09", "1980-04-09"),
        ("date_of_birth", "9 Apr 1980", "1980-04-09"),
        ("form_date", "December 31, 2025", "2025-12-31"),
        ("form", "i247a", "I-247A"),
        ("form", "I-247", "I-247"),
        ("edition", "(03/17)", "3/17"),
        ("subject_id", "316 260 261", "316260261"),
        ("served_how", "Inmate-Mail", "inmate_mail"),
        ("notify_agency", "cbp", "CBP"),
        ("file_number", "A 123 456 789", "123456789"),
        ("file_number", "A12345678", "012345678"),
        ("event_number", "bos2501000123", "BOS2501000123"),
        ("sex", "female", "F"),
        ("citizenship", "mexico", "MEXICO"),
        ("cancels", "yes", True),
        ("signed", "no", False),
        ("basis", "statements, biometric", ("biometric", "statements")),
        ("basis", "none", ()),
        ("notify_phone", "781 555 0137", "+17815550137"),
        ("subject_name", "O'NEILL, Séan", "O'NEILL, Séan"),
        ("subject_name", "", None),
        ("kind", "Notification-Request", "notification_request"),
    ],
)
def test_a_value_is_understood(name, text, value):
    assert understood_value(name, text, BOUNDS) == value


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("date_of_birth", "31/31/1980", "a date such as"),
        ("file_number", "12", "7 to 9 digits"),
        ("file_number", "A12345678O", "7 to 9 digits"),
        ("subject_id", "12a", "expected digits"),
        ("citizenship", "mexicoo", "did you mean MEXICO"),
        ("cancels", "perhaps", "yes or no"),
        ("basis", "biometrics", "did you mean biometric"),
        ("sex", "X", "expected one of"),
        ("subject_nam", "x", "did you mean subject_name"),
        ("kind", "", "none of its values"),
        ("form", "I-999", "no form that the counting rules know; expected one of I-247A, I-247, I-200"),
        ("form", "I-247B", "did you mean I-247"),
        ("date_of_birth", "2025-06-02", "from 1905-01-01 to today, the year with four digits, not one in 2025"),
        ("date_of_birth", "04/09/35", "the year with four digits, not one in 2035"),
        ("date_of_birth", "1904-12-31", "from 1905-01-01"),
        ("date_of_birth", "O4/O9/198O", "a date such as"),
        ("form_date", "Marhc 5, 2025", "a date such as"),
        ("form_date", "2052-03-04", "to a year from now, not one in 2052"),
        ("form_date", "1925-03-04", "from 1980-01-01"),
        ("date_of_birth", "\u0661\u0669\u0668\u0660-04-09", "the digits 0 to 9"),
        ("file_number", "A\u0661\u0662\u0663456789", "the digits 0 to 9"),
        ("subject_id", "\u0663\u0661\u0666260261", "the digits 0 to 9"),
        ("subject_name", "A" * (LONGEST_VALUE + 1), "at most 300 characters, not 301"),
        ("subject_id", "3" * 21, "expected digits"),
        ("event_number", "---", "letters and digits"),
        ("sex", "fish", "expected one of"),
        ("notify_phone", "78I 555 0137", "ten digits"),
        ("served_how", "by pigeon", "expected one of in_person"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_was_expected(name, text, expected):
    with pytest.raises(WrongUse, match=expected):
        understood_value(name, text, BOUNDS)


def test_assignments_are_names_and_values():
    assert assignments(["subject-name=DOE, Jane", "sex = F", "note="]) == {
        "subject_name": "DOE, Jane",
        "sex": "F",
        "note": "",
    }
    with pytest.raises(WrongUse, match="NAME=VALUE"):
        assignments(["sex"])
    with pytest.raises(WrongUse, match="given twice"):
        assignments(["sex=F", "sex=M"])


@given(st.sampled_from([*FIELD_NAMES, "kind"]), st.text(max_size=40))
def test_whatever_is_typed_is_refused_or_fits_its_field(name, text):
    try:
        value = understood_value(name, text, BOUNDS)
    except WrongUse:
        return
    check_correction(0, name, value)
