"""Writes a reconciliation into a folder: workbook, tables as csv, chart, and the two lines for the press.

Touches the world: writes the files, each whole or not at all.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.reconciling.reconcile import Reconciled
from pipeline.reporting.reconciliation_chart import waterfall
from pipeline.reporting.reconciliation_tables import dictionary, tables
from pipeline.reporting.reconciliation_text import press_lines, steps
from pipeline.reporting.reconciliation_xlsx import workbook
from pipeline.reporting.table_files import write_csv
from pipeline.reporting.whole_files import write_whole, written_aside


def save_reconciliation(found: Reconciled, waiting: int, folder: Path, at: datetime) -> tuple[Path, ...]:
    """The files written, the workbook first. `waiting`: transmissions of the year that a person has yet to see.

    Raises IntakeError when the place cannot be written to.
    """
    made = tables(found, waiting)
    title = f"How ICE's {found.account.theirs:,} become the department's {found.account.ours:,}, {found.account.year}"
    if waiting:
        title += " (draft)"
    files = {
        "reconciliation.xlsx": workbook((*made, dictionary(made)), at),
        "summary.txt": ("\n".join(press_lines(found.account, waiting)) + "\n").encode("utf-8"),
        "reconciliation.png": waterfall(steps(found.account), title, "png"),
        "reconciliation.svg": waterfall(steps(found.account), title, "svg"),
    }
    for name, data in files.items():
        write_whole(folder / name, data)
    written = [folder / name for name in files]
    for table in (*made, dictionary(made)):
        out = folder / f"{table.name.replace(' ', '-')}.csv"
        with written_aside(out) as aside:
            write_csv(table.rows, table.columns, aside)
        written.append(out)
    return tuple(written)
