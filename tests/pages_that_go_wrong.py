"""Ways to read a page that go wrong: what a damaged page or a fault in a library can do to a reading process.

Which way it is stands in the name of the page's file.
"""

import os
import signal
import time

from pipeline.reading.page import PagePlace
from pipeline.settings import Limits
from pipeline.values import PageDecisions, PageReading


def read(place: PagePlace, limits: Limits) -> PageReading:
    """What the file's name says; any other name is a page of one inch that is read at once."""
    match place.path.name:
        case "hangs":
            time.sleep(600)
        case "dies":
            os._exit(1)
        case "crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "eats":
            return PageReading(place.number, None, None, mentions=(str(len(bytearray(2_000_000_000))),))
        case _:
            pass
    return PageReading(place.number, place.part, PageDecisions(204, 204, (204.0, 204.0), "assumed"))
