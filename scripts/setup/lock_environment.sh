#!/bin/sh
# Resolve pyproject.toml into the locks (hashes, no addresses) and write environment.yml from them.
set -eu
cd "$(dirname "$0")/../.."
compile() {
    .venv/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --no-annotate \
        --python-version 3.11 "$@"
}
compile pyproject.toml --output-file requirements.lock
compile pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
.venv/bin/python scripts/setup/write_conda_environment.py
