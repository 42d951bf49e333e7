"""What reading needs of its own: the readers' models and weights, and the form descriptions, each loaded as a run does.

Touches the world: loads models and data. It makes nothing and fetches nothing.
"""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

from pipeline.errors import IntakeError

_AGAIN = "put the file of this version of the program in its place again"
Question = tuple[str, Callable[[], str]]
"""What is looked at; what it is, or an IntakeError that says what to do."""


def questions() -> Iterator[Question]:
    """All of them, in the order in which a page meets them."""
    yield "forms", _forms
    yield "small reader", _small_reader
    yield "box marks", _box_marks
    yield "english model", _english
    yield "recogniser", _recogniser
    yield "letters of names", _name_letters
    yield "listed names", _listed_names
    yield "calibration", _calibration
    yield "handwriting", _handwriting


def _forms() -> str:
    """Every description is read and checked; the first wrong one is told with file, key and what was expected."""
    from pipeline.reading.forms import FORMS, load_form

    files = sorted(FORMS.glob("*.toml"))
    forms = [load_form(file) for file in files]
    if not any(form.asks for form in forms):
        raise IntakeError(f"{FORMS} describes no form that asks for anything; {_AGAIN}")
    return f"{len(files)} described"


def _small_reader() -> str:
    """Both networks read a blank line, and must tell as many letters apart as the program knows."""
    import numpy as np

    from pipeline.reading.ctc import ALPHABET
    from pipeline.reading.fax_print import MODEL, QUICK, chances_of, network_of

    for file in (MODEL, QUICK):
        with _network(file):
            told = chances_of(network_of(file), [np.zeros((32, 64), np.float32)])[0].shape[1]
        if told != len(ALPHABET) + 1:
            raise IntakeError(
                f"{file} is of another version: it knows {told - 1} letters, not {len(ALPHABET)}; {_AGAIN}"
            )
    return f"{MODEL.name}, {QUICK.name}"


def _box_marks() -> str:
    """The network looks at a window of white."""
    import numpy as np

    from pipeline.reading.fax_print import network_of
    from pipeline.reading.marks import MODEL, WINDOW

    with _network(MODEL):
        network_of(MODEL).run(None, {"ink": np.zeros((1, 1, WINDOW, WINDOW), np.float32)})
    return MODEL.name


def _name_letters() -> str:
    from pipeline.reading.name_letters import DATA, usualness

    def use() -> None:
        usualness("A B")

    return _data(DATA, use)


def _listed_names() -> str:
    from pipeline.reading.listed_names import DATA, listed

    def use() -> None:
        if not listed("MARIA"):
            raise ValueError

    return _data(DATA, use)


def _english() -> str:
    """Loads the model as a reading process does."""
    import tesserocr

    from pipeline.reading.engines import language_folder

    folder = language_folder()
    try:
        tesserocr.PyTessBaseAPI(path=str(folder), lang="eng").End()
    except RuntimeError:
        raise IntakeError(f"{folder}/eng.traineddata cannot be loaded; install tesseract-ocr-eng anew") from None
    return f"{folder}, loaded by the built-in Tesseract {tesserocr.tesseract_version().split()[1]}"


def _recogniser() -> str:
    """Only the network: the package would look for a model that is missing in the internet."""
    import onnxruntime
    from rapidocr.main import root_dir

    models = sorted((Path(root_dir) / "models").glob("*rec*.onnx"))
    if not models:
        raise IntakeError("the model of the third reader is missing; install the package rapidocr anew")
    with _network(models[0], "install the package rapidocr anew"):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        onnxruntime.InferenceSession(str(models[0]), options, providers=["CPUExecutionProvider"])
    return models[0].name


def _calibration() -> str:
    from pipeline.reading.acceptance import cut_for
    from pipeline.reading.calibration import DATA, chance
    from pipeline.reading.forms import AnswerKind

    each_group: tuple[AnswerKind, ...] = ("name", "digits", "date", "country", "text")

    def use() -> None:
        for kind in each_group:
            chance(kind, "", ())
        cut_for(0.05)

    return _data(DATA, use)


def _handwriting() -> str:
    from pipeline.reading.handwriting import DATA, MEASURES, chance, cut

    def use() -> None:
        chance([0.0] * len(MEASURES))
        cut()

    return _data(DATA, use)


@contextmanager
def _network(file: Path, remedy: str = _AGAIN) -> Iterator[None]:
    """Raises IntakeError where the file is missing, or the block, which runs its network, fails."""
    if not file.is_file():
        raise IntakeError(f"{file} is missing; {remedy}")
    try:
        yield
    except Exception as error:  # noqa: BLE001 - onnxruntime's errors have no parent of their own
        raise IntakeError(f"{file} cannot be loaded ({type(error).__name__}); {remedy}") from None


def _data(file: Path, use: Callable[[], None]) -> str:
    """The file's name. Raises IntakeError where `use`, which does what reading does with it, fails."""
    try:
        use()
    except FileNotFoundError as error:
        raise IntakeError(f"{error.filename or file} is missing; {_AGAIN}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, BadZipFile, EOFError, zlib.error) as error:
        raise IntakeError(f"{file} cannot be read ({type(error).__name__}); {_AGAIN}") from None
    except (KeyError, ValueError, TypeError, IndexError):
        raise IntakeError(f"{file} is of another version: not the weights that are used; {_AGAIN}") from None
    return file.name
