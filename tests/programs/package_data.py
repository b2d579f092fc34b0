r"""Reads data files that lie beside the modules of a package.

expect: {"rows": [{"name": "kn\u00e4ckebrot", "price": "2.50"}, {"name": "apple", "price": "0.30"}], "blob": "000162696e617279ff", "settings": {"currency": "\u20ac", "rates": [0.07, 0.19]}, "names": ["deep", "prices.csv", "settings.json"]}
"""

import csv
import json
from importlib import resources
from pathlib import Path

import shop_package
from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    data = resources.files(shop_package) / "data"
    with data.joinpath("prices.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        "rows": rows,
        "blob": (data / "deep" / "blob.bin").read_bytes().hex(),
        "settings": json.loads((Path(__file__).parent / "shop_package" / "data" / "settings.json").read_text(encoding="utf-8")),
        "names": sorted(item.name for item in data.iterdir()),
    }
