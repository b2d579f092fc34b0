r"""Reads a table of sales from text and reports on it, as an agent would.

expect: {"good": 10, "problems": ["line 8: no quantity", "line 12: invalid literal for int() with base 10: 'six'", "line 14: Invalid isoformat string: '31.03.2024'"], "by_month": {"1": "127.16", "2": "298.16", "3": "258.73"}, "running": ["127.16", "425.32", "684.05"], "growth": ["+134.5%", "-13.2%"], "best": "Doohickey", "mean": 68.41, "stdev": 48.52, "products": ["Doohickey", "Gadget", "Widget", "Widget; large"], "largest": ["14 Feb:   168.30", "31 Mar:   119.94", "01 Mar:   101.50"]}
stdout: "Region |    Jan |    Feb |    Mar |    Sum\n-------+--------+--------+--------+-------\nEast   |      0 |      0 | 119.94 | 119.94\nNorth  |  44.99 | 168.30 |  37.29 | 250.58\nSouth  |  56.97 | 129.86 |      0 | 186.83\nWest   |  25.20 |      0 | 101.50 | 126.70\nTotal  | 127.16 | 298.16 | 258.73 | 684.05\n"
"""

import csv
import io
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import accumulate, groupby
from statistics import mean, stdev

from capsule import task

DATA = """date;region;product;quantity;unit_price;discount
2024-01-03;North;Widget;10;2,50;0
2024-01-05;South;Gadget;3;19,99;5%
2024-01-05;North;Gadget;1;19,99;
2024-01-17;West;"Widget; large";7;4,00;10%
2024-02-02;South;Widget;22;2,45;0
2024-02-14;North;Doohickey;2;99,00;15%
2024-02-14;East;Widget;;2,50;0
2024-02-29;South;Gadget;4;18,99;0
2024-03-01;West;Doohickey;1;101,50;0
2024-03-09;North;Widget;15;2,55;2,5%
2024-03-31;East;Gadget;six;19,99;0
2024-03-31;East;Gadget;6;19,99;0
31.03.2024;East;Gadget;6;19,99;0
"""


def number(text, default="0"):
    return Decimal((text or default).strip().replace(",", ".").removesuffix("%"))


def table(rows, headers):
    widths = [max(len(str(row[i])) for row in [headers, *rows]) for i in range(len(headers))]
    lines = [" | ".join(str(cell).ljust(width) if i == 0 else str(cell).rjust(width) for i, (cell, width) in enumerate(zip(row, widths))) for row in [headers, *rows]]
    return "\n".join([lines[0], "-+-".join("-" * width for width in widths), *lines[1:]])


@task(name="main", compute="LOW")
def main():
    good, problems = [], []
    for line, row in enumerate(csv.DictReader(io.StringIO(DATA), delimiter=";"), 2):
        try:
            if not row["quantity"]:
                raise ValueError("no quantity")
            quantity, discount = int(row["quantity"]), number(row["discount"]) / 100
            good.append({**row, "date": date.fromisoformat(row["date"]), "quantity": quantity, "total": (quantity * number(row["unit_price"]) * (1 - discount)).quantize(Decimal("0.01"))})
        except ValueError as error:
            problems.append(f"line {line}: {error}")
    pivot = defaultdict(lambda: defaultdict(Decimal))
    for row in good:
        pivot[row["region"]][row["date"].strftime("%b")] += row["total"]
    months = ["Jan", "Feb", "Mar"]
    rows = [[region, *(pivot[region][month] for month in months), sum(pivot[region].values())] for region in sorted(pivot)]
    rows.append(["Total", *(sum(row[i] for row in rows) for i in range(1, 5))])
    print(table(rows, ["Region", *months, "Sum"]))
    by_month = {month: sum(row["total"] for row in items) for month, items in groupby(good, key=lambda row: row["date"].month)}
    totals = [float(row["total"]) for row in good]
    return {
        "good": len(good),
        "problems": problems,
        "by_month": by_month,
        "running": [str(total) for total in accumulate(by_month.values())],
        "growth": [f"{(b - a) / a:+.1%}" for a, b in zip(list(by_month.values()), list(by_month.values())[1:])],
        "best": max(good, key=lambda row: row["total"])["product"],
        "mean": round(mean(totals), 2),
        "stdev": round(stdev(totals), 2),
        "products": sorted({row["product"] for row in good}),
        "largest": [f"{row['date']:%d %b}: {row['total']:>8,}" for row in sorted(good, key=lambda row: -row["total"])[:3]],
    }
