"""Simple rules over a page's text, as somebody without this program would write them: text in, eleven fields out.

Each rule is one regular expression that begins at a label. Nothing here is used by the program itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

Value = str | bool | tuple[str, ...] | None

TITLES = (
    (r"DETAINER\W+NOTICE\s+OF\s+ACTION", "I-247A"),
    (r"REQUEST\s+FOR\s+VOLUNTARY\s+ACTION", "I-247D"),
    (r"VOLUNTARY\s+NOTIFICATION", "I-247N"),
    (r"ADVANCE\s+NOTIFICATION", "I-247G"),
)
NUMBERED = re.compile(r"Form\s+[I1l|]\s?-?\s?247\s?([ADGN])\b", re.IGNORECASE)
HEAD = 900
"""Letters of a page within which the title of a form stands."""

DATE = (
    r"(\d{1,2}[/.-]\s?\d{1,2}[/.-]\s?\d{4}|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{4}|[A-Za-z]{3,9}\.?\s\d{1,2}\s?[,.]\s?\d{4})"
)
NAME = r"(?:Name of (?:Alien|Subject)|(?:Alien|Subject)(?:.s)? Name)"
RULES = {
    "subject_name": NAME + r"(?:\s*\([^)\n]*\))?[^A-Za-z\n]*(\S[^\n]+)",
    "file_number": r"File\s*(?:No|Number|#)?\W{0,3}\s*A?\W{0,3}((?:\d[ -]?){8,9})(?!\d)",
    "date_of_birth": rf"(?:Date of Birth|Birth Date|D\.?O\.?B)[^A-Za-z0-9\n]*{DATE}",
    "form_date": rf"(?<![A-Za-z] )\b(?:Form )?Date(?: Issued)?(?: \([^)\n]*\))?[^A-Za-z0-9\n]+{DATE}",
    "citizenship": r"Citizen(?:ship| of)[^A-Za-z\n]*([A-Za-z][A-Za-z ,.'-]+?)(?=[\W_]*(?:Sex|Gender)\b|\n|$)",
    "sex": r"(?:Sex|Gender)\b(?: \(M/F\))?[^A-Za-z\n]*(MALE|FEMALE|M|F)\b",
    "subject_id": r"Subj(?:ect|\.)?\s*I\.?D[^0-9\n]{0,12}(\d{7,10})\b",
    "event_number": r"Event\s*(?:#|No|Number|ID)?[^A-Za-z0-9\n]{0,6}([A-Z]{3}\s?\d{8,12})\b",
}
BOXES = {
    "final_order": r"a final order of removal",
    "pending_proceedings": r"the pendency of",
    "biometric": r"biometric confirmation",
    "statements": r"statements made",
    "transferred_for_proceeding": r"upon completion of the proceeding",
    "cancels": r"if checked",
}
MARK = r"(?:^|\n)[^A-Za-z0-9\n]*(?:[x✓✔☒☑]|\[x\])[^A-Za-z0-9\n]*\s*"


def forms_in(pages: Sequence[str]) -> list[dict[str, Value]]:
    """The fields of each page that is one of the forms, in the order of the pages. What no rule finds is None."""
    return [fields_in(text, form) for text in pages if (form := form_of(text))]


def form_of(text: str) -> str | None:
    """The number of the form that a page is, by its title or its footer."""
    for title, form in TITLES:
        if re.search(title, text[:HEAD], re.IGNORECASE):
            return form
    numbered = NUMBERED.search(text)
    return f"I-247{numbered[1].upper()}" if numbered and "Birth" in text else None


def fields_in(text: str, form: str) -> dict[str, Value]:
    found: dict[str, Value] = {"form": form}
    for name, rule in RULES.items():
        match = re.search(rule, text, re.IGNORECASE)
        found[name] = understood(name, match[1]) if match else None
    marked = {name for name, words in BOXES.items() if re.search(MARK + words, text, re.IGNORECASE)}
    found["cancels"] = "cancels" in marked
    found["basis"] = tuple(sorted(marked - {"cancels"}))
    return found


def understood(name: str, words: str) -> str | None:
    words = words.strip(" _.,:;|-")
    if name == "file_number":
        return re.sub(r"\D", "", words).zfill(9)
    if name in ("date_of_birth", "form_date"):
        return day(words)
    if name == "sex":
        return words[0].upper()
    return words or None


def day(words: str) -> str | None:
    """ISO, None where it is no date."""
    words = re.sub(r"\s+", " ", re.sub(r"[.,/-]", " ", words)).strip().title()
    for written in ("%m %d %Y", "%B %d %Y", "%b %d %Y", "%d %b %Y", "%d %B %Y"):
        try:
            return datetime.strptime(words, written).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
