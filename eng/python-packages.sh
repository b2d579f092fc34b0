#!/usr/bin/env bash
# Puts the pure-Python packages that tests run inside sandboxes into a folder, from Debian's archive. They are no part of
# the repository. Usage: eng/python-packages.sh FOLDER [SUITE [PACKAGE…]]
#
# Without a SUITE the packages are those of the release that this machine is configured for. With one ("forky"), those of
# that release: apt gets a list of sources of its own for it, made of the machine's own mirror, and the machine stays as it is.
# With names of packages, those alone; wheels that they bring (python3-pip-whl) are in FOLDER itself.
set -euo pipefail

packages=(
  python3-requests python3-urllib3 python3-certifi python3-charset-normalizer python3-chardet python3-idna
  python3-httpx python3-httpcore python3-h11 python3-anyio python3-sniffio python3-rfc3986 python3-six
)
more=(
  python3-dateutil python3-arrow python3-bs4 python3-soupsieve python3-html5lib python3-webencodings python3-rich
  python3-markdown-it python3-mdurl python3-pygments python3-tqdm python3-click python3-attr python3-jinja2 python3-markupsafe
  python3-tabulate python3-typing-extensions python3-platformdirs python3-packaging python3-tomlkit python3-jmespath
  python3-sympy python3-mpmath python3-networkx python3-pluggy python3-iniconfig python3-pytest
)
folder=$(realpath -m "$1")
suite=${2:-}
[ $# -gt 2 ] && packages=("${@:3}") && more=()
mkdir -p "$(dirname "$folder")"
exec 9>"$folder.lock"
flock 9
[ -d "$folder" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/debs"
cd "$work/debs"
apt=(apt-get -q -o "APT::Sandbox::User=root")

fail() {
  echo "the Python packages for tests cannot be had from Debian's archive (apt-get download):" >&2
  tail -5 "$work/log" >&2
  exit 1
}

if [ -n "$suite" ]; then
  packages+=("${more[@]}")
  find_mirror() {
    apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
      awk '!found && $1 ~ /\/debian\/?$/ && $2 !~ /-(security|updates|backports)$/ { print $1; found = 1 }'
  }
  mirror=$(find_mirror)
  if [ -z "$mirror" ]; then
    # apt tells only of what it has lists of, and a new machine has none.
    apt-get -q update >"$work/log" 2>&1 || fail
    mirror=$(find_mirror)
  fi
  if [ -z "$mirror" ]; then
    echo "this machine has no Debian mirror configured for apt: the packages of '$suite' cannot be had" >&2
    exit 1
  fi
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/apt/parts"
  echo "deb $mirror $suite main" >"$work/apt/sources.list"
  apt+=(
    -o "Dir::Etc::SourceList=$work/apt/sources.list" -o "Dir::Etc::SourceParts=$work/apt/parts"
    -o "Dir::Etc::Preferences=/dev/null" -o "Dir::Etc::PreferencesParts=$work/apt/parts"
    -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache" -o "Acquire::Languages=none"
  )
  "${apt[@]}" update >"$work/log" 2>&1 || fail
fi

if ! "${apt[@]}" download "${packages[@]}" >>"$work/log" 2>&1; then
  # The lists of packages are not there yet, or old.
  "${apt[@]}" update >>"$work/log" 2>&1 || true
  "${apt[@]}" download "${packages[@]}" >>"$work/log" 2>&1 || fail
fi

for deb in *.deb; do
  dpkg-deb -x "$deb" "$work/root"
done

# All or nothing: tests take a folder that exists for a whole one. Debian leaves out the records of what belongs to a
# package: Capsule has to do without them.
rm -rf "$folder.new"
mkdir -p "$work/root/usr/lib/python3/dist-packages"
mv "$work/root/usr/lib/python3/dist-packages" "$folder.new"
if [ -d "$work/root/usr/share/python-wheels" ]; then
  cp "$work/root/usr/share/python-wheels/"*.whl "$folder.new"
fi
rm -rf "$folder"
mv -T "$folder.new" "$folder"
