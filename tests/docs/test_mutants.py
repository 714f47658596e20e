"""The table of mutants in docs/standards.md says what docs/mutants.yaml lists."""

import re

import yaml


def test_every_survivor_of_the_table_is_listed_in_a_module_that_there_is(project):
    listed = yaml.safe_load((project / "docs/mutants.yaml").read_text(encoding="utf-8"))
    table = (project / "docs/standards.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(lib\.[\w.]+)` \| (\d+) \| (\d+) \| (\d+) \|$", table, re.MULTILINE)
    assert {name: int(lived) for name, *_, lived in rows} == {
        name: sum(map(len, about["survivors"].values())) for name, about in listed.items()
    }
    for name, every, killed, lived in rows:
        assert int(every) == int(killed) + int(lived)
        source = (project / f"scripts/{name.replace('.', '/')}.py").read_text(encoding="utf-8")
        for changes in listed[name]["survivors"].values():
            for change in changes:
                assert f"def {change.split(':')[0].rpartition('.')[2]}(" in source, change
