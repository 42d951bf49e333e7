"""What could change the count most comes first."""

from pipeline.reviewing.consequence import SENTENCES, Consequence, consequence
from pipeline.vocabulary import Doubt


def test_the_gravest_doubt_decides():
    assert consequence([Doubt.READERS_DISAGREE]) is Consequence.IDENTITY
    assert consequence([Doubt.READERS_DISAGREE, Doubt.CHANNEL_DISAGREES]) is Consequence.YEAR_OR_CHANNEL
    assert consequence([Doubt.CHANNEL_DISAGREES, Doubt.LINK_UNCERTAIN]) is Consequence.COUNT
    assert consequence([Doubt.LINK_UNCERTAIN, Doubt.ENCRYPTED]) is Consequence.HIDDEN


def test_what_was_not_read_may_hold_anything():
    assert consequence([], unread=True) is Consequence.HIDDEN


def test_each_consequence_has_a_sentence():
    assert set(SENTENCES) == set(Consequence)
