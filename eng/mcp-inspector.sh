#!/usr/bin/env bash
# Talks to `capsule mcp` with the official MCP inspector from npm, in its command-line mode.
# It installs several hundred packages, so it is no part of the tests.
#
#   eng/mcp-inspector.sh [path of capsule]
set -euo pipefail
capsule=$(realpath "${1:-artifacts/bin/Capsule.Cli/debug/capsule}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-audit --no-fund --loglevel=error @modelcontextprotocol/inspector >/dev/null
inspect() { npx --no-install mcp-inspector --cli "$capsule" mcp "$@"; }

expect() { # what, text, output
  grep -qF -- "$2" <<<"$3" || { echo "mcp-inspector: $1: no '$2' in: $3" >&2; exit 1; }
  echo "ok: $1"
}

tools=$(inspect --method tools/list)
expect "the tools are listed" '"execute_python"' "$tools"
expect "sessions are listed" '"session_run"' "$tools"
result=$(inspect --method tools/call --tool-name execute_python --tool-arg 'code=print("hi"); 6 * 7')
expect "code runs" '"result": 42' "$result"
expect "output is kept" '"output": "hi\n"' "$result"

mkdir project && cat > project/main.py <<'PYTHON'
from capsule import task

@task(name="main")
def main():
    return 1
PYTHON
echo '[workflow]' > project/capsule.toml
result=$(inspect --project "$folder/project" --method tools/call --tool-name run_task --tool-arg task=main)
expect "a task of a project runs" '"run_id"' "$result"
expect "runs are resources" 'capsule://runs/0' "$(inspect --project "$folder/project" --method resources/list)"
expect "their form is told" 'capsule://runs/{id}/tree' "$(inspect --project "$folder/project" --method resources/templates/list)"
expect "runs are read" '\"succeeded\"' "$(inspect --project "$folder/project" --method resources/read --uri capsule://runs)"
