#!/usr/bin/env bash
# Installs the type checker that the tests of the Python client run, from npm, at the version that
# clients/python/tests/types/package-lock.json pins. Usage: eng/pyright.sh FOLDER
set -euo pipefail
sources=$(dirname "$(realpath "$0")")/../clients/python/tests/types
folder=$(realpath -m "$1")
mkdir -p "$folder"
exec 9>"$folder.lock"
flock 9
# Complete is what npm has written its own record of.
if cmp -s "$sources/package-lock.json" "$folder/package-lock.json" && [ -f "$folder/node_modules/.package-lock.json" ]; then
  exit 0
fi
rm -rf "$folder/node_modules"
cp "$sources/package.json" "$sources/package-lock.json" "$folder"
cd "$folder"
npm ci --no-audit --no-fund --omit=optional --loglevel=error >&2
