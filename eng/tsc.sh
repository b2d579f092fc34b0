#!/usr/bin/env bash
# Installs TypeScript's compiler from npm, at the version that tests/typescript/package-lock.json pins, for tests that check types.
# Usage: eng/tsc.sh FOLDER
set -euo pipefail
sources=$(dirname "$(realpath "$0")")/../tests/typescript
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
npm ci --no-audit --no-fund --loglevel=error >&2
