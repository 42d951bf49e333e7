"""The line that the sending machine prints at the top edge, in the layouts of several makes."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """What two fax machines know of each other."""

    sender: str
    """The name that the sending machine was given: free text."""
    sender_number: str
    """Ten digits."""
    receiver_number: str
    """Eleven digits."""
    when: datetime.datetime
    """Local time of the sending machine."""


def spaced(number: str) -> str:
    return f"{number[-10:-7]} {number[-7:-4]} {number[-4:]}"


def dashed(number: str) -> str:
    return f"{number[-10:-7]}-{number[-7:-4]}-{number[-4:]}"


LAYOUTS = {
    "fr-to": lambda c, p, n: (
        f"{c.when:%b %d %Y %H:%M} FR {c.sender} {spaced(c.sender_number)} ".upper()
        + f"TO {c.receiver_number} P.{p:02d}/{n:02d}"
    ),
    "from-to": lambda c, p, n: (
        f"From: {c.sender}  To: {c.receiver_number}  Page: {p}/{n}  Date: {c.when:%m/%d/%Y %I:%M:%S %p}"
    ),
    "columns": lambda c, p, n: (
        f"{c.when:%m/%d/%Y} {c.when:%H:%M}   {c.sender_number}      {c.sender.upper()}          PAGE  {p:02d}/{n:02d}"
    ),
    "fax-label": lambda c, p, n: f"{c.when:%d-%b-%Y %H:%M}  {c.sender}  Fax:{dashed(c.sender_number)}   P {p}",
    "weekday": lambda c, p, n: (
        f"{c.when:%a %b %d %H:%M:%S %Y}   {c.sender}    >   {dashed(c.receiver_number)}     Pg {p} of {n}"
    ),
    "iso": lambda c, p, n: (
        f"{c.when:%Y-%m-%d %H:%M}   {dashed(c.sender_number)} >> +{c.receiver_number}   {c.sender}   P {p}/{n}"
    ),
}
"""Each takes the call, the page and the number of pages."""

TWO_DIGIT_YEAR = lambda c, p, n: f"{c.when:%b.%d.%y} {c.when:%I:%M%p}  {c.sender.upper()}   NO.{c.when:%j%M}   P. {p}"  # noqa: E731


def without(call: Call, page: int, pages: int) -> str:
    """Some machines print no line, or the top edge was cut off."""
    return ""


LAYOUTS_OF = {"usual": tuple(LAYOUTS.values()), "other": (*LAYOUTS.values(), TWO_DIGIT_YEAR)}
