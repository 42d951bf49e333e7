"""Pure. A line of print, cut out of its page, and the ways in which readers look at it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.pages.bitmap import Gray


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A line of print, alone on white."""

    image: Gray
    """At `SCALE`, unblurred."""
    x0: float
    y0: float
    x1: float
    y1: float
    """Where it stands on the page, in pixels."""
    gaps: tuple[float, ...]
    """Widths of the blanks between its connected pieces, in shares of its height, from left to right."""
    with_rule: Gray
    """The same, and what is below it, with the rule that was taken away; for a reader that reads across rules."""
    with_streaks: Gray | None = None
    """`with_rule` with the streaks that were taken out of it; None where none crosses it."""

    def look(self, blur: float, stretch: float = 1.0, pad: float = 0.18, *, rule: bool = False) -> Gray:
        """The line as a reader should see it: padded by a share of its height, stretched in width, smoothed."""
        return _look(self.with_rule if rule else self.image, blur, stretch, pad)

    def look_with_streaks(self, blur: float) -> Gray | None:
        """The same with the streaks that were taken out of it; None where none crosses it."""
        return None if self.with_streaks is None else _look(self.with_streaks, blur, 1.0, 0.18)


def _look(seen: Gray, blur: float, stretch: float, pad: float) -> Gray:
    margin = max(4, round(seen.shape[0] * pad))
    image = cv2.copyMakeBorder(seen, margin, margin, 2 * margin, 2 * margin, cv2.BORDER_CONSTANT, value=255)
    if stretch != 1.0:
        image = cv2.resize(image, None, fx=stretch, fy=1.0, interpolation=cv2.INTER_LINEAR)
    if blur > 0:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    return np.asarray(image, np.uint8)
