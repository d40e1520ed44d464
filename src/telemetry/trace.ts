import type * as OpenTelemetry from "@opentelemetry/api";
import type { Span } from "@opentelemetry/api";
import { toClassifierError } from "../errors.js";
import { earlySpan, earlyTraceparent, inEarlyTrace, isEarly, noteEarlySpan } from "./earlyTrace.js";
import { api, isMonitored } from "./monitor.js";
import { recordError, scope, toContext } from "./spans.js";

/**
 * Runs one invocation of a function as part of an existing trace.
 *
 * @param traceparent parent span (W3C Trace Context); without it a new trace begins
 */
export async function inTrace<T>(
  name: string,
  traceparent: string | null | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!isMonitored()) return work();
  if (!api) return inEarlyTrace(name, traceparent, work);
  const parent = toContext(api, traceparent);
  // The host creates the request span. Another span of kind SERVER would count the request twice.
  const kind = api.SpanKind.INTERNAL;
  return api.trace
    .getTracer(scope)
    .startActiveSpan(name, { kind }, parent, (span) => ending(api, span, work));
}

/** Runs a step of the current trace, and records its duration and its error. */
export async function span<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (isEarly()) return earlySpan(name, work);
  if (!api) return work();
  return api.trace.getTracer(scope).startActiveSpan(name, (span) => ending(api, span, work));
}

/**
 * Records a step that has ended.
 *
 * @param start value of `performance.now()` at the start of the step
 * @param milliseconds duration of the step
 */
export function noteSpan(name: string, start: number, milliseconds: number): void {
  if (isEarly()) return noteEarlySpan(name, start, milliseconds);
  const startTime = performance.timeOrigin + start;
  api?.trace
    .getTracer(scope)
    .startSpan(name, { startTime })
    .end(startTime + milliseconds);
}

/** The traceparent with which another process continues the trace; undefined without a trace. */
export function currentTraceparent(): string | undefined {
  const context = api?.trace.getActiveSpan()?.spanContext();
  if (!context) return earlyTraceparent();
  const flags = context.traceFlags.toString(16).padStart(2, "0");
  return `00-${context.traceId}-${context.spanId}-${flags}`;
}

async function ending<T>(
  monitor: typeof OpenTelemetry | undefined,
  span: Span,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (monitor) recordError(monitor, span, toClassifierError(error).code);
    throw error;
  } finally {
    span.end();
  }
}
