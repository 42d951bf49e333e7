"""Builds the mails, with fixed boundaries and ids so that a second drawing gives the same bytes."""

import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

BOSTON = ZoneInfo("America/New_York")


def mail(
    sender: str,
    subject: str,
    body: str,
    when: datetime.datetime,
    attachments: tuple[tuple[str, bytes], ...] = (),
    *,
    to: str = "detainers@pd.example.gov",
    html: str = "",
    headers: dict[str, str] | None = None,
    number: int = 1,
) -> bytes:
    """`when` is local time in Boston, without offset. The type of an attachment follows its suffix."""
    moment = when.replace(tzinfo=BOSTON)
    message = EmailMessage(policy=SMTP)
    host = sender.rsplit("@", 1)[1].strip(">")
    arrived = format_datetime(moment)
    message["Received"] = (
        f"from relay.{host} (relay.{host} [192.0.2.25]) by mx.pd.example.gov with ESMTPS id s{number:06d}; {arrived}"
    )
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = f"<{when:%Y%m%d%H%M%S}.{number}@{host}>"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attachments:
        kind = {"pdf": ("application", "pdf"), "tif": ("image", "tiff"), "jpg": ("image", "jpeg")}[
            name.rsplit(".", 1)[1]
        ]
        message.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    for place, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{number:06d}_{place}_{when:%Y%m%d}")
    return message.as_bytes()
