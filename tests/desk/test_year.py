"""The year's page: the same figures as the terminal's, each leading to what it counts, and what is open beside them."""

from __future__ import annotations

import json
import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from pipeline.counted import count_all
from pipeline.deciding import Reviewer, accept
from pipeline.desk.app import make_app
from pipeline.desk.charts import Bar, lying, upright
from pipeline.desk.request_filters import chosen, understood
from pipeline.desk.year_figures import pointing
from pipeline.settings import load
from pipeline.store import RunSource
from pipeline.vocabulary import Action, Channel, Doubt, Kind, Status
from tests.counting.conftest import Drawn

OPEN = "T" + "f" * 16
_AT_D4 = (Channel.DISTRICT_FAX, "D-4")


def keep(bureau, *documents) -> None:
    for document in documents:
        bureau.store.add(document.transmission)
        if document.reading:
            bureau.store.add_reading(document.reading, "intake", "")


def keep_a_year(bureau) -> None:
    """A final 2025: four requests, one of them cancelled, one sent twice; and one request in 2024."""

    def drawn(letter: str, record, at: str, channel=Channel.DEDICATED_FAX, district=None):
        return Drawn.document("T" + letter * 16, record, at=at, channel=channel, district=district)

    keep(
        bureau,
        drawn("0", Drawn.detainer(7, form_date="2024-05-01"), "2024-05-01T09:00"),
        drawn("1", Drawn.detainer(1), "2025-01-05T09:00"),
        drawn("2", Drawn.detainer(1), "2025-01-06T09:00", Channel.EMAIL),
        drawn("3", Drawn.detainer(2, basis=("transferred_for_proceeding",)), "2025-01-07T09:00", Channel.EMAIL),
        drawn("4", Drawn.detainer(3, basis=("biometric", "final_order")), "2025-02-06T09:00", *_AT_D4),
        drawn("5", Drawn.record(Kind.CANCELLATION, event_number="BOS25010000037", cancels=True), "2025-02-08T09:00"),
        drawn("6", Drawn.detainer(4), "2025-03-01T09:00", *_AT_D4),
        drawn("7", Drawn.record(Kind.OTHER), "2025-03-02T09:00"),
        drawn("8", Drawn.record(Kind.NOTIFICATION_REQUEST, form="I-247G"), "2025-03-02T10:00"),
    )


@pytest.fixture
def year(bureau):
    keep_a_year(bureau)
    return bureau


@pytest.fixture
def open_year(year):
    """The same with one form in doubt, so that nothing is final."""
    doubtful = Drawn.detainer(5, subject_name=None)
    document = Drawn.document(OPEN, doubtful, at="2025-03-03T09:00", status=Status.NEEDS_REVIEW)
    keep(year, document)
    return year


def parsed(chart) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart))  # noqa: S314 - it was drawn here


def page_of(bureau, role: str = "analyst", path: str = "/year?year=2025") -> str:
    answer = bureau.signed_in(role).get(path)
    assert answer.status_code == 200
    return answer.text


def links(page: str) -> set[tuple[str, int]]:
    """Every address of the list of requests on the page, with the number that leads there; charts left out."""
    without_charts = re.sub(r'<svg class="chart".*?</svg>', "", page, flags=re.DOTALL)
    found = re.findall(r'<a href="(/requests\?[^"]+)">(?:<strong>)?([0-9,]+)<', without_charts)
    return {(address.replace("&amp;", "&"), int(number.replace(",", ""))) for address, number in found}


def test_each_figure_leads_to_as_many_requests_as_it_says(year) -> None:
    counted = count_all(year.store, year.settings)
    of_year = [each for each in counted.gathered.requests if each.year == 2025]
    followed = 0
    analyst = year.signed_in("analyst")
    for address, number in links(page_of(year)):
        assert analyst.get(address).status_code == 200, address
        told = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        asked = understood(told, 2025, ["D-4"])
        if asked.lists_requests:
            assert len(chosen(of_year, asked)) == number, address
            followed += 1
    assert followed >= 12


def test_the_page_has_the_figures_of_the_tally_and_the_tally_is_the_terminals(year) -> None:
    told = json.loads(year.signed_in("analyst").get("/year/tally.json?year=2025").text)
    assert (told["requests"], told["cancelled"], told["final"], told["dedicated_share"]) == (4, 1, True, 0.25)
    found = links(page_of(year))
    for name, figures in (("channel", "by_channel"), ("district", "by_district"), ("basis", "by_reason")):
        for value, number in told[figures].items():
            assert not number or (f"/requests?year=2025&{name}={value}", number) in found, value
    for month, number in told["by_month"].items():
        assert not number or (f"/requests?year=2025&month={int(month)}", number) in found
    for kind, number in told["not_counted"].items():
        assert not number or (f"/requests?year=2025&apart={kind}", number) in found
    assert ("/requests?year=2025&apart=cancelled", 1) in found


def test_a_year_that_goes_on_is_not_called_final_however_sure_it_is(year) -> None:
    for page in (page_of(year), page_of(year, path="/year/letter?year=2025")):
        assert '<span class="badge accent">so far</span>' in page
        assert ">final<" not in page
    assert "The year is not over" in page_of(year)
    assert ">final<" in page_of(year, path="/year?year=2024")


def test_what_may_be_missing_is_settled_with_what_came_of_it(year) -> None:
    # a source from which nothing has ever come, though it was looked at
    begun = year.store.start_run("by_hand", "root")
    year.store.finish_run(begun.id, "done", {}, [RunSource("fax-d-4", 0, 0, 0)])
    administrator = year.signed_in("administrator")
    findings = re.findall(r'name="finding" value="(M[0-9a-f]{10})"', administrator.get("/year?year=2025").text)
    assert findings
    assert administrator.post("/year/missing", {"finding": findings[0], "reason": " "}).status_code == 400
    assert administrator.post("/year/missing", {"finding": "M0000000000", "reason": "x"}).status_code == 400
    said = {"finding": findings[0], "reason": "the line was mended", "year": "2025"}
    assert administrator.post("/year/missing", said).headers["location"] == "/year?year=2025#missing"
    [decision] = year.store.decisions(findings[0])
    assert (decision.action, decision.by, decision.reason) == (Action.SETTLE, "administrator", "the line was mended")
    page = administrator.get("/year?year=2025").text
    assert f'value="{findings[0]}"' not in page
    assert "1 looked into and settled" in page
    assert 'name="finding"' not in page_of(year), "an analyst decides nothing"


def test_a_final_year_is_called_final(year) -> None:
    year.clock.pass_(days=400)
    page = page_of(year)
    assert "the count is final" in page
    assert '<span class="badge good">final</span>' in page
    assert "1 more than" not in page
    assert "3 more than in 2024" in page


def test_a_year_with_something_open_is_a_draft_and_leads_to_what_is_open(open_year) -> None:
    page = page_of(open_year)
    assert '<span class="badge doubt">DRAFT</span>' in page
    assert "because of this" in page
    assert 'href="/queue?year=2025"' in page
    assert "requests so far" in page


def test_the_year_shown_first_is_the_newest_with_a_request(year) -> None:
    assert "Detainer requests received in 2025" in page_of(year, path="/year")
    year.clock.pass_(days=400)
    assert "Detainer requests received in 2025" in page_of(year, path="/year")


def test_an_empty_store_has_a_year_too(bureau) -> None:
    page = page_of(bureau, path="/year")
    assert "Detainer requests received in 2025" in page
    assert "No request was received." in page


@pytest.mark.parametrize("path", ["/year?year=25", "/year?year=twenty", "/year?dated=soon", "/year/letter?year=99999"])
def test_what_is_no_year_or_day_is_told_what_was_expected(year, path: str) -> None:
    answer = year.signed_in("analyst").get(path)
    assert answer.status_code == 400
    assert "such as 20" in answer.text


def test_a_viewer_sees_no_figures_and_a_clerk_those_of_what_is_left_to_do(year) -> None:
    assert year.signed_in("viewer").get("/year?year=2025").status_code == 403
    page = year.signed_in("clerk").get("/year?year=2025")
    assert page.status_code == 200
    assert "/year/letter" not in page.text
    assert "/year/files" not in page.text
    assert year.signed_in("clerk").get("/year/letter?year=2025").status_code == 403


def test_earlier_years_stand_beside_it_those_typed_in_as_reported(year) -> None:
    file = year.settings.file
    file.write_text(file.read_text() + "\n[letter.previous]\n2022 = 12\n")
    app = make_app(load(file), year.clock)
    try:
        page = page_of(type(year)(year.folder, year.clock, app, load(file)))
    finally:
        app.state.desk.store.close()
    assert re.search(
        r'<th scope="row">2022 <span class="quiet">as reported</span></th><td class="number right">12<', page
    )
    assert '<a href="/year?year=2024">1</a>' in page


def test_a_word_of_a_person_shows_at_once(open_year) -> None:
    analyst, clerk = open_year.signed_in("analyst"), open_year.signed_in("clerk")
    assert "DRAFT" in analyst.get("/year?year=2025").text
    accept(Reviewer(open_year.store, open_year.settings, open_year.clock, "clerk"), [OPEN], "looked at it")
    assert clerk.get("/queue").status_code == 200
    assert "DRAFT" not in analyst.get("/year?year=2025").text


def test_how_often_month_and_station_leave_one_request_alone_is_said(year) -> None:
    requests = [each for each in count_all(year.store, year.settings).gathered.requests if each.year == 2025]
    assert pointing(requests) == 2, "February and March each have one at D-4; those without a station point nowhere"
    assert "2 times a month and a district station have one single request" in page_of(year)


def test_charts_have_no_style_no_id_and_only_addresses_of_the_desk(year) -> None:
    page = page_of(year)
    charts = re.findall(r'<svg class="chart".*?</svg>', page, flags=re.DOTALL)
    assert len(charts) == 5
    for chart in charts:
        assert not re.search(r"style|id=|url\(|<script|xlink|http", chart)
        assert 'aria-hidden="true"' in chart
        for link in re.findall(r"<a [^>]+>", chart):
            assert re.match(r'<a href="/(requests|year)\?year=20\d\d[^"]*" tabindex="-1">', link)


def test_a_chart_is_as_high_as_its_numbers_and_survives_any_label() -> None:
    chart = parsed(upright((Bar("<Jan> & co", 2, "/requests?a=1&b=2"), Bar("Feb", 4))))
    heights = {path.attrib["class"]: [] for path in chart.iter("path")}
    for path in chart.iter("path"):
        ys = [float(each) for each in re.findall(r"[ML] [\d.]+ ([\d.]+)", path.attrib["d"])]
        heights[path.attrib["class"]].append(max(ys) - min(ys))
    low, high = heights["bar"]
    assert high == pytest.approx(2 * low, rel=1e-3)
    assert [each.text for each in chart.iter("text")].count("<Jan> & co") == 1
    assert {each.attrib["href"] for each in chart.iter("a")} == {"/requests?a=1&b=2"}


def test_an_empty_chart_is_drawn_too() -> None:
    for draw in (upright, lying):
        texts = Counter(each.text for each in parsed(draw((Bar("none", 0),))).iter("text"))
        assert texts["none"] == 1


def test_the_pages_can_be_used_by_ear_and_have_nothing_that_the_content_policy_forbids(year) -> None:
    for path in ("/year?year=2025", "/year/letter?year=2025"):
        page = page_of(year, "administrator", path)
        assert page.count("<h1>") == 1
        assert not re.search(r"<style|<script>|\son[a-z]+=|\sstyle=", page)
        for control in re.findall(r"<(?:input|select)[^>]*>", page):
            if 'type="hidden"' not in control:
                before = page[: page.index(control)]
                assert before.rfind("<label") > before.rfind("</label"), control
        for picture in re.findall(r"<img [^>]*>", page):
            assert re.search(r'alt="[^"]{10,}"', picture)


def test_no_page_about_a_year_names_anybody(open_year) -> None:
    for path in ("/year?year=2025", "/year/letter?year=2025"):
        page = page_of(open_year, "administrator", path)
        assert "AAAAA" not in page
        assert "200001117" not in page
        assert f"fax-dedicated/{OPEN}" not in page
    assert Doubt.FIELD_MISSING.value not in page
