/**
 * Traces that begin before the monitor runs. Their spans are kept as plain data, and recorded with
 * their own times when the trace has ended and the monitor runs.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type * as OpenTelemetry from "@opentelemetry/api";
import type { Context } from "@opentelemetry/api";
import { toClassifierError } from "../errors.js";
import { whenMonitored } from "./monitor.js";
import { isTraceparent, recordError, scope, toContext } from "./spans.js";

interface EarlySpan {
  readonly name: string;
  /** Values of `performance.now()`. */
  readonly start: number;
  end: number;
  /** Code of the error with which it ended. */
  error: string | undefined;
  readonly steps: EarlySpan[];
}

interface Place {
  readonly span: EarlySpan;
  /** The trace's parent, by which other processes continue it: the span itself has no id yet. */
  readonly traceparent: string;
}

const places = new AsyncLocalStorage<Place>();

/** Whether the current work belongs to a trace that began early. */
export function isEarly(): boolean {
  return places.getStore() !== undefined;
}

export function earlyTraceparent(): string | undefined {
  return places.getStore()?.traceparent;
}

/** @param traceparent parent of the trace (W3C Trace Context); without a valid one a new trace begins */
export async function inEarlyTrace<T>(
  name: string,
  traceparent: string | null | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const span = begin(name);
  const parent = isTraceparent(traceparent) ? traceparent : newTraceparent();
  try {
    return await places.run({ span, traceparent: parent }, () => ending(span, work));
  } finally {
    whenMonitored((api) => replay(api, span, toContext(api, parent)));
  }
}

/** A step of the current early trace. */
export async function earlySpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  const place = places.getStore();
  if (!place) return work();
  const step = begin(name);
  place.span.steps.push(step);
  return places.run({ ...place, span: step }, () => ending(step, work));
}

/** A step that has ended. */
export function noteEarlySpan(name: string, start: number, milliseconds: number): void {
  const step = { name, start, end: start + milliseconds, error: undefined, steps: [] };
  places.getStore()?.span.steps.push(step);
}

function begin(name: string): EarlySpan {
  const start = performance.now();
  return { name, start, end: start, error: undefined, steps: [] };
}

async function ending<T>(span: EarlySpan, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    span.error = toClassifierError(error).code;
    throw error;
  } finally {
    span.end = performance.now();
  }
}

function replay(api: typeof OpenTelemetry, span: EarlySpan, parent: Context): void {
  const at = (time: number): number => performance.timeOrigin + time;
  const options = { kind: api.SpanKind.INTERNAL, startTime: at(span.start) };
  const replayed = api.trace.getTracer(scope).startSpan(span.name, options, parent);
  if (span.error !== undefined) recordError(api, replayed, span.error);
  const within = api.trace.setSpan(parent, replayed);
  for (const step of span.steps) replay(api, step, within);
  replayed.end(at(span.end));
}

function newTraceparent(): string {
  return `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`;
}
