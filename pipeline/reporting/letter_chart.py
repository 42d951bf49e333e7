"""Pure. The letter's chart as a picture in greys: a few rows of upright bars, each with its number above.

Drawn with matplotlib's Agg at 300 dots an inch, without a time or a name of the program, so that the same figures give
the same bytes.
"""

from __future__ import annotations

import io
import logging
from typing import Any

# while it is loaded it tells of its cache of typefaces, which is nobody's business here
logging.getLogger("matplotlib").setLevel(logging.ERROR)

from matplotlib import rc_context  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import NullLocator  # noqa: E402
from PIL import Image  # noqa: E402

from pipeline.reporting.letter import Chart, Panel  # noqa: E402

CHART_INCHES = (6.5, 1.75)
"""Width and height on the page."""
_DPI = 300
_FEWEST = 5
"""Bars that a panel has room for at the least, so that one alone is no block and the title has its place."""
_INK, _BAR = "#1a1a1a", "#8c8c8c"
_LOOK: Any = {"font.family": "STIXGeneral", "font.size": 8.5, "text.color": _INK, "axes.edgecolor": _INK}
"""A Times-like typeface that matplotlib brings, so that the picture does not depend on what is installed."""


def as_png(chart: Chart) -> bytes:
    """The bytes of a PNG in shades of grey, CHART_INCHES large at 300 dots an inch."""
    with rc_context(_LOOK):
        figure: Any = Figure(figsize=CHART_INCHES, dpi=_DPI, layout="constrained")
        canvas: Any = FigureCanvasAgg(figure)  # some of its methods are published without types
        bars = [max(len(panel.bars), _FEWEST) for panel in chart.panels]
        for place, axes in enumerate(figure.subplots(1, len(chart.panels), width_ratios=bars, squeeze=False)[0]):
            _draw(axes, chart.panels[place])
        figure.get_layout_engine().set(wspace=0.08)
        canvas.draw()
    out = io.BytesIO()
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1)
    picture.convert("L").save(out, "PNG", dpi=(_DPI, _DPI), optimize=True)
    return out.getvalue()


def _draw(axes: Axes, panel: Panel) -> None:
    labels, values = [label for label, _ in panel.bars], [value for _, value in panel.bars]
    places = range(len(values))
    drawn = axes.bar(places, values, width=0.62, color=_BAR, edgecolor=_INK, linewidth=0.5)
    axes.bar_label(drawn, labels=[str(value) if value else "" for value in values], padding=1.5, fontsize=8)
    axes.set_title(panel.title, fontsize=9, loc="left", pad=9)
    axes.set_xticks(places, labels)
    axes.tick_params(axis="x", length=0, pad=3)
    axes.set_xlim(-0.6, max(len(values), _FEWEST) - 0.4)
    axes.set_ylim(0, max([*values, 1]) * 1.12)
    axes.yaxis.set_major_locator(NullLocator())
    axes.spines[["left", "top", "right"]].set_visible(False)
    axes.spines["bottom"].set_linewidth(0.6)
