"""Pure. How well a text agrees with what the small reader saw, and which agrees best with several looks at once.

The small reader gives for every step of a line the chance of each letter; the probability of a text is the sum over all
ways to lay it along the steps (the forward algorithm of connectionist temporal classification: Graves et al., ICML
2006). So a text that another reader offers, or one made of parts of several, can be held against the same print.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

Chances = NDArray[np.float32]
"""Steps by classes, each row a distribution; class 0 is the blank of CTC, class n is `ALPHABET[n - 1]`."""
ALPHABET = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:;-/#()'\"&!?@$%*+=_[]<>"
LEAST = 1e-6
"""No letter is less likely than this at a step: print can always be worse than any that was learnt."""
BESIDE = math.exp(-4)
"""What it costs that print at one end of a line is no part of the text."""
_EDITS = 24
"""Edits of a text that are tried at the most."""


def as_seen(text: str) -> str:
    """The text in the letters that the small reader knows: accents and other signs left out, blanks single."""
    bare = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in bare if letter in ALPHABET).split())


def best_path(chances: Chances) -> float:
    """The natural logarithm of the probability of the likeliest way along the steps."""
    return float(np.log(np.maximum(chances.max(axis=1), LEAST)).sum())


def likelihoods(looks: Sequence[Chances], texts: Sequence[str]) -> NDArray[np.float64]:
    """Looks by texts: the natural logarithm of the probability of each text, already `as_seen`, at each look.

    Dirt or a neighbour's print before and after the text may be left out, each at the price of `BESIDE`: it then counts
    as its likeliest letters, so that a sum over all texts is a little more than 1.
    """
    longest = max(len(text) for text in texts)
    # first and last whatever stands beside the text, between them its letters with blanks of CTC around
    ends = np.array([2 * len(text) + 2 for text in texts])
    codes = np.zeros((len(texts), 2 * longest + 3), np.intp)
    for row, text in enumerate(texts):
        codes[row, 2 : 2 * len(text) + 2 : 2] = [ALPHABET.index(letter) + 1 for letter in text]
    rows, beside = np.arange(len(texts)), np.zeros(codes.shape, np.bool_)
    beside[:, 0] = beside[rows, ends] = True
    # a letter may follow the one before without a blank of CTC between, unless the two are the same
    skips = np.zeros(codes.shape, np.float64)
    skips[:, 2:] = (codes[:, 2:] != codes[:, :-2]) & (codes[:, 2:] > 0)
    skips[rows, ends] = ends > 2
    found = np.empty((len(looks), len(texts)))
    for look, chances in enumerate(looks):
        known = np.maximum(chances.astype(np.float64), LEAST)
        seen = np.where(beside, known.max(axis=1)[:, None, None], known[:, codes])
        ways = np.zeros(codes.shape)
        ways[:, :3] = seen[0][:, :3] * [BESIDE, 1.0, 1.0]
        ways[ends == 2, 2] = 0.0
        total = np.zeros(len(texts))
        for step in seen[1:]:
            further = ways.copy()
            further[:, 1:] += ways[:, :-1]
            further[:, 2:] += ways[:, :-2] * skips[:, 2:]
            further *= step
            most = further.max(axis=1)
            total += np.log(most)
            ways = further / most[:, None]
        last = ways[rows, ends] * BESIDE + ways[rows, ends - 1] + np.where(ends > 2, ways[rows, ends - 2], 0.0)
        found[look] = total + np.log(np.maximum(last, 1e-300))
    return found


def together(looks: Sequence[Chances], texts: Sequence[str], before: Callable[[str], float] | None = None) -> str:
    """The text, made of parts of those offered, that all looks together bear out best.

    Starts from the best one offered and takes from each other what makes it more probable. `before`: the natural
    logarithm of how probable a text is before anything is seen, which counts as often as there are looks.
    """

    def scores(of: Sequence[str]) -> NDArray[np.float64]:
        borne_out = likelihoods(looks, of).sum(axis=0)
        if before is not None:
            borne_out += len(looks) * np.array([before(text) for text in of])
        return np.asarray(borne_out, np.float64)

    known = list(dict.fromkeys(texts))
    joint = scores(known)
    best, score = known[int(joint.argmax())], float(joint.max())
    edits = sorted(
        {
            (block.src_start, block.src_end, other[block.dest_start : block.dest_end])
            for other in known
            if other != best
            for block in Levenshtein.opcodes(best, other)
            if block.tag != "equal"
        }
    )[:_EDITS]
    if not edits:
        return best
    tried = [best[:start] + new + best[end:] for start, end, new in edits]
    gains = scores(tried) - score
    made, taken = best, math.inf
    # from the right, so that places to the left stay where they are; of edits of one place the one that gains most
    for (start, end, new), gain in sorted(zip(edits, gains, strict=True), key=lambda item: (-item[0][1], -item[1])):
        rivals = [other for (first, last, _), other in zip(edits, gains, strict=True) if first <= end and last >= start]
        if gain > 0 and gain >= max(rivals) and max(end, start + 1) <= taken:
            made, taken = made[:start] + new + made[end:], start
    return made
