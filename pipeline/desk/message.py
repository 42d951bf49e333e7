"""The text of a mail, for the person who decides about it.

Touches the world: opens the original.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.ingest import MAIL
from pipeline.receive import Originals, open_stored_mail
from pipeline.settings import Settings
from pipeline.values import Transmission

_MOST = 20_000
"""Characters that are shown of a mail's texts."""
_HEADERS = ("From", "To", "Date", "Subject")


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail says."""

    headers: tuple[tuple[str, str], ...]
    text: str
    cut: bool
    """Whether there is more of it than is shown."""
    attachments: int


def message_of(transmission: Transmission, settings: Settings) -> Message | None:
    """What the mail says; None for what is no mail. Raises StoreTrouble when the original is not there."""
    if transmission.media_type != MAIL:
        return None
    mail = open_stored_mail(Originals(settings.store.originals), transmission.sha256, settings.limits)
    text = "\n\n".join(each.text.strip() for each in mail.texts)
    headers = tuple((name, mail.headers[name]) for name in _HEADERS if mail.headers.get(name))
    return Message(headers, text[:_MOST], len(text) > _MOST, len(mail.attachments))
