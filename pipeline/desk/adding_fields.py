"""Pure, given the rules. The form in which a request is keyed: what it asks for, and what was typed, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType

from starlette.datastructures import FormData

from pipeline.deciding import Reviewer
from pipeline.errors import WrongUse
from pipeline.receipt_said import Said, corrections_of, understood
from pipeline.reviewing.bounds import LONGEST_REASON, check_reason
from pipeline.reviewing.typed import understood_kind, understood_value
from pipeline.vocabulary import FIELDS, FieldSpec, Kind

_SPECS: Mapping[str, FieldSpec] = MappingProxyType({spec.name: spec for spec in FIELDS})
KINDS = tuple(
    kind.value for kind in (Kind.DETAINER, Kind.CANCELLATION, Kind.NOTIFICATION_REQUEST, Kind.WARRANT_ONLY, Kind.OTHER)
)
"""What is keyed, the usual first."""
_OF_THE_RECEIPT = ("channel", "district", "received")
_LONGEST_TYPED = 2 * LONGEST_REASON


@dataclass(frozen=True, slots=True)
class Asked:
    """One value that the form asks for."""

    name: str
    label: str
    type: str
    """`text`, `date`, `bool` or `list`."""
    hint: str = ""
    """An example, for what nobody types right by guessing."""
    options: tuple[tuple[str, str], ...] = ()
    """Where one of few is chosen: the value and its words."""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Values that belong together."""

    title: str
    asked: tuple[Asked, ...]
    folded: bool = False
    """Whether it is shown when it is asked for; it holds what is rarely known."""


def _ask(
    name: str, label: str, hint: str = "", options: tuple[tuple[str, str], ...] = (), *, wide: bool = False
) -> Asked:
    return Asked(name, label, _SPECS[name].type, hint, options, wide)


GROUPS = (
    Group(
        "Whom it is about",
        (
            _ask("subject_name", "Name, as printed", "DOE, Jane Ann", wide=True),
            _ask("date_of_birth", "Date of birth", "1980-04-09 or 04/09/1980"),
            _ask("sex", "Sex", options=(("M", "male"), ("F", "female"), ("U", "unknown"))),
            _ask("citizenship", "Citizenship", "HONDURAS"),
            _ask("file_number", "File number", "A123 456 789"),
            _ask("event_number", "Event number", "BOS2501000123"),
            _ask("subject_id", "Subject ID", "316260261"),
        ),
    ),
    Group(
        "The form",
        (
            _ask("form", "Form", "I-247A"),
            _ask("edition", "Edition", "3/17"),
            _ask("form_date", "Its date", "2025-01-14 or 01/14/2025"),
            _ask("basis", "Reason ticked", wide=True),
        ),
    ),
    Group(
        "More, where it is known",
        (
            _ask("from_office", "From the office", "1000 District Avenue, Burlington MA", wide=True),
            _ask("to_agency", "Addressed to", wide=True),
            _ask("officer_name", "Officer's name"),
            _ask("officer_title", "Officer's title", "Deportation Officer"),
            _ask("signed", "Signed"),
            _ask("notify_agency", "To be notified", options=(("ICE", "ICE"), ("CBP", "CBP"))),
            _ask("notify_phone", "Their number", "781 555 0137"),
            _ask("cancels", "Cancels an earlier one"),
            _ask("cancels_date", "Date of the cancelled one", "2025-01-14"),
            _ask("booking_number", "Local booking number"),
            _ask("served_on", "Served on", "2025-01-14"),
            _ask(
                "served_how",
                "Served how",
                options=(("in_person", "in person"), ("inmate_mail", "inmate mail"), ("other", "other")),
            ),
        ),
        folded=True,
    ),
)
ASKED = tuple(each for group in GROUPS for each in group.asked)


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, and what is wrong with it."""

    typed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By the name of the input; of several that are ticked, joined by commas."""
    faults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """A sentence by the name of the input; `` for one about the whole."""

    def text(self, name: str) -> str:
        """What was typed there, empty for nothing."""
        return self.typed.get(name, "")

    def ticked(self, name: str) -> list[str]:
        """What was ticked there."""
        return [each for each in self.text(name).split(",") if each]

    @property
    def kind(self) -> Kind:
        """The kind of what is keyed. Raises WrongUse for what is none."""
        return understood_kind(self.text("kind") or Kind.DETAINER.value)

    @property
    def fields(self) -> dict[str, str]:
        """What was typed for the fields; those left empty are not said."""
        return {each.name: self.text(each.name) for each in ASKED if self.text(each.name)}

    @property
    def unfolded(self) -> bool:
        """Whether something stands, or is wrong, in what is folded away."""
        return any(
            self.text(each.name) or each.name in self.faults for group in GROUPS if group.folded for each in group.asked
        )

    def with_fault(self, name: str, told: str) -> Form:
        """The same with one more fault; the first about an input stands."""
        return replace(self, faults=MappingProxyType({name: _without_name(name, self.text(name), told), **self.faults}))


def typed_form(sent: FormData, reviewer: Reviewer) -> Form:
    """The form as it was sent, each value held against what it can be, so that all faults show at once."""
    typed = {name: str(sent.get(name, ""))[:_LONGEST_TYPED].strip() for name in ("kind", "reason", *_OF_THE_RECEIPT)}
    for each in ASKED:
        several = sent.getlist(each.name) if each.type == "list" else [sent.get(each.name, "")]
        typed[each.name] = ",".join(str(one) for one in several)[:_LONGEST_TYPED].strip()
    form = Form(MappingProxyType(typed))
    form = _checked(form, "kind", lambda: form.kind)
    form = _checked(form, "reason", lambda: check_reason(form.text("reason")))
    for name, text in form.fields.items():
        form = _checked(form, name, partial(understood_value, name, text, reviewer.bounds))
    if not form.fields:
        # what is keyed counts at once: a slip on an empty form must not
        form = form.with_fault("", "say at least one thing that tells it from others, such as the name or a number")
    return _with_receipt(form, reviewer)


def _with_receipt(form: Form, reviewer: Reviewer) -> Form:
    for name in _OF_THE_RECEIPT:
        if form.text(name):
            said = {each: form.text(each) if each == name else None for each in _OF_THE_RECEIPT}
            form = _checked(form, name, partial(_understood, said, reviewer))
        elif name != "district":
            form = form.with_fault(name, "say how it came" if name == "channel" else "say when it came")
    if not form.faults.keys() & set(_OF_THE_RECEIPT):
        whole = {each: form.text(each) or None for each in _OF_THE_RECEIPT}
        form = _checked(form, "district", partial(_fits, whole, reviewer))
    return form


def _understood(said: Mapping[str, str | None], reviewer: Reviewer) -> Said:
    settings, now = reviewer.settings, reviewer.clock()
    return understood(said["channel"], said["district"], said["received"], settings, now, options=False)


def _fits(said: Mapping[str, str | None], reviewer: Reviewer) -> object:
    return list(corrections_of(_understood(said, reviewer), "the request", None, options=False))


def _checked(form: Form, name: str, check: Callable[[], object]) -> Form:
    try:
        check()
    except WrongUse as error:
        return form.with_fault(name, str(error))
    return form


def _without_name(name: str, typed: str, told: str) -> str:
    """The sentence without the input's name before it: it stands beside the input, with what was typed in it."""
    called = {"received": "received_at", "reason": "the reason", "": "the request"}.get(name, name)
    for start in (f"{called}: ", f"{called}={typed}: ", "the request: "):
        told = told.removeprefix(start)
    told = told[:1].upper() + told[1:]
    return told if told.endswith((".", "?", "!")) else f"{told}."
