"""A larger set drawn by lot, for measuring how well the reader reads what it was not built on.

Each transmission depends on the seed, the family (see `families`) and its own number only.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cv2

from sample_faxes import families, varied_forms, varied_mail
from sample_faxes.lot import VariedLot
from sample_faxes.transmission import Transmission

PLANS: tuple[tuple[str, float, Callable[[VariedLot], Transmission]], ...] = (
    ("detainer", 46, varied_forms.one_form),
    ("bundle", 8, varied_forms.bundle),
    ("two people", 5, varied_forms.two_people),
    ("I-247D", 5, varied_forms.form_named("I-247D")),
    ("I-247G", 4, varied_forms.form_named("I-247G")),
    ("I-247N", 3, varied_forms.form_named("I-247N")),
    ("cancellation", 3, varied_forms.cancellation),
    ("misaddressed", 3, varied_forms.misaddressed),
    ("warrant", 5, varied_forms.warrant_alone),
    ("notices", 3, varied_forms.notices_alone),
    ("other page", 11, varied_forms.junk),
    ("cut off", 1, varied_forms.cut_off),
    ("plain mail", 3, varied_mail.plain_mail),
)
"""What is drawn, how often in a hundred, and by whom."""


def one(job: tuple[int, int, str]) -> Transmission:
    """The transmission with this number."""
    cv2.setNumThreads(1)  # the processes share the cores
    lot = VariedLot(*job)
    (plan,) = lot.rng.choices([plan for _, _, plan in PLANS], [weight for _, weight, _ in PLANS])
    return plan(lot)


def vary(count: int, seed: int, family: str) -> list[Transmission]:
    families.check(family)
    jobs = [(seed, number, family) for number in range(1, count + 1)]
    if count < 4:
        drawn = [one(job) for job in jobs]
    else:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            drawn = list(pool.map(one, jobs, chunksize=2))
    return numbered(drawn)


def numbered(drawn: list[Transmission]) -> list[Transmission]:
    """Gives each request its number, in the order of the files."""
    from dataclasses import replace

    made, following = [], 0
    for sent in drawn:
        forms = sum(kind == "detainer" for kind, _ in sent.records) if sent.kind == "detainer" else 0
        made.append(replace(sent, requests=tuple(range(following, following + forms))))
        following += forms
    return made
