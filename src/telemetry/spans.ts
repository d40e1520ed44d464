import type * as OpenTelemetry from "@opentelemetry/api";
import type { Context, Span } from "@opentelemetry/api";

/** Name of the tracer. Callers get the tracer each time, because the monitor replaces it at start. */
export const scope = "serverless-image-classifier";

/** Marks a span as failed. Only the code of the error is sent. */
export function recordError(api: typeof OpenTelemetry, span: Span, code: string): void {
  span.setStatus({ code: api.SpanStatusCode.ERROR, message: code });
  span.setAttribute("error.type", code);
}

/** Version, trace, parent span and flags (W3C Trace Context, section 3.2). */
const pattern = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

export function isTraceparent(text: string | null | undefined): text is string {
  return pattern.test(text ?? "");
}

/** The context of a remote parent (W3C Trace Context); without a valid one, of no parent. */
export function toContext(
  { ROOT_CONTEXT, trace }: typeof OpenTelemetry,
  traceparent: string | null | undefined,
): Context {
  const [, traceId, spanId, flags] = pattern.exec(traceparent ?? "") ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
