"""Pure. Cuts the one line of an answer out of a page: takes its underline away, keeps its own row and its own words.

Removing a line where there is none eats the feet of E, L and 2; leaving one where there is costs as much: so a field
that is known to have one loses it, another only what is surely a rule, and both only below the letters.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.pages import DPI, Page
from pipeline.pages.bitmap import Gray
from pipeline.reading.cut import Cut
from pipeline.reading.seen import SCALE

_ABOVE, _BELOW = 0.2, 0.1
"""Inches above and below the baseline that belong to a line."""
_WORD_GAP = 0.5
"""A gap wider than this, in inches, ends the answer."""
_STAMP_GAP = 0.25
"""A gap wider than this, in inches, before what is much taller than the letters ends it too."""
_FIRST_GAP = 1.3
"""An answer that begins later than this after its label is not its answer."""
_START_BEFORE, _START_AFTER = 0.16, 0.2
"""Inches around a label's end in which the blank before its answer is looked for."""
_RULE = 0.45
"""A straight run of ink this long, in inches, is no letter's."""
_TALLEST = 0.2
"""Inches from the top to the foot of one line, tails and all."""
_LETTER, _BESIDE = 0.05, 0.06
"""Inches that a letter is high at least, and from it to what belongs to no letter; a comma is nearer."""
_STANDS, _FREE, _FREEST = 0.12, 0.6, 0.15
"""Inches above a rule within which letters that stand on it have ink, and of it that are free of letters: of a long one
in all, of a short one without a break."""
_THICKEST = 0.03
"""Inches that a rule is thick at most."""
_SPECK = 0.3
"""Of the ink of a letter a speck has less than this share."""
_UPRIGHT = 0.22
"""Inches from which an upright stroke is no letter's."""
_OFF_LINE = 3.5
"""Pixels that the lower edge of a rule lies off a straight line at most."""
_INK = 150


def answer_start(page: Page, label_end: float, baseline: float) -> float:
    """Where the answer to the right of a label may begin, in pixels: within the blank that parts the two.

    A reader tells a label's end to a letter or so, the more so where it glued label and answer together; the blank
    after a label's colon is wider than those between letters.
    """
    left, right = label_end - _START_BEFORE * DPI, label_end + _START_AFTER * DPI
    top, bottom = baseline - 0.13 * DPI, baseline - 0.012 * DPI
    height, width = page.ink.shape
    rows = page.ink[max(0, round(top)) : min(height, round(bottom)), max(0, round(left)) : min(width, round(right))]
    if rows.size == 0:
        return label_end
    white = ~rows.any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], white.astype(np.int8), [0]])))
    best, start = 0.0, label_end - left
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        nearest = min(max(label_end - left, float(begin)), float(end))
        worth = min(float(end - begin), 0.12 * DPI) - 0.25 * abs(nearest - (label_end - left))
        if worth > best:
            best, start = worth, (begin + end) / 2 if end < rows.shape[1] else max(float(begin) + 2, nearest)
    return float(left + start)


def cut_line(page: Page, x0: float, x1: float, baseline: float, *, underlined: bool) -> Cut | None:
    """The line of print between `x0` and `x1` near a baseline, in pixels of the page; None when nothing is there."""
    top, bottom = baseline - _ABOVE * DPI, baseline + _BELOW * DPI
    gray = page.crop(x0, top, x1, bottom, SCALE)
    ink = gray < _INK
    ruled = gray
    expected = _ABOVE * DPI * SCALE
    rule = _underline(ink, expected, underlined=underlined)
    if rule.any():
        # the frame of the fields may lie below the answer's own rule
        rule |= _underline(ink & ~rule, expected, underlined=False)
    ink = ink & ~rule
    frame = _frame(ink)
    rest = _crumbs(ink, rule) | frame
    ink, rule = ink & ~rest, rule | rest
    # the grey edges of the rule go with it, those of letters stay
    edges = (cv2.dilate(rule.astype(np.uint8), np.ones((5, 3), np.uint8)) > 0) & (
        cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0
    )
    gray = np.where(rule | edges, np.uint8(255), gray)
    # rules of the rows above and below are no row of print
    solid = ink.astype(np.uint8)
    long = cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((1, round(_RULE * DPI * SCALE)), np.uint8))
    letters = ink & (cv2.dilate(long, np.ones((3, 1), np.uint8)) == 0)
    band = _row(letters, expected)
    if band is None:
        return None
    first, last = band
    columns = _words(letters[first:last], np.asarray(frame.any(axis=0), np.bool_))
    if columns is None:
        return None
    left, right = columns
    first, last = _tight(letters, first, last, left, right)
    if (right - left) < 4 or (last - first) < 8 or ink[first:last, left:right].sum() < 25:
        return None
    image = np.ascontiguousarray(gray[first:last, left:right])
    whole = slice(first, last + round(0.2 * (last - first)))
    with_rule = np.ascontiguousarray(ruled[whole, left:right])
    return Cut(
        image,
        x0 + left / SCALE,
        top + first / SCALE,
        x0 + right / SCALE,
        top + last / SCALE,
        _gaps(ink[first:last, left:right]),
        with_rule,
        _with_streaks(page, (x0, top, x1, bottom), (whole, slice(left, right)), with_rule),
    )


def _with_streaks(
    page: Page, box: tuple[float, float, float, float], place: tuple[slice, slice], without: Gray
) -> Gray | None:
    """A part of a box of the page before streaks were taken out; None where that is no other than without them."""
    if page.streaked is page.source:
        return None
    streaked = np.ascontiguousarray(page.crop(*box, SCALE, streaks=True)[place])
    return None if np.array_equal(streaked < _INK, without < _INK) else streaked


def _underline(ink: NDArray[np.bool_], expected: float, *, underlined: bool) -> NDArray[np.bool_]:
    """The pixels of a printed rule near or below the baseline, those under a letter's stroke left out.

    Where the form is not known to have one, only what runs on well beyond any letters counts: serifs that touch do not.
    """
    solid = ink.astype(np.uint8)
    # a fax breaks rules; small breaks are closed before long runs are looked for
    closed = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((1, 9 if underlined else 3), np.uint8))
    # a thin rule that leans a little steps from row to row
    closed = cv2.dilate(closed, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, int(0.2 * DPI * SCALE)), np.uint8))
    runs[: max(0, int(expected - 0.04 * DPI * SCALE))] = 0
    count, labels, stats, middles = cv2.connectedComponentsWithStats(runs, connectivity=8)
    if count < 2:
        return np.zeros_like(ink)
    # the feet of a row of serifs make a run too, but the rule runs on beyond the letters: of all chains of pieces on
    # one level the widest is the rule
    chains = [_chain(start, stats, middles) for start in range(1, count)]
    rule_pieces = max(chains, key=lambda pieces: stats[pieces, cv2.CC_STAT_WIDTH].sum())
    widths = stats[rule_pieces, cv2.CC_STAT_WIDTH]
    free, freest = _beyond_letters(ink, stats[rule_pieces])
    if widths.sum() < 0.3 * ink.shape[1]:
        # a short blank is far from filling the room that a description leaves it, but no letter's foot is so long
        there = underlined and freest >= _FREEST * DPI * SCALE
    else:
        there = underlined or widths.max() >= _RULE * DPI * SCALE or free >= _FREE * DPI * SCALE
    if not there:
        return np.zeros_like(ink)
    edge = np.where(np.isin(labels, rule_pieces) & ink, np.arange(len(ink))[:, None], -1).max(axis=0)
    rule = _as_thick_as_itself(ink, edge)
    return rule & ~_kept(rule, ink)


def _beyond_letters(ink: NDArray[np.bool_], pieces: NDArray[np.int32]) -> tuple[int, int]:
    """How many columns of the pieces of a rule bear no letter, in all and without a break."""
    free, freest = 0, 0
    for left, top, width, _, _ in pieces:
        above = ink[max(0, top - round(_STANDS * DPI * SCALE)) : max(0, top - 1), left : left + width]
        bare = np.concatenate([[0], ~above.any(axis=0), [0]]).astype(np.int8)
        edges = np.flatnonzero(np.diff(bare))
        runs = edges[1::2] - edges[::2]
        free, freest = free + int(runs.sum()), max(freest, int(runs.max(initial=0)))
    return free, freest


def _as_thick_as_itself(ink: NDArray[np.bool_], edge: NDArray[np.intp]) -> NDArray[np.bool_]:
    """The rule's pixels, no thicker than it is where no letter stands on it; `edge` is its last row in each column, or
    -1 where it is not.

    What stands on a rule makes it thicker above, and tails of letters go through it, but most of its lower edge is its
    own. A letter's bottom bar that touches the rule stays.
    """
    height, width = ink.shape
    there = np.flatnonzero(edge >= 0)
    if not len(there):
        return np.zeros_like(ink)
    x = np.arange(width)
    fitted = there
    for _ in range(3):
        if len(fitted) > 2 and fitted[-1] - fitted[0] > DPI:
            slope, start = np.polyfit(fitted, edge[fitted], 1)
        else:
            slope, start = 0.0, float(np.median(edge[fitted]))
        nearer = there[np.abs(slope * there + start - edge[there]) <= _OFF_LINE]
        if not len(nearer):
            return np.zeros_like(ink)
        fitted = nearer
    # faxes move a rule by a row here and there: its own edge is followed
    off = np.interp(x, fitted, edge[fitted] - (slope * fitted + start)).astype(np.float32)
    lowest = slope * x + start + cv2.medianBlur(off[None], 5)[0]
    over = lowest[None, :] - np.arange(height)[:, None]
    near = ink & (over >= -1.5) & (over <= _THICKEST * DPI * SCALE)
    columns = np.zeros(width, np.bool_)
    columns[fitted] = True
    thickness = float(np.percentile(near[:, fitted].sum(axis=0), 40))
    return np.asarray(near & columns[None, :] & (over < thickness + 0.5), np.bool_)


def _kept(rule: NDArray[np.bool_], ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pixels of a rule that belong to letters: tails that go through it, and the last pixels of their feet."""
    height, width = rule.shape
    columns = np.flatnonzero(rule.any(axis=0))
    first = rule[:, columns].argmax(axis=0)
    last = height - rule[::-1][:, columns].argmax(axis=0)
    near = cv2.dilate(ink.astype(np.uint8), np.ones((1, 5), np.uint8)) > 0
    padded = np.zeros((height + 4, width), np.bool_)
    padded[2:-2] = near
    above = padded[first, columns] | padded[first + 1, columns]  # two rows over the rule
    below = padded[last + 2, columns] | padded[last + 3, columns]
    rows = np.arange(height)[:, None]
    through = np.broadcast_to((above & below & (first >= 2))[None, :], (height, len(columns)))
    own = np.zeros((height + 2, width), np.bool_)
    own[2:] = ink
    standing = (first >= 2) & own[first + 1, columns] & own[first, columns]
    feet = standing[None, :] & (rows >= first) & (rows < first + 2)
    kept = np.zeros_like(rule)
    kept[:, columns] = through | feet
    return kept


def _crumbs(ink: NDArray[np.bool_], rule: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What is left of a rule before the first and after the last letter, as where it steps from row to row."""
    if not rule.any():
        return np.zeros_like(ink)
    along = cv2.dilate(rule.astype(np.uint8), np.ones((13, 9), np.uint8)) > 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    tall = np.flatnonzero(stats[1:, cv2.CC_STAT_HEIGHT] >= _LETTER * DPI * SCALE) + 1
    if not len(tall):
        return np.zeros_like(ink)
    left, right = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH]
    beside = _BESIDE * DPI * SCALE
    outside = (left > right[tall].max() + beside) | (right < left[tall].min() - beside)
    within = np.bincount(labels[along & ink], minlength=count) >= 0.9 * stats[:, cv2.CC_STAT_AREA]
    return np.asarray((outside & within)[labels] & ink, np.bool_)


def _frame(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pixels of upright rules, which are taller than any letter."""
    # one that leans a little steps from column to column
    wide = cv2.dilate(ink.astype(np.uint8), np.ones((1, 3), np.uint8))
    tall = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((round(_UPRIGHT * DPI * SCALE), 1), np.uint8))
    return np.asarray((tall > 0) & ink, np.bool_)


def _chain(start: int, stats: NDArray[np.int32], middles: NDArray[np.float64]) -> list[int]:
    """The pieces that go on from a piece to either side on its level, each from the one before, since rules lean."""
    chain = [start]
    order = np.argsort(middles[1:, 0]) + 1
    for side in (1, -1):
        last = start
        for piece in order[::side]:
            ahead = (middles[piece][0] - middles[last][0]) * side
            if ahead <= 0:
                continue
            gap = max(0.0, ahead - (stats[piece, cv2.CC_STAT_WIDTH] + stats[last, cv2.CC_STAT_WIDTH]) / 2)
            if abs(middles[piece][1] - middles[last][1]) <= 2.5 + 0.01 * (gap + stats[last, cv2.CC_STAT_WIDTH] / 2):
                chain.append(int(piece))
                last = int(piece)
    return chain


def _row(ink: NDArray[np.bool_], expected: float) -> tuple[int, int] | None:
    """First and last row of the band of text whose feet are nearest to the expected baseline."""
    counts = ink.sum(axis=1)
    # a rule of the row above may be the fullest row: letters of a short answer are held against few pixels, not it
    inked = counts > min(max(1.0, 0.04 * counts.max(initial=0)), 2.0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    bands = [[int(start), int(end)] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    merged: list[list[int]] = []
    for band in bands:
        # dots of i and accents stand a little above their letters, and a lost line parts a letter; what is left of a
        # rule stands below
        near = 7 if counts[band[0] : band[1]].max(initial=0) > 0.3 * counts.max() else 2
        if merged and band[0] - merged[-1][1] <= near and band[1] - merged[-1][0] <= _TALLEST * DPI * SCALE:
            merged[-1][1] = band[1]
        else:
            merged.append(band)
    least = 0.045 * DPI * SCALE
    worth: list[tuple[float, int, int]] = []
    for start, end in merged:
        if end - start < least:
            continue
        cut = 0.35 if start <= 1 or end >= ink.shape[0] - 1 else 0.0
        far = abs(end - expected) / (0.1 * DPI * SCALE)
        worth.append((float(counts[start:end].sum()) ** 0.3 * (1 - cut) - 0.9 * far, start, end))
    if not worth:
        return None
    _, start, end = max(worth)
    return max(0, start - 2), min(ink.shape[0], end + 2)


def _tight(ink: NDArray[np.bool_], first: int, last: int, left: int, right: int) -> tuple[int, int]:
    """The rows of the letters alone: dirt above and below them would make them small in a reader's eyes."""
    piece = ink[first:last, left:right].astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(piece, connectivity=8)
    pieces = stats[1:count]
    if not len(pieces):
        return first, last
    heights, tops = pieces[:, cv2.CC_STAT_HEIGHT], pieces[:, cv2.CC_STAT_TOP]
    typical = _typical(heights, pieces[:, cv2.CC_STAT_AREA])
    tall = heights >= 0.5 * typical
    top, bottom = int(tops[tall].min()), int((tops + heights)[tall].max())
    # accents and commas reach beyond the letters
    reach = max(3, round(0.22 * typical))
    return first + max(0, top - reach), first + min(last - first, bottom + reach)


def _typical(heights: NDArray[np.int32], ink: NDArray[np.int32]) -> float:
    """The height of the piece that holds the middle of all ink, the pieces in order of their heights."""
    order = np.argsort(heights)
    sums = np.cumsum(ink[order])
    return float(heights[order][np.searchsorted(sums, sums[-1] / 2)])


def _words(ink: NDArray[np.bool_], frame: NDArray[np.bool_]) -> tuple[int, int] | None:
    """First and last column of the words that follow each other without a wide gap or an upright rule between."""
    counts = ink.sum(axis=0)
    inked = counts > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    pieces = [
        (int(start), int(end))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if counts[start:end].sum() >= 8  # smaller ones are specks
    ]
    if not pieces or pieces[0][0] > _FIRST_GAP * DPI * SCALE:
        return None
    heights = _tallest(ink, pieces)
    tall = _typical(heights, np.array([int(counts[start:end].sum()) for start, end in pieces]))
    # dirt before the first word: specks, however many, and a blank; a letter in parts has more ink than specks
    begins = int(np.argmax(heights >= 0.4 * tall))
    inks = np.array([int(counts[start:end].sum()) for start, end in pieces])
    specks = bool(begins) and inks[:begins].max() < _SPECK * float(np.median(inks[heights >= 0.4 * tall]))
    if specks and pieces[begins][0] - pieces[begins - 1][1] > 0.05 * DPI * SCALE:
        pieces, heights = pieces[begins:], heights[begins:]
    left, right = pieces[0]
    for (start, end), height in zip(pieces[1:], heights[1:], strict=True):
        # a streak leaves a letter in parts, which reach as far together; specks stand alone
        apart = start - right > 0.05 * DPI * SCALE
        if height < 0.6 * tall if apart else ink[:, start:end].any(axis=1).sum() < 0.45 * tall:
            continue  # dirt, or what matters only where a letter follows
        if start - right > _STAMP_GAP * DPI * SCALE and (height > 1.5 * tall or frame[right : end + 2].any()):
            break  # the edge of a stamp, or the frame
        if start - right > _WORD_GAP * DPI * SCALE:
            if right - left < 0.06 * DPI * SCALE and counts[left:right].sum() < 40:
                left, right = start, end  # what came first was a speck of dirt
                continue
            break
        right = end
    return max(0, left - 2), min(ink.shape[1], right + 2)


def _tallest(ink: NDArray[np.bool_], pieces: list[tuple[int, int]]) -> NDArray[np.int32]:
    """For each piece between two columns the height of its tallest connected part: specks over specks are no letter."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    lefts, heights = stats[1:count, cv2.CC_STAT_LEFT], stats[1:count, cv2.CC_STAT_HEIGHT]
    return np.array([heights[(lefts >= start) & (lefts < end)].max(initial=0) for start, end in pieces], np.int32)


def _gaps(ink: NDArray[np.bool_]) -> tuple[float, ...]:
    inked = ink.any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    starts, ends = edges[::2], edges[1::2]
    return tuple(float(width) / ink.shape[0] for width in starts[1:] - ends[:-1])
