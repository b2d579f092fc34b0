#!/usr/bin/env bash
# Compiles and packs @capsule-run/client for npm. Usage: eng/client-package.sh VERSION OUT
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$2"
out=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler=$root/artifacts/npm/typescript
"$root/eng/npm-folder.sh" "$root/tests/typescript" "$compiler"
cp -r "$root/clients/typescript/." "$root/LICENSE" "$root/NOTICE" "$work"
sed -i "s/\"0\.0\.0\"/\"$1\"/" "$work/package.json"
cd "$work"
node "$compiler/node_modules/typescript/bin/tsc"
npm pack --loglevel=error --pack-destination "$out"
