# Thin: each target is one command that also works by hand inside .venv.
.DEFAULT_GOAL := all
SHELL := /bin/sh
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH := $(CURDIR)/scripts

.PHONY: all tended mutants r-check cluster new-paper standards metadata release help anchor report readme container browser verify processors vintages reference diff impact pack refresh try record unrecord environment check interrupt fuzz test proofs lint format lock clean

# What tends the engine has nothing to do in the folder of a paper, where this file is a link.
test proofs check interrupt fuzz lint format lock readme metadata release standards mutants: tended
tended:
	@[ -d tests ] || { echo "make $(firstword $(MAKECMDGOALS)) tends the engine: run it in $$(dirname "$$(readlink -f Makefile)")" >&2; exit 2; }

all: .venv/runtime.installed  ## build every figure, table and verdict
	@snakemake

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

verify: .venv/runtime.installed  ## do the results hold? checked, rebuilt without network, compared
	@python -B -X pycache_prefix=/dev/null scripts/verify/verify_results.py

diff: .venv/runtime.installed  ## what changed between two runs, and why: make diff A=HEAD~1 B=. log=yes
	@python scripts/verify/explain_differences.py "$(A)" "$(or $(B),.)" $(if $(filter yes,$(log)),log)

impact: .venv/runtime.installed  ## which verdicts, exhibits and sentences a file moves: make impact FILE=...
	@python scripts/verify/trace_impact.py "$(FILE)"

r-check:  ## the regressions again by R's lm, from results/; without Rscript skipped, with required=yes an error
	@if command -v Rscript >/dev/null; then Rscript --vanilla scripts/verify/check_in_r.R results; else \
	  echo "skipped: no Rscript. The regressions were not computed again; install R (Debian: r-base-core)." >&2; \
	  [ -z "$(required)" ]; fi

processors: .venv/runtime.installed  ## the same results on other processors, emulated: a build for each, or only="old Haswell"
	@python scripts/verify/compare_processors.py $(only)

pack: verify  ## the reviewer's pack, one zip with the same bytes each time; wheels=yes for a machine without network
	@$(if $(filter yes,$(wheels)),sh scripts/setup/download_wheels.sh .venv/wheels)
	@python scripts/verify/pack_results.py $(if $(filter yes,$(wheels)),.venv/wheels)

reference: .venv/runtime.installed  ## make the present results what later rebuilds are compared with
	@python scripts/verify/write_reference.py

vintages: .venv/runtime.installed  ## every verdict at every date at which its figures changed; all revisions
	@snakemake trace_vintages
	@python scripts/check/tell_vintages.py

report: all  ## Snakemake's own report: every exhibit with its caption, the rules behind it, in one file
	@snakemake --report results/report/snakemake.html

standards: .venv/dev.installed  ## the field's published checkers, one table
	@python scripts/setup/run_standards.py

mutants: .venv/dev.installed  ## do the tests notice a wrong operator or number? docs/mutants.yaml; only=verdicts
	@PYTHONPATH=scripts:tests/support python benchmarks/score_mutants.py $(only)

metadata: .venv/runtime.installed  ## write what other files say already: codemeta, Zenodo, SBOM, config/README.md
	@python scripts/setup/write_metadata.py

new-paper: .venv/runtime.installed  ## a folder that builds at once, to make a paper of: make new-paper NAME=../my_paper
	@python scripts/setup/start_paper.py "$(NAME)"

release: .venv/runtime.installed  ## version, changelog, pack, hashes and notes of a release: make release version=...
	@python scripts/setup/prepare_release.py "$(version)"

readme: all  ## write README.md, its pictures and docs/pipeline.md anew, from the results and the rules
	@python scripts/publish/write_readme.py
	@python scripts/setup/write_rule_graph.py

environment: .venv/runtime.installed .venv/dev.installed  ## the environments without running anything

.venv/runtime.installed: requirements.lock scripts/setup/bootstrap.lock scripts/setup/create_environment.sh
	@sh scripts/setup/create_environment.sh requirements.lock
	@touch $@

.venv/dev.installed: requirements-dev.lock .venv/runtime.installed
	@sh scripts/setup/create_environment.sh requirements-dev.lock
	@touch $@

.venv/cluster.installed: workflow/profiles/slurm/requirements.lock .venv/runtime.installed
	@sh scripts/setup/create_environment.sh workflow/profiles/slurm/requirements.lock
	@touch $@

cluster: .venv/cluster.installed  ## what profiles/slurm needs beside the environment: docs/cluster.md

refresh: .venv/runtime.installed  ## ask the official sources; series=grp,employed for some, dry_run=yes to store nothing
	@snakemake refresh_series --config $(if $(series),series=$(series)) dry_run=$(or $(dry_run),no) accept="$(accept)"

try: .venv/runtime.installed  ## read a reply from a file as a refresh would: file=... series=..., or adapter=...
	@python scripts/fetch/try_reply.py --file "$(file)" $(if $(series),--series $(series)) \
		$(if $(source),--source $(source)) $(if $(adapter),--adapter $(adapter)) \
		$(if $(settings),--settings "$(settings)") $(if $(borders),--borders "$(borders)")

record: .venv/runtime.installed  ## list a hand-made data/raw/<series>/<vintage>.csv: series=... vintage=... source="..."
	@snakemake record_series --config series=$(series) vintage=$(vintage) basis="$(or $(basis),published)" source="$(source)" accept="$(accept)"

unrecord: .venv/runtime.installed  ## take back a vintage that is not committed: series=... vintage=...
	@snakemake unrecord_series --config series=$(series) vintage=$(vintage)

anchor:  ## the sums of all files of data/raw, and one sum of these to publish with a paper: docs/anchor.md
	@mkdir -p results/anchor
	@find data/raw -type f -not -name '.*' | LC_ALL=C sort | xargs sha256sum >results/anchor/SHA256SUMS
	@sha256sum results/anchor/SHA256SUMS

container: .venv/runtime.installed  ## the pipeline in a container, built with podman; podman run --network none checks it
	@sh scripts/setup/build_container.sh

browser:  ## Debian's Chromium, for the tests of the reader's page
	@scripts/setup/install_browser.sh

check: .venv/dev.installed  ## for every commit, under a minute: style, the graph of jobs, the tests of the foundations
	@ruff check . && ruff format --check --quiet .
	@snakemake --dry-run --quiet all
	@pytest -n auto --dist worksteal -q tests/lib/test_*.py tests/lib/core tests/lib/data tests/lib/words tests/lib/project

interrupt: .venv/dev.installed  ## all commands stopped at random moments, kills=300, and verified in odd surroundings
	@KILLS=$(or $(kills),300) SEED=$(or $(seed),1) ALL_SURROUNDINGS=yes pytest -n auto --durations=10 -o faulthandler_timeout=3600 \
		tests/verify/test_interruption.py tests/verify/test_surroundings.py tests/fetch/test_killed_record.py \
		tests/fetch/test_killed_refresh.py

fuzz: .venv/dev.installed  ## bytes that no reader expects, for seconds=600 in all, guided by coverage
	@uv pip install --quiet --python .venv/bin/python --target .venv/fuzz --require-hashes -r tests/fuzz/requirements.lock
	@PYTHONPATH=scripts:tests/support:.venv/fuzz python tests/fuzz/fuzz_readers.py $(or $(seconds),600)

test: .venv/dev.installed  ## the tests, about five minutes on two cores, and which took longest
	@pytest -n auto --dist worksteal --durations=10 -m "not proof"

proofs: .venv/dev.installed  ## whole builds more: an earlier date, other countries and regions, the docs' longest walks
	@pytest -n auto --dist loadfile --durations=10 -m proof

lint: .venv/dev.installed  ## style and types of code, style of the workflow
	@ruff check .
	@ruff format --check .
	@mypy
	@snakefmt --check Snakefile workflow
	@snakemake --lint

format: .venv/dev.installed  ## let the formatters have their way
	@ruff check --fix .
	@ruff format .
	@snakefmt Snakefile workflow

lock: .venv/dev.installed  ## resolve pyproject.toml into the locks; upgrade=yes for the newest versions
	@scripts/setup/lock_environment.sh $(if $(filter yes,$(upgrade)),--upgrade)

clean:  ## remove everything made
	@rm -rf results/[!r]* results/report logs .snakemake
