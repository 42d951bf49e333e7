"""Pure. The words the program uses for what it finds: channels, kinds, fields and doubts.

Every name here is fixed by the data sets that leave the program; `docs/data-dictionary.md` is written from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Channel(StrEnum):
    """How a request first reached the department."""

    DEDICATED_FAX = "dedicated_fax"
    DISTRICT_FAX = "district_fax"
    OTHER_FAX = "other_fax"
    EMAIL = "email"
    IN_PERSON = "in_person"
    PHONE = "phone"
    MAIL = "mail"
    UNKNOWN = "unknown"


PERSON = "person"
"""The reader of a value that a person said, and what told a channel or time that one said."""


class Kind(StrEnum):
    """What a record is, the one that matters most for the count first."""

    DETAINER = "detainer"
    CANCELLATION = "cancellation"
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    MISADDRESSED = "misaddressed"
    NOTIFICATION_REQUEST = "notification_request"
    WARRANT_ONLY = "warrant_only"
    OTHER = "other"


class Role(StrEnum):
    """What a record is to the request it belongs to."""

    FIRST = "first"
    DUPLICATE = "duplicate"
    CORRECTION = "correction"
    CANCELLATION = "cancellation"


class Status(StrEnum):
    """Where a transmission stands."""

    ACCEPTED = "accepted"
    NEEDS_REVIEW = "needs_review"
    SET_ASIDE = "set_aside"
    FAILED = "failed"


class Basis(StrEnum):
    """The boxes a detainer form offers as its reason; the first four are the grounds of probable cause."""

    FINAL_ORDER = "final_order"
    PENDING_PROCEEDINGS = "pending_proceedings"
    BIOMETRIC = "biometric"
    STATEMENTS = "statements"
    TRANSFERRED = "transferred_for_proceeding"


GROUNDS: tuple[Basis, ...] = (Basis.FINAL_ORDER, Basis.PENDING_PROCEEDINGS, Basis.BIOMETRIC, Basis.STATEMENTS)
"""The grounds of probable cause, in the order in which Form I-247A prints them."""


class Outcome(StrEnum):
    """What was done about a request."""

    NOT_ACTED_UPON = "not_acted_upon"
    DETAINED = "detained"
    TRANSFERRED = "transferred"


class Action(StrEnum):
    """What a person can decide. Each decision is kept as said; none is changed or deleted, one can be undone."""

    CORRECT = "correct"
    """A value of a record, its kind among them, or of the receipt."""
    ACCEPT = "accept"
    """A transmission stands as it is read and corrected."""
    LINK = "link"
    """Records are one request."""
    UNLINK = "unlink"
    """Records are two requests."""
    ASSIGN = "assign"
    """Who is to look at a transmission."""
    OUTCOME = "outcome"
    """What was done about a request."""
    SETTLE = "settle"
    """What is possibly missing was looked into."""
    UNDO = "undo"
    """An earlier decision no longer holds."""


FieldType = Literal["text", "date", "bool", "list"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form, as it is named in every data set."""

    name: str
    type: FieldType
    identifying: bool
    """True when the value can point at a person; such fields leave only in identified exports."""
    meaning: str


FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("form", "text", False, "The form's number, such as I-247A."),
    FieldSpec("edition", "text", False, "The edition printed in the footer, such as 3/17."),
    FieldSpec("subject_name", "text", True, "The subject's name as printed."),
    FieldSpec("subject_last", "text", True, "Family name."),
    FieldSpec("subject_first", "text", True, "First given name."),
    FieldSpec("subject_middle", "text", True, "Further given names."),
    FieldSpec("date_of_birth", "date", True, "Date of birth."),
    FieldSpec("citizenship", "text", True, "Country of citizenship as DHS writes it."),
    FieldSpec("sex", "text", True, "M, F or U."),
    FieldSpec("file_number", "text", True, "Alien file number, nine digits."),
    FieldSpec("subject_id", "text", True, "DHS subject id, digits."),
    FieldSpec("event_number", "text", True, "DHS event number: three letters and digits."),
    FieldSpec("form_date", "date", False, "The date the form gives for itself."),
    FieldSpec("to_agency", "text", False, "The institution the form is addressed to."),
    FieldSpec("from_office", "text", False, "The DHS office the form comes from."),
    FieldSpec("notify_agency", "text", False, "The agency to be called before a release: ICE or CBP."),
    FieldSpec("notify_phone", "text", False, "The number to be called before a release."),
    FieldSpec("officer_name", "text", True, "The immigration officer's name."),
    FieldSpec("officer_title", "text", False, "The immigration officer's title."),
    FieldSpec("signed", "bool", False, "Whether there is ink on the officer's signature line."),
    FieldSpec("probable_cause", "bool", False, "Whether any ground of probable cause is ticked."),
    FieldSpec("basis", "list", False, "The ticked reasons, sorted."),
    FieldSpec("cancels", "bool", False, "Whether the box that cancels an earlier detainer is ticked."),
    FieldSpec("cancels_date", "date", False, "The date of the detainer that is cancelled."),
    FieldSpec("booking_number", "text", True, "Local booking or inmate number."),
    FieldSpec("served_on", "date", False, "The date the form was served on the subject."),
    FieldSpec("served_how", "text", False, "How it was served: in_person, inmate_mail or other."),
)
FIELD_NAMES: tuple[str, ...] = tuple(spec.name for spec in FIELDS)
IDENTITY: tuple[str, ...] = (
    "form", "subject_name", "date_of_birth", "citizenship", "sex", "file_number", "subject_id", "event_number",
    "form_date", "basis", "cancels",
)  # fmt: skip
"""Fields that tell who and when and why: a record in which one of them is not sure waits for a person."""
IDENTIFYING: frozenset[str] = frozenset(spec.name for spec in FIELDS if spec.identifying)


class Doubt(StrEnum):
    """Why a value or a transmission needs a person, or what a person should know about it."""

    # the file
    UNDECODABLE = "undecodable"
    EMPTY_FILE = "empty_file"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_DEEP = "too_deep"
    TOO_MANY_PARTS = "too_many_parts"
    UNKNOWN_TYPE = "unknown_type"
    PAGES_MISSING = "pages_missing"
    PAGE_UNREADABLE = "page_unreadable"
    PAGE_TIMED_OUT = "page_timed_out"
    PART_SKIPPED = "part_skipped"
    NOT_YET_READ = "not_yet_read"
    SAME_BYTES = "same_bytes"
    # the form
    FORM_UNCERTAIN = "form_uncertain"
    MENTIONS_DETAINER = "mentions_detainer"
    ILLEGIBLE = "illegible"
    FIELD_MISSING = "field_missing"
    FIELD_UNCERTAIN = "field_uncertain"
    FIELD_INVALID = "field_invalid"
    READERS_DISAGREE = "readers_disagree"
    WITNESS_DISAGREES = "witness_disagrees"
    HANDWRITTEN = "handwritten"
    DATE_IN_FUTURE = "date_in_future"
    BIRTH_AFTER_FORM = "birth_after_form"
    EVENT_NUMBER_UNUSUAL = "event_number_unusual"
    COUNTRY_UNKNOWN = "country_unknown"
    BOXES_NOT_FOUND = "boxes_not_found"
    BOX_UNCERTAIN = "box_uncertain"
    BASIS_MISSING = "basis_missing"
    BASIS_BOTH = "basis_both"
    IN_TEXT_ALONE = "in_text_alone"
    # the channel and the count
    CHANNEL_DISAGREES = "channel_disagrees"
    CHANNEL_UNKNOWN = "channel_unknown"
    RECEIVED_DISAGREES = "received_disagrees"
    RECEIVED_FROM_FILE_TIME = "received_from_file_time"
    INCOMPLETE = "incomplete"
    MISADDRESSED = "misaddressed"
    ADDRESSEE_UNCLEAR = "addressee_unclear"
    LINK_UNCERTAIN = "link_uncertain"
    OUTCOMES_DISAGREE = "outcomes_disagree"
    CANCELS_UNKNOWN = "cancels_unknown"
    CORRECTION_UNPLACED = "correction_unplaced"
    REREAD_DIFFERS = "reread_differs"


DOUBT_SENTENCES: dict[Doubt, str] = {
    Doubt.UNDECODABLE: "The file cannot be decoded; ask the sender for it again or open the original.",
    Doubt.EMPTY_FILE: "The file is empty.",
    Doubt.ENCRYPTED: "The file is locked with a password.",
    Doubt.TOO_LARGE: "The file or one of its pages is larger than the limit in the settings.",
    Doubt.TOO_MANY_PAGES: "The file has more pages than the limit in the settings; the rest was not read.",
    Doubt.TOO_DEEP: "The mail holds mails within mails deeper than the limit; the innermost were not read.",
    Doubt.TOO_MANY_PARTS: "The mail has more parts than the limit in the settings; the rest was not read.",
    Doubt.UNKNOWN_TYPE: "The file is of no type that can be read.",
    Doubt.PAGES_MISSING: "Fewer pages were read than the file holds.",
    Doubt.PAGE_UNREADABLE: "A page cannot be decoded.",
    Doubt.PAGE_TIMED_OUT: "A page took longer than the limit and was not read.",
    Doubt.PART_SKIPPED: "A part of the mail could not be read.",
    Doubt.NOT_YET_READ: "The transmission has been stored but not read yet.",
    Doubt.SAME_BYTES: "The same file, bit for bit, was taken in before under another name.",
    Doubt.FORM_UNCERTAIN: "It looks like one of the forms, but not clearly enough.",
    Doubt.MENTIONS_DETAINER: "The text asks to hold a person or speaks of a detainer, but no form was recognised.",
    Doubt.ILLEGIBLE: "Hardly a word on a page can be read: writing by hand, a picture, or print too damaged.",
    Doubt.FIELD_MISSING: "A field that identifies or counts the request was not read.",
    Doubt.FIELD_UNCERTAIN: "A field was read with too little confidence.",
    Doubt.FIELD_INVALID: "A field was read but cannot be right.",
    Doubt.READERS_DISAGREE: "Two readers read different values.",
    Doubt.WITNESS_DISAGREES: "The same field elsewhere in the transmission says otherwise.",
    Doubt.HANDWRITTEN: "The field is filled by hand and is left to a person.",
    Doubt.DATE_IN_FUTURE: "A date lies in the future.",
    Doubt.BIRTH_AFTER_FORM: "The date of birth is not before the date of the form.",
    Doubt.EVENT_NUMBER_UNUSUAL: "The event number does not have the usual form.",
    Doubt.COUNTRY_UNKNOWN: "The citizenship is no country as DHS writes it.",
    Doubt.BOXES_NOT_FOUND: "The check-boxes were not found on the page.",
    Doubt.BOX_UNCERTAIN: "It is not clear whether a check-box is marked.",
    Doubt.BASIS_MISSING: "No reason was read as ticked.",
    Doubt.BASIS_BOTH: "Both box 1 and box 2 are ticked.",
    Doubt.IN_TEXT_ALONE: "The request stands in the text of a message, without a form.",
    Doubt.CHANNEL_DISAGREES: "The source, the header line and the message disagree about how it was received.",
    Doubt.CHANNEL_UNKNOWN: "It is not known how this was received.",
    Doubt.RECEIVED_DISAGREES: "The date in the header line or message is far from the date it was received.",
    Doubt.RECEIVED_FROM_FILE_TIME: "Only the file's own time tells when it was received.",
    Doubt.INCOMPLETE: "Pages of a detainer form came without page 1; a request may be behind them.",
    Doubt.MISADDRESSED: "The form is addressed to another agency.",
    Doubt.ADDRESSEE_UNCLEAR: "It is not clear to whom the form is addressed.",
    Doubt.LINK_UNCERTAIN: "It may be the same request as another one.",
    Doubt.OUTCOMES_DISAGREE: "Different outcomes were said of what is now counted as one request; say which is right.",
    Doubt.CANCELS_UNKNOWN: "The detainer that it cancels was not found.",
    Doubt.CORRECTION_UNPLACED: "A person decided about a form that the latest reading no longer finds.",
    Doubt.REREAD_DIFFERS: "A later reading differs from what a person accepted.",
}

NOTES: frozenset[Doubt] = frozenset({Doubt.SAME_BYTES, Doubt.EVENT_NUMBER_UNUSUAL, Doubt.RECEIVED_FROM_FILE_TIME})
"""Doubts that are told but do not by themselves ask for a person."""
