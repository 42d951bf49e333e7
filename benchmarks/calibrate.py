"""Fits what is probably right, and which records may stand unseen, on drawn forms of the building families.

    .venv/bin/python benchmarks/calibrate.py gather --set FOLDER --set FOLDER --out offers.jsonl
    .venv/bin/python benchmarks/calibrate.py fit offers.jsonl --out models/readers/calibration.toml

`gather` reads the sets through the program and keeps, for each field of each form, what every reader offered and what
stands on the form. `fit` fits the weights of `pipeline/reading/calibration.py` (logistic regression, kept small by a
ridge) to all values that were offered, and the cuts of `pipeline/reading/acceptance.py` to the forms: the most errors
to expect in one record so that those expected over all accepted ones stay below each share. Fit on other forms than
the figures in `README.md` are of: never on the families `other` and `judge`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import compared, form_records, forms_of, plain, readings
from pipeline.reading import answers, calibration
from pipeline.reading.agreement import SURE
from pipeline.reading.contested import contested
from pipeline.reading.forms import AnswerKind, known_forms
from pipeline.reading.listed_names import lost_a_tail
from pipeline.reading.offers import READERS, group_of
from pipeline.reading.validate import validated
from pipeline.settings import load
from pipeline.values import Candidate, FieldReading
from pipeline.vocabulary import Doubt

SHARES = (0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05)
FREE = (0, 11, 17, 18)
"""Places of evidence that may count either way: the constant, blanks in dispute, and one letter off twice."""
_FOLDS, _WORTH_MEASURING = 5, 0.12
"""Parts of the forms that are judged by the others; the most errors expected in one form by which that is measured, and
no cut is larger."""
RIDGE = 0.002
"""Of the squared weights, for each offer, the constant left out."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(dest="way", required=True)
    gathering = ways.add_parser("gather")
    gathering.add_argument("--set", type=Path, action="append", required=True)
    gathering.add_argument("--out", type=Path, required=True)
    fitting = ways.add_parser("fit")
    fitting.add_argument("offers", type=Path, nargs="+")
    fitting.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    if told.way == "gather":
        with told.out.open("w", encoding="utf-8") as out:
            for folder in told.set:
                for form in gathered(folder):
                    out.write(json.dumps(form) + "\n")
    else:
        forms = [json.loads(line) for file in told.offers for line in file.read_text(encoding="utf-8").splitlines()]
        told.out.write_text(fitted(forms), encoding="utf-8")


def gathered(folder: Path) -> Iterator[list[dict[str, Any]]]:
    """For each form of a set that was found its fields: name, wanted, got, confidence, doubt and candidates."""
    truth = {t["file"]: t for t in json.loads((folder / "truth.json").read_text(encoding="utf-8"))["documents"]}
    with tempfile.TemporaryDirectory() as scratch:
        settings = load(folder / "intake.toml")
        place = settings.store.model_copy(
            update={"url": f"sqlite:///{scratch}/c.db", "originals": Path(scratch) / "originals"}
        )
        for file, reading, _, _ in readings(settings.model_copy(update={"store": place})):
            forms, records = forms_of(truth[file]), form_records(reading)
            if len(forms) != len(records):
                continue  # of several forms one was not found: which is which would be a guess
            for fields, record in zip(forms, records, strict=True):
                form = []
                for name in compared(fields):
                    seen = record.fields.get(name)
                    form.append(
                        {
                            "name": name,
                            "wanted": plain(name, fields[name]),
                            "got": plain(name, seen.value if seen else None),
                            "confidence": seen.confidence if seen else 0.0,
                            "doubt": str(seen.doubt or "") if seen else "missing",
                            "offers": [[c.value, c.reader, c.confidence, c.likelihood] for c in seen.candidates]
                            if seen
                            else [],
                        }
                    )
                yield form


def kinds() -> dict[str, AnswerKind]:
    return {answer.name: answer.kind for form in known_forms() for answer in form.answers}


def fitted(forms: list[list[dict[str, Any]]]) -> str:
    """The TOML of weights and cuts."""
    kind_of = kinds()
    weights = weights_of(forms, kind_of, tell=True)
    lines = [
        "# Written by benchmarks/calibrate.py. Weights of pipeline/reading/calibration.py, for each group of kinds:",
        "# the constant; each reader for or against (fax print, tesseract, recogniser); how strongly each; two for",
        "# it; three for it; further looks of fax print, of the recogniser; blanks in dispute; fax print at its",
        "# faintest; all alike; fax print at its faintest then; how well its looks bear it out, and by how much",
        "# better than the next; tesseract, recogniser one letter off; a listed name; another one listed.",
        "[weights]",
        *(f"{group} = {[round(float(weight), 3) for weight in weights[group]]}" for group in sorted(weights)),
        "",
        "# Of pipeline/reading/acceptance.py: for each share of accepted records with an error, the most errors to",
        "# expect in one.",
        "[acceptance]",
        f"target_error = {list(SHARES)}",
        f"cut = {cuts(forms, kind_of)}",
    ]
    return "\n".join(lines) + "\n"


def weights_of(
    forms: list[list[dict[str, Any]]], kind_of: dict[str, AnswerKind], *, tell: bool = False
) -> dict[str, np.ndarray]:
    """The weights of each group of kinds: those by which values of all that were offered are right, stretched and moved
    so that they tell how often one is that was chosen and that nothing contests (Platt, 1999, on forms left out)."""
    weights = regressed(forms, kind_of, tell=tell)
    chosen: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for fold in range(_FOLDS):
        others = [form for place, form in enumerate(forms) if place % _FOLDS != fold]
        for group, found in uncontested(forms[fold::_FOLDS], regressed(others, kind_of), kind_of).items():
            chosen[group] += found
    for group, found in chosen.items():
        slope, start = scaling(found)
        weights[group] = weights[group] * slope
        weights[group][0] += start
        if tell:
            wrong = sum(not right for _, right in found)
            print(
                f"{group:8s} {wrong} of {len(found)} chosen are wrong: by {slope:.2f}, and {start:.2f}", file=sys.stderr
            )
    return weights


def regressed(
    forms: list[list[dict[str, Any]]], kind_of: dict[str, AnswerKind], *, tell: bool = False
) -> dict[str, np.ndarray]:
    """The weights by which values are right, of all that were offered."""
    parts: dict[str, list[tuple[tuple[float, ...], bool]]] = defaultdict(list)
    for form in forms:
        for field in form:
            kind = kind_of.get(field["name"])
            offers = own_offers(field)
            if kind is None or not offers:
                continue
            for value in {offer.value for offer in offers}:
                right = plain(field["name"], value) == field["wanted"]
                parts[group_of(kind)].append((calibration.evidence(kind, value, offers), right))
                if kind == "name":
                    # texts are not held against the truth; names behave most like them, but for what is usual in names
                    parts["text"].append((calibration.evidence("text", value, offers), right))
    for group, rows in parts.items() if tell else ():
        print(f"{group:8s} {len(rows)} offers, {sum(right for _, right in rows)} right", file=sys.stderr)
    return {group: regression(rows) for group, rows in parts.items()}


def uncontested(
    forms: list[list[dict[str, Any]]], weights: dict[str, np.ndarray], kind_of: dict[str, AnswerKind]
) -> dict[str, list[tuple[float, bool]]]:
    """Of each group of kinds the values that are chosen and not contested: log odds, and whether it is right."""
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for form in forms:
        for field in form:
            kind, offers = kind_of.get(field["name"]), own_offers(field)
            if kind is None or not offers:
                continue
            value, _ = calibration.likeliest(kind, offers, weights)
            if value is not None and not contested(kind, value, offers):
                odds = float(np.dot(weights[group_of(kind)], calibration.evidence(kind, value, offers)))
                found[group_of(kind)].append((odds, plain(field["name"], value) == field["wanted"]))
    return found


def scaling(chosen: list[tuple[float, bool]]) -> tuple[float, float]:
    """By what log odds are multiplied, and what is added to them, so that they tell how often values are right; held
    near 1 and 0 as by one value."""
    odds, right = np.array([odds for odds, _ in chosen]), np.array([float(is_right) for _, is_right in chosen])
    both = np.stack([odds, np.ones_like(odds)])
    found, kept = np.array([1.0, 0.0]), np.array([1.0, 0.0])
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(found @ both, -30, 30)))
        slope = both @ (chance - right) + (found - kept)
        bend = (both * (chance * (1 - chance))) @ both.T + np.eye(2)
        found = found - np.linalg.solve(bend, slope)
    return float(found[0]), float(found[1])


def doubtful(values: dict[str, str]) -> set[str]:
    """The fields of a form whose values get a doubt for what they are, as in `fields` and `validate`: no probability
    will be asked for."""
    told = validated({name: FieldReading(value) for name, value in values.items()}, datetime.now(UTC).date())
    found = {name for name, reading in told.items() if reading.doubt not in (None, Doubt.EVENT_NUMBER_UNUSUAL)}
    name = values.get("subject_name", "A B")
    return found | {"subject_name"} if answers.maimed_name(name) or lost_a_tail(name) else found


def own_offers(field: dict[str, Any]) -> list[Candidate]:
    """What readers offered; what witnesses said is left out."""
    offers = [Candidate(*offer) for offer in field["offers"]]
    if field["name"] == "subject_name":
        offers = [offer for offer in offers if answers.name(offer.value) is not None]
    return [offer for offer in offers if offer.reader.split(",")[0] in READERS]


def regression(rows: list[tuple[tuple[float, ...], bool]]) -> np.ndarray:
    """Weights of least loss, by Newton's method; what speaks for a value never counts against it (`FREE` apart)."""
    seen = np.array([evidence for evidence, _ in rows])
    right = np.array([float(is_right) for _, is_right in rows])
    ridge = np.full(seen.shape[1], RIDGE * len(rows) / 10)
    ridge[0] = 1e-6
    bound = np.array([at not in FREE for at in range(seen.shape[1])])

    def loss(weights: np.ndarray) -> float:
        total = seen @ weights
        return float(np.logaddexp(0, total).sum() - total @ right + 0.5 * ridge @ weights**2)

    weights = np.zeros(seen.shape[1])
    for _ in range(200):
        chance = 1 / (1 + np.exp(-np.clip(seen @ weights, -30, 30)))
        slope = seen.T @ (chance - right) + ridge * weights
        bend = (seen * (chance * (1 - chance))[:, None]).T @ seen + np.diag(ridge + 1e-9)
        # weights at their bound that would go beyond it stay (Bertsekas, 1982)
        moving = ~(bound & (weights <= 0) & (slope > 0))
        step = np.zeros_like(weights)
        step[moving] = np.linalg.solve(bend[np.ix_(moving, moving)], slope[moving])
        before, length = loss(weights), 1.0
        while length > 1e-6:
            tried = weights - length * step
            tried = np.where(bound, np.maximum(tried, 0.0), tried)
            if loss(tried) <= before:
                break
            length /= 2
        moved = np.abs(tried - weights).max()
        weights = tried
        if moved < 1e-6:
            break
    return weights


def cuts(forms: list[list[dict[str, Any]]], kind_of: dict[str, AnswerKind]) -> list[float]:
    """For each share the most errors to expect in a record such that their mean over accepted ones is less.

    Each fifth of the forms is judged by weights fitted on the others; what is expected there is held against what is
    wrong, and two errors more, which chance alone may have spared us: so the measure by which expectations are too
    high is not taken too large.
    """
    told: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        others = [form for place, form in enumerate(forms) if place % _FOLDS != fold]
        told += expectations(forms[fold::_FOLDS], weights_of(others, kind_of), kind_of)
    told.sort()
    likely = [(expected, wrong) for expected, wrong in told if expected <= _WORTH_MEASURING]
    measure = min(1.0, (2 + sum(wrong for _, wrong in likely)) / sum(expected for expected, _ in likely))
    print(f"of {len(likely)} forms errors are {measure:.2f} of those expected", file=sys.stderr)
    means = measure * np.cumsum([expected for expected, _ in told]) / np.arange(1, len(told) + 1)
    found = []
    for share in SHARES:
        count = int(np.searchsorted(means, share))
        cut = told[min(count, len(told) - 1)][0]
        wrong = sum(is_wrong for _, is_wrong in told[:count])
        print(f"share {share}: cut {cut:.4f}, {count} of {len(told)} forms, {wrong} of them wrong", file=sys.stderr)
        found.append(round(float(min(max(cut, share), _WORTH_MEASURING)), 4))
    return found


def expectations(
    forms: list[list[dict[str, Any]]], weights: dict[str, np.ndarray], kind_of: dict[str, AnswerKind]
) -> list[tuple[float, bool]]:
    """For each form how many errors are to be expected, and whether there is one. A field that by itself keeps its form
    from being accepted counts as an error, however likely it is right."""
    told = []
    for form in forms:
        chances: dict[str, float] = {}
        values: dict[str, str] = {}
        errors = 0
        for field in form:
            name, kind, offers = field["name"], kind_of.get(field["name"]), own_offers(field)
            chances[name] = 0.0 if field["doubt"] else field["confidence"]
            contradicted = field["doubt"] == Doubt.WITNESS_DISAGREES
            right = field["got"] == field["wanted"]
            if kind is not None and offers:
                value, likely = calibration.likeliest(kind, offers, weights)
                chances[name] = likely if likely >= SURE and not contradicted else 0.0
                if value is not None:
                    values[name] = value
                right = plain(name, value) == field["wanted"]
            errors += not right
        in_doubt = doubtful(values)
        expected = sum(1.0 if name in in_doubt else 1 - chance for name, chance in chances.items())
        told.append((expected, errors > 0))
    return told


if __name__ == "__main__":
    main()
