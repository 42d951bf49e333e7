"""What the covering messages say, in several people's words. The place and the hour are put in."""
# ruff: noqa: E501 - a sentence a line

FORWARDED = (
    "The attached came in on the fax machine at {place} on {day:%m/%d/%Y} at {day:%H%M} hours. Forwarding per order.\n",
    "Please see attached. Received by fax at District {place} on {day:%m/%d/%Y} at {day:%H:%M} hrs. Subject was not held.\n",
    "This detainer was on the {place} fax this shift ({day:%B} {day.day}, {day:%Y}, {day:%H%M} hrs). For your records.\n",
    "FYI, faxed to {place} {day:%m/%d/%y} {day:%H%M}hrs, forwarding to the central mailbox.\n",
)
"""A desk officer mails on what a station's machine received."""

HANDED_OVER = (
    "Two ICE officers hand delivered the attached at the front desk of {place} on {day:%m/%d/%Y} at {day:%H%M} hours.\n",
    "An agent dropped this off in person at {place}, {day:%m/%d/%Y} {day:%H%M} hrs. Scanned and attached.\n",
    "Served in hand at the {place} desk on {day:%B} {day.day}, {day:%Y} at {day:%H:%M}. Copy attached.\n",
)

FROM_THE_OFFICE = (
    ("Immigration detainer", "Good morning,\n\nPlease find attached a detainer for a subject in your custody. Please confirm receipt.\n"),
    ("Detainer request", "See attached Form I-247A. Please call the number on the form prior to release.\n\nERO duty officer\n"),
    ("I-247A", "Detainer attached.\n\nSent from my mobile device\n"),
    ("Notice of action - detainer - BPD", "Attached please find an immigration detainer and supporting documents.\n\nThank you\n"),
)  # fmt: skip
"""Subject and body; never the name, so that only the form tells it."""

SAID_IN_MAIL = {
    "press": ("Press inquiry: detainers", "How many immigration detainers (I-247A) did the department get this year, and how?\n\nNewsroom\n"),
    "out of office": ("Automatic reply: detainer", "I am out of the office. For urgent detainer questions call the duty desk.\n"),
    "newsletter": ("Weekly bulletin for law enforcement", "Grants, training dates and surplus equipment. Unsubscribe at the foot.\n"),
    "thanks": ("RE: Immigration detainer", "Received, thank you. It was not acted upon per the Boston Trust Act.\n"),
}  # fmt: skip
