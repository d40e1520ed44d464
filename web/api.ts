/** The service's API as the page uses it. */

import { toQuery, type Options } from "./options.js";

export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** Problem details (RFC 9457), as far as the page shows them. */
export interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly code?: string;
}

/** An answer that says what is wrong. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** What to tell of a failed request. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return { status: 0, detail: "The service cannot be reached." };
}

/** Who calls, and until when. */
export interface Caller {
  /** The function key; empty where none is needed. */
  readonly key: string;
  readonly signal: AbortSignal;
  /** What kind of key the calls want, where it is not the one of functions. */
  readonly wants?: "master";
}

/** Milliseconds between two looks at a result. */
const RESULT_INTERVAL = 500;

/** The labels of a picture, at once or from the queue. */
export async function classify(
  picture: Blob,
  options: Options,
  caller: Caller,
): Promise<LabelScore[]> {
  const headers = { "content-type": "application/octet-stream" };
  const request = { method: "POST", body: picture, headers };
  let answer = await send(`classify${toQuery(options)}`, request, caller);
  if (answer.status !== 202) return answer.json();
  const { id }: { id: string } = await answer.json();
  do {
    await new Promise((resolve) => setTimeout(resolve, RESULT_INTERVAL));
    answer = await send(`results/${id}`, { cache: "no-store" }, caller);
  } while (answer.status === 202);
  return answer.json();
}

/** The picture at a URL. The service fetches it, because the page loads from nowhere else. */
export async function fetchPicture(url: string, caller: Caller): Promise<Blob> {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", body: JSON.stringify({ url }), headers };
  return (await send("demo/picture", request, caller)).blob();
}

/** A head of the model; one that was only trained has versions, but no current one. */
interface Head {
  readonly name: string;
  readonly current?: number;
  readonly versions: readonly unknown[];
}

/** The names of the model's heads that answer. */
export async function headNames(caller: Caller): Promise<string[]> {
  const { value }: { value: Head[] } = await (await send("heads", {}, caller)).json();
  return value
    .filter(({ current, versions }) => current !== undefined || versions.length === 0)
    .map(({ name }) => name);
}

/** The name of the served model. */
export async function modelName(): Promise<string> {
  const nobody = { key: "", signal: AbortSignal.timeout(60_000) };
  const health: { model: { name: string; labels: number } } = await (
    await send("health", {}, nobody)
  ).json();
  return `${health.model.name}, ${health.model.labels.toLocaleString("en")} labels`;
}

/**
 * Asks the service.
 *
 * @param path relative to `/api/`
 * @throws ApiError for any answer that is no success
 */
export async function send(path: string, request: RequestInit, caller: Caller): Promise<Response> {
  const { key, signal } = caller;
  const headers = new Headers(request.headers);
  if (key !== "") headers.set("x-functions-key", key);
  const answer = await fetch(path, { ...request, headers, signal });
  if (!answer.ok) throw new ApiError(await readProblem(answer, caller));
  return answer;
}

async function readProblem(answer: Response, { key, wants }: Caller): Promise<Problem> {
  const { status } = answer;
  if (status === 401) {
    const verb = key === "" ? "asks for its" : "refused this";
    return { status, detail: `The service ${verb} ${wants ?? "function"} key.` };
  }
  const { detail, code }: Partial<Problem> = await answer.json().catch(() => ({}));
  return {
    status,
    detail: detail ?? `The service answered with status ${status}.`,
    ...(code !== undefined && { code }),
  };
}
