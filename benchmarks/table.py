"""What was measured, as one table: a line for each family, and for each level of damage and resolution in it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.measure import FIELDS, FORM_NAMES, Measured, Row, Sent
from benchmarks.whole_page import Compared, Cost

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
    beside: tuple[Compared, ...] = ()
    """The same pages, read in other ways."""

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


def groups(sets: Sequence[Measured], others: Sequence[Compared] = ()) -> list[Group]:
    """Each family whole, then by level, then by resolution; last, where there are several, everything."""
    made = []
    for one in sets:
        whole = Group(one.family, one.rows, one.sent, tuple(beside for beside in others if beside.family == one.family))
        made += [whole, *parts(whole, lambda item: item.level), *parts(whole, lambda item: item.res)]
    if len(sets) > 1:
        made.append(
            Group(
                "all",
                tuple(row for one in sets for row in one.rows),
                tuple(item for one in sets for item in one.sent),
                tuple(joined([one for one in others if one.reader == reader]) for reader in readers(others)),
            )
        )
    return made


def readers(others: Sequence[Compared]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.reader for one in others))


def joined(same: Sequence[Compared]) -> Compared:
    """What one other reader did in all sets."""
    rows = tuple(row for one in same for row in one.rows)
    costs = tuple(cost for one in same for cost in one.costs)
    return Compared(same[0].reader, "all", rows, costs, sum(one.made_up for one in same))


def parts(whole: Group, key: Callable[[Row | Sent | Cost], str]) -> list[Group]:
    made = []
    for name in sorted({key(item) for item in whole.forms} - {""}):
        rows = tuple(row for row in whole.rows if key(row) == name)
        sent = tuple(item for item in whole.sent if key(item) == name)
        beside = tuple(
            Compared(
                one.reader,
                one.family,
                tuple(row for row in one.rows if key(row) == name),
                tuple(cost for cost in one.costs if key(cost) == name),
                0,
            )
            for one in whole.beside
        )
        made.append(Group(f"  {name}", rows, sent, beside))
    return made


HEAD = ("", "fields", "exact", "wrong", "certain wrong", "forms", "accepted", "of these wrong", "CPU s/page", "MB")


def head(others: Sequence[Compared] = ()) -> tuple[str, ...]:
    beside = [(reader, f"{reader} wrong", "CPU s/page", "MB") for reader in readers(others)]
    return (*HEAD, *(name for names in beside for name in names))


def line(group: Group) -> tuple[str, ...]:
    beside = [
        (exact(one.rows), str(sum(row.wrong for row in one.rows)), a_page(one.costs), most(one.costs))
        for one in group.beside
    ]
    return (
        group.name,
        str(len(group.rows)),
        exact(group.rows),
        str(sum(row.wrong for row in group.rows)),
        str(sum(row.wrong and row.certain for row in group.rows)),
        str(len(group.forms)),
        share(len(group.accepted), len(group.forms)),
        str(group.accepted_wrong),
        a_page(group.sent),
        most(group.sent),
        *(cell for cells in beside for cell in cells),
    )


def exact(rows: Sequence[Row]) -> str:
    return share(sum(row.right for row in rows), len(rows))


def a_page(items: Sequence[Sent | Cost]) -> str:
    pages = sum(one.pages for one in items)
    return f"{sum(one.seconds for one in items) / pages:.2f}" if pages else "-"


def most(items: Sequence[Sent | Cost]) -> str:
    return f"{max((one.memory for one in items), default=0):.0f}"


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
