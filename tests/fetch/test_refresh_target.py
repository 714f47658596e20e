"""The refresh as a user starts it: by name, through Snakemake, and never with anything else."""

from replay_server import Answer


def test_a_refresh_through_snakemake(archive, server, clone):
    archive.serve(
        server,
        lambda observations: [each._replace(value=each.value + 1) for each in observations],
        only="grp",
    )
    server.serve(archive.registry["employed"]["fetch"][0]["url"], Answer(b"gone", 404))
    run = clone("refresh_series", "--config", "series=grp,employed", f"replay={server.address}")
    assert run.returncode == 1
    assert "grp: revised; 343 revised" in run.stdout
    assert (
        "employed: failed; https://stat.gov.kz/api/iblock/element/102798/file/ru/: status 404" in run.stdout
    )
    assert "1 revised, 1 failed; see results/fetch/refresh.csv" in run.stdout
    table = (archive.folder.parents[1] / "results/fetch/refresh.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:2] for line in table] == [
        ["series", "outcome"],
        ["employed", "failed"],
        ["grp", "revised"],
    ]
    archive.verify()


def test_no_other_run_asks(clone):
    run = clone("--dry-run")
    assert run.returncode == 0
    assert "verify_snapshot" in run.stdout + run.stderr
    assert "refresh_series" not in run.stdout + run.stderr
