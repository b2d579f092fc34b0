#!/usr/bin/env bash
# Copies a folder of tests and installs its packages from npm, at the versions that its package-lock.json pins. Nothing of a package is run.
# Usage: eng/npm-folder.sh SOURCES FOLDER
set -euo pipefail
sources=$(realpath "$1")
folder=$(realpath -m "$2")
mkdir -p "$folder"
exec 9>"$folder.lock"
flock 9
if ! cmp -s "$sources/package-lock.json" "$folder/package-lock.json" || [ ! -f "$folder/node_modules/.package-lock.json" ]; then
  # Complete is what npm has written its own record of.
  rm -rf "$folder/node_modules"
  cp "$sources/package.json" "$sources/package-lock.json" "$folder"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
fi
# Another test may read them at this moment: only what changed is written.
cp -ru "$sources/." "$folder"
