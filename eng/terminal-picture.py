"""Draws docs/terminal.svg: commands typed into a shell, with what they really print.

Usage: eng/terminal-picture.py           after 'dotnet build'; run it again when output changes
"""

import html
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs/terminal.svg"
COLUMNS, LINE, LETTER, MARGIN, BAR = 92, 19, 8.4, 16, 30
FILES = {
    "hello.py": '''from capsule import task

@task(name="main", compute="LOW", ram="64MB")
def main(name: str = "you"):
    return f"Hello, {name}!"
''',
    "curious.py": "def main():\n    return open('/etc/passwd').read()\n",
    "endless.py": "def main():\n    while True: pass\n",
}
COMMANDS = [
    "cat hello.py",
    "capsule run hello.py Ada",
    "cat curious.py",
    "capsule run curious.py 2>&1 | tail -1",
    "cat endless.py",
    "capsule run endless.py",
    "capsule run --json hello.py",
]


def run(command, folder):
    environment = {**os.environ, "PATH": f"{ROOT}/artifacts/bin/Capsule.Cli/debug:{os.environ['PATH']}", "NO_COLOR": "1"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.rstrip("\n").split("\n")


def text(row, content, color):
    return f'<text x="{MARGIN}" y="{BAR + MARGIN + row * LINE}" fill="{color}" xml:space="preserve">{html.escape(content)}</text>'


def main():
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, contents in FILES.items():
            pathlib.Path(folder, name).write_text(contents)
        run("capsule run hello.py", folder)  # prepares the cache
        for command in COMMANDS:
            rows.append((f"$ {command}", "#8ec07c"))
            for line in run(command, folder):
                rows += [(line[i : i + COLUMNS], "#ebdbb2") for i in range(0, max(len(line), 1), COLUMNS)]
    width, height = int(2 * MARGIN + COLUMNS * LETTER), BAR + 2 * MARGIN + len(rows) * LINE
    dots = "".join(f'<circle cx="{18 + 18 * i}" cy="16" r="5.5" fill="{color}"/>' for i, color in enumerate(("#fb4934", "#fabd2f", "#b8bb26")))
    lines = "\n".join(text(i, content, color) for i, (content, color) in enumerate(rows))
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="A terminal in which capsule runs programs">\n<rect width="100%" height="100%" rx="8" fill="#1d2021"/>{dots}\n'
        f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">\n{lines}\n</g>\n</svg>\n'
    )


main()
