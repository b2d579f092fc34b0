"""``python -m capsule_run …``: the command ``capsule`` that the client would start."""

import os
import sys

from capsule_run import command


def main() -> None:
    """Becomes the command."""
    program = command.find("capsule")
    try:
        os.execvp(program, ["capsule", *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"capsule cannot be started: {error.strerror}; install the wheel of capsule-run for this platform, or put capsule on PATH")


if __name__ == "__main__":
    main()
