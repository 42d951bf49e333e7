"""Opens a page of a file and prints what came of it and by how many megabytes the peak of the memory grew.

Run as a program of its own, since a process's peak never goes down: FILE MEDIA_TYPE INDEX [INDEX ...].
"""

import resource
import sys
from pathlib import Path

from pipeline.errors import Unreadable
from pipeline.pages import count_pages, open_bitmap
from pipeline.settings import Limits


def peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(path: Path, media_type: str, indexes: list[int]) -> None:
    before, limits = peak(), Limits()
    try:
        told = str(count_pages(path, media_type, limits))
        for index in indexes:
            open_bitmap(path, media_type, index, limits)
    except Unreadable as error:
        told = error.doubt
    print(told, round(peak() - before))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], [int(index) for index in sys.argv[3:]])
