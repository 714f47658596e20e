#!/bin/sh
# Download what the runtime lock and the bootstrap lock name, for this machine, into a folder.
# Usage: download_wheels.sh FOLDER [PYTHON [ARCHITECTURE]]
#   PYTHON such as 3.11, when not that of .venv; ARCHITECTURE such as aarch64, when not this machine's
set -eu
cd "$(dirname "$0")/../.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
rm -rf "$1"
mkdir -p "$1"
platforms=
[ -z "${3:-}" ] || platforms="--platform manylinux2014_$3 $(seq --format "--platform manylinux_2_%.0f_$3" 17 36)" # bookworm's glibc
for lock in requirements.lock scripts/setup/bootstrap.lock; do
    # shellcheck disable=SC2086
    "$tools/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        ${2:+--python-version "$2"} $platforms --dest "$1" -r "$lock"
done
