"""Takes memory until there is none; then goes on, because MemoryError can be caught.

expect: {"caught": "MemoryError", "after": 4950, "again": "MemoryError"}
"""
# native: none

from capsule import task


@task(name="main", compute="HIGH", ram="64MB")
def main():
    hoard = []
    try:
        while True:
            hoard.append(bytearray(1_000_000))
    except MemoryError as error:
        caught = type(error).__name__
        del hoard
    after = sum(range(100))
    try:
        [0] * 500_000_000
    except MemoryError as error:
        again = type(error).__name__
    return {"caught": caught, "after": after, "again": again}
