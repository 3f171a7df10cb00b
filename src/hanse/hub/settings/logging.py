"""Structured logs: one event a line, as JSON for machines or coloured for a console."""

from __future__ import annotations

import sys
from typing import Any

import structlog

# Without the values of variables: they may be somebody's data.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
LOGGING_CONFIG = "hanse.hub.foundation.logs.configure_logging"


def build_logging(*, form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING; `form` is "json" or "console"."""
    renderer: Any = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    if form == "json":
        renderer = structlog.processors.JSONRenderer()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *([_TRACEBACKS] if form == "json" else []),
                    renderer,
                ],
                "foreign_pre_chain": [
                    structlog.contextvars.merge_contextvars,
                    structlog.stdlib.add_log_level,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Each request is one event of `hanse.hub`; Django's own lines would repeat it.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "huey": {"level": "WARNING"},
        },
    }
