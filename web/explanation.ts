import { send, type Caller } from "./api.js";
import type { Options } from "./options.js";

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
