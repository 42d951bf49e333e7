"""What a decision can hold, and what several of them say together."""

from datetime import UTC, date, datetime

import pytest

from pipeline.reviewing.decisions import Decision, disposition_of, links_of, told_disposition
from pipeline.values import Disposition, RecordKey
from pipeline.vocabulary import Action, Outcome

AT = datetime(2025, 3, 4, tzinfo=UTC)
A, B, C = (RecordKey(name, 0) for name in "abc")


def said(action, **more):
    return Decision(action, "a", "clerk", AT, "", **more)


@pytest.mark.parametrize(
    ("ordinal", "name", "value", "expected"),
    [
        (0, "subject", "Roe", "no such field"),
        (0, "channel", "email", "no such field"),
        (0, "date_of_birth", "03/05/1980", "a date such as"),
        (0, "signed", "yes", "true or false"),
        (0, "basis", "biometric", "a list of names"),
        (0, "citizenship", "", "a text"),
        (0, "kind", "detainers", "expected one of detainer"),
        (None, "sex", "M", "of a transmission"),
        (None, "channel", "pigeon", "dedicated_fax"),
        (None, "received_at", "2025-01-14T14:32:00", "with its offset"),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused(ordinal, name, value, expected):
    with pytest.raises(ValueError, match=expected):
        said(Action.CORRECT, ordinal=ordinal, name=name, value=value)


def test_only_an_undoing_names_what_it_undoes():
    with pytest.raises(ValueError, match="undo names"):
        said(Action.UNDO)
    with pytest.raises(ValueError, match="undo names"):
        said(Action.ASSIGN, value="rivera", undoes=1)


def test_a_link_needs_two_records():
    with pytest.raises(ValueError, match="two different records"):
        said(Action.LINK, value=[[["a", 0]], [["a", 0]]])
    with pytest.raises(ValueError, match="two lists of records"):
        said(Action.LINK, value=["a"])


def test_of_two_words_about_one_pair_the_later_holds():
    together = said(Action.LINK, value=[[["b", 0]], [["a", 0], ["c", 0]]])
    apart = said(Action.UNLINK, value=[[["c", 0]], [["b", 0]]])
    assert links_of([together]).together == {(A, B), (B, C)}
    links = links_of([together, apart])
    assert (links.together, links.apart) == ({(A, B)}, {(B, C)})
    assert links_of([apart, together]).apart == frozenset()


def test_an_outcome_comes_back_as_it_was_said():
    done = Disposition(Outcome.TRANSFERRED, date(2025, 3, 4), 120.5, AT, None, "ICE")
    assert disposition_of(said(Action.OUTCOME, value=told_disposition(done))) == done
    with pytest.raises(ValueError, match="dollars"):
        said(Action.OUTCOME, value={"reimbursement": -1})
