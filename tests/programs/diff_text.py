r"""Compares texts with difflib.

expect: {"unified": ["--- a.txt\t2020-01-01\n", "+++ b.txt\t2020-01-02\n", "@@ -1,8 +1,9 @@\n", " alpha\n", "-beta\n", "+beta!\n", " gamma\n", " delta\n", "+new line\n", " epsilon\n", "-zeta\n", " eta\n", " theta\n", "+iota\n"], "context": "*** a.txt\n--- b.txt\n***************\n*** 1,8 ****\n  alpha\n! beta\n  gamma\n  delta\n  epsilon\n- zeta\n  eta\n  theta\n--- 1,9 ----\n  alpha\n! beta!\n  gamma\n  delta\n+ new line\n  epsilon\n  eta\n  theta\n+ iota\n", "ndiff": ["  alpha\n", "- beta\n", "+ beta!\n", "?     +\n", "  gamma\n", "  delta\n", "+ new line\n", "  epsilon\n", "- zeta\n", "  eta\n", "  theta\n", "+ iota\n"], "restored": [true, true], "ratio": [0.865672, 0.865672, 0.865672], "opcodes": [["equal", 0, 6, 0, 6], ["insert", 6, 6, 6, 15], ["equal", 6, 29, 15, 38]], "blocks": [[0, 0, 6], [6, 15, 23], [29, 38, 0]], "close": ["apple", "ape", "\u00e4pfel"], "keyword": ["while"], "big": 0.293333, "html": true, "bytes": "2bfe0a"}
"""

import difflib

from capsule import task

OLD = """alpha
beta
gamma
delta
epsilon
zeta
eta
theta
""".splitlines(keepends=True)
NEW = """alpha
beta!
gamma
delta
new line
epsilon
eta
theta
iota
""".splitlines(keepends=True)


@task(name="main", compute="LOW")
def main():
    matcher = difflib.SequenceMatcher(None, "private Thread currentThread;", "private volatile Thread currentThread;")
    big = [f"line {index % 50}" for index in range(150)]
    changed = [line if index % 7 else line + "?" for index, line in enumerate(big)]
    delta = list(difflib.ndiff(OLD, NEW))
    return {
        "unified": list(difflib.unified_diff(OLD, NEW, "a.txt", "b.txt", "2020-01-01", "2020-01-02", n=1)),
        "context": "".join(difflib.context_diff(OLD, NEW, "a.txt", "b.txt")),
        "ndiff": delta,
        "restored": ["".join(difflib.restore(delta, 1)) == "".join(OLD), "".join(difflib.restore(delta, 2)) == "".join(NEW)],
        "ratio": [round(matcher.ratio(), 6), round(matcher.quick_ratio(), 6), round(matcher.real_quick_ratio(), 6)],
        "opcodes": matcher.get_opcodes(),
        "blocks": [list(block) for block in matcher.get_matching_blocks()],
        "close": difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy", "äpfel"]),
        "keyword": difflib.get_close_matches("wheel", __import__("keyword").kwlist),
        "big": round(difflib.SequenceMatcher(None, big, changed, autojunk=False).ratio(), 6),
        "html": len(difflib.HtmlDiff().make_table(OLD, NEW)) > 1000,
        "bytes": list(difflib.diff_bytes(difflib.unified_diff, [b"\xff\n"], [b"\xfe\n"], b"x", b"y", lineterm=b"\n"))[-1].hex(),
    }
