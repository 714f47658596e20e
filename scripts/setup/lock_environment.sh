#!/bin/sh
# Resolve pyproject.toml into the locks: for every Python it allows, with hashes, without addresses.
# Usage: lock_environment.sh [--upgrade]
set -eu
cd "$(dirname "$0")/../.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header --no-annotate "$@"
}
compile "$@" pyproject.toml --output-file requirements.lock
compile "$@" pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
compile "$@" --group cluster --constraints requirements.lock \
    --output-file workflow/profiles/slurm/requirements.lock
