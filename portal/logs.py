"""What a log line looks like: a sentence for a person in a terminal, one JSON object where machines collect them."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

Line = MutableMapping[str, Any]

# Numbers of documents and telephones, addresses of mail, and what PostgreSQL says of the row that it refused.
PERSONAL = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "[id number]"),
    (re.compile(r"(?<![\d-])(?:\+?86)?1[3-9]\d{9}(?!\d)"), "[phone]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[mail]"),
    (re.compile(r"^(DETAIL|CONTEXT|QUERY): .*$", re.MULTILINE), r"\1: [left out]"),
    (re.compile(r"Failing row contains .*"), "[left out]"),
)


QUERY = re.compile(r"\?.*?(?= HTTP/|[\"']|$)")
"""Of the first line of a request: it can hold what signs somebody in, as the account network's `code` and `state`."""


def without_addresses(_logger: Any, _method: str, line: Line) -> Line:
    """Django names the path of a request that failed, which can carry what belongs to a person: name the route.

    The server of the demonstration has no route to name, and a socket for its request: its lines lose the query.
    """
    record = line.get("_record")
    request = getattr(record, "request", None)
    if record is not None and record.name == "django.server":
        line["event"] = QUERY.sub("", str(line["event"]), count=1)
    elif record is not None and record.name.startswith("django.") and (path := getattr(request, "path", "")):
        match = getattr(request, "resolver_match", None)
        line["event"] = str(line["event"]).replace(path, match.route if match else "-")
    return line


def without_personal_data(_logger: Any, _method: str, line: Line) -> Line:
    """The last guard: whatever was logged, numbers that belong to people are not in it."""
    for key, value in line.items():
        if isinstance(value, str) and key != "timestamp":
            line[key] = _masked(value)
    return line


def _masked(text: str) -> str:
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


ADDED_TO_EVERY_LINE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: the loggers of libraries, `logging` and structlog all end in the same handler."""
    structlog.configure(
        processors=[*ADDED_TO_EVERY_LINE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": ADDED_TO_EVERY_LINE,
                "processors": [
                    without_addresses,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_rendering(as_json=as_json),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # runserver's own request lines keep their own form.
            "django.server": {"handlers": ["stderr"], "level": level, "propagate": False},
            # A line for each statement would hold what people typed.
            "django.db.backends": {"level": "WARNING"},
            # Both say a great deal at INFO, font by font.
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "WARNING"},
        },
    }


def _rendering(*, as_json: bool) -> list[Any]:
    if as_json:
        rendering = structlog.processors.JSONRenderer(ensure_ascii=False)
        return [structlog.processors.format_exc_info, without_personal_data, rendering]
    # The prettier tracebacks show the variables too, and with them the names and numbers of people.
    return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
