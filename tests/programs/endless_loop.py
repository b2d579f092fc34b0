"""Never ends: its compute does.

error: fuel_exhausted compute budget of LOW
"""
# native: none

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
