"""Restrained charts as SVG that stands in the page: each bar leads to what it counts, colours are the page's own.

Touches the world: matplotlib looks for its fonts; drawing is done by one thread at a time.

The content policy allows no inline style, so that matplotlib's styles become attributes, and its colours classes, which
`year.css` fills in for light, dark and paper. What is drawn is hidden from screen readers: the table beside it says the
same.
"""

from __future__ import annotations

import io
import logging
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from xml.etree import ElementTree

# while it is loaded it tells of its cache of typefaces, which is nobody's business here
logging.getLogger("matplotlib").setLevel(logging.ERROR)

from markupsafe import Markup  # noqa: E402
from matplotlib import rc_context  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import NullLocator  # noqa: E402

DRAWING = threading.Lock()
"""Held while matplotlib draws, here or in a letter: its settings are one for the process."""

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_CLASSES = {"#000001": "bar", "#000002": "bar earlier", "#000003": "bar told", "#000004": "before", "#000005": "line"}
_BAR, _EARLIER, _TOLD, _BEFORE, _LINE = _CLASSES
_OF_LOOK = {"now": _BAR, "earlier": _EARLIER, "told": _TOLD}
_STYLE: Any = {"font.family": "DejaVu Sans", "font.size": 10, "svg.hashsalt": "detainer-intake", "svg.fonttype": "none"}
_FEWEST = 4
"""Bars that an upright chart has room for at the least, so that one alone is no block."""
_KEPT_CHARTS = 40
_KEPT = ("x", "y", "d")
_KEPT_STYLES = ("text-anchor", "stroke-width", "stroke-linecap")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, with its number beside it."""

    label: str
    value: int
    link: str | None = None
    """Where it leads to."""
    before: int | None = None
    """The same of the year before, drawn pale behind it."""
    look: Literal["now", "earlier", "told"] = "now"
    """`earlier` for another year, `told` for a figure that nobody here counted."""
    note: str = ""
    """Stands after the number, such as a share."""


@lru_cache(maxsize=_KEPT_CHARTS)
def upright(bars: tuple[Bar, ...]) -> Markup:
    """Bars that stand beside each other, for years and months."""
    with DRAWING, rc_context(_STYLE):
        figure, axes = _canvas(6.4, 2.0)
        room = max(len(bars), _FEWEST)
        for place, bar in enumerate(bars):
            if bar.before:
                axes.bar(place, bar.before, width=0.86, color=_BEFORE, clip_on=False)
            drawn = axes.bar(place, bar.value, width=0.56, color=_OF_LOOK[bar.look], clip_on=False)
            drawn[0].set_url(bar.link)
            if bar.value:
                _text(axes, place, bar.value, _number(bar), bar.link, ha="center", va="bottom", up=2)
        axes.set_xticks(range(len(bars)), [bar.label for bar in bars])
        axes.set_xlim(-0.6, room - 0.4)
        axes.set_ylim(0, max([1, *(bar.value for bar in bars), *(bar.before or 0 for bar in bars)]) * 1.12)
        axes.yaxis.set_major_locator(NullLocator())
        axes.spines["bottom"].set_visible(True)
        return _svg(figure)


@lru_cache(maxsize=_KEPT_CHARTS)
def lying(bars: tuple[Bar, ...]) -> Markup:
    """Bars below each other, for names of some length."""
    with DRAWING, rc_context(_STYLE):
        figure, axes = _canvas(6.4, 0.12 + 0.27 * len(bars))
        for place, bar in enumerate(bars):
            drawn = axes.barh(place, bar.value, height=0.6, color=_OF_LOOK[bar.look], clip_on=False)
            drawn[0].set_url(bar.link)
            _text(axes, bar.value, place, _number(bar), bar.link, ha="left", va="center", right=4)
        axes.set_yticks(range(len(bars)), [bar.label for bar in bars])
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.set_xlim(0, max([1, *(bar.value for bar in bars)]) * 1.22)
        axes.xaxis.set_major_locator(NullLocator())
        axes.spines["left"].set_visible(True)
        return _svg(figure)


def _canvas(wide: float, high: float) -> tuple[Figure, Axes]:
    figure: Any = Figure(figsize=(wide, high), layout="constrained")
    FigureCanvasSVG(figure)
    figure.get_layout_engine().set(w_pad=0.01, h_pad=0.02)
    axes = figure.add_subplot()
    axes.spines[:].set_visible(False)
    axes.spines[:].set_color(_LINE)
    axes.tick_params(length=0, pad=5)
    return figure, axes


def _number(bar: Bar) -> str:
    return f"{bar.value:,}{f' · {bar.note}' if bar.note else ''}"


def _text(
    axes: Axes, x: float, y: float, text: str, link: str | None, *, ha: Any, va: Any, up: float = 0, right: float = 0
) -> None:
    drawn = axes.annotate(text, (x, y), (right, up), textcoords="offset points", ha=ha, va=va, annotation_clip=False)
    drawn.set_url(link)


def _svg(figure: Figure) -> Markup:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Type": None})
    root = ElementTree.fromstring(drawn.getvalue())  # noqa: S314 - written the line before
    wide, high = (float(part) for part in root.attrib["viewBox"].split()[2:])
    made = ElementTree.Element(
        "svg",
        {
            "class": "chart",
            "viewBox": root.attrib["viewBox"],
            "width": str(round(wide * 4 / 3)),
            "height": str(round(high * 4 / 3)),
            "aria-hidden": "true",
        },
    )
    _move(root, made)
    return Markup(ElementTree.tostring(made, encoding="unicode"))  # noqa: S704 - ElementTree has escaped all text


def _move(source: ElementTree.Element, target: ElementTree.Element) -> None:
    """What can be seen, without groups, ids, styles and what is not drawn."""
    for each in source:
        kind = each.tag.rpartition("}")[2]
        if kind == "g":
            _move(each, target)
        elif kind == "a":
            link = ElementTree.SubElement(target, "a", {"href": each.attrib[f"{{{_LINK}}}href"], "tabindex": "-1"})
            _move(each, link)
        elif kind in ("path", "text") and (told := _attributes(kind, each)):
            ElementTree.SubElement(target, kind, told).text = each.text


def _attributes(kind: str, each: ElementTree.Element) -> dict[str, str]:
    """None at all for what has no colour: the paper behind."""
    parts = (part.split(":", 1) for part in each.attrib.get("style", "").split(";") if ":" in part)
    style = {name.strip(): value.strip() for name, value in parts}
    told = {name: " ".join(value.split()) for name, value in each.attrib.items() if name in _KEPT}
    told |= {name: value for name, value in style.items() if name in _KEPT_STYLES}
    if kind == "text":
        return told
    colour = next((style[name] for name in ("fill", "stroke") if style.get(name) in _CLASSES), None)
    return told | {"class": _CLASSES[colour]} if colour else {}
