"""The paper of a newcomer: eight regions of an invented layout, three statements, another language.

Made from `make new-paper` and docs/your_own_paper.md alone, within half an hour; kept as what was changed.
"""

import csv
import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader
from shapely import set_precision, union_all
from shapely.geometry import mapping, shape

from lib.core.configuration import read_yaml
from lib.core.country import ENGINE_WORDS
from lib.core.files import sha256
from lib.core.reading import overlaid
from setup.start_paper import start_paper

pytestmark = pytest.mark.proof
CHANGED = Path(__file__).parent / "eight_regions"
MEMBERS = {
    "NWE": "ZKO AKT", "CAS": "ATY MAN", "NOR": "SKO KOS", "CAP": "AKM AST", "CEN": "KAR ULY PAV KAR17",
    "EAS": "ABA VKO VKO17", "SEM": "ALM ALA ZHE ALM17", "SOU": "TUR SHY ZHA KZY YKO",
}  # fmt: skip
HOME = {unit: region for region, units in MEMBERS.items() for unit in units.split()}
SERIES = {"population": "population_average", "employed": "employed", "self_employed": "self_employed"}
DATE = "2026-11-23"


@pytest.fixture
def paper(tmp_path, project, snakemake):
    folder = tmp_path / "eight_regions"
    start_paper(folder, project)
    shutil.copytree(CHANGED, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("german.yaml"))
    english, german = (
        read_yaml(path) for path in (project / ENGINE_WORDS / "en.yaml", CHANGED / "german.yaml")
    )
    said = yaml.safe_dump(overlaid(english, german), allow_unicode=True)
    (folder / "config/words/de.yaml").write_text(said, encoding="utf-8")
    write_boundaries(project / "data/raw/boundaries/regions.geojson", folder / "data/raw/boundaries")
    index = folder / "data/raw/index.csv"
    index.write_text(index.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    for series, source in SERIES.items():
        write_figures(
            project / f"data/raw/{source}/{DATE}.csv", folder / f"data/raw/{series}/{DATE}.csv", series
        )
        said = [f"series={series}", f"vintage={DATE}", "basis=known by", f"source=sums of {source}"]
        recorded = snakemake.run(folder, "record_series", "--config", *said)
        assert recorded.returncode == 0, recorded.stderr
    return folder


def write_boundaries(source, folder):
    pieces = defaultdict(list)
    for feature in json.loads(source.read_text(encoding="utf-8"))["features"]:
        pieces[HOME[feature["properties"]["unit"]]].append(shape(feature["geometry"]))
    regions = {
        region: mapping(set_precision(union_all(parts), 1e-6)) for region, parts in sorted(pieces.items())
    }
    features = [
        {"type": "Feature", "properties": {"unit": region}, "geometry": geometry}
        for region, geometry in regions.items()
    ]
    path = folder / "regions.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with (folder / "record.yaml").open("a", encoding="utf-8") as record:
        record.write(f"sha256: {sha256(path)}\n")


def write_figures(source, target, series):
    sums = defaultdict(float)
    for row in rows(source):
        if row["locality"] == "total" and row["unit"] in HOME and 2016 <= int(row["year"]) <= 2024:
            sums[HOME[row["unit"]], row["year"]] += float(row["value"])
    lines = [f"{series},{unit},{year},total,{value:.3f},\n" for (unit, year), value in sorted(sums.items())]
    target.write_text("measure,unit,year,locality,value,note\n" + "".join(lines), encoding="utf-8")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures(paper, series, year):
    return {
        row["unit"]: float(row["value"])
        for row in rows(paper / f"data/raw/{series}/{DATE}.csv")
        if row["year"] == year
    }


def test_a_newcomer_s_paper_builds_in_its_languages(paper, snakemake):
    run = snakemake.run(paper)
    assert run.returncode == 0, run.stderr
    verdicts = {row["claim"]: row for row in rows(paper / "results/claims/verdicts.csv")}
    now, then = figures(paper, "employed", "2024"), figures(paper, "employed", "2016")
    assert len(now) == 8
    share = 100 * (now["SEM"] + now["SOU"]) / sum(now.values())
    assert float(verdicts["E1"]["computed"]) == pytest.approx(share)
    assert float(verdicts["E3"]["computed"]) == pytest.approx(now["CAP"] / then["CAP"])
    self_employed = figures(paper, "self_employed", "2024")
    order = sorted(now, key=lambda unit: -self_employed[unit] / now[unit])
    assert verdicts["E2"]["computed"] == f"SEM {order.index('SEM') + 1}"
    for language, title in (("en", "Work in regions"), ("de", "Arbeit in")):
        (first, *_) = PdfReader(paper / f"results/article/{language}/article.pdf").pages
        assert first.extract_text(extraction_mode="layout").strip().startswith(title)
        assert (paper / f"results/figures/{language}/map.svg").is_file()
    page = (paper / "results/report/index.html").read_text(encoding="utf-8")
    assert "Siebenstromland" in page
    assert 'id="as-of"' not in page, "there is one vintage, and nothing to move to"


def test_what_the_newcomer_changed_is_sound(paper, snakemake):
    run = snakemake.run(paper, "--dry-run", "--quiet")
    assert run.returncode == 0, run.stderr


def test_a_word_that_the_new_language_lacks_is_told_with_file_and_key(paper, snakemake):
    words = paper / "config/words/de.yaml"
    words.write_text(
        words.read_text(encoding="utf-8").replace("no_data: keine Angaben\n", ""), encoding="utf-8"
    )
    run = snakemake.run(paper, "--dry-run", "--quiet")
    assert run.returncode != 0
    assert (
        "languages/en.yaml, line 3, no_data: config/words/de.yaml has no such key; add it there."
        in run.stderr
    )
