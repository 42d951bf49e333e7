"""The world -> Transmission: inboxes are listed, originals kept, mails taken apart, the ledger written.

Touches the world: see the modules. A kind of source is one module beside `folder`; what all kinds share is in
`taking_in` (bytes to ledger) and `transmissions` (what a file is).
"""

from pipeline.receive.folder import Left, LeftBecause
from pipeline.receive.ledger import Ledger
from pipeline.receive.lock import held, holder
from pipeline.receive.mail import Attachment, InnerMail, MailText, OpenedMail, open_mail, open_stored_mail
from pipeline.receive.originals import Originals, Readable
from pipeline.receive.taking_in import BY_HAND, SourceReport, receive, take_in, take_in_stream
from pipeline.receive.transmissions import transmission_id

__all__ = [
    "BY_HAND",
    "Attachment",
    "InnerMail",
    "Ledger",
    "Left",
    "LeftBecause",
    "MailText",
    "OpenedMail",
    "Originals",
    "Readable",
    "SourceReport",
    "held",
    "holder",
    "open_mail",
    "open_stored_mail",
    "receive",
    "take_in",
    "take_in_stream",
    "transmission_id",
]
