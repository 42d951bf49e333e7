"""Pure. Tells a corrected form from one that was merely sent again."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.counting.identity import Item, Same, name_same, text_same
from pipeline.values import RecordKey
from pipeline.vocabulary import Role

_CORRECTED = ("form_date", "date_of_birth", "file_number", "citizenship", "sex", "basis")
"""Fields that a correction changes, beside the name."""


def roles_of(cluster: tuple[Item, ...]) -> tuple[Mapping[RecordKey, Role], Item]:
    """The role of each record of a request, given in order of receipt, and the record whose reading stands.

    A record with the same event number that certainly differs from every earlier one is a correction; one that is the
    same as any of them, or only doubtfully different, is a duplicate. The latest correction stands.
    """
    first = cluster[0]
    roles, standing, forms = {first.key: Role.FIRST}, first, [first]
    for item in cluster[1:]:
        if item.event is not None and all(item.event == form.event and _changed(form, item) for form in forms):
            roles[item.key] = Role.CORRECTION
            standing = item
            forms.append(item)
        else:
            roles[item.key] = Role.DUPLICATE
    return roles, standing


def _changed(earlier: Item, later: Item) -> bool:
    """Whether a field certainly differs: read without a doubt on both."""
    if _certain(earlier, later, "subject_name") and name_same(earlier.name, later.name) is Same.NO:
        return True
    for name in _CORRECTED:
        one, other = earlier.record.value(name), later.record.value(name)
        if not _certain(earlier, later, name) or one == other:
            continue
        if name == "file_number" and text_same(earlier.file, later.file) is not Same.NO:
            continue  # a digit of a long number read badly is likelier than a corrected one
        return True
    return False


def _certain(earlier: Item, later: Item, name: str) -> bool:
    readings = [item.record.fields.get(name) for item in (earlier, later)]
    return all(reading is not None and reading.value is not None and reading.doubt is None for reading in readings)
