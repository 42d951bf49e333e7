"""Pure. Understands the line that a sending machine prints at the top edge of each page.

Layouts differ by maker; what they share is a date and time, a page of pages, and often the sender's name, its number
and the receiving number, such as
`JAN 14 2025 14:32 FR ICE ERO BOSTON 781 555 0137 TO 16175550100 P.02/04`.
"""

from __future__ import annotations

import re
from datetime import datetime, time

from pipeline.reading import answers
from pipeline.values import HeaderLine

_DIGIT = r"[\dOlI]"
_YEAR = r"[12][\dOlISB]{3}"
_DATE = re.compile(
    rf"\b(?:{_DIGIT}{{1,2}}[/\-.]{_DIGIT}{{1,2}}[/\-.](?:{_YEAR}|{_DIGIT}{{2}})\b|\d{{4}}-\d\d-\d\d"
    rf"|[A-Za-z0-9]{{3,9}}\.?[\s\-]+{_DIGIT}{{1,2}}[,.\s\-]+{_YEAR}|{_DIGIT}{{1,2}}[\s\-][A-Za-z]{{3,9}}[\s\-,]+{_YEAR})"
)
_TIME = re.compile(r"\b([\dOo]{1,2})[:.;]([\dOo]{2})(?:[:.;][\dOo]{2})?\s*([AP]\.?M\b)?", re.IGNORECASE)
_DATE_AROUND_TIME = re.compile(
    rf"\b([A-Za-z0-9]{{3,9}}\s+{_DIGIT}{{1,2}})\s+([\dOo]{{1,2}}[:.;][\dOo]{{2}}(?:[:.;][\dOo]{{2}})?)\s+({_YEAR})\b"
)
"""`Tue Jan 14 14:32:00 2025`, as Unix prints it."""
_WEEKDAY = re.compile(r"^\W*(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*\b", re.IGNORECASE)
_NUMBER = rf"\+?[1lI]?[\s.\-]*\(?{_DIGIT}{{3}}\)?[\s.\-]*{_DIGIT}{{3}}[\s.\-]*{_DIGIT}{{4}}(?!\d)"
_TO = re.compile(rf"(?:\bT[O0]\b:?|>+)\s*({_NUMBER})", re.IGNORECASE)
_PHONE = re.compile(rf"(?:\bFAX\s*[:#]\s*)?(?<![\dA-Za-z]){_NUMBER}", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:P(?:AGE|G)?|PAGE)[.:\s]*([\dOlI]{1,3})\s*(?:/|OF)\s*([\dOlI]{1,3})", re.IGNORECASE)
_BARE_PAGE = re.compile(r"\b(\d{1,3})/(\d{1,3})\s*$")
_PAGE_ALONE = re.compile(r"\bP(?:AGE|G)?[.:\s]+(\d{1,3})\s*$", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:FR|FROM)[:;,.]?\s+(.+?)(?=\s+(?:T[O0]\b|P(?:AGE|G)?[.:\s]*\d|\(?\d{3}\)?[\s\-.]\d{3}|DATE)|$)", re.IGNORECASE
)


def parse_header(text: str) -> HeaderLine | None:
    """The header line in a text, None when it does not look like one: it must tell at least two things."""
    raw = re.sub(r"\s+", " ", text).strip()
    if len(raw) < 12:
        return None
    sent_at = _sent_at(raw)
    to = _TO.search(raw)
    number = answers.phone(to.group(1)) if to else None
    here, of = _pages(raw)
    told = (sent_at is not None) + (number is not None) + (here is not None) + bool(_TIME.search(raw))
    if told < 2:
        return None
    return HeaderLine(raw=raw, sent_at=sent_at, sender=_sender(raw), to_number=number, page=here, pages=of)


def fuller(one: HeaderLine | None, other: HeaderLine | None) -> HeaderLine | None:
    """Of two readings of the same line the one that tells more, what it lacks taken from the other."""
    if one is None or other is None:
        return one or other
    first, second = (one, other) if _told(one) >= _told(other) else (other, one)
    return HeaderLine(
        raw=first.raw,
        sent_at=first.sent_at or second.sent_at,
        sender=first.sender or second.sender,
        to_number=first.to_number or second.to_number,
        page=first.page if first.page is not None else second.page,
        pages=first.pages if first.page is not None else second.pages,
    )


def complete(header: HeaderLine | None) -> bool:
    """Whether the line told when it was sent and which page this is."""
    return header is not None and header.sent_at is not None and header.page is not None


def whole(header: HeaderLine | None) -> bool:
    """Whether nothing more is to be had from the line: it is complete, and no number in it may be the receiving one."""
    return complete(header) and header is not None and (header.to_number is not None or not _PHONE.search(header.raw))


def _told(header: HeaderLine) -> int:
    return sum(value is not None for value in (header.sent_at, header.to_number, header.page, header.sender))


def _pages(raw: str) -> tuple[int | None, int | None]:
    """The page and the number of pages; the second is None where the machine does not print it."""
    page = _PAGE.search(raw) or _BARE_PAGE.search(raw)
    if page is None:
        alone = _PAGE_ALONE.search(raw)
        return (_number(alone.group(1)) if alone else None), None
    here, of = _number(page.group(1)), _number(page.group(2))
    return (here, of) if here is not None and of is not None and 1 <= here <= of else (None, None)


def _sent_at(raw: str) -> datetime | None:
    if around := _DATE_AROUND_TIME.search(raw):
        iso, clock = answers.day(f"{around.group(1)} {around.group(3)}"), _clock(around.group(2))
        if iso is not None and clock is not None:
            return datetime.combine(datetime.fromisoformat(iso).date(), clock)
    for found in _DATE.finditer(raw):
        iso = answers.day(found.group())
        if iso is None:
            continue
        clock = _clock(raw[: found.start()] + " " + raw[found.end() :])
        if clock is not None:
            # the sending machine's own clock: naive on purpose
            return datetime.combine(datetime.fromisoformat(iso).date(), clock)
    return None


def _clock(text: str) -> time | None:
    for found in _TIME.finditer(text):
        hour, minute = (int(part.upper().replace("O", "0")) for part in found.group(1, 2))
        half = (found.group(3) or "").upper().replace(".", "")
        if half == "PM" and hour < 12:
            hour += 12
        elif half == "AM" and hour == 12:
            hour = 0
        if hour < 24 and minute < 60:
            return time(hour, minute)
    return None


def _sender(raw: str) -> str | None:
    found = _FROM.search(raw)
    if found:
        text = found.group(1)
    else:
        # `08/07/2025 02:23 (401) 555-0119 ICE ERO PROVIDENCE PAGE 01/04`: what is left when all else is known
        text = raw
        for pattern in (_DATE_AROUND_TIME, _WEEKDAY, _DATE, _TO, _PAGE, _PAGE_ALONE, _TIME, _PHONE, _BARE_PAGE):
            text = pattern.sub(" ", text)
    text = re.sub(r"\s+", " ", _PHONE.sub(" ", text)).strip(" -:.,|>")
    return text if len(re.sub(r"[^A-Za-z]", "", text)) >= 3 else None


def _number(text: str) -> int | None:
    bare = text.upper().translate(str.maketrans("OLI", "011"))
    return int(bare) if bare.isdigit() else None
