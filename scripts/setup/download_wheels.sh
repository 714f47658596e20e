#!/bin/sh
# Download what the runtime lock and the bootstrap lock name, for this machine, into a folder.
# Usage: download_wheels.sh FOLDER [PYTHON]      PYTHON such as 3.11, when not that of .venv
set -eu
cd "$(dirname "$0")/../.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
rm -rf "$1"
mkdir -p "$1"
for lock in requirements.lock scripts/setup/bootstrap.lock; do
    "$tools/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        ${2:+--python-version "$2"} --dest "$1" -r "$lock"
done
