#!/usr/bin/env bash
# Connects `capsule mcp` to two servers of npm, over standard input and output and over HTTP, and calls their tools from code.
# It installs a hundred packages, so it is no part of the tests.
#
#   eng/mcp-servers.sh [path of capsule]
set -euo pipefail
capsule=$(realpath "${1:-artifacts/bin/Capsule.Cli/debug/capsule}")
folder=$(mktemp -d)
trap 'kill "${http:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-audit --no-fund --loglevel=error @modelcontextprotocol/server-everything @modelcontextprotocol/server-filesystem >/dev/null
mkdir files && echo hello > files/a.txt
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
PORT=$port node_modules/.bin/mcp-server-everything streamableHttp >/dev/null 2>&1 & http=$!
for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.2; done

python3 - "$capsule" "$folder" "$port" <<'PYTHON'
import json
import subprocess
import sys

capsule, folder, port = sys.argv[1:]
binaries = f"{folder}/node_modules/.bin"
server = subprocess.Popen(
    [capsule, "mcp", "--connect", f"everything={binaries}/mcp-server-everything", "--connect", f"remote=http://127.0.0.1:{port}/mcp",
     "--connect", f"files={binaries}/mcp-server-filesystem {folder}/files", "--allow-tool", "files_write_file"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
count = 0


def ask(method, **params):
    global count
    count += 1
    print(json.dumps({"jsonrpc": "2.0", "id": count, "method": method, "params": params}), file=server.stdin, flush=True)
    while (answer := json.loads(server.stdout.readline())).get("id") != count:
        pass
    return answer["result"]


def expect(what, code, wanted):
    answer = ask("tools/call", name="execute_python", arguments={"code": "from capsule import tools\n" + code})
    text = answer["content"][0]["text"]
    if wanted not in text:
        sys.exit(f"mcp-servers: {what}: no {wanted!r} in: {text}")
    print("ok:", what)


ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "check", "version": "1"})
print(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}), file=server.stdin, flush=True)
found = ask("tools/call", name="function_search", arguments={"query": "read text file"})["structuredContent"]["functions"]
assert found[0]["name"] == "files_read_text_file", found[0]
print("ok: functions are found")
described = ask("tools/call", name="function_describe", arguments={"names": ["files_read_text_file"]})["content"][0]["text"]
assert "def files_read_text_file(path: str, " in described, described
print("ok: and described")
expect("a tool is called", "tools.everything_echo(message='hi')", "Echo: hi")
expect("arguments are typed", "tools.everything_get_sum(a=2, b='x')", "ValueError")
expect("over HTTP", "tools.remote_get_sum(a=20, b=22)", "42")
expect("many calls, one answer", "sum(len(tools.remote_echo(message='x' * n)) for n in range(50))", "Result: 1525")
expect("a file is read", f"tools.files_read_text_file(path='{folder}/files/a.txt')", "hello")
expect("a refusal of the server is an error", "tools.files_read_text_file(path='/etc/passwd')", "ToolError")
expect("what is allowed is written", f"tools.files_write_file(path='{folder}/files/b.txt', content='new')", "Successfully wrote")
expect("what is not is refused", f"tools.files_move_file(source='{folder}/files/b.txt', destination='{folder}/files/c.txt')", "needs the user's approval")
server.stdin.close()
sys.exit(server.wait(30))
PYTHON
