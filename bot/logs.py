"""The log's form: one JSON object a line, with a stable action and ids, never content.

Only the fields named here are written beside the message, so that a careless `extra` cannot carry what somebody typed.
"""

import json
import logging
import sys
from datetime import UTC, datetime

FIELDS = ("action", "code", "reason", "kind", "via", "attempt", "count")


class JsonLines(logging.Formatter):
    """A record as one line of JSON: at (UTC), level, logger, message, and the fields named above."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. A traceback, where there is one, stands in `trace` with its lines kept apart."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info).splitlines()
        return json.dumps(line, ensure_ascii=False, default=str)


def to_standard_error() -> None:
    """Write the process's log to standard error, from INFO upwards."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
