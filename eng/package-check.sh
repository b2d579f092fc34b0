#!/usr/bin/env bash
# Packs the libraries and uses them from a local feed: each program of examples/csharp, in a clean folder, and one of the template; packs the command as
# a tool and uses it with an empty PATH. Shows the packages' sizes.
#
#   eng/package-check.sh [configuration]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
version=0.1.0-check.$(date +%s)
for project in src/Capsule.{Core,Wasm,Guests,Runtime,Journal,Journal.Postgres,Extensions.Hosting,Extensions.AI} templates/Capsule.Templates; do
  dotnet pack "$root/$project" -c "${1:-Release}" -v q --nologo -p:Version="$version" -o "$folder/feed" >"$folder/log" 2>&1 \
    || { tail -20 "$folder/log" >&2; exit 1; }
done
cat >"$folder/Directory.Build.props" <<XML
<Project>
  <PropertyGroup>
    <RestoreAdditionalProjectSources>$folder/feed</RestoreAdditionalProjectSources>
    <RestorePackagesPath>$folder/packages</RestorePackagesPath>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
</Project>
XML

# Copies an example, and has it reference packages. Warnings are errors: a reader sees none.
build() {
  cp -r "$root/examples/csharp/$1" "$folder/$1" && cd "$folder/$1" && rm -rf bin obj
  sed -i -E "s|<ProjectReference Include=\".*/(Capsule\.[A-Za-z.]+)\.csproj\" />|<PackageReference Include=\"\1\" Version=\"$version\" />|" "$1.csproj"
  sed -nE 's|.*PackageVersion (Include="[^"]*") (Version="[^"]*") />|s#<PackageReference \1 />#<PackageReference \1 \2 />#|p' "$root/Directory.Packages.props" |
    sed -i -f - "$1.csproj"
  dotnet build -v q --nologo -o out >"$folder/log" 2>&1 || { tail -20 "$folder/log" >&2; exit 1; }
}

# Runs an example, and looks for a line.
check() {
  local answer
  build "$1"
  answer=$(dotnet "out/$1.dll" 2>&1) || { echo "$answer" >&2; exit 1; }
  grep -qF -- "$2" <<<"$answer" || { echo "$1 has not printed '$2' but: $answer" >&2; exit 1; }
  echo "$1: $2"
}

check console "Report { WordCount = 4, Longest = quick }"
check code-mode '{"success":true,"result":63.0}'
check agents 'Semantic Kernel: {"success":true,"result":63.0}'

build aspnet
dotnet out/aspnet.dll --urls http://127.0.0.1:0 >"$folder/log" 2>&1 &
server=$!
until address=$(grep -m1 -oE 'http://127\.0\.0\.1:[0-9]+' "$folder/log"); do
  kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.2
done
answer=$(curl -sS "$address/statistics?values=1&values=2&values=6")
[ "$answer" = '{"mean":3,"median":2}' ] || { echo "aspnet has answered $answer" >&2; exit 1; }
echo "aspnet: $answer, $(curl -sS "$address/health")"

# As a user of the template, without suppressing anything.
export DOTNET_CLI_HOME=$folder/home
dotnet new install "$folder/feed/Capsule.Templates.$version.nupkg" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
cd "$folder" && dotnet new capsule -o hello >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
cd hello && dotnet build -v q --nologo -o out >"$folder/log" 2>&1 || { tail -20 "$folder/log" >&2; exit 1; }
answer=$(dotnet out/hello.dll)
[ "$answer" = 'Report { WordCount = 4, Longest = quick }' ] || { echo "the template's program has printed $answer" >&2; exit 1; }
echo "template: $answer"

dotnet pack "$root/src/Capsule.Cli" -c "${1:-Release}" -v q --nologo -p:Version="$version" -o "$folder/feed" >"$folder/log" 2>&1 \
  || { tail -20 "$folder/log" >&2; exit 1; }
dotnet tool install --tool-path "$folder/tools" Capsule.Cli --version "$version" --source "$folder/feed" >/dev/null
runtime=$(dirname "$(readlink -f "$(command -v dotnet)")")
clean() { env -i PATH=/nonexistent HOME="$folder" DOTNET_ROOT="$runtime" "$folder/tools/capsule" "$@"; }
echo 'def main(who): return {"hello": who}' >main.py
answer=$(clean run main.py Ada)
[ "$answer" = '{"hello":"Ada"}' ] || { echo "the tool has answered $answer" >&2; exit 1; }
answer=$(clean runs --json) # the journal's native library is there
grep -q '"succeeded"' <<<"$answer" || { echo "the tool has no journal: $answer" >&2; exit 1; }
echo "tool: run, runs"
(cd "$folder/feed" && ls -l | awk 'NR > 1 {printf "%6.1f MB  %s\n", $5 / 1e6, $9}')
