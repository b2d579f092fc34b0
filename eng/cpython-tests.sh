#!/usr/bin/env bash
# Runs modules of CPython's own regression tests, from Debian's archive, in sandboxes, and compares what fails with
# eng/cpython-tests.expected, which gives the reason of each failure. What fails in the same Python under Node.js too is left out: the
# archive's tests are newer than the guest's Python, and some of its modules are Pyodide's. No part of CI.
#
# Usage: eng/cpython-tests.sh [MODULE...]              test_os test_mmap …; without any, those of the list below
#        CPYTHON_TESTS=FOLDER eng/cpython-tests.sh …   with the package 'test' of that folder, such as /usr/lib/python3.14
#        CAPSULE=PATH eng/cpython-tests.sh …           with another capsule than the one of the debug build
set -euo pipefail

cd "$(dirname "$0")/.."
# Those that meet the system layer; any other can be given.
modules=(
  test_os test_posix test_posixpath test_genericpath test_pathlib test_shutil test_stat test_glob test_fnmatch test_tempfile test_io
  test_fileio test_fcntl test_mmap test_select test_signal test_time test_pwd test_grp test_errno test_sys test_site test_memoryview
  test_dbm test_dbm_dumb test_dbm_sqlite3 test_sqlite3 test_zipfile test_decimal test_zoneinfo test_urllib2 test_httplib test_ssl
  test_smtpnet test_robotparser test_code test_stable_abi_ctypes
)
if [ $# -gt 0 ]; then
  modules=("$@")
fi

capsule=${CAPSULE:-artifacts/bin/Capsule.Cli/debug/capsule}
expected=eng/cpython-tests.expected
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tests=${CPYTHON_TESTS:-artifacts/cpython-tests/usr/lib/python3.14}
if [ ! -d "$tests/test" ]; then
  # The archive's newest suite has the tests of the Python that the guest is; this machine's lists of packages stay as they are.
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 /debian/)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$work/apt/sources.list"
  options=(
    -q -o "Dir::Etc::SourceList=$work/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache"
  )
  apt-get "${options[@]}" update >"$work/log" 2>&1 \
    && (cd "$work" && apt-get "${options[@]}" download libpython3.14-testsuite libpython3.14-stdlib >>log 2>&1) \
    || { echo "CPython's tests cannot be had from Debian's archive:" >&2; tail -5 "$work/log" >&2; exit 1; }
  for deb in "$work"/*.deb; do
    dpkg-deb -x "$deb" "$work/root"
  done
  mkdir -p artifacts
  mv -T "$work/root" artifacts/cpython-tests
fi

cp eng/cpython-tests.py "$work/cpython_tests.py"
status=0
for module in "${modules[@]}"; do
  "$capsule" run "$work/cpython_tests.py" "$module" --no-journal --mount "$tests/test::/cpython/test" \
    >"$work/out" 2>"$work/err" || echo "$module"$'\t'"did not end: $(tail -1 "$work/err")" >"$work/out"
  sed '/^#/d' "$work/out" | cut -f1 | sort >"$work/failed"
  grep "^$module[.[:space:]]" "$expected" | cut -f1 | sort >"$work/known" || true
  # What a sandbox does not have says so in the same words everywhere.
  sed -n 's/^\*\t//p' "$expected" | cut -f1 >"$work/words"
  grep -F -f "$work/words" "$work/out" | cut -f1 | sort | comm -23 - "$work/known" >"$work/refused" || true
  comm -23 "$work/failed" "$work/refused" | comm -23 - "$work/known" >"$work/new"
  if [ -s "$work/new" ] && [ -d guests/python/node_modules/pyodide ]; then
    timeout 600 node eng/cpython-tests.mjs "$tests" "$module" >"$work/reference" 2>&1 || true
    grep -q '^# ' "$work/reference" || echo "$module" >"$work/reference"
    sed '/^#/d' "$work/reference" | cut -f1 | sort | comm -23 "$work/new" - >"$work/ours"
  else
    cp "$work/new" "$work/ours"
  fi
  new=$(cat "$work/ours")
  gone=$(comm -13 "$work/failed" "$work/known")
  echo "$module: $(sed -n 's/^# //p' "$work/out"), $(wc -l <"$work/failed") failed:" \
    "$(wc -l <"$work/refused") for what a sandbox does not have, $(comm -12 "$work/failed" "$work/known" | wc -l) known," \
    "$(comm -23 "$work/new" "$work/ours" | wc -l) in the same Python under Node.js, $(wc -l <"$work/ours") new"
  if [ -n "$new" ]; then
    status=1
    echo "$new" | while read -r test; do
      echo "  new: $(grep -m1 -F -- "$test" "$work/out")"
    done
  fi
  if [ -n "$gone" ]; then
    status=1
    echo "$gone" | sed 's/^/  no longer fails: take it off the list: /'
  fi
done
exit $status
