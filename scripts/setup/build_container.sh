#!/bin/sh
# Build the container of Containerfile with podman, as root. Packages are downloaded here and lent to the build, so
# that a mirror or a certificate that this machine knows need not be known inside; where no registry of images is
# reached, debootstrap makes the base from Debian's packages.
set -eu
cd "$(dirname "$0")/../.."
base=docker.io/library/debian:bookworm-slim
if ! podman image exists "$base" && ! podman pull --quiet "$base" 2>/dev/null; then
    base=localhost/debian:bookworm
    if ! podman image exists "$base"; then
        echo "No registry of images is reached: making the base with debootstrap"
        root=$(mktemp -d)
        trap 'rm -rf "$root"' EXIT
        debootstrap --variant=minbase --include=ca-certificates,make,python3,python3-venv bookworm "$root" >/dev/null
        tar --create --directory "$root" . | podman import --quiet - "$base"
    fi
fi
sh scripts/setup/download_wheels.sh .venv/wheels 3.11
podman build --quiet --isolation chroot --network host --volume "$PWD/.venv/wheels:/project/wheels:ro" \
    --build-arg BASE="$base" --tag "$(sed -n 's/^  name: //p' config/country.yaml)" .
