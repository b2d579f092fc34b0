#!/usr/bin/env bash
# Writes what the packages promise beyond PublicAPI.Shipped.txt to their PublicAPI.Unshipped.txt: review the difference.
set -euo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for list in src/*/PublicAPI.Unshipped.txt; do
  project=$(dirname "$list")
  echo '#nullable enable' >"$list"
  dotnet build "$project" --no-incremental -v q --nologo -p:TreatWarningsAsErrors=false -p:BuildProjectReferences="${BUILD_REFERENCES:-true}" >"$log" 2>&1 \
    || { grep -m 10 'error' "$log" >&2; exit 1; }
  sed -nE "\\|/$project/|s/.*warning RS0016: Symbol '(.*)' is not part of the declared public API.*/\\1/p" "$log" | LC_ALL=C sort -u >>"$list"
  echo "$list: $(($(wc -l <"$list") - 1))"
done
