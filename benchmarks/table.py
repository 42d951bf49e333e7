"""What was measured, as one table: a line for each family, and for each level of damage and resolution in it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.measure import FIELDS, FORM_NAMES, Measured, Row, Sent

COLUMNS = tuple(field.name for field in fields(Row) if field.name != "offered")


def write_rows(file: Path, rows: Iterable[Row]) -> None:
    """One line for each compared field: it is right where `wanted` equals `got`."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for row in rows:
            told = {name: getattr(row, name) for name in COLUMNS} | {"accepted": "yes" if row.accepted else "no"}
            writer.writerow(told[name] for name in COLUMNS)


@dataclass(frozen=True)
class Group:
    """The part of what was measured that one line of the table speaks of."""

    name: str
    rows: tuple[Row, ...]
    sent: tuple[Sent, ...]

    @property
    def forms(self) -> tuple[Sent, ...]:
        return tuple(one for one in self.sent if one.forms)

    @property
    def accepted(self) -> tuple[Sent, ...]:
        return tuple(one for one in self.forms if one.accepted)

    @property
    def accepted_wrong(self) -> int:
        """Transmissions accepted although a field is not exact, or a form in them was not found or made up."""
        inexact = {(row.family, row.file) for row in self.rows if not row.right}
        return sum((one.family, one.file) in inexact or one.forms != one.forms_read for one in self.accepted)


def groups(sets: Sequence[Measured]) -> list[Group]:
    """Each family whole, then by level, then by resolution; last, where there are several, everything."""
    made = []
    for one in sets:
        made.append(Group(one.family, one.rows, one.sent))
        made += parts(one, lambda item: item.level)
        made += parts(one, lambda item: item.res)
    if len(sets) > 1:
        made.append(
            Group("all", tuple(r for one in sets for r in one.rows), tuple(s for one in sets for s in one.sent))
        )
    return made


def parts(one: Measured, key: Callable[[Row | Sent], str]) -> list[Group]:
    names = sorted({key(item) for item in one.sent if item.forms} - {""})
    return [
        Group(
            f"  {name}",
            tuple(row for row in one.rows if key(row) == name),
            tuple(item for item in one.sent if key(item) == name),
        )
        for name in names
    ]


HEAD = ("", "fields", "exact", "wrong", "certain wrong", "forms", "accepted", "of these wrong", "CPU s/page", "MB")


def line(group: Group) -> tuple[str, ...]:
    pages = sum(one.pages for one in group.sent)
    return (
        group.name,
        str(len(group.rows)),
        share(sum(row.right for row in group.rows), len(group.rows)),
        str(sum(row.wrong for row in group.rows)),
        str(sum(row.wrong and row.certain for row in group.rows)),
        str(len(group.forms)),
        share(len(group.accepted), len(group.forms)),
        str(group.accepted_wrong),
        f"{sum(one.seconds for one in group.sent) / pages:.2f}" if pages else "-",
        f"{max((one.memory for one in group.sent), default=0):.0f}",
    )


def share(part: int, whole: int) -> str:
    return f"{part} {100 * part / whole:.1f} %" if whole else "-"


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """As Markdown, in columns that also line up on a terminal."""
    every = [tuple(head), *map(tuple, lines)]
    wide = [max(len(cells[place]) for cells in every) for place in range(len(head))]

    def row(cells: Sequence[str]) -> str:
        first, *rest = cells
        padded = [first.ljust(wide[0]), *(cell.rjust(width) for cell, width in zip(rest, wide[1:], strict=True))]
        return f"| {' | '.join(padded)} |"

    rule = "|" + "|".join("-" * (width + 1) + (":" if place else "-") for place, width in enumerate(wide)) + "|"
    return "\n".join([row(every[0]), rule, *(row(cells) for cells in every[1:])])


def by_field(rows: Sequence[Row]) -> str:
    lines = []
    for name in FIELDS:
        of_field = [row for row in rows if row.field == name]
        if of_field:
            wrong = [row for row in of_field if row.wrong]
            lines.append(
                (
                    name,
                    str(len(of_field)),
                    share(sum(row.right for row in of_field), len(of_field)),
                    str(len(wrong)),
                    str(sum(row.certain for row in wrong)),
                )
            )
    return table(("field", "fields", "exact", "wrong", "certain wrong"), lines)


def routing(sent: Sequence[Sent]) -> str:
    """Where the transmissions were sent, and the two errors that must not happen."""
    missed = [one for one in sent if one.wanted in FORM_NAMES and lost(one)]
    made_up = [one for one in sent if one.wanted not in FORM_NAMES and one.forms_read]
    unseen = sum(one.accepted for one in made_up)
    where = Counter(f"{one.wanted} -> {one.got}" for one in sent)
    return "\n".join(
        [
            f"forms sent where nobody looks: {len(missed)}",
            f"what is no form, taken for one: {len(made_up)}, of these accepted: {unseen}",
            "sent: " + ", ".join(f"{name} {count}" for name, count in sorted(where.items())),
        ]
    )


def lost(one: Sent) -> bool:
    """A form of which nobody will hear: set aside, accepted as something else, or not read."""
    return one.got == "not read" or one.got.endswith("/set_aside") or (one.accepted and not one.forms_read)
