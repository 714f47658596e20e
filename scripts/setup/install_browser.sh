#!/bin/sh
# Install Debian's Chromium for the tests of the reader's page, when it is absent and this is possible.
set -eu
if command -v chromium >/dev/null; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Chromium is absent: the tests of the reader's page will be skipped; run 'apt install chromium' as root."
    exit 0
fi
echo "Installing Debian's Chromium for the tests of the reader's page"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
