#!/bin/sh
# Download what the runtime lock and the bootstrap lock name, for this machine and Python, into a folder.
# Usage: download_wheels.sh FOLDER
set -eu
cd "$(dirname "$0")/../.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
rm -rf "$1"
mkdir -p "$1"
for lock in requirements.lock scripts/setup/bootstrap.lock; do
    "$tools/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --dest "$1" -r "$lock"
done
