#!/usr/bin/env bash
# Packs the library and uses it from a local feed, by a console app in a clean folder; packs the command as a tool and uses it with
# an empty PATH. Shows the packages' sizes.
#
#   eng/package-check.sh [configuration]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
version=0.1.0-check.$(date +%s)
for project in Core Wasm Guests Runtime Extensions.AI; do
  dotnet pack "$root/src/Capsule.$project" -c "${1:-Release}" -v q --nologo -p:Version="$version" -o "$folder/feed" >"$folder/log" 2>&1 \
    || { tail -20 "$folder/log" >&2; exit 1; }
done
mkdir "$folder/app" && cd "$folder/app"
cat >app.csproj <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
    <RestoreAdditionalProjectSources>$folder/feed</RestoreAdditionalProjectSources>
    <RestorePackagesPath>$folder/packages</RestorePackagesPath>
    <NoWarn>CA1416</NoWarn>
    <UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier><SelfContained>false</SelfContained>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Capsule.Extensions.AI" Version="$version" /></ItemGroup>
</Project>
XML
cat >Program.cs <<'CS'
using Capsule.Runtime;
using Capsule.Runtime.Programs;

await using var capsule = await CapsuleRuntime.StartAsync(
    new CapsuleOptions { Tools = new() { { "lookup", (string id) => $"customer {id}" } } });
var report = await capsule.RunAsync<Report>(
    ProgramReference.Source("from capsule import tools\ndef main(id): return {'row_count': 3, 'owner': tools.lookup(id)}"),
    new { id = "7" });
Console.WriteLine(report.GetResult());

record Report(int RowCount, string Owner);
CS
answer=$(dotnet run -v q --nologo 2>&1) || { echo "$answer" >&2; exit 1; }
echo "$answer"
grep -qF "Report { RowCount = 3, Owner = customer 7 }" <<<"$answer"

dotnet pack "$root/src/Capsule.Cli" -c "${1:-Release}" -v q --nologo -p:Version="$version" -o "$folder/feed" >"$folder/log" 2>&1 \
  || { tail -20 "$folder/log" >&2; exit 1; }
dotnet tool install --tool-path "$folder/tools" Capsule.Cli --version "$version" --source "$folder/feed" >/dev/null
runtime=$(dirname "$(readlink -f "$(command -v dotnet)")")
clean() { env -i PATH=/nonexistent HOME="$folder" DOTNET_ROOT="$runtime" "$folder/tools/capsule" "$@"; }
echo 'def main(who): return {"hello": who}' >main.py
[ "$(clean run main.py Ada)" = '{"hello":"Ada"}' ]
clean runs --json | grep -q '"succeeded"' # the journal's native library is there
(cd "$folder/feed" && ls -l | awk 'NR > 1 {printf "%6.1f MB  %s\n", $5 / 1e6, $9}')
