#!/usr/bin/env bash
# Packs @capsule-run/sdk for npm: the types of the SDK that is in the JavaScript guest. Usage: eng/sdk-package.sh VERSION OUT
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$2"
out=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root"/clients/npm/sdk/* "$root/guests/javascript/sdk/index.d.ts" "$root/LICENSE" "$root/NOTICE" "$work"
sed -i "s/\"0\.0\.0\"/\"$1\"/" "$work/package.json"
cd "$work"
npm pack --loglevel=error --pack-destination "$out"
