#!/usr/bin/env bash
# Runs all tests, after installing what they need and this machine does not have. Arguments are those of `dotnet test`.
#
# Debian's packages are installed where that is possible (root, or sudo without a password); elsewhere it is said what is missing and which
# tests do without.
set -uo pipefail
cd "$(dirname "$0")/.."

missing=() consequences=()
# need COMMAND PACKAGE CONSEQUENCE: what a test would look for, what brings it, and what happens without.
need() {
  command -v "$1" >/dev/null && return
  missing+=("$2")
  consequences+=("$1 ($2): $3")
}
need dotnet "" "nothing can be built: install the .NET 10 SDK"
need npm "" "the guest cannot be built: install Node.js 20 or later"
need python3 python3 "tests of the Python client fail"
need gcc gcc "tests of what is released are skipped"
need objcopy binutils "tests of what is released are skipped"
need git git "tests of the repository's own rules fail"
need curl curl "tests of the installer fail"
# Debian keeps initdb where no PATH leads.
if [ -z "$(compgen -G '/usr/lib/postgresql/*/bin/initdb')" ]; then
  need initdb postgresql "tests of the journal in PostgreSQL fail"
fi
if command -v python3 >/dev/null && ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  missing+=(python3-venv)
  consequences+=("ensurepip (python3-venv): tests of the wheel fail")
fi

if [ "${#missing[@]}" -gt 0 ]; then
  packages=$(printf '%s\n' "${missing[@]}" | grep . | sort -u | tr '\n' ' ')
  as_root=
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  # shellcheck disable=SC2086
  if [ -n "$packages" ] && command -v apt-get >/dev/null && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    echo "test: installing $packages"
    $as_root apt-get update -q >/dev/null 2>&1
    $as_root apt-get install -y -q --no-install-recommends $packages >/dev/null 2>&1 && missing=() && consequences=()
  fi
  for consequence in "${consequences[@]}"; do
    echo "test: missing: $consequence" >&2
  done
  command -v dotnet >/dev/null && command -v npm >/dev/null || exit 1
fi

exec dotnet test "$@"
