"""Pure. What is missing, not only what is there: one finding for each thing that may not have come.

A fax server's log, the numbering of its files, the pace of a source, the page numbers in header lines and the papers
that announce others each say what else there should be. None of them proves that a request is lost; each is something
that a person can look into and settle.
"""

from pipeline.counting.completeness.calls import SourceLog, calls_missing
from pipeline.counting.completeness.find import find_missing
from pipeline.counting.completeness.finding import (
    ASKING,
    MISSING_WORDS,
    MissingCode,
    PossiblyMissing,
    open_ones,
    tallied,
    with_missing,
)

__all__ = [
    "ASKING",
    "MISSING_WORDS",
    "MissingCode",
    "PossiblyMissing",
    "SourceLog",
    "calls_missing",
    "find_missing",
    "open_ones",
    "tallied",
    "with_missing",
]
