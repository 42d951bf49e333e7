"""The commands by which a person settles what is in doubt: `intake review ...` and `intake add`.

Touches the world: through what they call; prints.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.context import chosen

Ids = Annotated[list[str], typer.Argument(metavar="ID", help="Transmissions, as intake review list names them.")]
One = Annotated[str, typer.Argument(metavar="ID", help="A transmission, T...:2 for its second record, or a request.")]
Reason = Annotated[
    str, typer.Option("--reason", "-r", metavar="TEXT", help="Why, for the audit; without names of persons.")
]

_HELP = "Settles what is in doubt: the queue, the evidence, and a person's decisions, each of which can be undone."
app = typer.Typer(help=_HELP, no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Adds the commands to the program."""
    program.add_typer(app, name="review")
    program.command()(add)


@app.command("list")
def list_waiting(
    context: typer.Context,
    year: Annotated[
        int | None, typer.Option("--year", metavar="Y", help="Only what was received in that year.")
    ] = None,
    assigned: Annotated[
        str | None, typer.Option("--assigned", metavar="NAME", help="Only what NAME is to look at.")
    ] = None,
    no_sample: Annotated[bool, typer.Option("--no-sample", help="Without the sample of the sure ones.")] = False,
) -> None:
    """Lists what waits for a person, what could change the count first, each with its doubt in a sentence.

    At the end stands a random sample of what the program is sure of (review.sample in the settings): looking at it
    keeps the machine honest, and the share that was wrong is part of the year's report.

    Example: intake review list --year 2025
    """
    from pipeline.cli.showing_queue import show_queue

    raise typer.Exit(show_queue(chosen(context).settings(), year, assigned, with_sample=not no_sample))


@app.command()
def show(
    context: typer.Context,
    what: One,
    page: Annotated[int | None, typer.Option("--page", metavar="N", help="Write page N as a picture.")] = None,
    field: Annotated[
        str | None, typer.Option("--field", metavar="NAME", help="Write the place of a field as a picture.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.png", help="Where to write the picture.", dir_okay=False)
    ] = None,
    opened: Annotated[bool, typer.Option("--open", help="Open the picture in the desktop's viewer.")] = False,
) -> None:
    """Shows the evidence: what was read where, how surely, what else the readers offered, and what was decided.

    It prints names and numbers of persons, so that you looked is recorded.

    Example: intake review show T0123456789abcdef --field subject_name --out name.png
    """
    from pipeline.cli.showing_evidence import show_evidence, write_picture

    settings = chosen(context).settings()
    if page is not None or field is not None:
        write_picture(settings, what, page, field, out, opened=opened)
    else:
        show_evidence(settings, what)


@app.command()
def accept(context: typer.Context, what: Ids, reason: Reason = "") -> None:
    """Says that transmissions stand as they are read and corrected.

    It holds when they are read again, unless that finds something else: then they wait again.

    Example: intake review accept T0123456789abcdef
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided

    decided(chosen(context).settings(), lambda reviewer: deciding.accept(reviewer, what, reason), named=what)


@app.command()
def correct(
    context: typer.Context,
    what: One,
    values: Annotated[
        list[str],
        typer.Argument(metavar="NAME=VALUE", help="Fields, kind, channel, district or received_at; NAME= unreadable."),
    ],
    reason: Reason = "",
    accepted: Annotated[bool, typer.Option("--accept", help="Then accept the transmission too.")] = False,
) -> None:
    """Says what truly stands there, or how it came; what was read is kept, and reading again does not undo it.

    NAME=#2 takes the second of the other values that intake review show lists. The kind overrules what the rules make
    of a record, such as kind=notification_request.

    Example: intake review correct T0123456789abcdef date_of_birth=1980-04-09 subject_name="DOE, Jane" --accept

    Example: intake review correct T0123456789abcdef channel=district_fax district=D-4 received_at=2025-01-14T02:15
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided
    from pipeline.named import the_whole
    from pipeline.reviewing.decisions import Decision
    from pipeline.reviewing.typed import assignments

    def do(reviewer: deciding.Reviewer) -> tuple[Decision, ...]:
        if accepted:
            # a word about the whole is refused before one about a part is kept
            the_whole(what, reviewer.counted())
        made = deciding.correct(reviewer, what, assignments(values), reason)
        return (*made, *(deciding.accept(reviewer, [what], reason) if accepted else ()))

    decided(chosen(context).settings(), do)


@app.command()
def reject(
    context: typer.Context,
    what: Ids,
    reason: Reason = "",
    kind: Annotated[
        str, typer.Option("--as", metavar="KIND", help="What it is instead: other, misaddressed, warrant_only, ...")
    ] = "other",
) -> None:
    """Says that transmissions ask for nothing that counts. They are kept and listed, never deleted.

    Example: intake review reject T0123456789abcdef --as misaddressed --reason "for the county jail"
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided
    from pipeline.reviewing.typed import understood_kind

    known = understood_kind(kind, "--as")
    decided(chosen(context).settings(), lambda reviewer: deciding.reject(reviewer, what, known, reason))


@app.command()
def link(
    context: typer.Context,
    what: Annotated[list[str], typer.Argument(metavar="ID", help="Transmissions, records T...:2, or requests.")],
    reason: Reason = "",
) -> None:
    """Says that all that are named are one request, or a cancellation and the request that it cancels.

    Example: intake review link T0123456789abcdef R0123456789 --reason "the same form, by mail"
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided

    decided(chosen(context).settings(), lambda reviewer: deciding.link(reviewer, what, reason))


@app.command()
def unlink(
    context: typer.Context,
    what: One,
    others: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="What it is not the same as; by default its request.")
    ] = None,
    reason: Reason = "",
) -> None:
    """Says that a record is another request than those named, or than the rest of the request it is counted with.

    Example: intake review unlink T0123456789abcdef R0123456789 --reason "twins"
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided

    decided(chosen(context).settings(), lambda reviewer: (deciding.unlink(reviewer, what, others or [], reason),))


@app.command()
def split(
    context: typer.Context,
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="The request, R...")],
    what: Annotated[list[str], typer.Argument(metavar="ID", help="Its records that are a request of their own.")],
    reason: Reason = "",
) -> None:
    """Says that some records of a request are one of their own.

    Example: intake review split R0123456789 T0123456789abcdef --reason "another person"
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided

    decided(chosen(context).settings(), lambda reviewer: (deciding.split(reviewer, request, what, reason),))


@app.command()
def assign(
    context: typer.Context,
    what: Ids,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="Who is to look at it; empty for nobody.")],
    reason: Reason = "",
) -> None:
    """Says who is to look at transmissions.

    Example: intake review assign T0123456789abcdef --to rivera
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided

    decided(chosen(context).settings(), lambda reviewer: deciding.assign(reviewer, what, to.strip() or None, reason))


@app.command()
def outcome(
    context: typer.Context,
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="The request, R...")],
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME=VALUE",
            help="outcome=not_acted_upon|detained|transferred, outcome_on, reimbursement, released_at, transferred_at, "
            "receiving_agency.",
        ),
    ],
    reason: Reason = "",
) -> None:
    """Says what was done about a request. What is not named stays as it was.

    Example: intake review outcome R0123456789 outcome=transferred outcome_on=2025-03-04 --reason "judicial warrant"
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided
    from pipeline.outcome_said import outcome_of
    from pipeline.reviewing.decisions import Decision
    from pipeline.reviewing.typed import assignments

    settings, typed = chosen(context).settings(), assignments(values)

    def do(reviewer: deciding.Reviewer) -> tuple[Decision, ...]:
        done = outcome_of(typed, reviewer.counted(), request, settings.zone)
        return (deciding.set_outcome(reviewer, request, done, reason),)

    decided(settings, do)


@app.command()
def settle(
    context: typer.Context,
    finding: Annotated[str, typer.Argument(metavar="ID", help="What is possibly missing, as intake status names it.")],
    reason: Reason = "",
) -> None:
    """Says that something possibly missing was looked into, and what came of it.

    Example: intake review settle M0123456789 --reason "a test call of the fax company"
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided

    decided(chosen(context).settings(), lambda reviewer: (deciding.settle(reviewer, finding, reason),))


@app.command()
def undo(
    context: typer.Context,
    numbers: Annotated[
        list[int], typer.Argument(metavar="NUMBER", help="The decisions, as intake review show numbers them.")
    ],
    reason: Reason = "",
) -> None:
    """Takes decisions back, each by a further decision; nothing is deleted. An undoing can be undone.

    Example: intake review undo 17 --reason "the wrong transmission"
    """
    from pipeline import deciding
    from pipeline.cli.deciding import decided
    from pipeline.reviewing.decisions import Decision, to_undo

    def do(reviewer: deciding.Reviewer) -> tuple[Decision, ...]:
        every = reviewer.store.decisions()
        for number in numbers:
            # all of them or none
            to_undo(every, number)
        return tuple(deciding.undo(reviewer, number, reason) for number in dict.fromkeys(numbers))

    decided(chosen(context).settings(), do)


def add(
    context: typer.Context,
    values: Annotated[
        list[str],
        typer.Argument(metavar="NAME=VALUE", help="What is known: form, subject_name, form_date, basis, ..."),
    ],
    channel: Annotated[str, typer.Option("--channel", metavar="C", help="How it came: phone, mail, in_person, ...")],
    received: Annotated[str, typer.Option("--received", metavar="WHEN", help="When it came: 2025-01-14T02:15.")],
    district: Annotated[str | None, typer.Option("--district", metavar="D", help="The station, such as D-4.")] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="detainer, cancellation, ...")] = "detainer",
    reason: Reason = "",
) -> None:
    """Keeps a request that came by telephone, by mail or in person, keyed by hand.

    It is an original like any other: linked with copies that come later, counted once, never deleted.

    Example: intake add --channel phone --received 2025-03-02T09:40 subject_name="DOE, Jane" date_of_birth=1980-04-09
    """
    from pipeline.cli.deciding import keyed
    from pipeline.reviewing.typed import assignments, understood_kind

    keyed(
        chosen(context).settings(),
        understood_kind(kind, "--kind"),
        channel,
        district,
        received,
        assignments(values),
        reason,
    )
