"""Arguments: words on the command line are strings, --args-json gives any JSON.

capsule run examples/arguments.py Ada Grace
capsule run examples/arguments.py --kwargs-json '{"greeting": "Welcome"}' --args-json '["Ada"]'
"""

from capsule import task


@task(name="main", compute="LOW", ram="64MB")
def main(*names: str, greeting: str = "Hello") -> list[str]:
    return [f"{greeting}, {name}!" for name in names or ("world",)]
