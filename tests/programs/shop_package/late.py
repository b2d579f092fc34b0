"""Imported only when a task runs."""

from .inner import helper

VALUE = "late " + helper()
