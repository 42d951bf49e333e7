"""How the desk looks, as far as it can be computed: contrasts of its colours, and what its pages have for everybody."""

from __future__ import annotations

import json
import re

import pytest

from pipeline.desk.statics import FOLDER

_CSS = (FOLDER / "desk.css").read_text(encoding="utf-8")
_LIGHT, _DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\n\s*\}", _CSS, re.DOTALL)[:2]
)
_ON_PAPER = ("ink", "quiet", "accent", "good", "doubt", "bad")
_TEXTS = [(name, paper) for name in _ON_PAPER for paper in ("paper", "raised")] + [
    ("ink", "sunken"),
    ("quiet", "sunken"),
    ("ink", "tint"),
    ("accent", "tint"),
    ("on-accent", "accent"),
    ("good", "good-tint"),
    ("doubt", "doubt-tint"),
    ("bad", "bad-tint"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """As WCAG 2.1 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [_LIGHT, _DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "paper"), _TEXTS)
def test_every_text_can_be_read(scheme: dict[str, str], text: str, paper: str) -> None:
    assert contrast(scheme[text], scheme[paper]) >= 4.5


@pytest.mark.parametrize("scheme", [_LIGHT, _DARK], ids=["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "raised"])
def test_edges_of_inputs_and_the_ring_of_the_focus_can_be_seen(scheme: dict[str, str], paper: str) -> None:
    assert contrast(scheme["edge"], scheme[paper]) >= 3
    assert contrast(scheme["accent"], scheme[paper]) >= 3


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_every_page_can_be_used_by_ear_and_by_keyboard(bureau) -> None:
    browser = bureau.signed_in("administrator")
    for path in ("/account", "/accounts", "/nothing"):
        text = browser.get(path).text
        assert '<html lang="en">' in text
        assert text.index('class="skip" href="#main"') < text.index('<main id="main"')
        assert text.count("<h1>") == 1
        assert 'aria-live="polite"' in text
        for control in re.findall(r"<(?:input|select|textarea)[^>]*>", text):
            if 'type="hidden"' not in control and " hidden" not in control:
                before = text[: text.index(control)]
                assert before.rfind("<label") > before.rfind("</label"), control


def test_the_area_that_is_shown_is_marked(bureau) -> None:
    text = bureau.signed_in("administrator").get("/accounts").text
    assert re.findall(r'<a href="([^"]+)"[^>]* aria-current="page"', text) == ["/accounts"]


def test_htmx_is_bound_by_the_content_policy_and_keeps_no_page(bureau) -> None:
    text = bureau.browser().get("/sign-in").text
    found = re.search(r"<meta name=\"htmx-config\" content='([^']+)'", text)
    assert found
    told = json.loads(found[1])
    assert (told["includeIndicatorStyles"], told["allowEval"], told["allowScriptTags"]) == (False, False, False)
    assert (told["historyCacheSize"], told["selfRequestsOnly"]) == (0, True)
