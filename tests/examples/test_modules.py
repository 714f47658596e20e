"""Another workflow imports the whole workflow, or one stage, with settings and a folder of its own."""

import csv
import shutil
from pathlib import Path

import pytest

from lib.core.problems import ProblemsError
from lib.runs.running import link_engine
from setup.start_paper import start_paper


@pytest.fixture
def caller(tmp_path, project):
    """A workflow with a paper in papers/one, and the Snakefile that imports it."""
    start_paper(tmp_path / "papers/one", project)

    def write(name: str, snakefile: Path, prefix: str, use: str) -> None:
        (tmp_path / name).write_text(
            f'module paper:\n    snakefile: "{snakefile}"\n    prefix: "{prefix}"\n'
            f'    config: {{"languages": ["en"], "vintage": "2026-11-24"}}\n\n{use}\n',
            encoding="utf-8",
        )

    write("Snakefile", project / "Snakefile", "papers/one", "use rule * from paper as one_*")
    write.folder = tmp_path
    return write


def test_the_whole_workflow_is_imported_under_a_prefix_and_other_names(caller, snakemake):
    paper = caller.folder / "papers/one"
    for link in [path for path in paper.iterdir() if path.is_symlink()]:
        link.unlink()
    before = sorted(path.name for path in paper.iterdir())
    run = snakemake.run(caller.folder, "-n", "--quiet", "all")
    assert run.returncode == 0, run.stderr
    assert sorted(path.name for path in paper.iterdir()) == before  # a dry run changes nothing
    listed = snakemake.run(caller.folder, "--summary")
    assert "papers/one/results/manifest.json" in listed.stdout
    assert "\tone_write_manifest\t" in listed.stdout


def test_modules_nest(caller, snakemake):
    outer = caller.folder / "outer"
    (outer / "deep").mkdir(parents=True)
    (outer / "deep/papers").symlink_to(caller.folder / "papers")
    (outer / "Snakefile").write_text(
        f'module inner:\n    snakefile: "{caller.folder}/Snakefile"\n    prefix: "deep"\n\n'
        "use rule * from inner as out_*\n",
        encoding="utf-8",
    )
    listed = snakemake.run(outer, "--summary")
    assert "deep/papers/one/results/manifest.json" in listed.stdout, listed.stderr
    assert "\tout_one_write_manifest\t" in listed.stdout


def test_papers_on_two_countries_stand_in_one_workflow(caller, snakemake, project):
    for name in ("config", "data"):
        shutil.copytree(project / "examples/canada" / name, caller.folder / "papers/two" / name)
    own = (caller.folder / "Snakefile").read_text(encoding="utf-8")
    other = f'module other:\n    snakefile: "{project}/Snakefile"\n    prefix: "papers/two"\n\n'
    (caller.folder / "Snakefile").write_text(
        f"{own}\n{other}use rule * from other as two_*\n", encoding="utf-8"
    )
    listed = snakemake.run(caller.folder, "--summary", "one_all", "two_all")
    assert listed.returncode == 0, listed.stderr
    for panel in ("one/results/data/panel_3.csv", "two/results/data/panel_13.csv"):
        assert f"papers/{panel}" in listed.stdout


def test_one_stage_serves_a_rule_of_the_caller_with_the_caller_s_settings(caller, snakemake, project):
    caller(
        "Snakefile",
        project / "Snakefile",
        "papers/one",
        "use rule verify_snapshot, harmonise_regions from paper\n\n"
        "rule count:\n    input: rules.harmonise_regions.output.edition\n"
        '    output: "edition.csv"\n    shell: "cp {input} {output}"',
    )
    elsewhere = caller.folder / "elsewhere"
    elsewhere.mkdir()
    run = snakemake.run(
        elsewhere, "--cores", 1, "-s", caller.folder / "Snakefile", "-d", caller.folder, "count"
    )
    assert run.returncode == 0, run.stderr
    with (caller.folder / "edition.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["as_of"] == "2026-11-24"
    assert (caller.folder / "papers/one/.snakemake/finished/harmonise_regions.json").is_file()
    assert sorted(path.name for path in caller.folder.iterdir() if not path.name.startswith(".")) == [
        "Snakefile", "edition.csv", "elsewhere", "papers",
    ]  # fmt: skip


def test_a_folder_without_a_paper_is_told(tmp_path, snakemake, project):
    (tmp_path / "Snakefile").write_text(
        f'module paper:\n    snakefile: "{project}/Snakefile"\n\nuse rule * from paper\n', encoding="utf-8"
    )
    run = snakemake.run(tmp_path, "-n")
    assert run.returncode != 0
    assert "config/config.yaml: the paper's settings are not there" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_folder_of_the_caller_s_own_is_not_taken_for_the_engine_s(tmp_path, project):
    (tmp_path / "workflow").mkdir()
    with pytest.raises(ProblemsError, match="workflow: the engine lays a link of this name"):
        link_engine(tmp_path, project)
