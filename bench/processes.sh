#!/usr/bin/env bash
# Whole processes, side by side in one run: the natively published CLI, CPython, Node.js, and Pyodide in Node.js.
# Usage: bench/processes.sh [ROUNDS]. Publishes and installs into a temporary folder.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
rounds=${1:-21}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "publishing …" >&2
dotnet publish "$root/src/Capsule.Cli" -c Release -p:PublishAot=true -o "$work/capsule" -v q --nologo >&2
pyodide=$(node -p "require('$root/guests/python/package.json').dependencies.pyodide")
(cd "$work" && npm install --no-audit --no-fund --loglevel=error "pyodide@$pyodide" >&2)

capsule=$work/capsule/capsule
python=$(python3 -c 'import sys; print(sys.executable)')
export CAPSULE_CACHE=$work/cache
cd "$work"
cp "$root/examples/hello.py" hello.py
echo 'print("Hello from CPython!")' > plain.py
cat > pyodide.mjs <<'JS'
import { loadPyodide } from "pyodide";
const pyodide = await loadPyodide();
console.log(pyodide.runPython('"Hello from Pyodide!"'));
JS

# Milliseconds that a command takes, one line a round. A round's preparation is not timed.
measure() {
  local name=$1 before=$2; shift 2
  for ((i = 0; i < rounds; i++)); do
    eval "$before"
    local start=${EPOCHREALTIME/./}
    "$@" > /dev/null
    local end=${EPOCHREALTIME/./}
    echo "$name $(( (end - start) / 10 ))"
  done
}

echo "preparing …" >&2
start=${EPOCHREALTIME/./}
"$capsule" setup
echo "capsule setup, once: $(( (${EPOCHREALTIME/./} - start) / 1000 )) ms"
"$capsule" build hello.py -o hello.wasm
echo "export const main = () => 'Hello from Capsule!';" > hello.js
echo "export const main = (): string => 'Hello from Capsule!';" > hello.ts
"$capsule" build hello.js -o script.wasm

{
  measure "capsule_run,_program_new" 'echo "# $i $RANDOM" >> hello.py' "$capsule" run hello.py
  measure "capsule_run,_program_known" : "$capsule" run hello.py
  measure "capsule_exec_hello.wasm" : "$capsule" exec hello.wasm
  measure "capsule_run_hello.js,_new" 'echo "// $i $RANDOM" >> hello.js' "$capsule" run hello.js
  measure "capsule_run_hello.js,_known" : "$capsule" run hello.js
  measure "capsule_run_hello.ts,_new" 'echo "// $i $RANDOM" >> hello.ts' "$capsule" run hello.ts
  measure "capsule_run_hello.ts,_known" : "$capsule" run hello.ts
  measure "capsule_exec_script.wasm" : "$capsule" exec script.wasm
  measure "node_-e_0" : node -e 0
  measure "capsule_--version" : "$capsule" --version
  measure "python3_plain.py" : "$python" plain.py
  measure "node_and_Pyodide" : node pyodide.mjs
} | sort -k1,1 -k2,2n | awk '
  $1 != name { report(); name = $1; n = 0 }
  { values[++n] = $2 / 100 }
  END { report() }
  function at(share) { i = int(share * n + 0.999999); return values[i < 1 ? 1 : i] }
  function report() {
    if (n == 0) return
    label = name; gsub("_", " ", label)
    printf "%-28s p50 %7.1f ms, p95 %7.1f ms, best %7.1f ms (n=%d)\n", label, at(0.5), at(0.95), values[1], n
  }'
"$python" --version; node --version; echo "Pyodide $pyodide"
