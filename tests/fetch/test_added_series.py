"""docs/add_a_series.md: the record shown there is all that a new series needs."""

import re

import yaml
from made_replies import reply_to

from lib.core.configuration import load

SERIES = "unemployed"


def shown_record(project) -> str:
    text = (project / "docs/add_a_series.md").read_text(encoding="utf-8")
    return re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)[0]


def test_the_record_shown_adds_a_series(archive, server, settings, project):
    registry = archive.folder / "registry.yaml"
    record = shown_record(project)
    registry.write_text(f"{registry.read_text(encoding='utf-8')}\n{record}", encoding="utf-8")
    archive.registry = load(registry, project / "workflow/schemas/registry.schema.yaml")
    (source,) = yaml.safe_load(record)[SERIES]["fetch"]
    employed = {each.key[1:]: each.value for each in archive.observations("employed")}
    observations = [
        each._replace(measure=SERIES, value=each.value - employed[each.key[1:]])
        for each in archive.observations("labour_force")
    ]
    server.serve(source["url"], reply_to(source, observations, archive.labels))

    (outcome,) = archive.refresh(settings, SERIES)
    assert (outcome.outcome, outcome.new_figures, outcome.why) == ("new", len(observations), "")
    archive.verify()
    assert {each.key: each.value for each in archive.observations(SERIES)} == {
        each.key: each.value for each in observations
    }
    (again,) = archive.refresh(settings, SERIES)
    assert again.outcome == "unchanged"
