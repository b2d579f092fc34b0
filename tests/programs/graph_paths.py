r"""Dijkstra, A*, breadth first, union find, Floyd–Warshall, maximum flow.

expect: {"distance": {"A": 0, "B": 7, "C": 15, "D": 5, "E": 14, "F": 11, "G": 22}, "path": ["A", "D", "F", "G"], "tree": [["A", "D", 5], ["C", "E", 5], ["D", "F", 6], ["A", "B", 7], ["B", "E", 7], ["E", "G", 9]], "weight": 39, "all": [[0, 7, 15, 5, 14, 11, 22], [7, 0, 8, 9, 7, 15, 16], [15, 8, 0, 17, 5, 13, 14], [5, 9, 17, 0, 14, 6, 17], [14, 7, 5, 14, 0, 8, 9], [11, 15, 13, 6, 8, 0, 11], [22, 16, 14, 17, 9, 11, 0]], "maze": [19, [0, 0], [7, 9]], "flow": 23, "grid": 228}
"""

import heapq
from collections import defaultdict, deque
from itertools import count
from math import inf

from capsule import task

ROADS = [("A", "B", 7), ("A", "D", 5), ("B", "C", 8), ("B", "D", 9), ("B", "E", 7), ("C", "E", 5), ("D", "E", 15), ("D", "F", 6), ("E", "F", 8), ("E", "G", 9), ("F", "G", 11)]
MAZE = """
S.#.......
.##.####.#
....#..#..
.##.#.##.#
.#..#....#
.#.###.##.
...#...#..
.#...#...E
""".strip().splitlines()


def dijkstra(graph, start):
    distance, before = {start: 0}, {}
    heap = [(0, start)]
    while heap:
        d, node = heapq.heappop(heap)
        if d > distance[node]:
            continue
        for other, weight in graph[node].items():
            if d + weight < distance.get(other, inf):
                distance[other], before[other] = d + weight, node
                heapq.heappush(heap, (d + weight, other))
    return distance, before


def path(before, end):
    nodes = [end]
    while nodes[-1] in before:
        nodes.append(before[nodes[-1]])
    return nodes[::-1]


def kruskal(edges):
    parent = {}

    def find(x):
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    chosen = []
    for a, b, weight in sorted(edges, key=lambda edge: edge[2]):
        if find(a) != find(b):
            parent[find(a)] = find(b)
            chosen.append((a, b, weight))
    return chosen


def a_star(maze):
    cells = {(r, c): char for r, row in enumerate(maze) for c, char in enumerate(row) if char != "#"}
    start = next(k for k, v in cells.items() if v == "S")
    goal = next(k for k, v in cells.items() if v == "E")
    tie = count()
    heap = [(0, next(tie), start, None)]
    came, cost = {}, {start: 0}
    while heap:
        _, _, cell, parent = heapq.heappop(heap)
        if cell in came:
            continue
        came[cell] = parent
        if cell == goal:
            steps = []
            while cell:
                steps.append(cell)
                cell = came[cell]
            return steps[::-1]
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            near = cell[0] + dr, cell[1] + dc
            if near in cells and cost[cell] + 1 < cost.get(near, inf):
                cost[near] = cost[cell] + 1
                heapq.heappush(heap, (cost[near] + abs(near[0] - goal[0]) + abs(near[1] - goal[1]), next(tie), near, cell))
    return None


def max_flow(capacity, source, sink):
    flow = 0
    while True:
        parents = {source: None}
        queue = deque([source])
        while queue and sink not in parents:
            node = queue.popleft()
            for other, room in capacity[node].items():
                if room > 0 and other not in parents:
                    parents[other] = node
                    queue.append(other)
        if sink not in parents:
            return flow
        nodes, node = [], sink
        while parents[node] is not None:
            nodes.append((parents[node], node))
            node = parents[node]
        push = min(capacity[a][b] for a, b in nodes)
        for a, b in nodes:
            capacity[a][b] -= push
            capacity[b][a] += push
        flow += push


@task(name="main", compute="HIGH")
def main():
    graph = defaultdict(dict)
    for a, b, weight in ROADS:
        graph[a][b] = graph[b][a] = weight
    distance, before = dijkstra(graph, "A")
    nodes = sorted(graph)
    table = {a: {b: 0 if a == b else graph[a].get(b, inf) for b in nodes} for a in nodes}
    for k in nodes:
        for i in nodes:
            for j in nodes:
                table[i][j] = min(table[i][j], table[i][k] + table[k][j])
    steps = a_star(MAZE)
    capacity = defaultdict(lambda: defaultdict(int))
    for a, b, room in (("s", "a", 16), ("s", "c", 13), ("c", "a", 4), ("a", "b", 12), ("b", "c", 9), ("c", "d", 14), ("d", "b", 7), ("b", "t", 20), ("d", "t", 4)):
        capacity[a][b] += room
        capacity[b][a] += 0
    grid = defaultdict(dict)
    for r in range(40):
        for c in range(40):
            for other in ((r + 1, c), (r, c + 1)):
                if max(other) < 40:
                    grid[r, c][other] = grid[other][r, c] = (r * 7 + c * 13 + other[0] * other[1]) % 10 + 1
    return {
        "distance": dict(sorted(distance.items())),
        "path": path(before, "G"),
        "tree": kruskal(ROADS),
        "weight": sum(weight for *_, weight in kruskal(ROADS)),
        "all": [[table[a][b] for b in nodes] for a in nodes],
        "maze": None if steps is None else [len(steps), steps[0], steps[-1]],
        "flow": max_flow(capacity, "s", "t"),
        "grid": dijkstra(grid, (0, 0))[0][39, 39],
    }
