"""Which files below results/ count as made by a run."""

from lib.runs.freshness import made_files


def test_what_other_commands_write_is_no_result_of_a_run(tmp_path):
    """After `make report` and `make anchor`, `make verify` passes as before."""
    for name in ("report/index.html", "report/snakemake.html", "anchor/SHA256SUMS", "release/notes.md"):
        path = tmp_path / "results" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert made_files(tmp_path / "results") == [str(tmp_path / "results/report/index.html")]
