#!/bin/sh
# Installs Capsule for this user: curl -fsSL URL/install.sh | sh
#
# Variables: CAPSULE_INSTALL (by default ~/.local), below which bin/capsule and lib/capsule are put; CAPSULE_BASE_URL, where the archive is.
# It is checked against SHA256SUMS of the same place before anything is unpacked.
set -eu

main() {
  base=${CAPSULE_BASE_URL:-@BASE_URL@}
  version=@VERSION@
  prefix=${CAPSULE_INSTALL:-${HOME:?HOME is not set: set CAPSULE_INSTALL to the folder to install into}/.local}
  [ "$(uname -s)" = Linux ] || fail "Capsule runs on Linux, and this is $(uname -s)"
  case $(uname -m) in
    x86_64) rid=linux-x64 ;;
    aarch64) rid=linux-arm64 ;;
    *) fail "Capsule runs on x86_64 and aarch64, and this is $(uname -m)" ;;
  esac
  case $(getconf GNU_LIBC_VERSION 2>/dev/null || echo none) in
    "glibc 2."*) [ "$(getconf GNU_LIBC_VERSION | cut -d. -f2)" -ge 34 ] || fail "Capsule needs glibc 2.34 or later, and this is $(getconf GNU_LIBC_VERSION)" ;;
    *) fail "Capsule needs glibc 2.34 or later, which this system does not have (musl?)" ;;
  esac
  name=capsule-$version-$rid
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  echo "Downloading Capsule $version for $rid …"
  download "$name.tar.gz"
  download SHA256SUMS
  (cd "$work" && grep -F "  $name.tar.gz" SHA256SUMS >sum && sha256sum -c sum >/dev/null 2>&1) ||
    fail "$base/$name.tar.gz is not what $base/SHA256SUMS says: nothing was installed. Try again later, and report it if it stays so"

  mkdir -p "$prefix/bin" "$prefix/lib"
  tar -xzf "$work/$name.tar.gz" -C "$work"
  # Beside the old one first: there is always one that works.
  rm -rf "$prefix/lib/capsule.new" "$prefix/lib/capsule.old"
  cp -r "$work/$name" "$prefix/lib/capsule.new"
  [ ! -e "$prefix/lib/capsule" ] || mv "$prefix/lib/capsule" "$prefix/lib/capsule.old"
  mv "$prefix/lib/capsule.new" "$prefix/lib/capsule"
  rm -rf "$prefix/lib/capsule.old"
  ln -sf ../lib/capsule/capsule "$prefix/bin/capsule"
  echo "Installed $("$prefix/bin/capsule" --version) as $prefix/bin/capsule"
  case ":$PATH:" in
    *":$prefix/bin:"*) echo "Try: capsule run -c 'print(6 * 7)'" ;;
    *) echo "$prefix/bin is not on PATH. Add it: export PATH=\"$prefix/bin:\$PATH\"" ;;
  esac
}

download() {
  if command -v curl >/dev/null; then
    curl -fsSL "$base/$1" -o "$work/$1" || fail "$base/$1 cannot be downloaded"
  elif command -v wget >/dev/null; then
    wget -q "$base/$1" -O "$work/$1" || fail "$base/$1 cannot be downloaded"
  else
    fail "neither curl nor wget is installed"
  fi
}

fail() {
  echo "error: $1" >&2
  exit 1
}

# All of it was received when it starts.
main
