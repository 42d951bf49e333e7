"""What a form counts as: by the form, to whom it is addressed, and its cancel box."""

import pytest

from pipeline.counting.addressees import addressee
from pipeline.counting.kinds import settle_kind
from pipeline.counting.rules import load_rules
from pipeline.settings import MODELS
from pipeline.vocabulary import Doubt, Kind


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("BOSTON POLICE DEPARTMENT\nDISTRICT E-5, 1708 CENTRE STREET, WEST ROXBURY", "ours"),
        ("BPD C-6 - DESK SUPERVISOR", "ours"),
        ("DISTRICT A-7, 68 PARIS STREET, EAST BOSTON", "ours"),
        ("BOSTON PD\n1 SCHROEDER PLAZA, BOSTON, MA 02120", "ours"),
        ("B0STON POUCE DEPARTMENT", "ours"),
        ("BOSTON P.D.", "ours"),
        ("Any Subsequent Law Enforcement Agency", "ours"),
        ("BOSTON POLICE DEPARTMENT OR ANY SUBSEQUENT LAW ENFORCEMENT AGENCY", "ours"),
        ("SUFFOLK COUNTY HOUSE OF CORRECTION\n20 BRADSTON STREET, BOSTON, MA 02118", "other"),
        ("SUFFOLK COUNTY SHERIFF OR ANY SUBSEQUENT LAW ENFORCEMENT AGENCY", "other"),
        ("NASHUA STREET JAIL, BOSTON", "other"),
        ("SUFF0LK CNTY H0USE 0F C0RRECTI0N", "other"),
        ("MASSACHUSETTS STATE POLICE, BOSTON", "other"),
        ("MBTA TRANSIT POLICE, BOSTON MA", "other"),
        ("HOUSTON POLICE DEPARTMENT", "other"),
        ("Somerville Police Department", "other"),
        ("BOSTON POLICE DEPARTMENT c/o NASHUA STREET JAIL", "unclear"),
        ("DESK SUPERVISOR", "unclear"),
        ("#%& 12", "unclear"),
    ],
)
def test_to_whom_a_form_is_addressed(text, whose, boston):
    assert addressee(text, boston) == whose


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("I-247A", Kind.DETAINER),
        ("I-247D", Kind.DETAINER),
        ("I-247", Kind.DETAINER),
        ("I-247X", Kind.DETAINER),
        ("I-247G", Kind.NOTIFICATION_REQUEST),
        ("I-247N", Kind.NOTIFICATION_REQUEST),
        ("I-200", Kind.WARRANT_ONLY),
        ("I-205", Kind.WARRANT_ONLY),
    ],
)
def test_the_form_decides_the_kind(form, kind, drawn, boston):
    settled = settle_kind(drawn.detainer(form=form), boston)
    assert (settled.kind, settled.doubts) == (kind, ())


def test_a_ticked_cancel_box_makes_a_cancellation_that_needs_no_reason(drawn, boston):
    settled = settle_kind(drawn.detainer(cancels=True, basis=None), boston)
    assert (settled.kind, settled.doubts) == (Kind.CANCELLATION, ())


def test_another_agencys_form_is_misaddressed_even_when_it_cancels(drawn, boston):
    settled = settle_kind(drawn.detainer(to_agency="SUFFOLK COUNTY HOUSE OF CORRECTION", cancels=True), boston)
    assert (settled.kind, settled.doubts) == (Kind.MISADDRESSED, (Doubt.MISADDRESSED,))


def test_an_addressee_that_was_not_read_raises_no_doubt_of_its_own(drawn, boston):
    assert settle_kind(drawn.detainer(to_agency=None), boston).doubts == ()


def test_an_addressee_that_is_neither_asks(drawn, boston):
    assert settle_kind(drawn.detainer(to_agency="XQ LRTZ"), boston).doubts == (Doubt.ADDRESSEE_UNCLEAR,)


def test_both_boxes_and_neither_ask(drawn, boston):
    both = drawn.detainer(basis=("biometric", "transferred_for_proceeding"))
    assert settle_kind(both, boston).doubts == (Doubt.BASIS_BOTH,)
    assert settle_kind(drawn.detainer(basis=None), boston).doubts == (Doubt.BASIS_MISSING,)
    assert settle_kind(drawn.detainer(basis=("transferred_for_proceeding",)), boston).doubts == ()


@pytest.mark.parametrize("kind", [Kind.OTHER, Kind.INCOMPLETE, Kind.UNREADABLE])
def test_what_is_no_form_stays_what_the_reading_gave(kind, drawn, boston):
    record = drawn.record(kind=kind, form=None, to_agency="SUFFOLK COUNTY SHERIFF")
    assert settle_kind(record, boston) == record


def test_settling_twice_is_settling_once_and_follows_a_corrected_field(drawn, boston):
    misaddressed = settle_kind(drawn.detainer(to_agency="NASHUA STREET JAIL"), boston)
    assert settle_kind(misaddressed, boston) == misaddressed
    corrected = drawn.record(kind=misaddressed.kind, doubts=misaddressed.doubts, to_agency="BOSTON POLICE DEPARTMENT")
    settled = settle_kind(corrected, boston)
    assert (settled.kind, settled.doubts) == (Kind.DETAINER, ())


def test_a_cancellation_in_a_mails_text_stays_one(drawn, boston):
    record = drawn.record(kind=Kind.CANCELLATION, form=None, cancels=None)
    assert settle_kind(record, boston).kind is Kind.CANCELLATION


def test_in_somerville_a_form_for_boston_is_misaddressed(drawn):
    somerville = load_rules(MODELS / "jurisdictions" / "somerville")
    assert settle_kind(drawn.detainer(), somerville).kind is Kind.MISADDRESSED
    assert settle_kind(drawn.detainer(to_agency="SOMERVILLE POLICE DEPT"), somerville).kind is Kind.DETAINER
