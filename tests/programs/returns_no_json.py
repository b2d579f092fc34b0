r"""Returns something that JSON cannot hold.

error: invalid_result ^result\['items'\]\[1\]\['socket'\]: .*'object'
"""

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    return {"items": [1, {"socket": object()}]}
