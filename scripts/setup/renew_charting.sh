#!/bin/sh
# Renew the charting library that the reader's page carries, from its makers' packages; then write sources and sum
# into its record. `npm pack vega@6.2.0 vega-lite@6.4.1 vega-embed@7.0.2` fetches them; the last one sets `vegaEmbed`.
# Usage: renew_charting.sh vega-6.2.0.tgz vega-lite-6.4.1.tgz vega-embed-7.0.2.tgz
set -eu
for package in "$@"; do
  name=$(basename "${package%-*}")
  tar -xOzf "$package" "package/build/$name.min.js" | sed '/^\/\/# sourceMappingURL/d'
done | gzip -n9 >scripts/publish/page/charting/vega.js.gz
sha256sum scripts/publish/page/charting/vega.js.gz
