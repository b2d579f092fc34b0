#!/usr/bin/env bash
# Puts the pure-Python packages that tests run inside sandboxes into a folder, from Debian's archive. They are no part of
# the repository. Usage: eng/python-packages.sh FOLDER
set -euo pipefail

packages=(
  python3-requests python3-urllib3 python3-certifi python3-charset-normalizer python3-chardet python3-idna
  python3-httpx python3-httpcore python3-h11 python3-anyio python3-sniffio python3-rfc3986 python3-six
)
folder=$(realpath -m "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/debs"
cd "$work/debs"

if ! apt-get download -q "${packages[@]}" >"$work/log" 2>&1; then
  # The lists of packages are not there yet, or old.
  apt-get update -q >>"$work/log" 2>&1 || true
  if ! apt-get download -q "${packages[@]}" >>"$work/log" 2>&1; then
    echo "the Python packages for tests cannot be had from Debian's archive (apt-get download):" >&2
    tail -5 "$work/log" >&2
    exit 1
  fi
fi

for deb in *.deb; do
  dpkg-deb -x "$deb" "$work/root"
done

# Debian leaves out the records of what belongs to a package, which pip writes and Capsule reads.
cd "$work/root/usr/lib/python3/dist-packages"
for metadata in *.egg-info *.dist-info; do
  base=${metadata%.*}
  name=${base%%-*}
  info=$base.dist-info
  mkdir -p "$info"
  if [ ! -f "$info/METADATA" ]; then
    printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "$name" "${base#*-}" >"$info/METADATA"
    if [ -f "$metadata/requires.txt" ]; then
      sed -n -e '/^\[/q' -e 's/^\(..*\)$/Requires-Dist: \1/p' "$metadata/requires.txt" >>"$info/METADATA"
    fi
  fi
  for top in "$name" "$name.py"; do
    if [ -e "$top" ]; then
      find "$top" "$info" -type f -printf '%p,,\n' >>"$info/RECORD"
    fi
  done
done

# All or nothing: tests take a folder that exists for a whole one.
mkdir -p "$(dirname "$folder")"
rm -rf "$folder.new"
mv "$work/root/usr/lib/python3/dist-packages" "$folder.new"
mv -T "$folder.new" "$folder"
