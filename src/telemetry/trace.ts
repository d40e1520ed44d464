import type * as OpenTelemetry from "@opentelemetry/api";
import type { Context, Span } from "@opentelemetry/api";
import { toClassifierError } from "../errors.js";
import { api } from "./monitor.js";

/** The tracer is asked for each time, because the monitor puts its own in place when it starts. */
const scope = "serverless-image-classifier";

/**
 * Runs one invocation of a function as part of a trace that began elsewhere.
 *
 * @param traceparent where it began (W3C Trace Context); a new trace begins where it is missing
 */
export async function inTrace<T>(
  name: string,
  traceparent: string | null | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!api) return work();
  const parent = toContext(api, traceparent);
  // The host has its own span for the request; one more of kind SERVER would count it twice.
  const kind = api.SpanKind.INTERNAL;
  return api.trace
    .getTracer(scope)
    .startActiveSpan(name, { kind }, parent, (span) => ending(span, work));
}

/** Runs a step of the trace that is under way, and notes how long it took and whether it failed. */
export async function span<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!api) return work();
  return api.trace.getTracer(scope).startActiveSpan(name, (span) => ending(span, work));
}

/**
 * Notes a step that is over already.
 *
 * @param start a reading of `performance.now()`
 * @param milliseconds that it took
 */
export function noteSpan(name: string, start: number, milliseconds: number): void {
  const startTime = performance.timeOrigin + start;
  api?.trace
    .getTracer(scope)
    .startSpan(name, { startTime })
    .end(startTime + milliseconds);
}

/** What another process continues the trace from; undefined where there is none. */
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
