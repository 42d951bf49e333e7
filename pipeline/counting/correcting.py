"""Pure. Tells a corrected form from one that was merely sent again."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.counting.clashing import name_met
from pipeline.counting.identity import Item, is_sure
from pipeline.counting.levels import bare, number_level
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
        event = item.text("event_number")
        if event is not None and all(event == form.text("event_number") and _changed(form, item) for form in forms):
            roles[item.key] = Role.CORRECTION
            standing = item
            forms.append(item)
        else:
            roles[item.key] = Role.DUPLICATE
    return roles, standing


def copies_of(standing: Item, cluster: tuple[Item, ...]) -> list[Item]:
    """The records of a request that are copies of the form that stands: of a correction, only what came after it.

    An earlier version read what was corrected, so what it says of a field proves nothing about the later one.
    """
    later = cluster[next(place for place, item in enumerate(cluster) if item.key == standing.key) :]
    return [item for item in later if item.key == standing.key or not _changed(standing, item)]


def _changed(earlier: Item, later: Item) -> bool:
    """Whether a field certainly differs: read without a doubt on both."""
    if name_met(earlier.certain("subject_name"), later.certain("subject_name")) in ("in_part", "different"):
        return True
    for name in _CORRECTED:
        one, other = earlier.record.value(name), later.record.value(name)
        if one == other or not (is_sure(earlier.record.fields.get(name)) and is_sure(later.record.fields.get(name))):
            continue
        if name == "file_number" and bare(number_level(earlier.seen[name], later.seen[name])) != "different":
            continue  # a digit of a long number read badly is likelier than a corrected one
        return True
    return False
