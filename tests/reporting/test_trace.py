"""Each figure of a tally leads to as many requests, records or transmissions as it counts, whatever was received."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.counting.requests import gather
from pipeline.counting.rules import load_rules
from pipeline.counting.tally import requests_of, tally
from pipeline.reporting.trace import figures
from pipeline.settings import MODELS
from pipeline.values import Disposition
from pipeline.vocabulary import Channel, Kind, Outcome

RECEIVED = st.tuples(
    st.integers(1, 6),
    st.sampled_from([Kind.DETAINER, Kind.DETAINER, Kind.CANCELLATION, Kind.NOTIFICATION_REQUEST, Kind.OTHER]),
    st.sampled_from([Channel.DEDICATED_FAX, Channel.DISTRICT_FAX, Channel.EMAIL]),
    st.sampled_from([("biometric",), ("final_order", "statements"), ("transferred_for_proceeding",), (), None]),
    st.integers(1, 28),
    st.sampled_from([2024, 2025]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(RECEIVED, max_size=12), st.sampled_from(list(Outcome)))
def test_every_figure_is_made_of_what_it_counts(drawn, received, outcome):
    documents = [
        drawn.document(
            f"t{number:02d}",
            drawn.detainer(
                person, kind=kind, basis=basis, form="I-247G" if kind is Kind.NOTIFICATION_REQUEST else "I-247A"
            ),
            at=f"{year}-03-{day:02d}T09:00",
            channel=channel,
            district="D-4" if channel is Channel.DISTRICT_FAX else None,
        )
        for number, (person, kind, channel, basis, day, year) in enumerate(received)
    ]
    boston = load_rules(MODELS / "jurisdictions" / "boston")
    first = gather(documents, {}, {}, boston, drawn.zone)
    done = {request.id: Disposition(outcome, None, 10.0) for request in first.requests[:1]}
    gathered = gather(documents, {}, done, boston, drawn.zone)
    found = tally(2025, documents, gathered, drawn.zone, boston)
    requests = requests_of(2025, gathered)
    of_year = [document for document in documents if document.reading.received.received_at.year == 2025]
    told = {figure.name: figure for figure in figures(found, requests, of_year, gathered)}
    for name, figure in told.items():
        if name == "reimbursements":
            assert bool(figure.value) == bool(figure.requests)
        else:
            assert figure.value == len(figure.requests) + len(figure.records), name
    assert set(told["requests"].requests) == {request.id for request in requests}
    assert len(told["requests"].requests) == len(set(told["requests"].requests)), "each request once"
