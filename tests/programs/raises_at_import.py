r"""Cannot be loaded: its module raises.

error: build_error ValueError: bad configuration: 'ü'
"""
# native: none

from capsule import task


def configure(value):
    raise ValueError(f"bad configuration: {value!r}")


SETTING = configure("ü")


@task(name="main", compute="LOW", ram="64MB")
def main():
    return SETTING
