"""Makes one value of what several readers saw in one line, and says how probable it is.

Independent readers that agree are seldom wrong, one alone is wrong in about one line of fifty. So each line is read by
the two that are quick, by the first of them in more ways where it is not clear at once; the third, slow one is asked
where they differ or are not sure enough together, and where that does not settle it the line is looked at again,
smoothed and stretched in other ways. Last of all the first one looks in many ways at a number or date that is still not
sure: how steadily it sees the value tells whether another reader's word against it counts. Of all values offered the
likeliest is taken (`calibration`); all of them are kept. Touches the world: through the engines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.pages.bitmap import Gray
from pipeline.reading.calibration import chance, likeliest
from pipeline.reading.contested import number_that_matters, to_be_borne_out
from pipeline.reading.cut import Cut
from pipeline.reading.forms import AnswerKind
from pipeline.reading.listed_names import listed
from pipeline.reading.offered import Offered
from pipeline.reading.offers import AGAIN, READERS, SURE_LOOK, WITH_STREAKS, group_of, letters_alike
from pipeline.reading.seen import BLUR, Engines, SeenLine
from pipeline.values import Candidate
from pipeline.vocabulary import Doubt

SURE = 0.93
"""A chance of being right from which a value stands without a doubt."""
_LEAST_CHANCE = 0.3
"""A value less likely than this is none: what was seen stays as a candidate."""
_CLEAR = 0.993
"""A line that two readers see alike is shown to the third where what they say is less probable than this: one field of
a record that is much less sure than this can keep the record from standing."""
_CLEAR_NAME, _NOT_FAINT = 0.97, 0.8
"""The same of a name of listed words, and how sure every look at a name must be: of 604 names of listed words that
would have stood in the building families one was wrong, Ilya for Illya, of which one look was hardly sure."""
_HARDLY = 0.5
"""Tesseract's claim of a number or date below which the third reader is asked, however sure the first is: of 107 of
them that would have stood in the building families 3 were wrong, of 3,133 of which it claimed more 4."""
_ASIDE: frozenset[AnswerKind] = frozenset(("officer", "phone", "text"))
"""Kinds on which neither the count nor who is meant hangs: the third reader, whom they would keep busy for as long as
all others, is asked where the two do not agree, and once."""
_BLANK = 0.45
"""A gap this wide in shares of the line's height is a blank."""
_MORE_LOOKS = ((1.5, 0.85, 0.18), (2.2, 1.0, 0.3))
"""Blur, stretch and padding of the further looks of Tesseract and of the third reader."""
_STEADY_LOOKS = (
    (0.5, 1.0, 0.15, False), (0.5, 1.1, 0.25, True), (1.4, 0.93, 0.2, False), (1.4, 1.0, 0.15, True),
    (BLUR, 1.25, 0.2, False), (BLUR, 0.9, 0.3, False), (BLUR, 1.2, 0.25, True), (BLUR, 0.95, 0.12, True),
)  # fmt: skip
"""Blur, stretch, padding, and whether the rule is left in, of looks that tell how steadily a value is seen."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """One value of a line."""

    value: str | None
    raw: str
    confidence: float
    """The measured probability, 0..1, that the value is right."""
    reader: str
    doubt: Doubt | None
    candidates: tuple[Candidate, ...] = ()
    """What each reader offered, the likeliest first."""
    looks: Sequence[SeenLine] = ()
    """What the first reader saw."""


def first_looks(cut: Cut) -> list[Gray]:
    """A line in the ways in which the first reader, who is quick, always looks at it: the plain one first. The other
    leaves the rule in: it takes the feet of letters along where it is taken away."""
    return [cut.look(BLUR), cut.look(BLUR, 1.1, 0.2, rule=True)]


def further_looks(cut: Cut) -> list[Gray]:
    """The ways in which it looks as well where the first ones leave any doubt."""
    return [cut.look(BLUR, 1.1, 0.2), cut.look(BLUR, 1.0, 0.2, rule=True)]


def steady_looks(cut: Cut) -> list[Gray]:
    """The many ways in which it looks to tell how steadily it sees a value: also with strokes bolder and lighter."""
    looks = [cut.look(blur, stretch, pad, rule=rule) for blur, stretch, pad, rule in _STEADY_LOOKS]
    for rule, bolder, lighter in ((False, (2, 2), (2, 1)), (True, (1, 2), (1, 2))):
        plain = cut.look(BLUR, 1.05, 0.2, rule=rule)
        looks += [cv2.erode(plain, np.ones(bolder, np.uint8)), cv2.dilate(plain, np.ones(lighter, np.uint8))]
    return looks


def agree(kind: AnswerKind, cut: Cut, engines: Engines, first: Sequence[SeenLine] = ()) -> Agreed:
    """The value of a line of that kind. `first` is what the first reader made of `first_looks`, where it has read."""
    offered, seen = _asked(kind, cut, engines, first)
    offers = offered.candidates
    value, _ = likeliest(kind, offers)
    if value is None:
        why = Doubt.FIELD_INVALID if seen else Doubt.FIELD_MISSING
        return Agreed(None, seen, 0.0, "none", why, (), offered.looks)
    value = _spaced(kind, [offer.value for offer in offers], value, cut)
    chances = {other: chance(kind, other, offers) for other in dict.fromkeys(offer.value for offer in offers)}
    likely = chances[value]
    ordered = tuple(sorted(offers, key=lambda offer: (offer.value != value, -chances[offer.value], -offer.confidence)))
    behind = [
        reader for reader in READERS if any(o.reader == reader and letters_alike(kind, o.value, value) for o in offers)
    ]
    reader = "all" if len(behind) == len(READERS) else " + ".join(behind) or ordered[0].reader
    if likely < _LEAST_CHANCE:
        return Agreed(None, seen, round(likely, 4), reader, Doubt.FIELD_UNCERTAIN, ordered, offered.looks)
    against = any(not letters_alike(kind, offer.value, value) for offer in offers)
    doubt = None if likely >= SURE else Doubt.READERS_DISAGREE if against else Doubt.FIELD_UNCERTAIN
    return Agreed(value, seen, round(likely, 4), reader, doubt, ordered, offered.looks)


def _asked(kind: AnswerKind, cut: Cut, engines: Engines, first: Sequence[SeenLine]) -> tuple[Offered, str]:
    """What the readers offer, each asked only where those before it leave a doubt; and the first text that was seen."""
    image = cut.look(BLUR)
    offered = Offered(kind)
    offered.look(first or engines.first.lines(first_looks(cut)))
    two = engines.second.lines([image])[0]
    raw = [offered.looks[0].text, two.text]
    offered.add(READERS[1], two)
    hardly_seen = group_of(kind) in ("number", "date") and two.confidence < _HARDLY
    if hardly_seen or not (offered.all_alike and all(look.confidence >= SURE_LOOK for look in offered.looks)):
        offered.look(engines.first.lines(further_looks(cut)))
    settled = offered.all_alike and not hardly_seen
    if settled:
        offered.weigh()
        value, likely = likeliest(kind, offered.candidates)
        settled = likely >= _clear_from(kind, value, offered.looks)
    if not settled:
        three = engines.third.lines([image])[0]
        raw.append(three.text)
        offered.add(READERS[2], three)
    offered.weigh()
    value, likely = likeliest(kind, offered.candidates)
    if value is not None and to_be_borne_out(kind, value, offered.candidates):
        for blur, stretch, pad in _MORE_LOOKS:
            offered.add(READERS[1] + AGAIN, engines.second.lines([cut.look(blur, stretch, pad)])[0])
        offered.weigh()
        value, likely = likeliest(kind, offered.candidates)
    if value is not None and likely < SURE and kind not in _ASIDE:
        for blur, stretch, pad in _MORE_LOOKS:
            offered.add(READERS[2] + AGAIN, engines.third.lines([cut.look(blur, stretch, pad)])[0])
        offered.weigh()
        value, likely = likeliest(kind, offered.candidates)
    if value is not None and number_that_matters(kind):
        streaked = cut.look_with_streaks(BLUR)
        if streaked is not None:
            offered.add(READERS[0] + WITH_STREAKS, engines.first.lines([streaked])[0])
            _, likely = likeliest(kind, offered.candidates)
        if likely < _CLEAR:
            offered.steady(engines.first.lines(steady_looks(cut)))
    return offered, next((text for text in raw if text), "")


def _clear_from(kind: AnswerKind, value: str | None, looks: Sequence[SeenLine]) -> float:
    """How probable a value must be that two readers see alike so that the third need not be asked; it always is about
    a name that a look hardly sees."""
    if kind in _ASIDE:
        return SURE
    if kind == "name" and min(look.confidence for look in looks) < _NOT_FAINT:
        return 1.0
    return _CLEAR_NAME if kind == "name" and value is not None and listed(value) else _CLEAR


def _spaced(kind: AnswerKind, values: list[str], letters: str, cut: Cut) -> str:
    """Of values with the same letters the one whose blanks and points most looks saw.

    Readers lose and invent blanks: where the looks are split, the real gaps between the letters decide.
    """
    ranked = Counter(value for value in values if letters_alike(kind, value, letters)).most_common()
    if len(ranked) == 1 or ranked[0][1] >= ranked[1][1] + 2:
        return ranked[0][0]
    best = [value for value, count in ranked if count >= ranked[0][1] - 1]
    if kind == "name":
        # a comma is small, and more often lost than invented
        best = [value for value in best if "," in value] or best
    if len({len(value.split()) for value in best}) == 1:
        return best[0]
    blanks = sum(1 for gap in cut.gaps if gap > _BLANK)
    return min(best, key=lambda value: abs(len(value.split()) - 1 - blanks))
