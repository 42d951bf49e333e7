"""Pages that come in an awkward shape, taken in and read as a run does it: what is read is right, or in doubt.

The same form as a page of B4 width, as one of 14 inches, turned, and as a telephone's picture in a mail; and pages that
hold no form: blank, and of nothing but noise.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.ingest import Bench, read_transmission
from pipeline.receive import Originals, receive
from pipeline.settings import Settings
from pipeline.store import Store
from pipeline.values import FieldReading, Reading
from pipeline.vocabulary import IDENTITY, Doubt, Kind, Status
from pipeline.workers import PagesHere
from sample_faxes import fax, tiff
from sample_faxes.fax import Damage
from sample_faxes.lot import VariedLot
from sample_faxes.paper import DOTS_PER_POINT, inked
from sample_faxes.photo import View, taken

pytestmark = pytest.mark.slow

NOW = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)
INCH = DOTS_PER_POINT * 72
"""Pixels of a drawn page."""
TWELVE_MEGAPIXELS = (3024, 4032)

Read = Callable[[str, bytes], Reading]


@pytest.fixture(scope="module")
def form() -> tuple[np.ndarray, Mapping[str, Any]]:
    """A detainer form as gray pixels, and what stands on it."""
    lot = VariedLot(11, 3, "usual")
    made = lot.filing(basis=("biometric",))
    return inked(lot.sheet(made)), made.fields()


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Puts one file into an inbox, takes it in and reads it."""
    (tmp_path / "inbox").mkdir()
    told = {
        "file": tmp_path / "intake.toml",
        "source": [{"name": "in", "path": tmp_path / "inbox", "channel": "email"}],
        "store": {"url": f"sqlite:///{tmp_path}/intake.db", "originals": tmp_path / "originals"},
        "work": {"settle_seconds": 0},
    }
    settings = Settings.model_validate(told)

    def once(name: str, data: bytes) -> Reading:
        (tmp_path / "inbox" / name).write_bytes(data)
        with Store.open(settings.store.url, lambda: NOW) as store:
            report = receive(settings.sources[0], settings, Originals(settings.store.originals), store, lambda: NOW)
            assert (report.trouble, report.left) == (None, ())
            (document,) = store.documents()
        bench = Bench.of(settings, PagesHere(settings.limits), lambda: NOW)
        return read_transmission(document.transmission, bench)

    return once


def faxed(gray: np.ndarray, *, turned: int = 0, columns: int = fax.COLUMNS) -> bytes:
    damage = Damage(skew=0.5, blur=0.4, grain=4, turned=turned)
    # the machine reduces a sheet that lies across to the width of its glass; its print is as small as it gets
    lines = "superfine" if turned in (90, 270) else "fine"
    return tiff.tiff([fax.sent(gray, damage, np.random.default_rng(5), lines, columns=columns)], "g4")


def mailed(picture: np.ndarray) -> bytes:
    """A mail with a gray picture as a JPEG."""
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "JPEG", quality=80)
    mail = EmailMessage()
    mail["From"], mail["To"] = "desk@pd.example.gov", "detainers@pd.example.gov"
    mail["Subject"], mail["Date"] = "Photo of a fax", "Tue, 14 Jan 2025 09:12:00 -0500"
    mail.set_content("See the attached picture.")
    mail.add_attachment(data.getvalue(), maintype="image", subtype="jpeg", filename="IMG_2001.jpg")
    return mail.as_bytes()


def surely_wrong(reading: Reading, fields: Mapping[str, Any]) -> dict[str, tuple[Any, FieldReading]]:
    """What tells who, when and why, and is offered without a doubt though it is something else."""
    wrong = {}
    for record in reading.records:
        for name in IDENTITY:
            found = record.fields.get(name)
            if found is None or found.value is None or found.doubt is not None:
                continue
            value = tuple(found.value) if isinstance(found.value, list | tuple) else found.value
            right = tuple(fields[name]) if isinstance(fields[name], list) else fields[name]
            if value != right:
                wrong[name] = (right, found)
    return wrong


def right_or_in_doubt(reading: Reading, fields: Mapping[str, Any]) -> None:
    """A detainer form that is read: accepted with all that counts right, or waiting, with nothing wrong as certain."""
    assert not surely_wrong(reading, fields)
    if reading.status is Status.ACCEPTED:
        (record,) = reading.records
        assert all(record.fields[name].value is not None for name in IDENTITY if name != "cancels")
    else:
        assert reading.status in (Status.NEEDS_REVIEW, Status.FAILED)
        assert reading.doubts


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_form_that_lay_turned_in_the_feeder_is_known(turned: int, form: tuple[np.ndarray, Any], read: Read) -> None:
    gray, fields = form
    reading = read("fax.tif", faxed(gray, turned=turned))
    assert reading.kind is Kind.DETAINER
    right_or_in_doubt(reading, fields)
    (page,) = reading.pages
    assert page.decisions is not None
    assert page.decisions.turn == (360 - turned) % 360


@pytest.mark.parametrize("side", ["left", "middle"])
def test_a_form_on_a_page_of_b4_width_is_known(side: str, form: tuple[np.ndarray, Any], read: Read) -> None:
    """2,048 columns at 204 dots an inch: paper of letter width lies at one side of the glass, or in its middle."""
    gray, fields = form
    room = round(2048 / 204 * INCH) - gray.shape[1]
    left = 0 if side == "left" else room // 2
    wide = np.pad(gray, ((0, 0), (left, room - left)), constant_values=255)
    reading = read("fax.tif", faxed(wide, columns=2048))
    assert reading.kind is Kind.DETAINER
    right_or_in_doubt(reading, fields)
    (page,) = reading.pages
    assert page.decisions is not None
    assert page.decisions.width == pytest.approx(2048, abs=2)


def test_a_form_on_a_page_of_14_inches_is_known(form: tuple[np.ndarray, Any], read: Read) -> None:
    gray, fields = form
    reading = read("fax.tif", faxed(np.pad(gray, ((0, 3 * INCH), (0, 0)), constant_values=255)))
    assert reading.kind is Kind.DETAINER
    right_or_in_doubt(reading, fields)


@pytest.mark.parametrize("tilt", [4.0, 16.0])
def test_a_mail_with_a_photograph_of_twelve_megapixels_is_read(
    tilt: float, form: tuple[np.ndarray, Any], read: Read
) -> None:
    gray, fields = form
    view = View(tilt=tilt, towards=75.0, roll=-2.0, bulge=(0.02, 0.03), slope=(0.08, -0.1))
    reading = read("mail.eml", mailed(taken(gray, (8.5, 11.0), view, np.random.default_rng(2), TWELVE_MEGAPIXELS)))
    assert reading.kind is Kind.DETAINER
    right_or_in_doubt(reading, fields)


@pytest.mark.parametrize(("right", "down"), [(0, 0.5), (0, -0.5), (0.4, 0), (-0.4, 0)])
def test_a_photograph_that_shows_a_part_of_a_form_waits_for_a_person(
    right: float, down: float, form: tuple[np.ndarray, Any], read: Read
) -> None:
    gray, fields = form
    view = View(tilt=6.0, roll=1.0, fill=0.95, shift=(right, down))
    reading = read("mail.eml", mailed(taken(gray, (8.5, 11.0), view, np.random.default_rng(3))))
    assert reading.status is Status.NEEDS_REVIEW
    assert not surely_wrong(reading, fields)


def test_a_blank_page_is_no_request_and_is_kept(read: Read) -> None:
    reading = read("fax.tif", faxed(np.full((11 * INCH, round(8.5 * INCH)), 255, np.uint8)))
    assert (reading.kind, reading.pages_held, reading.status) == (Kind.OTHER, 1, Status.SET_ASIDE)
    assert not any(record.fields for record in reading.records)


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5], ids=["specks", "a bad line", "nothing but noise"])
def test_a_page_of_noise_waits_for_a_person_and_says_nothing(share: float, read: Read) -> None:
    """A request may be behind it, but no value is made of it."""
    black = np.random.default_rng(7).random((2156, 1728)) < share
    reading = read("fax.tif", tiff.tiff([tiff.Page(black, 196)], "g4"))
    assert not any(field.value for record in reading.records for field in record.fields.values())
    assert reading.kind in (Kind.OTHER, Kind.UNREADABLE)
    assert reading.status in (Status.NEEDS_REVIEW, Status.FAILED)
    assert {Doubt.ILLEGIBLE, Doubt.PAGE_TIMED_OUT, Doubt.PAGE_UNREADABLE} & {*reading.doubts}


def test_a_photograph_of_twelve_megapixels_of_noise_waits_for_a_person_and_says_nothing(read: Read) -> None:
    noise = np.random.default_rng(8).integers(0, 255, TWELVE_MEGAPIXELS[::-1], np.uint8)
    reading = read("mail.eml", mailed(noise))
    assert not any(field.value for record in reading.records for field in record.fields.values())
    assert reading.status in (Status.NEEDS_REVIEW, Status.FAILED)
