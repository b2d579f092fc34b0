#!/usr/bin/env python3
"""Runs a sample of Test262 in the JavaScript guest, each test in a sandbox of its own, and reports the share that passes.

    eng/test262.py CAPSULE FOLDER [EVERY]

CAPSULE: the command. FOLDER: a clone of https://github.com/tc39/test262. EVERY: one test of so many is run (20), in order of their paths.
Not in CI: the copy is large, and not a part of this project.
"""

import collections
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# Runs a text as a script in the global scope, as a test expects it, and answers with what it threw.
RUNNER = """
import { ask } from "/lib/javascript/boot/host.js";
import { task } from "@capsule-run/sdk";

export const main = task({ name: "main", compute: 20_000_000_000, ram: "256MB", timeout: "5m" }, async (harness, source, isAsync) => {
  let settle;
  const done = new Promise((resolve) => (settle = resolve));
  globalThis.print = (text) => void (String(text).startsWith("Test262:AsyncTest") && settle(String(text)));
  globalThis.$262 = { global: globalThis, evalScript: (text) => ask("evaluate", text, "script"), gc() {}, detachArrayBuffer: (buffer) => void buffer.transfer() };
  try {
    ask("evaluate", harness, "harness");
  } catch (error) {
    return { phase: "harness", name: error?.name ?? String(error), message: String(error?.message) };
  }
  try {
    ask("evaluate", source, "test");
    if (!isAsync) return null;
    const text = await done;
    return text === "Test262:AsyncTestComplete" ? null : { phase: "runtime", name: "async", message: text };
  } catch (error) {
    return { phase: "runtime", name: error?.constructor?.name ?? typeof error, message: String(error?.message ?? error) };
  }
});
"""

# What docs/reference/javascript.md says is not there.
ABSENT = {"Temporal", "Atomics", "Atomics.waitAsync", "Atomics.pause", "decorators", "ShadowRealm", "IsHTMLDDA", "cross-realm", "caller",
          "import-defer", "source-phase-imports", "Intl-enumeration", "canonical-tz"}


def main() -> int:
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    capsule, root, every = str(Path(shutil.which(sys.argv[1]) or sys.argv[1]).resolve()), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) == 4 else 20
    tests = [path for path in sorted((root / "test").rglob("*.js")) if "_FIXTURE" not in path.name and path.parts[len(root.parts) + 1] in ("language", "built-ins")]
    counts: collections.Counter[str] = collections.Counter()
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "runner.js").write_text(RUNNER)
        with subprocess.Popen([capsule, "worker"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as worker:
            assert worker.stdin is not None and worker.stdout is not None
            worker.stdout.readline()
            for number, path in enumerate(tests[::every]):
                name = str(path.relative_to(root))
                source = path.read_text(encoding="utf-8")
                head = re.search(r"/\*---(.*?)---\*/", source, re.S)
                facts = head.group(1) if head else ""
                flags, features = listed(facts, "flags"), listed(facts, "features")
                if "module" in flags or "_FIXTURE" in source:
                    counts["modules and those that import some, not run"] += 1
                    continue
                kind = "not there, as documented" if features & ABSENT or "CanBlockIsFalse" in flags or "CanBlockIsTrue" in flags else "expected"
                includes = [] if "raw" in flags else ["assert.js", "sta.js", *(["doneprintHandle.js"] if "async" in flags else []), *sorted(listed(facts, "includes"))]
                harness = "\n".join((root / "harness" / include).read_text(encoding="utf-8") for include in includes)
                text = f'"use strict";\n{source}' if "onlyStrict" in flags else source
                worker.stdin.write(json.dumps({"id": number, "method": "run", "file": "runner.js", "args": [harness, text, "async" in flags]}) + "\n")
                worker.stdin.flush()
                while (answer := json.loads(worker.stdout.readline())).get("id") != number or answer["event"] != "result":
                    pass
                passes, why = judge(answer["envelope"], facts)
                counts[f"{kind}: {'passed' if passes else 'failed'}"] += 1
                if not passes and kind == "expected":
                    failed.append(f"{name}: {why}")
            worker.stdin.close()
    for line in failed:
        print(line)
    for kind, count in sorted(counts.items()):
        print(f"{count:6} {kind}")
    passed, all_run = counts["expected: passed"], counts["expected: passed"] + counts["expected: failed"]
    print(f"{passed / all_run:.1%} of {all_run} tests pass, of one in {every}")
    return 0


def listed(facts: str, name: str) -> set[str]:
    """The words of a list in a test's head, in either form of YAML."""
    inline = re.search(rf"^{name}:\s*\[(.*?)\]", facts, re.M | re.S)
    if inline:
        return {word.strip() for word in inline.group(1).split(",") if word.strip()}
    block = re.search(rf"^{name}:\s*\n((?:\s+- .*\n?)+)", facts, re.M)
    return {line.strip()[2:].strip() for line in block.group(1).splitlines()} if block else set()


def judge(envelope: dict[str, object], facts: str) -> tuple[bool, str]:
    """Whether a test went as its head says, and what happened."""
    negative = re.search(r"^negative:\s*\n(?:\s+phase: *(\w+)\n)?\s+type: *(\w+)", facts, re.M)
    error, result = envelope["error"], envelope["result"]
    if isinstance(error, dict):
        return False, f"{error['error_type']}: {str(error['message'])[:150]}"
    if negative:
        return isinstance(result, dict) and result["name"] == negative.group(2), f"{result} instead of {negative.group(2)}"
    return result is None, str(result)[:200]


if __name__ == "__main__":
    sys.exit(main())
