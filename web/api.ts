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

/** How much each part of a picture spoke for its best label. */
export interface Explanation {
  readonly label: string;
  /** What the grid covers of the upright picture, in pixels. */
  readonly box: { left: number; top: number; width: number; height: number };
  /** Rows of cells from the top left. */
  readonly grid: readonly (readonly number[])[];
}

/** Why the picture has its label. */
export async function explain(
  picture: Blob,
  { head }: Options,
  caller: Caller,
): Promise<Explanation> {
  const headers = { "content-type": "application/octet-stream" };
  const query = new URLSearchParams({ explain: "true", ...(head !== "" && { head }) });
  const answer = await send(
    `classify?${query}`,
    { method: "POST", body: picture, headers },
    caller,
  );
  const { explanation }: { explanation: Explanation } = await answer.json();
  return explanation;
}

/** The picture at a URL. The service fetches it, because the page loads from nowhere else. */
export async function fetchPicture(url: string, caller: Caller): Promise<Blob> {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", body: JSON.stringify({ url }), headers };
  return (await send("demo/picture", request, caller)).blob();
}

/** The names of the model's heads. */
export async function headNames(caller: Caller): Promise<string[]> {
  const heads: { value: { name: string }[] } = await (await send("heads", {}, caller)).json();
  return heads.value.map(({ name }) => name);
}

/** The name of the served model. */
export async function modelName(): Promise<string> {
  const nobody = { key: "", signal: AbortSignal.timeout(60_000) };
  const health: { model: { name: string; labels: number } } = await (
    await send("health", {}, nobody)
  ).json();
  return `${health.model.name}, ${health.model.labels.toLocaleString("en")} labels`;
}

async function send(path: string, request: RequestInit, caller: Caller): Promise<Response> {
  const { key, signal } = caller;
  const headers = new Headers(request.headers);
  if (key !== "") headers.set("x-functions-key", key);
  const answer = await fetch(path, { ...request, headers, signal });
  if (!answer.ok) throw new ApiError(await readProblem(answer, key));
  return answer;
}

async function readProblem(answer: Response, key: string): Promise<Problem> {
  const { status } = answer;
  if (status === 401) {
    const verb = key === "" ? "asks for its" : "refused this";
    return { status, detail: `The service ${verb} function key.` };
  }
  const { detail, code }: Partial<Problem> = await answer.json().catch(() => ({}));
  return {
    status,
    detail: detail ?? `The service answered with status ${status}.`,
    ...(code !== undefined && { code }),
  };
}
