#!/bin/sh
# Create .venv from locks with hashes; needs Python 3.11 to 3.13 and, where its venv module is absent, Debian's apt.
# Usage: create_environment.sh LOCK...      PYTHON=/path/to/python is tried first
# Beside a folder `wheels`, as a pack made with wheels=yes has one, nothing is asked of the network.
set -eu
cd "$(dirname "$0")/../.."

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; }

fail() {
    echo "$1" >&2
    exit 1
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$candidate" >/dev/null && fits "$candidate"; then
            python=$candidate
            return
        fi
    done
    fail "No Python 3.11, 3.12 or 3.13 was found; install one (Debian: apt install python3) and try again."
}

install_venv_module() {
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    [ "$(id -u)" = 0 ] || fail "Python's venv module is absent; run 'apt install $package' as root and try again."
    echo "Python's venv module is absent: installing Debian's package $package"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
}

unpack_uv() {
    wheel=$(echo wheels/uv-*.whl)
    sum=$(sha256sum "$wheel" | cut -d ' ' -f 1)
    grep -q "sha256:$sum" scripts/setup/bootstrap.lock || fail "$wheel: not the file that bootstrap.lock names."
    .venv/bin/python -m zipfile -e "$wheel" .venv/unpacked
    mv .venv/unpacked/uv-*.data/scripts/uv .venv/bin/uv
    chmod +x .venv/bin/uv
    rm -r .venv/unpacked
}

download_uv() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r scripts/setup/bootstrap.lock
    .venv/bin/uv pip uninstall --quiet --python .venv/bin/python pip setuptools 2>/dev/null
}

if [ ! -x .venv/bin/python ]; then
    find_python
    if [ -d wheels ]; then
        "$python" -m venv --without-pip .venv
    else
        "$python" -c 'import ensurepip, venv' 2>/dev/null || install_venv_module
        "$python" -m venv .venv
    fi
fi
if [ ! -x .venv/bin/uv ]; then
    if [ -d wheels ]; then unpack_uv; else download_uv; fi
fi

offline=
[ ! -d wheels ] || offline="--offline --no-index --no-cache --find-links wheels"
for lock in "$@"; do
    echo "Installing $lock into .venv: a minute or two"
    # shellcheck disable=SC2086
    .venv/bin/uv pip install --quiet $offline --link-mode copy --python .venv/bin/python --require-hashes \
        --build-constraints scripts/setup/bootstrap.lock -r "$lock"
done
# Bytecode of all but the packages' own tests, which are a third of it and never run here; none of packages that went.
workers=0 # as many as there are processors, but where processes cannot share a lock, as without /dev/shm
.venv/bin/python -c 'import multiprocessing; multiprocessing.Lock()' 2>/dev/null || workers=1
for folder in .venv/lib/python3*/site-packages; do
    .venv/bin/python - "$folder" <<'REMOVE'
import sys
from pathlib import Path

for path in Path(sys.argv[1]).rglob("__pycache__/*.pyc"):
    if not (path.parents[1] / f"{path.name.split('.')[0]}.py").exists():
        path.unlink()
REMOVE
    find "$folder" -type d -empty -delete
    .venv/bin/python -m compileall -q -j $workers -x '/tests?/' "$folder" || true
done
