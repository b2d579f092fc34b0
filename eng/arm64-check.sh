#!/usr/bin/env bash
# Publishes the command for arm64 on an x64 machine, and runs the tests of the native command with it, in an emulator.
#
#   eng/arm64-check.sh [FOLDER]   the archive of eng/release.sh --rid linux-arm64 in FOLDER, instead of making one
#
# Needs Debian's gcc-aarch64-linux-gnu and qemu-user-static; the libraries for arm64 come from Debian's archive. An emulator shows that
# the code is right. It shows nothing of speed, of page sizes other than 4 KiB, or of how memory is ordered between processors.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
for program in aarch64-linux-gnu-gcc qemu-aarch64-static; do
  command -v "$program" >/dev/null || { echo "$program is missing: apt-get install gcc-aarch64-linux-gnu qemu-user-static" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
released=${1:-$work/out}
[ $# -gt 0 ] || "$root/eng/release.sh" --rid linux-arm64 "$released"

# apt keeps what it knows of arm64 in a folder of its own: the machine stays as it is.
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/debs" "$work/system" "$work/capsule"
apt=(apt-get -q -o APT::Sandbox::User=root -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache")
(cd "$work/debs" && "${apt[@]}" update >"$work/log" 2>&1 && "${apt[@]}" download libc6 libgcc-s1 libssl3 zlib1g >>"$work/log" 2>&1) ||
  { tail -5 "$work/log" >&2; exit 1; }
for package in "$work"/debs/*.deb; do
  dpkg-deb -x "$package" "$work/system"
done
tar -xzf "$released"/capsule-*-linux-arm64.tar.gz -C "$work/capsule" --strip-components 1

# Prepared once for all tests: under emulation it takes a minute or two.
export QEMU_LD_PREFIX=$work/system
command="qemu-aarch64-static $work/capsule/capsule"
$command setup --into "$work/capsule/guest/prepared"
dotnet build "$root/tests/Capsule.Packaging.Tests" -v q --nologo
CAPSULE_TEST_COMMAND=$command "$root/artifacts/bin/Capsule.Packaging.Tests/debug/Capsule.Packaging.Tests" -class '*NativeCommandTests'
