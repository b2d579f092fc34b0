"""Imported by a name that is put together when a task runs."""

VALUE = "found"
