/** The service's API as the page uses it. */

export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** What is known of an upload. */
export interface Row {
  readonly status: "queued" | "succeeded" | "failed";
  readonly labels?: readonly LabelScore[];
  readonly error?: { readonly code: string; readonly message: string };
}

interface Request {
  readonly method?: string;
  readonly body?: BodyInit;
  readonly type?: string;
}

/** An answer that says what is wrong, in words for people. */
export class ApiError extends Error {}

/** Labels of a picture, or of the one that a URL names. */
export async function classify(picture: Blob | URL, key: string): Promise<LabelScore[]> {
  const answer = await (picture instanceof URL
    ? send(
        "classify",
        { method: "POST", body: JSON.stringify({ url: picture.href }), type: "application/json" },
        key,
      )
    : send("classify", { method: "POST", body: picture, type: "application/octet-stream" }, key));
  return answer.json();
}

/** @returns the address of the row that the upload will have */
export async function upload(picture: Blob, key: string): Promise<string> {
  const name = `demo/${crypto.randomUUID()}`;
  const request = { method: "PUT", body: picture, type: "application/octet-stream" };
  const answer = await send(`uploads/${name}`, request, key);
  return answer.headers.get("location") ?? "";
}

/** @returns undefined as long as nothing is known of the upload */
export async function readRow(location: string, key: string): Promise<Row | undefined> {
  const answer = await fetch(location, { headers: keyHeader(key), cache: "no-store" });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw await toError(answer);
  return answer.json();
}

/** The name of the served model. */
export async function modelName(): Promise<string> {
  const health: { model: { name: string; labels: number } } = await (
    await send("health", {}, "")
  ).json();
  return `${health.model.name}, ${health.model.labels.toLocaleString("en")} labels`;
}

async function send(path: string, request: Request, key: string): Promise<Response> {
  const { type, ...init } = request;
  const headers = { ...(type && { "content-type": type }), ...keyHeader(key) };
  const answer = await fetch(path, { ...init, headers });
  if (!answer.ok) throw await toError(answer);
  return answer;
}

function keyHeader(key: string): Record<string, string> {
  return key === "" ? {} : { "x-functions-key": key };
}

async function toError(answer: Response): Promise<ApiError> {
  if (answer.status === 401) return new ApiError("The service asks for a function key.");
  const problem: { detail?: string; code?: string } = await answer.json().catch(() => ({}));
  const detail = problem.detail ?? `The service answered with status ${answer.status}.`;
  return new ApiError(problem.code ? `${detail} (${problem.code})` : detail);
}
