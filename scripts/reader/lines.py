"""Draws lines of print as a fax machine delivers them, with their text: what the small reader is trained on.

    python scripts/reader/lines.py --out FOLDER --shards 60 --seed 2

Needs the training environment (see models/readers/README.md). Writes shards of 4,096 lines. The faces of the judging
family `unseen` of `sample_faxes` are left out, so that what is measured there stays unseen. Two lines in three are
answers on their rules, cleaned and cut by the pipeline itself: what taking a rule away does to the letters that stood
on it is then what the reader has learnt to read.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import string
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from faker import Faker
from PIL import Image, ImageDraw, ImageFont
from unidecode import unidecode

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.pages import DPI, Page
from pipeline.pages.bitmap import Bitmap
from pipeline.pages.clean import despeckle
from pipeline.reading.cut import Cut
from pipeline.reading.cutting import cut_line
from pipeline.reading.seen import BLUR
from pipeline.values import PageDecisions

HEIGHT = 32
LEFT_OUT = (
    "Prime",
    "GNUTypewriter",
    "OCR",
    "Charis",
    "ononoki",
    "uffy",
    "Symbol",
    "D050000L",
    "Z003",
    "STIXInt",
    "STIXSize",
    "STIXNon",
    "STIXVar",
    "MathTeX",
    "-math",
    "chorus",
    "Dingbat",
    "LinLibertine_D",
    "LinBiolinum_K",
    "_K.",
    "AllSC",
    "Smallcaps",
    "SC0",
    "SC1",
    "Monoisome",
)
"""Parts of file names: faces by which the judging family `unseen` is filled, and what is not the Latin alphabet."""
TOO_THIN = ("Thin", "Hairline", "Light", "light", "Black", "Heavy", "ExtraBold")
"""Parts of the names of faces too thin to be faxed, and too fat to be typed."""
SLANTED = ("Italic", "Oblique", "Ita.", "It.", "RI.", "BI.", "Slanted", "-I.", "It_", "BdIt")
USUAL = ("Liberation", "NimbusMono", "NimbusSans", "NimbusRoman", "DejaVu", "FreeMono", "Tlwg")
"""Parts of the names of what forms are mostly filled with: faces like Courier, Arial, Helvetica and Times."""
HIGH = 612
"""Dots an inch at which a line is drawn before it is scanned."""
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SHARD = 4096


def faces() -> list[tuple[str, float]]:
    """The files of all faces that may be drawn with, and how often each is: the usual ones a third of the time, the
    others by the beginnings of their names, so that one with forty weights is not seen forty times as often."""
    program = shutil.which("fc-list") or "/usr/bin/fc-list"
    words = [program, ":lang=en", "file"]
    listed = subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603
    files = sorted({line.strip().rstrip(":") for line in listed.splitlines()})
    unlike = (*LEFT_OUT, *TOO_THIN)
    kept = [f for f in files if f.endswith((".ttf", ".otf")) and not any(part in Path(f).name for part in unlike)]
    begins = Counter(Path(f).name[:5] for f in kept)
    weights = {}
    for file in kept:
        of_family = begins[Path(file).name[:5]]
        # italics are rare on forms
        weights[file] = of_family**-0.6 * (0.25 if any(part in Path(file).name for part in SLANTED) else 1.0)
    usual = [file for file in kept if any(part in Path(file).name for part in USUAL)]
    rest = sum(weights.values())
    more = 0.5 * rest / sum(weights[file] for file in usual)
    return [(file, weight * (1 + more if file in usual else 1)) for file, weight in weights.items()]


class Texts:
    """What may stand on a form's line, drawn by lot; names far beyond any list, so that no name is learnt by heart."""

    def __init__(self, rng: Random, root: Path) -> None:
        self.rng = rng
        locales = [
            "es_MX",
            "es_CO",
            "pt_BR",
            "fr_FR",
            "en_IN",
            "vi_VN",
            "tr_TR",
            "pl_PL",
            "ro_RO",
            "en_US",
            "es_ES",
            "it_IT",
            "sq_AL",
            "hr_HR",
            "id_ID",
            "de_DE",
            "nl_NL",
            "fi_FI",
            "cs_CZ",
            "zu_ZA",
            "en_NG",
            "yo_NG",
        ]
        self.fakers = []
        for locale in locales:
            try:
                self.fakers.append(Faker(locale))
            except AttributeError:
                continue
        Faker.seed(rng.randrange(10**9))
        self.countries = (root / "models/lexicons/countries.txt").read_text(encoding="utf-8").split("\n")
        self.phrases = []
        for form in sorted((root / "models/forms").glob("*.toml")):
            told = tomllib.loads(form.read_text(encoding="utf-8"))
            known = told.get("known_by", {})
            self.phrases += [*known.get("titles", ()), *known.get("sentences", ()), known.get("footer") or "DHS"]
            for label in told.get("label", ()):
                self.phrases += [label["text"] + label.get("follows", ""), *label.get("also", ())]
            self.phrases += [box["text"] for box in told.get("box", ()) if "text" in box]
        self.words = sorted({word for phrase in self.phrases for word in phrase.split()})
        self.kinds = (
            (self.name, 36),
            (self.scramble, 8),
            (self.day, 11),
            (self.file_number, 11),
            (self.number, 7),
            (self.event, 7),
            (self.phone, 4),
            (self.country, 6),
            (self.sex, 2),
            (self.officer, 3),
            (self.address, 4),
            (self.phrase, 7),
            (self.labelled, 4),
        )

    def draw(self) -> str:
        (kind,) = self.rng.choices([k for k, _ in self.kinds], [w for _, w in self.kinds])
        text = unidecode(kind()).strip()
        text = "".join(c for c in text if c in string.printable and c not in "\t\n\r\x0b\x0c")
        return " ".join(text.split())[:52]

    def _word(self) -> str:
        """A pronounceable word of no language."""
        consonants, vowels = "bcdfghjklmnpqrstvwxyz", "aeiouy"
        made = ""
        for _ in range(self.rng.choice((1, 2, 2, 3, 3, 4))):
            made += self.rng.choice(consonants) * self.rng.choice((1, 1, 1, 0)) + self.rng.choice(vowels)
            made += self.rng.choice(("", "", "n", "r", "s", "l", "z", "ng", "m", "x", "k"))
        return made.capitalize()

    def _last(self) -> str:
        rng = self.rng
        last = self._word() if rng.random() < 0.35 else rng.choice(self.fakers).last_name()
        if rng.random() < 0.12:
            last += rng.choice("- ") + (rng.choice(self.fakers).last_name() if rng.random() < 0.7 else self._word())
        if rng.random() < 0.06:
            last = (
                rng.choice(
                    (
                        "De ",
                        "De La ",
                        "Del ",
                        "Da ",
                        "Dos ",
                        "Van ",
                        "Van Der ",
                        "El-",
                        "Al-",
                        "O'",
                        "D'",
                        "N'",
                        "St. ",
                        "Ben ",
                        "Mc",
                    )
                )
                + last
            )
        return last

    def _first(self) -> str:
        return self._word() if self.rng.random() < 0.3 else self.rng.choice(self.fakers).first_name()

    def name(self) -> str:
        rng = self.rng
        last, first = self._last(), self._first()
        middle = rng.choice(
            ("", "", self._first(), rng.choice(string.ascii_uppercase), rng.choice(string.ascii_uppercase) + ".")
        )
        return rng.choice(
            (
                f"{last.upper()}, {first} {middle}",
                f"{last}, {first} {middle}".upper(),
                f"{last}, {first} {middle}",
                f"{first} {middle} {last}".upper(),
                f"{first} {middle} {last.upper()}",
                f"{last.upper()}",
                f"{last},{first}".upper(),
                f"{last.upper()}, {first.upper()}",
            )
        )

    def scramble(self) -> str:
        rng = self.rng
        letters = rng.choice(
            (
                string.ascii_uppercase,
                string.ascii_uppercase,
                string.ascii_letters,
                string.digits,
                string.ascii_uppercase + string.digits,
                string.ascii_letters + string.digits + "-.,:;#/()'\"&!?@$%*+=_[]<>",
            )
        )
        return " ".join(
            "".join(rng.choice(letters) for _ in range(rng.randrange(1, 9))) for _ in range(rng.randrange(1, 4))
        )

    def day(self) -> str:
        rng = self.rng
        d, m = rng.randrange(1, 32), rng.randrange(1, 13)
        y = rng.choice((rng.randrange(1940, 2012), rng.randrange(2012, 2032)))
        month = MONTHS[m - 1]
        return rng.choice(
            (
                f"{m:02d}/{d:02d}/{y}",
                f"{m:02d}/{d:02d}/{y}",
                f"{m}/{d}/{y}",
                f"{month} {d}, {y}",
                f"{month} {d:02d}, {y}",
                f"{d:02d} {month[:3]} {y}",
                f"{d:02d}-{month[:3].upper()}-{y}",
                f"{m:02d}-{d:02d}-{y}",
                f"{y}-{m:02d}-{d:02d}",
                f"{m:02d}/{d:02d}/{y % 100:02d}",
                f"{month[:3]} {d}, {y}",
                f"{month[:3].upper()} {d:02d} {y}",
                f"{m:02d}/{d:02d}/{y} {rng.randrange(24):02d}:{rng.randrange(60):02d}",
                f"{m:02d}.{d:02d}.{y}",
            )
        )

    def file_number(self) -> str:
        a, b, c = (f"{self.rng.randrange(1000):03d}" for _ in range(3))
        a = self.rng.choice((a, a, a, a[1:]))
        return self.rng.choice(
            (
                f"A{a} {b} {c}",
                f"A {a} {b} {c}",
                f"A-{a}-{b}-{c}",
                f"A{a}{b}{c}",
                f"{a}-{b}-{c}",
                f"A# {a} {b} {c}",
                f"A{a}-{b}-{c}",
                f"{a} {b} {c}",
                f"{a}{b}{c}",
                f"A#{a}{b}{c}",
                f"A: {a} {b} {c}",
            )
        )

    def number(self) -> str:
        return "".join(self.rng.choice(string.digits) for _ in range(self.rng.choice((9, 9, 9, 10, 8, 7, 6, 5, 4, 12))))

    def event(self) -> str:
        rng = self.rng
        office = "".join(rng.choice(string.ascii_uppercase) for _ in range(3))
        month = f"{rng.randrange(20, 31):02d}{rng.randrange(1, 13):02d}"
        return (
            office
            + rng.choice(("", "", "", " ", "-"))
            + month
            + "".join(rng.choice(string.digits) for _ in range(rng.choice((4, 5, 6, 6, 7))))
        )

    def phone(self) -> str:
        a, b, c = self.rng.randrange(200, 990), self.rng.randrange(200, 999), self.rng.randrange(10000)
        return self.rng.choice(
            (
                f"({a}) {b}-{c:04d}",
                f"{a}-{b}-{c:04d}",
                f"{a}.{b}.{c:04d}",
                f"1-{a}-{b}-{c:04d}",
                f"{a} {b} {c:04d}",
                f"({a}){b}-{c:04d}",
            )
        )

    def country(self) -> str:
        made = self.rng.choice(self.countries)
        return self.rng.choice((made, made, made.title()))

    def sex(self) -> str:
        return self.rng.choice(("M", "F", "Male", "Female", "MALE", "FEMALE", "U", "Unknown"))

    def officer(self) -> str:
        rng = self.rng
        title = rng.choice(
            (
                "Deportation Officer",
                "Immigration Officer",
                "SDDO",
                "Special Agent",
                "DO",
                "Border Patrol Agent",
                "Supervisory Detention and Deportation Officer",
                "Immigration Enforcement Agent",
            )
        )
        who = (
            f"{rng.choice(string.ascii_uppercase)}. {self._last()}"
            if rng.random() < 0.6
            else f"{self._first()} {self._last()}"
        )
        return rng.choice((f"{who}, {title}", f"{who} {title}", f"{who.upper()} - {title}", who))

    def address(self) -> str:
        fake = self.fakers[9 % len(self.fakers)]
        rng = self.rng
        return rng.choice(
            (
                fake.street_address(),
                f"{fake.city()}, MA {rng.randrange(10000, 99999)}",
                f"{fake.city()} Police Department",
                f"{fake.city()} County Sheriff's Office",
                "ERO - " + fake.city() + " Field Office",
                f"{rng.randrange(1, 2000)} {self._word()} Street, Suite {rng.randrange(1, 900)}",
                f"{self._word()} House of Correction",
            )
        )

    def phrase(self) -> str:
        if self.rng.random() < 0.5:
            return " ".join(self.rng.choice(self.words) for _ in range(self.rng.randrange(1, 8)))
        words = self.rng.choice(self.phrases).split()
        start = self.rng.randrange(len(words))
        made = " ".join(words[start : start + self.rng.randrange(2, 9)])
        return self.rng.choice((made, made, made.upper()))

    def labelled(self) -> str:
        label = self.rng.choice(
            (
                "Subject ID:",
                "Event #:",
                "File No:",
                "Date:",
                "Name of Alien:",
                "Date of Birth:",
                "Citizenship:",
                "Sex:",
                "Event No:",
                "A-Number:",
                "Name:",
                "DOB:",
                "File Number:",
                "Country:",
                "FROM:",
                "TO:",
                "Subject:",
                "Re:",
            )
        )
        return (
            label
            + " "
            + self.rng.choice(
                (self.name, self.day, self.file_number, self.number, self.event, self.country, self.sex)
            )()
        )


@dataclass(frozen=True)
class Scan:
    """A drawing at `HIGH` as it arrived."""

    fax: np.ndarray
    ax: float
    ay: float
    """Its columns and rows for one of the drawing."""
    lines: float
    """Rows an inch; 204 where it was kept grey."""
    lean: float
    """The slope of its lines."""


class Machine:
    """Draws a text and sends it: one gray line of `HEIGHT` rows, as the pipeline would cut it."""

    def __init__(self, seed: int) -> None:
        self.rng, self.lots = Random(seed), np.random.default_rng(seed)
        told = faces()
        self.files, self.weights = [file for file, _ in told], list(itertools.accumulate(weight for _, weight in told))
        self.fonts: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}

    def font(self, file: str, pixels: int) -> ImageFont.FreeTypeFont:
        key = (file, pixels)
        if key not in self.fonts:
            if len(self.fonts) > 600:
                self.fonts.clear()
            self.fonts[key] = ImageFont.truetype(file, pixels, layout_engine=ImageFont.Layout.BASIC)
        return self.fonts[key]

    def line(self, text: str) -> np.ndarray | None:
        rng = self.rng
        (file,) = rng.choices(self.files, cum_weights=self.weights)
        size = rng.uniform(7.0, 12.5)
        font = self.font(file, int(size / 72 * HIGH / 4) * 4)
        left, top, right, bottom = font.getbbox(text, anchor="ls")
        if right - left < 8 or right > 5200:
            return None
        cap = -font.getbbox("H", anchor="ls")[1]
        if cap < 10:
            return None
        answer = rng.random() < 0.65
        margin = int(0.9 * size / 72 * HIGH)
        room = int(rng.uniform(0.1, 2.0) * HIGH) if answer else 0
        wide, high = right - left + 2 * margin + room, int(2.6 * cap) + 2 * margin
        foot = margin + int(1.7 * cap)
        if answer:
            foot = max(foot, int(0.26 * HIGH))
            high = max(high, foot + int(0.16 * HIGH))
        image = Image.new("L", (wide, high), 255)
        pen = ImageDraw.Draw(image)
        ink = rng.choice((0, 0, 0, 0, 30, 60))
        spread = rng.uniform(-0.02, 0.09) * cap if rng.random() < 0.15 else 0.0
        if spread:
            x = float(margin - left)
            for character in text:
                pen.text((x, foot), character, ink, font, anchor="ls")
                x += font.getlength(character) + spread
            if x > wide - room - margin // 2:
                return None
            right = left + int(x) - margin
        else:
            pen.text((margin - left, foot), text, ink, font, anchor="ls")
        point = HIGH / 72
        if answer:
            self._rule_below(pen, foot, margin, margin + right - left, wide, high)
        elif (underlined := rng.random()) < 0.4:
            # a whole rule mostly where it hides the bottom bars of letters: there the line's other letters must tell
            whole = underlined < 0.24
            y = foot + (rng.triangular(-0.8, 3.2, 0.3) if whole else rng.uniform(-0.8, 3.2)) * point
            x0, x1 = 0.0, float(wide)
            if not whole:  # what is left of a rule that was taken away
                x0 = rng.uniform(0, wide)
                x1 = x0 + rng.uniform(0.02, 0.3) * wide
            pen.line([(x0, y), (x1, y + rng.uniform(-3, 3))], 0, max(2, int(rng.uniform(0.4, 1.1) * point)))
        if rng.random() < (0.15 if answer else 0.08):  # the edge of a neighbouring line
            y = foot + rng.choice((-1, 1)) * rng.uniform(1.55, 2.2) * cap
            pen.text(
                (margin + rng.uniform(-300, 60), y),
                "".join(rng.choice(string.ascii_letters + " ") for _ in range(40)),
                0,
                font,
                anchor="ls",
            )
        if rng.random() < 0.03:  # a stamp's frame or a pen's stroke across
            points = [(rng.uniform(0, wide), rng.uniform(0, high)) for _ in range(2)]
            pen.line(points, rng.randrange(20, 110), max(3, int(rng.uniform(0.7, 1.7) * point)))
        scan = self.scanned(np.asarray(image), clean=answer)
        if answer:
            return self._answer(scan, foot, margin, right - left, room, cap)
        return self._cut(scan, margin, foot, cap, right - left, -top, bottom)

    def scanned(self, grey: np.ndarray, *, clean: bool) -> Scan:
        """What arrives of a drawing at `HIGH`: copied at times, leaning and stretched a little, in a fax's rows or kept
        grey, with the line's errors; `clean`: without lone specks, as the pipeline takes them out."""
        rng, lots = self.rng, self.lots
        high, wide = grey.shape
        lines = rng.choices((98.0, 196.0, 391.0, 204.0), (0.38, 0.4, 0.06, 0.16))[0]
        angle = np.deg2rad(lots.normal(0, 0.25))
        stretch = rng.uniform(0.86, 1.12)
        for _ in range(rng.choices((0, 1, 2), (0.62, 0.26, 0.12))[0]):
            grey = self._copied(grey)
        harm = rng.random() ** 1.6
        blur = (0.25 + 0.75 * harm * rng.random()) * HIGH / 204
        grey = cv2.GaussianBlur(grey, (0, 0), blur, sigmaY=blur * min(1.0, 204 / lines) ** 0.5)
        ax, ay = 204 / HIGH * stretch, lines / HIGH
        small_wide, small_high = int(wide * ax) + 2, int(high * ay) + 3
        # area reduction first, then a fine warp: as the sensor integrates
        step_x, step_y = max(1, round(0.5 / ax)), max(1, round(0.5 / ay))
        reduced = cv2.resize(grey, (wide // step_x, high // step_y), interpolation=cv2.INTER_AREA)
        rx, ry = reduced.shape[1] / wide, reduced.shape[0] / high
        forward = np.array(
            [[ax / rx, np.sin(angle) * ax / ry, rng.random()], [-np.sin(angle) * ay / rx, ay / ry, rng.random()]]
        )
        fax = cv2.warpAffine(
            reduced, forward, (small_wide, small_high), flags=cv2.INTER_LINEAR, borderValue=255
        ).astype(np.float32)
        fax += lots.normal(0, 2 + 24 * harm * rng.random(), fax.shape).astype(np.float32)
        if lines == 204.0:  # a picture or an office scan: stays grey
            fax = np.clip((fax - 255) * rng.uniform(0.6, 1.1) + rng.uniform(225, 255), 0, 255).astype(np.uint8)
            done, packed = cv2.imencode(".jpg", fax, [cv2.IMWRITE_JPEG_QUALITY, rng.randrange(30, 90)])
            fax = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE) if done else fax
        else:
            threshold = rng.gauss(133, 14)
            black = fax < min(max(threshold, 100), 182)
            self._line_errors(black, harm)
            fax = np.where(black, np.uint8(0), np.uint8(255))
            if clean or rng.random() < 0.5:
                fax = despeckle(fax)
        return Scan(fax, ax, ay, lines, float(np.sin(angle) / stretch))

    def _copied(self, grey: np.ndarray) -> np.ndarray:
        rng, lots = self.rng, self.lots
        soft = cv2.GaussianBlur(grey, (0, 0), rng.uniform(1.0, 2.0) * HIGH / 432).astype(np.float32)
        hard = np.clip((soft - rng.uniform(140, 208)) * rng.uniform(2.2, 4) + 128, 0, 255).astype(np.uint8)
        flecks = lots.random((hard.shape[0] // 4 + 1, hard.shape[1] // 4 + 1)) < 0.0006
        hard[cv2.resize(flecks.astype(np.uint8), hard.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
        return hard

    def _line_errors(self, black: np.ndarray, harm: float) -> None:
        rng, lots = self.rng, self.lots
        if rng.random() < 0.45:
            black ^= lots.random(black.shape) < 0.008 * harm * rng.random()
        rows = black.shape[0]
        for _ in range(rng.choices((0, 1, 2), (0.78, 0.18, 0.04))[0]):
            row, run = rng.randrange(rows), rng.choice((1, 1, 1, 2, 3))
            start = rng.randrange(black.shape[1]) if rng.random() < 0.4 else 0
            black[row : row + run, start:] = False
        for _ in range(rng.choices((0, 1, 2), (0.82, 0.15, 0.03))[0]):
            row, run = rng.randrange(1, rows), rng.choice((1, 1, 2, 3))
            black[row : row + run] = black[row - 1]
        if rng.random() < 0.06:
            column, across = rng.randrange(black.shape[1]), rng.choice((1, 1, 2, 3))
            black[:, column : column + across] |= lots.random((rows, 1)) < rng.uniform(0.5, 1)

    def _rule_below(self, pen: ImageDraw.ImageDraw, foot: int, left: int, right: int, wide: int, high: int) -> None:
        """What forms print around an answer: mostly a rule for it to stand on, at times a frame."""
        rng, point = self.rng, HIGH / 72
        if rng.random() < 0.8:
            y = foot + rng.triangular(-0.8, 4.0, 0.6) * point
            lean = rng.uniform(-3, 3)
            x0, x1 = left - rng.uniform(-0.05, 0.6) * HIGH / 4, rng.choice((wide, wide, rng.uniform(right, wide)))
            thick = max(2, int(rng.uniform(0.3, 1.2) * point))
            if rng.random() < 0.08:  # dashes
                dash = rng.uniform(2, 8) * point
                for start in np.arange(x0, x1, 1.5 * dash):
                    pen.line([(start, y), (min(start + dash, x1), y)], 0, thick)
            else:
                pen.line([(x0, y), (x1, y + lean)], 0, thick)
        if rng.random() < 0.2:
            y = foot + rng.uniform(5, 10) * point
            pen.line([(0, y), (wide, y)], 0, max(2, int(rng.uniform(0.4, 1.2) * point)))
        if rng.random() < 0.1:
            x = rng.choice((left - rng.uniform(0.05, 0.1) * HIGH, right + rng.uniform(0.06, 0.3) * HIGH))
            pen.line([(x, 0), (x, high)], 0, max(2, int(rng.uniform(0.4, 1.2) * point)))

    def _answer(self, scan: Scan, foot: int, margin: int, width: int, room: int, cap: int) -> np.ndarray | None:
        """Cuts an answer as the pipeline does, from a page that is levelled but for a little; None where it cuts off
        a part of it. `foot`, `margin`, `width`, `room` and `cap` are dots at `HIGH`."""
        rng, fax, ax = self.rng, scan.fax, scan.ax
        page = levelled(scan, rng.gauss(0, 0.001))
        baseline = foot * DPI / HIGH + rng.gauss(0, 0.012) * DPI
        begins, ends = margin * ax, (margin + width) * ax
        cut = cut_line(
            page,
            max(0.0, begins - rng.uniform(0.02, 0.25) * DPI),
            min(fax.shape[1], ends + rng.uniform(0.1 * DPI, max(0.15 * DPI, room * ax))),
            baseline,
            underlined=rng.random() < 0.8,
        )
        near = 0.4 * cap * ax
        if cut is None or cut.x0 > begins + near or cut.x1 < ends - near or cut.y1 < baseline - 0.03 * DPI:
            return None
        return self._looked_at(cut)

    def _looked_at(self, cut: Cut) -> np.ndarray:
        """In one of the ways in which the pipeline looks at an answer, or in one near them."""
        rng = self.rng
        look = rng.randrange(5)
        seen = (
            cut.look(BLUR)
            if look == 0
            else cut.look(0.4, 1.0, 0.26)
            if look == 1
            else cut.look(1.4, 0.9)
            if look == 2
            else cut.look(BLUR, 1.0, 0.2, rule=True)
            if look == 3
            else cut.look(rng.uniform(0.3, 1.5), rng.uniform(0.85, 1.1), rng.uniform(0.1, 0.3), rule=rng.random() < 0.3)
        )
        wide = max(8, round(seen.shape[1] * HEIGHT / seen.shape[0]))
        how = cv2.INTER_AREA if seen.shape[0] > HEIGHT else cv2.INTER_LINEAR
        return cv2.resize(seen, (wide, HEIGHT), interpolation=how)

    def _cut(
        self, scan: Scan, margin: int, foot: int, cap: int, width: int, up: int, down: int
    ) -> np.ndarray:  # fmt: skip
        """Squares and enlarges as the pipeline does, and cuts the line with its usual inaccuracy."""
        rng, fax, ax, ay, lines = self.rng, scan.fax, scan.ax, scan.ay, scan.lines
        scale = rng.choice((1.4, 1.4, 1.0, 1.2))
        blur = rng.uniform(0.3, 1.3)
        high = max(8, round(fax.shape[0] * 204 / lines * scale))
        image = cv2.resize(fax, (round(fax.shape[1] * scale), high), interpolation=cv2.INTER_LINEAR)
        per_x, per_y = ax * scale, ay * scale * 204 / lines
        tight = rng.random() < 0.75
        above = up if tight else int(cap * rng.uniform(1.0, 1.3))
        below = max(down, 0) if tight else int(cap * rng.uniform(0.05, 0.4))
        body = above + below
        pad = rng.uniform(0.1, 0.34) * max(body, cap)
        y0 = (foot - above - pad + rng.gauss(0, 0.05) * cap) * per_y
        y1 = (foot + below + pad + rng.gauss(0, 0.05) * cap) * per_y
        x0 = (margin - rng.uniform(0.05, 0.6) * cap) * per_x
        x1 = (margin + width + rng.uniform(0.05, 0.6) * cap) * per_x
        image = cv2.GaussianBlur(image, (0, 0), blur)
        y0, y1, x0, x1 = (
            max(0, round(y0)),
            min(image.shape[0], round(y1)),
            max(0, round(x0)),
            min(image.shape[1], round(x1)),
        )
        piece = image[y0:y1, x0:x1]
        wide = max(8, round((x1 - x0) * HEIGHT / max(1, y1 - y0)))
        return cv2.resize(piece, (wide, HEIGHT), interpolation=cv2.INTER_AREA if y1 - y0 > HEIGHT else cv2.INTER_LINEAR)


def levelled(scan: Scan, off: float) -> Page:
    """The page of a scan, levelled but for a slope of `off`."""
    fax, down = scan.fax, scan.lines / DPI
    slope = scan.lean + off
    to_source = np.array([[1.0, 0.0, 0.0], [-slope * down, down, 0.0]])
    view = cv2.warpAffine(
        fax,
        to_source,
        (fax.shape[1], round(fax.shape[0] / down)),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderValue=255,
    )
    resolution = (float(DPI), scan.lines)
    return Page(
        source=fax,
        source_resolution=resolution,
        to_source=to_source,
        view=view,
        ink=view < 140,
        ink_with_streaks=view < 140,
        decisions=PageDecisions(view.shape[1], view.shape[0], resolution, "tags"),
        streaked=fax,
        original=Bitmap(fax, resolution, "tags", scan.lines != 204.0),
    )


def shard(seed: int, root: Path) -> tuple[list[np.ndarray], list[str]]:
    machine = Machine(seed)
    texts = Texts(machine.rng, root)
    images: list[np.ndarray] = []
    told: list[str] = []
    while len(images) < SHARD:
        text = texts.draw()
        if not text:
            continue
        image = machine.line(text)
        if image is not None and image.shape[1] <= 900:
            images.append(image)
            told.append(text)
    return images, told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    cv2.setNumThreads(1)
    told.out.mkdir(parents=True, exist_ok=True)
    root = Path(__file__).resolve().parents[2]
    for number in itertools.islice(itertools.count(), told.shards):
        file = told.out / f"{told.seed:03d}-{number:04d}.npz"
        if file.exists():
            continue
        images, texts = shard(told.seed * 10_000 + number, root)
        widths = np.array([image.shape[1] for image in images], np.int32)
        aside = file.with_suffix(".part")
        with aside.open("wb") as out:
            np.savez(out, pixels=np.concatenate(images, axis=1), widths=widths, texts=np.array(texts))
        aside.rename(file)
        print(file.name, flush=True)


if __name__ == "__main__":
    main()
