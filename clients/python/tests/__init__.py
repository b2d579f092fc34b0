"""Tests of the client, against the real program: ``python3 -m unittest discover -s tests -t .`` with CAPSULE_PATH set."""

import os

CAPSULE = os.environ.get("CAPSULE_PATH", "capsule")
