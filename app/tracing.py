"""Traces by OpenTelemetry: requests, and beneath them coding, storing and loading. Only where somebody asks for them.

They are sent by OTLP over HTTP to ``OTEL_EXPORTER_OTLP_ENDPOINT`` (or ``OTEL_EXPORTER_OTLP_TRACES_ENDPOINT``) where the
packages of the extra ``otel`` are there; the SDK's other variables hold as well. Without the variable nothing is imported,
and nothing is measured.
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig
    from opentelemetry.trace import Tracer, TracerProvider

log = structlog.get_logger("app")
_ASKED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_NOTHING: AbstractContextManager[object] = nullcontext()


class Tracing:
    """What traces; with no provider nothing does."""

    def __init__(self, provider: "TracerProvider | None" = None) -> None:
        self._provider = provider
        self._tracer: Tracer | None = None if provider is None else provider.get_tracer("entente")

    def span(self, what: str) -> AbstractContextManager[object]:
        """A span beneath that of the request, or alone where there is none."""
        if self._tracer is None:
            return _NOTHING
        return self._tracer.start_as_current_span(what)

    @property
    def of_requests(self) -> "TelemetryConfig":
        """What FastAPI is to trace by itself: a span a request, named by the route, continuing the caller's ``traceparent``."""
        return {
            "tracing": self._provider is not None,
            "tracer_provider": self._provider,
            "metrics": False,  # /metrics has them
            "logs": False,  # and so has the log
            "operation_spans": False,
            "auto_configure": False,
        }

    def close(self) -> None:
        """Send what waits to be sent."""
        if (shutdown := getattr(self._provider, "shutdown", None)) is not None:
            shutdown()


def from_environment(environment: Mapping[str, str] = os.environ) -> Tracing:
    """Tracing where the environment asks for it. Where the packages are not there, a line in the log says so."""
    if not any(environment.get(name) for name in _ASKED) or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return Tracing()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        log.warning("nothing is traced: install the extra `otel`, or unset OTEL_EXPORTER_OTLP_ENDPOINT", error=str(error))
        return Tracing()
    named = environment.get("OTEL_SERVICE_NAME") or "service.name=" in environment.get("OTEL_RESOURCE_ATTRIBUTES", "")
    provider = TracerProvider(resource=Resource.create({} if named else {"service.name": "entente"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)
