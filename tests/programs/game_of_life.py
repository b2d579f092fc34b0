r"""Conway's Game of Life, and a rule 110 automaton.

expect: {"periods": {"glider": 4, "blinker": 2, "block": 1, "r-pentomino": null, "gun": null}, "moved": [10, 10, 5], "pentomino": [5, 6, 11, 121, 120], "gun": [36, 41, 46, 56]}
stdout: "                       #\n                      ##\n                     ###\n                    ## #\n                   #####\n                  ##   #\n                 ###  ##\n                ## # ###\nO..\n.OO\nOO.\n"
"""

from collections import Counter

from capsule import task

PATTERNS = {
    "glider": ".O.\n..O\nOOO",
    "blinker": "OOO",
    "block": "OO\nOO",
    "r-pentomino": ".OO\nOO.\n.O.",
    "gun": """........................O...........
......................O.O...........
............OO......OO............OO
...........O...O....OO............OO
OO........O.....O...OO..............
OO........O...O.OO....O.O...........
..........O.....O.......O...........
...........O...O....................
............OO......................""",
}


def parse(text):
    return {(r, c) for r, line in enumerate(text.splitlines()) for c, char in enumerate(line) if char == "O"}


def step(cells):
    near = Counter((r + dr, c + dc) for r, c in cells for dr in (-1, 0, 1) for dc in (-1, 0, 1) if dr or dc)
    return {cell for cell, count in near.items() if count == 3 or count == 2 and cell in cells}


def run(cells, generations):
    for _ in range(generations):
        cells = step(cells)
    return cells


def show(cells):
    if not cells:
        return ""
    top, left = min(r for r, _ in cells), min(c for _, c in cells)
    bottom, right = max(r for r, _ in cells), max(c for _, c in cells)
    return "\n".join("".join("O" if (r, c) in cells else "." for c in range(left, right + 1)) for r in range(top, bottom + 1))


def normal(cells):
    top, left = min(r for r, _ in cells), min(c for _, c in cells)
    return frozenset((r - top, c - left) for r, c in cells)


def period(cells, limit=10):
    start, now = normal(cells), cells
    for generation in range(1, limit):
        now = step(now)
        if normal(now) == start:
            return generation
    return None


def rule(number, width, generations):
    row = [0] * (width - 1) + [1]
    for _ in range(generations):
        yield "".join("#" if cell else " " for cell in row)
        row = [number >> (4 * row[i - 1] + 2 * row[i] + row[(i + 1) % width]) & 1 for i in range(width)]


@task(name="main", compute="HIGH")
def main():
    glider = parse(PATTERNS["glider"])
    moved = run(glider, 40)
    gun = parse(PATTERNS["gun"])
    for line in rule(110, 24, 8):
        print(line)
    print(show(run(glider, 3)))
    return {
        "periods": {name: period(parse(text)) for name, text in PATTERNS.items()},
        "moved": [min(r for r, _ in moved), min(c for _, c in moved), len(moved)],
        "pentomino": [len(run(parse(PATTERNS["r-pentomino"]), n)) for n in (0, 1, 10, 100, 200)],
        "gun": [len(run(gun, n)) for n in (0, 30, 60, 120)],
    }
