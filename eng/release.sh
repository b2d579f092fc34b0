#!/usr/bin/env bash
# Makes what users install, for one platform: an archive with the native command and the server, a wheel for pip and packages for npm, with their SHA-256.
#
#   eng/release.sh [--rid linux-x64|linux-arm64] [--native FOLDER] [--with-built-guest] [--base-url URL] OUT
#
# --native  packs what was published into FOLDER before, instead of publishing.
# --with-built-guest  takes the guest of artifacts/guest as it is, for a checkout that was just built.
# --base-url  where the files of OUT will be: the installer script is made for it.
#
# Needs what publishing needs (gcc or clang), python3 and npm; for linux-arm64 on another machine gcc-aarch64-linux-gnu as well.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
rid=linux-x64 native= base_url= properties=(-p:PublishAot=true)
while [ $# -gt 1 ]; do
  case $1 in
    --with-built-guest) properties+=(-p:BuildGuest=false); shift; continue ;;
    --rid) rid=$2 ;;
    --native) native=$(realpath "$2") ;;
    --base-url) base_url=$2 ;;
    *) sed -n '2,10s/^# \?//p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
[ $# -eq 1 ] || { sed -n '2,10s/^# \?//p' "$0" >&2; exit 2; }
mkdir -p "$1"
out=$(realpath "$1")
case $rid in
  linux-x64) machine=x86_64 host=x86_64 architecture=x64 ;;
  linux-arm64) machine=aarch64 host=aarch64 architecture=arm64 ;;
  *) echo "--rid $rid: linux-x64 and linux-arm64 are what Capsule runs on" >&2; exit 2 ;;
esac
version=$(dotnet msbuild "$root/src/Capsule.Cli" -getProperty:Version)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { echo "release: $*" >&2; }

# Runs a step, and shows what it printed where it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || { tail -30 "$work/log" >&2; echo "release: failed: $*" >&2; exit 1; }
}

folder=$work/capsule
if [ -n "$native" ]; then
  cp -r "$native" "$folder"
else
  say "publishing $rid"
  if [ "$(uname -m)" != "$machine" ]; then
    # The guest is the same everywhere; what builds it runs here.
    case " ${properties[*]} " in
      *BuildGuest*) ;;
      *) quietly dotnet build "$root/src/Capsule.Runtime" -c Release --artifacts-path "$root/artifacts/release" -v q --nologo ;;
    esac
    # Debian's gcc for another machine is a program of its own, and refuses the flag with which clang is told the machine.
    cat >"$work/$machine-linker" <<SH
#!/bin/bash
exec $machine-linux-gnu-gcc "\${@/#--target=*/-g}"
SH
    chmod +x "$work/$machine-linker"
    properties+=(-p:BuildGuest=false -p:CppCompilerAndLinker="$work/$machine-linker" -p:ObjCopyName="$machine-linux-gnu-objcopy")
  elif ! command -v clang >/dev/null; then
    properties+=(-p:CppCompilerAndLinker=gcc)
  fi
  # Its own folder of intermediate files: what developers build next to it stays as it is.
  publish() { quietly dotnet publish "$root/src/$1" -c Release -r "$rid" --artifacts-path "$root/artifacts/release" "${properties[@]}" -o "$2" -v q --nologo; }
  publish Capsule.Cli "$folder"
  # The server has the guests and native libraries of the command, which lie beside it.
  publish Capsule.Server "$work/server"
  cp "$work/server/capsule-server" "$folder"
fi
find "$folder" -name '*.pdb' -o -name '*.dbg' | xargs -r rm
cp "$root/LICENSE" "$root/NOTICE" "$folder"
chmod -R u=rwX,go=rX "$folder"
chmod 755 "$folder/capsule" "$folder/capsule-server"

if [ "$(uname -m)" = "$machine" ] && [ ! -e "$folder/guest/prepared/SHA256SUMS" ]; then
  say "preparing the guests"
  quietly "$folder/capsule" setup --into "$folder/guest/prepared"
fi
# What is prepared takes the place of what it was made of: a tenth of the size.
[ ! -e "$folder/guest/prepared/SHA256SUMS" ] || rm "$folder"/guest/*/*.image.br

# The oldest glibc that has what the files need: it names the wheel's platform.
glibc=$(find "$folder" \( -name capsule -o -name '*.so' \) -type f -exec grep -aohE 'GLIBC_2\.[0-9]+' {} + | sort -u -t. -k2,2n | tail -1)
platform=manylinux_${glibc#GLIBC_}
platform=${platform/./_}_$machine

say "archive"
archive=capsule-$version-$rid.tar.gz
mv "$folder" "$work/capsule-$version-$rid"
folder=$work/capsule-$version-$rid
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime='1980-01-01 00:00Z' -cf - "capsule-$version-$rid" | gzip -9n >"$out/$archive"
# What pip and npm install is the command: the server is a fifth as large again, and few machines run it.
rm -f "$folder/capsule-server"

say "wheel for $platform"
quietly python3 - "$root/clients/python/backend" "$out" "$folder" "$platform" <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
import capsule_build
print(capsule_build.build_wheel(sys.argv[2], {"native": sys.argv[3], "platform": sys.argv[4]}))
PY

say "npm packages"
# Packs a folder of clients/npm, with the version of this release.
pack() {
  cp "$root/LICENSE" "$root/NOTICE" "$1"
  sed -i "s/\"0\.0\.0\"/\"$version\"/; s/ARCHITECTURE/$architecture/g" "$1/package.json"
  (cd "$1" && quietly npm pack --pack-destination "$out")
}
cp -r "$root/clients/npm/cli-linux" "$work/platform"
cp -r "$folder/." "$work/platform"
pack "$work/platform"
cp -r "$root/clients/npm/capsule-run" "$work/command"
pack "$work/command"
quietly "$root/eng/sdk-package.sh" "$version" "$out"
quietly "$root/eng/client-package.sh" "$version" "$out"

if [ -n "$base_url" ]; then
  sed "s|@BASE_URL@|$base_url|; s|@VERSION@|$version|" "$root/eng/install.sh" >"$out/install.sh"
fi
(cd "$out" && rm -f SHA256SUMS && sha256sum -- * >"$work/sums" && mv "$work/sums" SHA256SUMS)
(cd "$out" && ls -l | awk 'NR > 1 {printf "%6.1f MB  %s\n", $5 / 1e6, $9}')
