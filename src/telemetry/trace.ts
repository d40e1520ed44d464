import type * as OpenTelemetry from "@opentelemetry/api";
import type { Context, Span } from "@opentelemetry/api";
import { toClassifierError } from "../errors.js";
import { api } from "./monitor.js";

/**
 * Name of the tracer. Callers get the tracer each time, because the monitor replaces it at start.
 */
const scope = "serverless-image-classifier";

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
  if (!api) return work();
  const parent = toContext(api, traceparent);
  // The host creates the request span. Another span of kind SERVER would count the request twice.
  const kind = api.SpanKind.INTERNAL;
  return api.trace
    .getTracer(scope)
    .startActiveSpan(name, { kind }, parent, (span) => ending(span, work));
}

/** Runs a step of the current trace, and records its duration and its error. */
export async function span<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!api) return work();
  return api.trace.getTracer(scope).startActiveSpan(name, (span) => ending(span, work));
}

/**
 * Records a step that has ended.
 *
 * @param start value of `performance.now()` at the start of the step
 * @param milliseconds duration of the step
 */
export function noteSpan(name: string, start: number, milliseconds: number): void {
  const startTime = performance.timeOrigin + start;
  api?.trace
    .getTracer(scope)
    .startSpan(name, { startTime })
    .end(startTime + milliseconds);
}

/** The traceparent with which another process continues the trace; undefined without a trace. */
export function currentTraceparent(): string | undefined {
  const context = api?.trace.getActiveSpan()?.spanContext();
  if (!context) return undefined;
  const flags = context.traceFlags.toString(16).padStart(2, "0");
  return `00-${context.traceId}-${context.spanId}-${flags}`;
}

async function ending<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = toClassifierError(error);
    if (api) span.setStatus({ code: api.SpanStatusCode.ERROR, message: code });
    span.setAttribute("error.type", code);
    throw error;
  } finally {
    span.end();
  }
}

function toContext(
  { ROOT_CONTEXT, trace }: typeof OpenTelemetry,
  traceparent: string | null | undefined,
): Context {
  const [, traceId, spanId, flags] =
    /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(traceparent ?? "") ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
