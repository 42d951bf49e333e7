"""Pure. What a person typed on the verifying page, held against what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.datastructures import FormData

from pipeline.desk.evidence import FieldView, RecordView
from pipeline.reviewing.bounds import Bounds
from pipeline.reviewing.typed import understood_value

Changes = Mapping[int, Mapping[str, str]]
"""By the record's ordinal and the field's name: what was typed and stands otherwise."""


def key_of(ordinal: int, name: str) -> str:
    """The name of a field's input."""
    return f"f-{ordinal}-{name}"


def changes_of(records: Iterable[RecordView], form: FormData) -> Changes:
    """What was typed and stands otherwise; records of which nothing was changed are left out."""
    found: dict[int, dict[str, str]] = {}
    for record in records:
        values = {
            field.name: typed
            for field in record.fields
            if (typed := _typed(field, key_of(record.ordinal, field.name), form)) is not None
        }
        kind = form.get(key_of(record.ordinal, "kind"))
        if kind and kind != record.kind:
            values["kind"] = str(kind)
        if values:
            found[record.ordinal] = values
    return found


def _typed(field: FieldView, key: str, form: FormData) -> str | None:
    """What was typed for the field; None where that stands already, or the form did not have it."""
    if field.type == "list":
        ticked = sorted(str(each) for each in form.getlist(key))
        return (",".join(ticked) or "none") if f"{key}-shown" in form and ticked != sorted(field.ticked) else None
    if field.type == "bool":
        if f"{key}-shown" not in form:
            return None
        # a box that was not read is neither ticked nor empty until a person touches it
        untouched = not field.ticked and key not in form and form.get(f"{key}-shown") != "touched"
        says = "yes" if key in form else "no"
        return None if untouched or (says,) == field.ticked else says
    typed = str(form[key]).strip() if key in form else field.text
    return None if typed == field.text else typed


def check(changes: Changes, bounds: Bounds) -> None:
    """Raises WrongUse for a value that makes no sense, before any of them is written."""
    for values in changes.values():
        for name, text in values.items():
            understood_value(name, text, bounds)


def typed_of(form: FormData) -> dict[str, str]:
    """What the inputs of the fields held, by their names; several ticks of one field are joined by commas."""
    return {
        key: ",".join(str(each) for each in form.getlist(key))[:500]
        for key in form
        if key.startswith("f-") and not key.endswith("-shown")
    }


def field_of_fault(sentence: str, typed: Mapping[str, str]) -> str:
    """The input that a sentence about a typed value is about, as it begins with the field's name; empty for none."""
    name = sentence.partition(":")[0]
    return next((key for key in typed if key.split("-", 2)[-1] == name), "")
