#!/bin/sh
# Create .venv from locks with hashes; needs Python 3.11 and, where its venv module is absent, Debian's apt.
# Usage: create_environment.sh LOCK...
set -eu
cd "$(dirname "$0")/../.."

has_python_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

python=
for candidate in python3.11 python3; do
    if command -v "$candidate" >/dev/null && has_python_311 "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 was not found; install it (Debian 12: apt install python3) and try again." >&2
    exit 1
fi

if [ ! -x .venv/bin/python ]; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" != 0 ]; then
            echo "Python's venv module is absent; run 'apt install python3.11-venv' as root and try again." >&2
            exit 1
        fi
        echo "Python's venv module is absent: installing Debian's package python3.11-venv"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3.11-venv >/dev/null
    fi
    "$python" -m venv .venv
fi

if [ ! -x .venv/bin/uv ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r scripts/setup/bootstrap.lock
fi

for lock in "$@"; do
    echo "Installing $lock into .venv: a minute or two, and about a gigabyte on disk"
    .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "$lock"
done
