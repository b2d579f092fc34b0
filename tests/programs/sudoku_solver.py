r"""Solves Sudoku with propagation and search, and exact covers with algorithm X.

expect: {"easy": ["483921657967345821251876493548132976729564138136798245372689514814253769695417382", 0], "hard": ["417369825632158947958724316825437169791586432346912758289643571573291684164875293", 15], "inkala": ["812753649943682175675491283154237896369845721287169534521974368438526917796318452", 89], "impossible": [null, 0], "cover": [["B", "D", "F"]]}
"""

from capsule import task

PUZZLES = {
    "easy": "003020600900305001001806400008102900700000008006708200002609500800203009005010300",
    "hard": "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......",
    "inkala": "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..",
    "impossible": "11......." + "." * 72,
}
ROWS, COLUMNS = "ABCDEFGHI", "123456789"
SQUARES = [r + c for r in ROWS for c in COLUMNS]
UNITS = [[r + c for c in COLUMNS] for r in ROWS] + [[r + c for r in ROWS] for c in COLUMNS] + [[r + c for r in rs for c in cs] for rs in ("ABC", "DEF", "GHI") for cs in ("123", "456", "789")]
UNITS_OF = {s: [u for u in UNITS if s in u] for s in SQUARES}
PEERS = {s: set(sum(UNITS_OF[s], [])) - {s} for s in SQUARES}


def parse(text):
    values = dict.fromkeys(SQUARES, COLUMNS)
    for square, digit in zip(SQUARES, text):
        if digit in COLUMNS and not assign(values, square, digit):
            return None
    return values


def assign(values, square, digit):
    return all(eliminate(values, square, other) for other in values[square].replace(digit, "")) and values


def eliminate(values, square, digit):
    if digit not in values[square]:
        return values
    values[square] = values[square].replace(digit, "")
    if not values[square]:
        return None
    if len(values[square]) == 1 and not all(eliminate(values, peer, values[square]) for peer in PEERS[square]):
        return None
    for unit in UNITS_OF[square]:
        places = [s for s in unit if digit in values[s]]
        if not places or len(places) == 1 and not assign(values, places[0], digit):
            return None
    return values


def search(values, count):
    if not values:
        return None
    if all(len(values[s]) == 1 for s in SQUARES):
        return values
    count[0] += 1
    square = min((s for s in SQUARES if len(values[s]) > 1), key=lambda s: len(values[s]))
    for digit in values[square]:
        if solved := search(assign(values.copy(), square, digit), count):
            return solved
    return None


def exact_cover(columns, rows, solution=()):
    if not columns:
        yield sorted(solution)
        return
    column = min(columns, key=lambda c: len(columns[c]))
    for row in sorted(columns[column]):
        removed = [(c, columns[c]) for c in rows[row]]
        gone = set().union(*(columns[c] for c in rows[row]))
        left = {c: v - gone for c, v in columns.items() if c not in rows[row]}
        yield from exact_cover(left, rows, (*solution, row))
        del removed


@task(name="main", compute="HIGH")
def main():
    results = {}
    for name, text in PUZZLES.items():
        count = [0]
        solved = search(parse(text), count)
        if solved:
            assert all(sorted(solved[s] for s in unit) == list(COLUMNS) for unit in UNITS)
        results[name] = ["".join(solved[s] for s in SQUARES) if solved else None, count[0]]
    rows = {"A": [1, 4, 7], "B": [1, 4], "C": [4, 5, 7], "D": [3, 5, 6], "E": [2, 3, 6, 7], "F": [2, 7]}
    columns = {c: {r for r, cs in rows.items() if c in cs} for c in range(1, 8)}
    results["cover"] = list(exact_cover(columns, rows))
    return results
