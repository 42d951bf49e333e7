"""How ICE's total becomes the department's, as a picture.

Touches the world: matplotlib looks for its fonts. What it draws is given back, not written.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Literal

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from pipeline.reporting.reconciliation_text import Step

_COLOURS = {"total": "#3b4a57", "less": "#b9815a", "more": "#5f8f86"}
_INK, _FAINT = "#22282d", "#b8bec3"
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "svg.hashsalt": "detainer-intake",
    "svg.fonttype": "path",
}


def waterfall(steps: Sequence[Step], title: str, kind: Literal["png", "svg"]) -> bytes:
    """The steps from the top down, each bar beginning where the one before ends; the same bytes for the same steps."""
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(8.0, 1.1 + 0.36 * len(steps)), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        widest = max([step.after for step in steps] + [step.number for step in steps] + [1])
        for place, step in enumerate(steps):
            start = {"total": 0, "less": step.after, "more": step.after - step.number}[step.kind]
            axes.barh(place, step.number, left=start, height=0.62, color=_COLOURS[step.kind])
            sign = {"total": "", "less": "\N{MINUS SIGN}", "more": "+"}[step.kind]
            axes.text(
                start + step.number + widest * 0.012,
                place,
                f"{sign}{step.number:,}",
                va="center",
                color=_INK,
                weight="bold" if step.kind == "total" else "normal",
            )
            if place + 1 < len(steps):
                axes.plot([step.after, step.after], [place + 0.31, place + 0.69], color=_FAINT, linewidth=0.9)
        axes.set_yticks(range(len(steps)), [step.label for step in steps], color=_INK)
        for label, step in zip(axes.get_yticklabels(), steps, strict=True):
            label.set_fontweight("bold" if step.kind == "total" else "normal")
        axes.invert_yaxis()
        axes.set_xlim(0, widest * 1.09)
        axes.tick_params(length=0)
        axes.set_xticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        axes.spines["left"].set_visible(True)
        axes.spines["left"].set_color(_FAINT)
        figure.suptitle(title, x=0.01, ha="left", color=_INK, fontsize=11.5, weight="bold")
        drawn = io.BytesIO()
        told = {"Title": title, "Date": None} if kind == "svg" else {"Title": title, "Software": None}
        figure.savefig(drawn, format=kind, dpi=160, metadata=told)
        return drawn.getvalue()
