"""What a person types is taken as it is meant, or refused with what was expected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import WrongUse
from pipeline.reviewing.decisions import check_correction
from pipeline.reviewing.typed import assignments, understood_value
from pipeline.vocabulary import FIELD_NAMES


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("date_of_birth", "04/09/1980", "1980-04-09"),
        ("date_of_birth", "1980-04-09", "1980-04-09"),
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
    assert understood_value(name, text) == value


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
    ],
)
def test_what_makes_no_sense_is_refused_with_what_was_expected(name, text, expected):
    with pytest.raises(WrongUse, match=expected):
        understood_value(name, text)


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
        value = understood_value(name, text)
    except WrongUse:
        return
    check_correction(0, name, value)
