"""Fits, on drawn forms, the measure by which handwriting in a form's fields is told from print.

    .venv/bin/python -m benchmarks.handwriting gather --pages 200 --seed 1 --out lines-1.jsonl
    .venv/bin/python -m benchmarks.handwriting fit lines-1.jsonl --out models/readers/handwriting.toml
    .venv/bin/python -m benchmarks.handwriting check lines-2.jsonl

`gather` draws I-247A forms of the building families, half of them filled in part by hand, sends them by fax, finds and
cuts their answers as the program does, and keeps each line's bitmap with what the readers made of it. Print is set in
the families' own faces and in any other that `fc-list` offers, italics among them; never in those of the families
`other` and `judge`. `--hands FOLDER` has one hand in three written in a face of handwriting from that folder instead of
in strokes: `fit` leaves these out, `check` counts them apart, since nothing was fitted to them.
"""

from __future__ import annotations

import argparse
import base64
import dataclasses
import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from rapidfuzz import fuzz

from pipeline.pages import Bitmap, prepare
from pipeline.reading import handwriting
from pipeline.reading.agreement import agree, first_looks, further_looks
from pipeline.reading.engines import engines
from pipeline.reading.fields import _cut  # the cut of an answer is nobody else's business
from pipeline.reading.forms import known_forms
from pipeline.reading.identify import identify
from pipeline.reading.registration import register
from pipeline.reading.seen import SeenLine
from pipeline.reading.words import letters_of
from sample_faxes import by_hand, fonts
from sample_faxes.families import FAMILIES, stamp
from sample_faxes.forms import drawer, requests
from sample_faxes.lot import VariedLot
from sample_faxes.paper import Sheet

JUDGED = (
    "DejaVu", "Prime", "GNUTypewriter", "C059", "P052", "pagella", "schola", "NimbusSansNarrow", "heroscn", "Charis",
    "ononoki", "uffy", "OCR",
)  # fmt: skip
"""Parts of the names of files that hold the judging families' faces and their clones."""
NO_PRINT = (
    "Symbol", "D050000L", "Z003", "STIXInt", "STIXSize", "STIXNon", "STIXVar", "chorus", "Dingbat", "LinLibertine_I",
    "LinBiolinum_K", "_K.", "dkg", "Thin", "Hairline", "UltraLight",
)  # fmt: skip
"""Of signs, initials, handwriting and calligraphy, and faces too thin to be faxed."""
FIELDS = (
    "subject_id", "event_number", "file_number", "form_date", "subject_name", "date_of_birth", "citizenship",
    "notify_phone", "cancels_date", "officer", "booking_number", "served_on",
)  # fmt: skip

PRINTED = (
    "(date).", "If you cannot reach an official at the number(s) provided, please contact the Law Enforcement Support",
    "Center", "in the following manner", "Estimated release date/time", "Notice: If the alien may be the victim",
)  # fmt: skip
"""What a form prints near answers, and what may be cut instead of one."""
FOLDS = 5
RIDGE = 0.001
"""Of the squared weights, for each line, the constant left out."""
FALSE_ALARMS = 0.002
"""Share of print, or of empty fields, that may be called handwriting when the cut is set."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(dest="way", required=True)
    gathering = ways.add_parser("gather")
    gathering.add_argument("--pages", type=int, default=200)
    gathering.add_argument("--seed", type=int, required=True)
    gathering.add_argument("--hands", type=Path)
    gathering.add_argument("--out", type=Path, required=True)
    fitting = ways.add_parser("fit")
    fitting.add_argument("lines", type=Path, nargs="+")
    fitting.add_argument("--out", type=Path, required=True)
    checking = ways.add_parser("check")
    checking.add_argument("lines", type=Path, nargs="+")
    told = parser.parse_args()
    if told.way == "gather":
        with told.out.open("w", encoding="utf-8") as out:
            for line in gathered(told.pages, told.seed, told.hands):
                out.write(json.dumps(line) + "\n")
                out.flush()
        return
    lines = [json.loads(line) for file in told.lines for line in file.read_text(encoding="utf-8").splitlines()]
    if told.way == "fit":
        told.out.write_text(fitted(lines), encoding="utf-8")
    else:
        print(checked(lines))


def print_faces() -> list[str]:
    """Files of faces for print, from `fc-list`."""
    program = shutil.which("fc-list") or "/usr/bin/fc-list"
    listed = subprocess.run([program, ":lang=en", "file"], check=True, capture_output=True, text=True).stdout  # noqa: S603
    files = sorted(line.strip().rstrip(":") for line in listed.splitlines())
    return [
        file
        for file in files
        if file.endswith((".ttf", ".otf")) and not any(part in Path(file).name for part in (*JUDGED, *NO_PRINT))
    ]


def gathered(pages: int, seed: int, hands: Path | None) -> Iterator[dict[str, Any]]:
    """For each answer that was found on each page: its bitmap, what the readers said, and how it was written."""
    form = next(each for each in known_forms() if each.name == "i-247a")
    tools = engines(60)
    printing = print_faces()
    writing = sorted(str(file) for file in hands.rglob("*.[ot]tf")) if hands else []
    for number in range(pages):
        rng = Random(f"handwriting {seed} {number}")
        lot = VariedLot(seed, number, rng.choice(("usual", "varied")))
        sheet, how = _drawn(lot, rng, printing, writing)
        (faxed,) = lot.line().pages([sheet], lot.grain)
        gray = np.where(faxed.black, 0, 255).astype(np.uint8)
        page = prepare(Bitmap(gray, (204.0, faxed.lines), "tags", bilevel=True))
        identified = identify(page, known_forms(), tools)
        if identified.form is not form:
            continue
        registration = register(form, identified, tools)
        for answer in form.answers:
            if answer.kind in ("lines", "ink", "sex"):
                continue
            cut = _cut(answer, form, identified.page, registration)
            if cut is None:
                continue
            seen = tools.first.lines([*first_looks(cut), *further_looks(cut)])
            agreed = agree(answer.kind, cut, tools, seen)
            yield {
                "page": number, "field": answer.name, "kind": answer.kind,
                "how": how.get("officer" if answer.kind == "officer" else answer.name, "nothing"),
                "wanted": how.get("officer words" if answer.kind == "officer" else f"{answer.name} words", ""),
                "face": how["face"], "level": lot.level, "res": lot.resolution,
                "image": base64.b64encode(cv2.imencode(".png", cut.image)[1].tobytes()).decode(),
                "seen": [[line.text, line.confidence] for line in seen],
                "value": agreed.value, "raw": agreed.raw, "confidence": agreed.confidence,
                "offers": [[c.value, c.reader, c.confidence] for c in agreed.candidates],
            }  # fmt: skip


def _drawn(lot: VariedLot, rng: Random, printing: list[str], writing: list[str]) -> tuple[Sheet, dict[str, str]]:
    """A form, and for each field how it is filled: `print`, `pen` or `face` (one of handwriting)."""
    cancels = lot.when.date() if rng.random() < 0.4 else None
    made = lot.filing(cancels=cancels)
    style = lot.style
    if rng.random() < 0.6:
        file = rng.choice(printing)
        style = dataclasses.replace(style, fill=_added(file))
    if rng.random() < 0.3:  # an office may print larger than others do; size shall not tell much
        style = dataclasses.replace(style, fill_size=style.fill_size * rng.uniform(1.1, 1.6))
    how = {"face": style.fill}
    values = dict(made.printed())
    if rng.random() < 0.6:
        values["booking_number"] = rng.choice(("", "B")) + f"{lot.when:%y}-{rng.randrange(10**5):05d}"
        values["served_on"] = f"{lot.when:%m/%d/%Y}" if rng.random() < 0.6 else f"{lot.when:%b %d, %Y}"
    pen: dict[str, str] = {}
    if rng.random() < 0.5:
        share = rng.choice((0.3, 0.7, 1.0))
        for field in FIELDS:
            if rng.random() < share:
                words = values.get(field) or {
                    "booking_number": f"{lot.when:%y}-{rng.randrange(10**5):05d}",
                    "served_on": f"{lot.when:%m/%d/%y}",
                    "cancels_date": "",
                }.get(field, "")
                pen[field] = str(words)
                values[field] = ""
    how |= {field: "print" for field in FIELDS if values.get(field)}
    face = rng.choice(writing) if writing and rng.random() < 0.34 else ""
    how |= {field: "face" if face else "pen" for field, words in pen.items() if words}
    how |= {f"{field} words": str(values.get(field) or pen.get(field, "")) for field in FIELDS}
    style = dataclasses.replace(style, hand=_added(face) if face else style.hand)
    filling = dataclasses.replace(made.filling(pen), values=values)
    blank = requests.FORMS["I-247A"](style, made.edition, 3)
    if lot.traits.printing:
        blank = lot.traits.printing(blank, lot.rng)
    sheet = drawer.draw(blank, filling, style, rng)
    if not face:
        by_hand.in_pen(sheet, style.hand, by_hand.writer(rng), rng)
    if rng.random() < 0.12:
        stamp(sheet, FAMILIES[lot.family], rng.uniform(40, 420), rng.uniform(60, 700), f"{lot.when:%b %d %Y}", rng)
    return sheet, how


def _added(file: str) -> str:
    """The name under which a file's face is drawn."""
    name = Path(file).stem
    fonts.FACES[name] = Path(file)
    return name


def fitted(lines: list[dict[str, Any]]) -> str:
    """The TOML of weights and cut. The cut is set on lines of pages that the weights were not fitted on."""
    rows = [(line, told) for line in lines if _counts(line) and (told := _measured(line)) is not None]
    seen = np.array([told for _, told in rows])
    means, spreads = np.nanmean(seen, axis=0), np.nanstd(seen, axis=0) + 1e-6
    far = np.clip((seen - means) / spreads, -3, 3)
    known = ~np.isnan(far)
    far = np.where(known, far, 0)
    parts = np.column_stack([np.ones(len(far)), far, np.where(known, far * far - 1, 0)])
    pages, pens = np.array([line["page"] for line, _ in rows]), np.array([line["how"] == "pen" for line, _ in rows])
    harmed = np.array([_harmed(line) for line, _ in rows])
    apart = np.zeros(len(rows))
    for fold in range(FOLDS):
        away = pages % FOLDS == fold
        weights = _regression(parts[~away], pens[~away])
        apart[away] = 1 / (1 + np.exp(-np.clip(parts[away] @ weights, -30, 30)))
    worst = np.sort(apart[harmed])[::-1]
    cut = float(worst[int(FALSE_ALARMS * len(worst))]) + 1e-4
    weights = _regression(parts, pens)
    count = len(handwriting.MEASURES)
    print(f"{(~pens).sum()} lines of print, {pens.sum()} by hand. Judged by weights fitted on other pages:")
    print(f"{(apart[harmed] >= cut).sum()} of {harmed.sum()} that were read or are empty are called handwriting, and")
    print(f"{(apart[~pens] >= cut).sum()} of all print; {(apart[pens] >= cut).mean():.1%} of handwriting is found")
    told = [
        "# Written by benchmarks/handwriting.py. For each measure of pipeline/reading/handwriting.py: mean, spread,",
        "# and the weights of how far a line is from the mean in spreads, and of the square of it.",
        f"constant = {weights[0]:.4f}",
        f"cut = {cut:.4f}",
        "",
        "[measures]",
    ]
    for at, name in enumerate(handwriting.MEASURES):
        row = (means[at], spreads[at], weights[1 + at], weights[1 + count + at])
        told.append(f'"{name}" = [{", ".join(f"{value:.4f}" for value in row)}]')
    return "\n".join(told) + "\n"


def _regression(parts: np.ndarray, pens: np.ndarray) -> np.ndarray:
    """Weights of least loss of a logistic regression with a small ridge, by Newton's method."""
    weights = np.zeros(parts.shape[1])
    ridge = np.full(parts.shape[1], RIDGE * len(parts))
    ridge[0] = 1e-6
    for _ in range(60):
        likely = 1 / (1 + np.exp(-np.clip(parts @ weights, -30, 30)))
        slope = parts.T @ (likely - pens) + ridge * weights
        bend = (parts * (likely * (1 - likely))[:, None]).T @ parts + np.diag(ridge + 1e-9)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _measured(line: dict[str, Any]) -> tuple[float, ...] | None:
    image = cv2.imdecode(np.frombuffer(base64.b64decode(line["image"]), np.uint8), cv2.IMREAD_GRAYSCALE)
    seen = [SeenLine(text, claim) for text, claim in line["seen"]]
    return handwriting.measures(np.asarray(image, np.uint8), seen)


def _counts(line: dict[str, Any]) -> bool:
    """Whether a line may be fitted to: not what is in a face of handwriting, nor print cut in handwriting's place."""
    return line["how"] != "face" and not _misplaced(line)


def _harmed(line: dict[str, Any]) -> bool:
    """Whether something would be lost if the line were called handwriting: print that was read, or a field that is
    empty. Where nothing was read, such as under a stamp, a person must look anyway."""
    return line["how"] == "nothing" or (line["how"] == "print" and line["value"] is not None)


def _misplaced(line: dict[str, Any]) -> bool:
    """Whether the form's own print was cut where an answer by hand was wanted."""
    read = letters_of(line["raw"])
    near = (fuzz.partial_ratio(read, letters_of(phrase)) >= 75 for phrase in PRINTED)
    return line["how"] in ("pen", "face") and len(read) >= 4 and any(near)


def checked(lines: list[dict[str, Any]]) -> str:
    """A table: of print and of handwriting, by resolution, harm and face, how many lines are called handwriting."""
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        if _misplaced(line):
            continue
        told = _measured(line)
        called = told is not None and handwriting.chance(told) >= handwriting.cut()
        how = line["how"] if line["how"] != "print" or line["value"] is not None else "print, nothing read"
        for group in ("all", line["res"], line["level"], line["field"]):
            counts[how, group][0] += called
            counts[how, group][1] += 1
    return "\n".join(
        f"{how:20s} {group:20s} {called:5d} of {count:5d}  {called / count:.2%}"
        for (how, group), (called, count) in sorted(counts.items())
    )


if __name__ == "__main__":
    main()
