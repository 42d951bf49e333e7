"""The engines that turn images into text. Touches the world: loads models, runs Tesseract.

Four are used, each for what it does best: the project's own reader of fax print (`fax_print`) for strips, bands and as
the first reader of single lines; Tesseract in the process (tesserocr) as the second, since starting a program for each
line costs more than reading it; PP-OCR's recogniser (rapidocr on onnxruntime), the slowest, where these two do not
agree; Tesseract as a program (pytesseract) for whole unknown pages that are no clear print, since a program can be
stopped when it hangs.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytesseract
import tesserocr
from PIL import Image

from pipeline.errors import ProgramMissing, Unreadable
from pipeline.pages import DPI
from pipeline.pages.bitmap import Gray
from pipeline.reading.fax_print import FaxPrint
from pipeline.reading.seen import SCALE, Engines, Layout, SeenLine, SeenWord
from pipeline.vocabulary import Doubt

_PAGE_MODES: dict[Layout, int] = {"block": 6, "sparse": 11, "page": 3}
_LANGUAGE_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


def language_folder() -> Path:
    """Where Tesseract's English model lies. Raises ProgramMissing."""
    told = os.environ.get("TESSDATA_PREFIX")
    for folder in ([told] if told else []) + list(_LANGUAGE_FOLDERS):
        if (Path(folder) / "eng.traineddata").is_file():
            return Path(folder)
    raise ProgramMissing(
        "Tesseract's English model was not found; install tesseract-ocr-eng, or name its folder in TESSDATA_PREFIX"
    )


class Tesseract:
    """Tesseract within the process. Not safe for threads: one for each process."""

    name = "tesseract"

    def __init__(self) -> None:
        self._api = tesserocr.PyTessBaseAPI(path=str(language_folder()), lang="eng", psm=tesserocr.PSM.SINGLE_BLOCK)

    def words(self, image: Gray, layout: Layout) -> list[SeenWord]:
        """See `WordReader.words`."""
        self._api.SetPageSegMode(_PAGE_MODES[layout])
        self._show(image)
        self._api.Recognize()
        found: list[SeenWord] = []
        iterator = self._api.GetIterator()
        line = -1
        if iterator is None:
            return found
        for item in tesserocr.iterate_level(iterator, tesserocr.RIL.WORD):
            if item.Empty(tesserocr.RIL.WORD):
                continue
            if item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
                line += 1
            box, text = item.BoundingBox(tesserocr.RIL.WORD), item.GetUTF8Text(tesserocr.RIL.WORD).strip()
            if box and text:
                x0, y0, x1, y1 = map(float, box)
                found.append(SeenWord(text, x0, y0, x1, y1, item.Confidence(tesserocr.RIL.WORD) / 100, max(line, 0)))
        return found

    def lines(self, images: Sequence[Gray]) -> list[SeenLine]:
        """See `LineReader.lines`."""
        self._api.SetPageSegMode(tesserocr.PSM.SINGLE_LINE)
        seen = []
        for image in images:
            self._show(image)
            text = self._api.GetUTF8Text().strip()
            seen.append(SeenLine(text, max(0, self._api.MeanTextConf()) / 100 if text else 0.0))
        return seen

    def _show(self, image: Gray) -> None:
        height, width = image.shape
        # as bytes: an image object would be written out as a file and read again
        self._api.SetImageBytes(np.ascontiguousarray(image).tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(round(SCALE * DPI))


class TesseractProgram:
    """Tesseract as a program of its own, stopped when it takes too long."""

    name = "tesseract"

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def words(self, image: Gray, layout: Layout) -> list[SeenWord]:
        """See `WordReader.words`. Raises Unreadable when the time is up."""
        untold = Image.fromarray(image)
        untold.format = "PPM"  # handed over in a file, for which PNG would take a third of the time that reading does
        try:
            table = pytesseract.image_to_data(
                untold,
                lang="eng",
                config=f"--psm {_PAGE_MODES[layout]} --tessdata-dir {language_folder()}",
                output_type=pytesseract.Output.DICT,
                timeout=self._seconds,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise ProgramMissing("the program tesseract was not found; install tesseract-ocr") from error
        except RuntimeError as error:  # pytesseract's way to say that the time is up
            raise Unreadable(Doubt.PAGE_TIMED_OUT) from error
        found: list[SeenWord] = []
        numbers: dict[tuple[int, int, int], int] = {}
        for index, text in enumerate(table["text"]):
            confidence = float(table["conf"][index])
            if confidence < 0 or not text.strip():
                continue
            place = (table["block_num"][index], table["par_num"][index], table["line_num"][index])
            left, top = table["left"][index], table["top"][index]
            right, bottom = left + table["width"][index], top + table["height"][index]
            number = numbers.setdefault(place, len(numbers))
            found.append(SeenWord(text.strip(), left, top, right, bottom, confidence / 100, number))
        return found


class Recogniser:
    """PP-OCR's recogniser from the rapidocr package, on one thread."""

    name = "recogniser"

    def __init__(self) -> None:
        # imported here: it takes half a second that a command which reads nothing need not pay
        from rapidocr.ch_ppocr_rec import TextRecognizer
        from rapidocr.main import DEFAULT_CFG_PATH, root_dir
        from rapidocr.utils.parse_parameters import ParseParams

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        settings = ParseParams.load(DEFAULT_CFG_PATH)
        settings.Rec.engine_cfg = settings.EngineConfig[settings.Rec.engine_type.value]
        settings.Rec.engine_cfg.intra_op_num_threads = 1
        settings.Rec.engine_cfg.inter_op_num_threads = 1
        settings.Rec.model_root_dir = root_dir / "models"
        settings.Rec.font_path = None
        settings.Rec.rec_batch_num = 3  # more take memory for no gain in speed on one thread
        # without a text direction of its own the batch is padded to this width at least; names are shorter
        settings.Rec.rec_img_shape = [3, 48, 96]
        self._recogniser = TextRecognizer(settings.Rec)

    def lines(self, images: Sequence[Gray]) -> list[SeenLine]:
        """See `LineReader.lines`."""
        from rapidocr.ch_ppocr_rec import TextRecInput

        if not images:
            return []
        coloured = [np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)) for image in images]
        seen = self._recogniser(TextRecInput(img=coloured, return_word_box=False))
        texts = zip(seen.txts or (), seen.scores, strict=True)
        return [SeenLine(text.strip(), float(min(max(score, 0.0), 1.0)) if text else 0.0) for text, score in texts]


@functools.cache
def engines(page_seconds: float) -> Engines:
    """The engines of this process, loaded once; a whole page may take `page_seconds`."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    cv2.setNumThreads(1)
    tesseract = Tesseract()
    fax_print = FaxPrint()
    return Engines(
        words=fax_print,
        other_words=tesseract,
        whole_pages=TesseractProgram(page_seconds),
        first=fax_print,
        second=tesseract,
        third=Recogniser(),
    )
