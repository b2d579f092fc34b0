r"""logging: handlers, formats, filters, configuration, exceptions.

expect: {"lines": ["DEBUG   |app.db|main|43|logging_setup.py|connect host:5432", "WARNING |app.db|main|45|logging_setup.py|1 and 2", "ERROR   |app.db|main|49|logging_setup.py|failed", "CRITICAL|app.db|main|50|logging_setup.py|no args %s"], "trace": ["Traceback (most recent call last):", "ZeroDivisionError: division by zero"], "record": [5, "MainThread", "MainProcess", true, 7], "braces": "YEAR ERROR to the handler none", "file": "INFO:one \u00fc\nINFO:two\nINFO:three\n", "rotated": ["rotate.log", "rotate.log.1", "rotate.log.2"], "captured": true, "levels": ["TRACE", 40, 20, false, "app"], "complaint": true, "basic": "basic\n", "queue": "q 1"}
"""

import io
import logging
import logging.config
import logging.handlers
import os
import re
import sys
import warnings

from capsule import task


class Context(logging.Filter):
    def filter(self, record):
        record.user = "ada"
        return "secret" not in record.getMessage()


class Collect(logging.Handler):
    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)


@task(name="main", compute="MEDIUM")
def main():
    stream = io.StringIO()
    root = logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)-8s|%(name)s|%(funcName)s|%(lineno)d|%(filename)s|%(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logger = logging.getLogger("app.db")
    logger.addFilter(Context())
    logger.debug("connect %s:%d", "host", 5432)
    logger.info("secret thing")
    logger.warning("%(a)s and %(b)s", {"a": 1, "b": 2})
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("failed")
    logger.critical("no args %s")
    lines = stream.getvalue().splitlines()
    collect = Collect()
    child = logging.getLogger("app.db.child")
    child.propagate = False
    child.addHandler(collect)
    child.error("to the handler", extra={"code": 5}, stack_info=True)
    braces = logging.Formatter("{asctime} {levelname} {message} {user}", "%Y", style="{", defaults={"user": "none"})
    with open("/tmp/app.log", "w"):
        pass
    logging.config.dictConfig({
        "version": 1, "disable_existing_loggers": False,
        "formatters": {"short": {"format": "%(levelname)s:%(message)s"}},
        "handlers": {"file": {"class": "logging.FileHandler", "filename": "/tmp/app.log", "formatter": "short", "encoding": "utf-8"}, "memory": {"class": "logging.handlers.MemoryHandler", "capacity": 2, "target": "file"}},
        "loggers": {"configured": {"level": "INFO", "handlers": ["memory"], "propagate": False}},
    })
    configured = logging.getLogger("configured")
    for message in ("one ü", "two", "three"):
        configured.info(message)
    configured.debug("no")
    logging.shutdown()
    rotating = logging.handlers.RotatingFileHandler("/tmp/rotate.log", maxBytes=50, backupCount=2)
    for number in range(12):
        rotating.emit(logging.makeLogRecord({"msg": f"message number {number}", "levelno": 20, "levelname": "INFO"}))
    rotating.close()
    logging.captureWarnings(True)
    stream.truncate(0)
    stream.seek(0)
    root.handlers = [handler]
    warnings.warn("to the log", stacklevel=1)
    logging.captureWarnings(False)
    captured = "to the log" in stream.getvalue()
    adapter = logging.LoggerAdapter(child, {"id": 7})
    adapter.warning("adapted")
    logging.addLevelName(15, "TRACE")
    old, sys.stderr = sys.stderr, io.StringIO()
    broken = logging.StreamHandler(stream)
    broken.handle(logging.makeLogRecord({"msg": "%d", "args": ("x",), "levelno": 30, "levelname": "WARNING"}))
    complaint, sys.stderr = sys.stderr.getvalue(), old
    last = io.StringIO()
    logging.getLogger("x").disabled = True
    logging.getLogger("x").error("never")
    root.handlers = []
    logging.basicConfig(stream=last, level="INFO", format="%(message)s", force=True)
    logging.info("basic")
    return {
        "lines": [line for line in lines if line.startswith(("DEBUG", "INFO", "WARN", "ERROR", "CRIT"))],
        "trace": [line for line in lines if "Zero" in line or "Traceback" in line],
        "record": [collect.records[0].code, collect.records[0].threadName, collect.records[0].processName, "Stack (most recent" in collect.records[0].stack_info, collect.records[1].id],
        "braces": re.sub(r"^\d{4}", "YEAR", braces.format(collect.records[0])).splitlines()[0],
        "file": open("/tmp/app.log", encoding="utf-8").read(),
        "rotated": sorted(name for name in os.listdir("/tmp") if name.startswith("rotate")),
        "captured": captured,
        "levels": [logging.getLevelName(15), logging.getLevelName("ERROR"), logger.getEffectiveLevel(), logger.isEnabledFor(5), logging.getLogger("app").name],
        "complaint": "--- Logging error ---" in complaint and "TypeError" in complaint,
        "basic": last.getvalue(),
        "queue": queued(),
    }


def queued():
    import queue

    items = queue.Queue()
    handler = logging.handlers.QueueHandler(items)
    handler.handle(logging.makeLogRecord({"msg": "q %s", "args": (1,)}))
    return items.get().getMessage()
