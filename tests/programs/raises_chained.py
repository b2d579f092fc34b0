r"""Ends with an exception that was caused by another.

error: task_error ^OrderError: order 7 cannot be shipped: 'ü'$
stdout: "packing\n"
"""

from capsule import task


class OrderError(Exception):
    def __init__(self, number, reason):
        super().__init__(f"order {number} cannot be shipped: {reason}")


@task(name="main", compute="LOW", ram="64MB")
def main():
    print("packing")
    try:
        {}["ü"]
    except KeyError as error:
        raise OrderError(7, error) from error
