"""A refresh against sources that say what is known, say more, say other things, or are asked twice."""

import gzip
import hashlib
import json
import time
from datetime import date
from decimal import Decimal

import pytest
from replay_server import Answer

from lib.core.problems import ProblemsError
from lib.data.snapshots import newest_record, read_index, read_vintage, snapshot_path
from lib.refresh.log import summary_line


def with_news(observations):
    """The last year again as the year that follows, and one older figure off by two percent.

    What a level loses the country and the towns lose as well, so that totals hold.
    """
    last = max(each.year for each in observations)
    latest = {each.key: each for each in observations if each.year == last and each.note == ""}
    region = next((each for each in latest.values() if each.unit == "AKM"), next(iter(latest.values())))
    factor = Decimal("1.02") if max(each.value for each in observations) > 100 else Decimal("0.98")
    more = region.value * (factor - 1)
    measure, unit, year, locality = region.key
    revised = {region.key: region._replace(value=region.value + more)}
    wholes = (measure, "KZ", year, locality), (measure, unit, year, "urban"), (measure, "KZ", year, "urban")
    regions = sum(each.value for key, each in latest.items() if key[0] == measure and key[3] == locality)
    if wholes[0] in latest and abs(regions / latest[wholes[0]].value - 2) < Decimal("0.01"):
        revised |= {
            key: latest[key]._replace(value=latest[key].value + more) for key in wholes if key in latest
        }
    later = [
        each._replace(year=last + 1, value=each.value * Decimal("0.99"))
        for each in latest.values()
        if each.locality == "total"
    ]
    return [revised.get(each.key, each) for each in observations] + later


def test_sources_that_say_what_is_known_add_nothing(archive, server, settings):
    archive.serve(server)
    before = archive.content()
    start = time.monotonic()
    outcomes = {each.series: each for each in archive.refresh(settings)}
    assert time.monotonic() - start < 60
    new = outcomes.pop("grp_per_capita_published")
    assert (new.outcome, new.new_figures) == ("new", 3)  # the three regions its snapshot lacks
    without = {name for name, entry in archive.registry.items() if "fetch" not in entry}
    assert {name for name, each in outcomes.items() if each.outcome == "no endpoint"} == without
    assert {each.outcome for name, each in outcomes.items() if name not in without} == {"unchanged"}
    after = archive.content()
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name.split("/")[0] for name in changed} == {"index.csv", "grp_per_capita_published"}


def test_news_become_a_vintage_once(archive, server, settings):
    before = archive.content()
    archive.serve(server, with_news)
    first = archive.refresh(settings)
    assert summary_line(first) == "37 revised, 25 no endpoint"
    archive.verify()
    after = archive.content()
    assert all(after[name] == content for name, content in before.items() if name != "index.csv")
    added = set(after) - set(before)
    ends = {name.split("/")[1].removeprefix("2027-02-01") for name in added}
    assert ends == {".csv", ".reply.gz", ".reply-2.gz", ".reply-3.gz"}
    archive.serve(server)
    assert {each.outcome for each in archive.refresh(settings)} == {"unchanged", "no endpoint"}
    assert archive.content() == after


def test_a_vintage_holds_the_figures_and_where_they_came_from(archive, server, settings):
    archive.serve(server, with_news, only="income_per_capita")
    (outcome,) = archive.refresh(settings, "income_per_capita")
    assert (outcome.outcome, outcome.revised_figures, outcome.new_figures) == ("revised", 1, 21)
    assert outcome.largest_change == "income_per_capita AKM 2022 147592 -> 150543.84 (+2.0 %)"
    row = newest_record(read_index(archive.folder / "index.csv"), "income_per_capita")
    assert (row["vintage"], row["basis"], row["http_status"]) == ("2027-02-01", "retrieved", "200")
    assert row["source"] == archive.registry["income_per_capita"]["fetch"][0]["url"]
    kept = gzip.decompress((archive.folder / "income_per_capita" / row["reply"]).read_bytes())
    assert kept == server.answers[row["source"]][0].body
    assert (row["reply_bytes"], row["reply_sha256"]) == (str(len(kept)), hashlib.sha256(kept).hexdigest())
    assert row["retrieved_at"].endswith("Z")
    stored = {each.key: each.value for each in read_vintage(snapshot_path(archive.folder, row))}
    assert stored[("income_per_capita", "AKM", 2022, "total")] == Decimal("150543.84")


def test_a_day_has_one_vintage(archive, server, settings):
    archive.serve(server, with_news, only="employed")
    archive.refresh(settings, "employed")
    after = archive.content()
    archive.serve(server, with_news, only="employed")
    (outcome,) = archive.refresh(settings, "employed")
    assert outcome.outcome == "failed"
    assert "a day has one vintage" in outcome.why
    assert archive.content() == after
    (outcome,) = archive.refresh(settings, "employed", today=date(2027, 2, 2))
    assert (outcome.outcome, outcome.vintage) == ("revised", "2027-02-02")


def test_trying_stores_nothing_but_shows_the_reply(archive, server, settings):
    archive.serve(server, with_news, only="grp")
    before = archive.content()
    (outcome,) = archive.refresh(settings, "grp", trying=True)
    assert (outcome.outcome, outcome.vintage) == ("revised", "2027-02-01")
    assert archive.content() == before
    reply = archive.work / "replies/grp-1.reply"
    assert reply.read_bytes() == server.answers[archive.registry["grp"]["fetch"][0]["url"]][0].body


def test_one_url_is_asked_once_for_all_its_series(archive, server, settings):
    archive.serve(server)
    archive.refresh(settings, "gva_agriculture", "gva_industry")
    assert server.times_asked(archive.registry["gva_industry"]["fetch"][0]["url"]) == 1


def test_one_that_fails_does_not_stop_the_others(archive, server, settings):
    archive.serve(server, with_news)
    server.serve(archive.registry["employed"]["fetch"][0]["url"], Answer(status=404))
    outcomes = archive.refresh(settings, "average_wage", "employed", "grp")
    assert [each.outcome for each in outcomes] == ["revised", "failed", "revised"]
    archive.verify()


def test_a_second_run_of_a_day_adds_what_the_first_lacked(archive, server, settings):
    archive.serve(server, with_news)
    urls = {name: archive.registry[name]["fetch"][0]["url"] for name in ("average_wage", "employed", "grp")}
    good = server.answers[urls["employed"]]
    server.serve(urls["employed"], Answer(status=404))
    archive.refresh(settings, *urls)
    server.answers[urls["employed"]] = good
    outcomes = archive.refresh(settings, *urls)
    assert [each.outcome for each in outcomes] == ["unchanged", "revised", "unchanged"]
    archive.verify()


def test_figures_a_source_never_had_are_kept_and_marked(archive, server, settings):
    archive.serve(server, with_news, only="unemployment_rate")
    archive.refresh(settings, "unemployment_rate")
    kept = [each for each in archive.observations("unemployment_rate") if each.note]
    assert {(each.unit, each.locality) for each in kept} == {("TUR", "total"), ("SHY", "total")}
    assert {each.year for each in kept} == set(range(2010, 2018))
    assert {each.note for each in kept} == {"not in the reply; kept from 2026-11-23"}


def test_national_figures_of_others_are_told_and_not_stored(archive, server, settings):
    archive.serve(server, only="population_average")
    url = archive.registry["population_average"]["cross_check"]["url"]
    (outcome,) = archive.refresh(settings, "population_average")
    assert "17 years, largest difference +0.0 %" in outcome.cross_check
    server.serve(url, b'[{"message":[{"id":"120","key":"Invalid value","value":"no"}]}]')
    (outcome,) = archive.refresh(settings, "population_average")
    assert outcome.outcome == "unchanged"
    assert outcome.cross_check.startswith("failed: the World Bank refuses the request")


def test_the_tree_is_asked_when_the_index_fails(archive, server, settings):
    entry = archive.registry["income_per_capita"]
    tree = entry["fetch"][0]["fallback"]["url"]
    by_unit = {}
    for observation in archive.observations("income_per_capita"):
        base = {"ALM17": "ALM", "KAR17": "KAR", "VKO17": "VKO"}.get(observation.unit, observation.unit)
        by_unit.setdefault(base, {})[f"y12{observation.year}"] = str(observation.value)
    nodes = [
        {"id": str(archive.labels.term[unit]), "text": archive.labels.taldau[unit], "leaf": "false", **values}
        for unit, values in by_unit.items()
    ]
    server.serve(entry["fetch"][0]["url"], Answer(status=500))
    server.serve(
        f"{tree}&p_parent_id=", json.dumps([each for each in nodes if each["id"] == "741880"]).encode()
    )
    hidden = [{"id": "7358", "text": "", "hidden": "true", "leaf": "false"}]
    server.serve(f"{tree}&p_parent_id=741880", json.dumps(hidden).encode())
    server.serve(
        f"{tree}&p_parent_id=7358", json.dumps([each for each in nodes if each["id"] != "741880"]).encode()
    )
    (outcome,) = archive.refresh(settings, "income_per_capita")
    assert (outcome.outcome, outcome.why) == ("unchanged", "")


def test_an_unknown_series_is_refused(archive, settings):
    with pytest.raises(ProblemsError, match=r"'grpp' is not in registry\.yaml"):
        archive.refresh(settings, "grpp")
