r"""A command line tool run with arguments of its own.

expect: {"program": "argparse_cli.py", "prog": "tool", "empty": {"n": []}, "runs": [{"verbose": 1, "command": "add", "numbers": [1, -2, 3], "scale": 2.0}, {"verbose": 0, "command": "copy", "source": "x", "target": "-", "fast": false, "mode": "a", "tag": ["1", "2"], "opt": false}, {"verbose": 0, "command": "copy", "source": "a", "target": "b", "fast": false, "mode": "b", "tag": [], "opt": null}, {"exit": 0, "out": "tool 1.2\n", "err": []}, {"exit": 2, "out": "", "err": ["tool add: error: argument numbers: invalid int value: 'x'"]}, {"exit": 2, "out": "", "err": ["tool copy: error: argument --safe: not allowed with argument --fast"]}, {"exit": 2, "out": "", "err": ["tool copy: error: the following arguments are required: source"]}, {"exit": 2, "out": "", "err": ["tool: error: argument command: invalid choice: 'nosuch'"]}, {"exit": 2, "out": "", "err": ["tool: error: the following arguments are required: command"]}, {"exit": 2, "out": "", "err": ["tool copy: error: argument --mode: invalid choice: 'z'"]}, {"verbose": 0, "command": "add", "numbers": [1], "scale": 3.0}], "known": [{"verbose": 0, "command": "add", "numbers": [3], "scale": 1.0}, ["--what", "x=1"]], "help": true, "defaults": 0}
"""

import argparse
import contextlib
import io
import os
import sys

from capsule import task


def build():
    parser = argparse.ArgumentParser(prog="tool", description="A tool.", epilog="Bye.", color=False) if sys.version_info >= (3, 14) else argparse.ArgumentParser(prog="tool", description="A tool.", epilog="Bye.")
    parser.add_argument("--verbose", "-v", action="count", default=0)
    parser.add_argument("--version", action="version", version="%(prog)s 1.2")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="add numbers")
    add.add_argument("numbers", nargs="+", type=int)
    add.add_argument("--scale", type=float, default=1.0, metavar="S", help="scale (default: %(default)s)")
    copy = commands.add_parser("copy")
    copy.add_argument("source")
    copy.add_argument("target", nargs="?", default="-")
    group = copy.add_mutually_exclusive_group()
    group.add_argument("--fast", action="store_true")
    group.add_argument("--safe", dest="fast", action="store_false")
    copy.add_argument("--mode", choices=["a", "b"], default="a")
    copy.add_argument("--tag", action="append", default=[])
    copy.add_argument("--opt", action=argparse.BooleanOptionalAction, default=None)
    return parser


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            return vars(build().parse_args(arguments))
    except SystemExit as error:
        return {"exit": error.code, "out": out.getvalue(), "err": err.getvalue().partition(" (choose")[0].splitlines()[-1:]}


@task(name="main", compute="MEDIUM")
def main():
    program = sys.argv[0]
    sys.argv = ["tool", "-vv", "add", "1", "2", "--scale", "0.5"]
    known, rest = build().parse_known_args(["add", "3", "--what", "x=1"])
    bare = argparse.ArgumentParser()
    bare.add_argument("n", type=int, nargs="*")
    sys.argv = ["tool"]
    return {
        "program": os.path.basename(program),
        "prog": bare.prog,
        "empty": vars(bare.parse_args()),
        "runs": [
            run("-v", "add", "1", "-2", "3", "--scale=2"), run("copy", "x", "--tag", "1", "--tag=2", "--no-opt"), run("copy", "a", "b", "--mode", "b", "--safe"),
            run("--version"), run("add", "x"), run("copy", "x", "--fast", "--safe"), run("copy"), run("nosuch"), run(), run("copy", "x", "--mode", "z"), run("add", "--sc", "3", "1"),
        ],
        "known": [vars(known), rest],
        "help": "usage: tool" in (text := run("add", "-h")["out"] + run("-h")["out"]) and "A tool." in text and "scale (default: 1.0)" in text,
        "defaults": build().get_default("verbose"),
    }
