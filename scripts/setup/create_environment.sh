#!/bin/sh
# Create .venv from locks with hashes; needs Python 3.11 to 3.13 and, where its venv module is absent, Debian's apt.
# Usage: create_environment.sh LOCK...      PYTHON=/path/to/python is tried first
set -eu
cd "$(dirname "$0")/../.."

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; }

if [ ! -x .venv/bin/python ]; then
    python=
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$candidate" >/dev/null && fits "$candidate"; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "No Python 3.11, 3.12 or 3.13 was found; install one (Debian: apt install python3) and try again." >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if [ "$(id -u)" != 0 ]; then
            echo "Python's venv module is absent; run 'apt install $package' as root and try again." >&2
            exit 1
        fi
        echo "Python's venv module is absent: installing Debian's package $package"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
    fi
    "$python" -m venv .venv
fi

if [ ! -x .venv/bin/uv ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r scripts/setup/bootstrap.lock
    .venv/bin/uv pip uninstall --quiet --python .venv/bin/python pip setuptools 2>/dev/null
fi

for lock in "$@"; do
    echo "Installing $lock into .venv: a minute or two"
    .venv/bin/uv pip install --quiet --link-mode copy --python .venv/bin/python --require-hashes -r "$lock"
done
# Bytecode of all but the packages' own tests, which are a third of it and never run here.
.venv/bin/python -m compileall -q -j 0 -x '/tests?/' .venv/lib/python3*/site-packages || true
