import type { IncomingMessage } from "node:http";
import { boundedChunks } from "../http/boundedBody.js";

/** A request that the host refuses, before or while its function has it. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: 408 | 413 | 503;

  constructor(status: 408 | 413 | 503) {
    super(`The host refuses the request with ${status}`);
    this.status = status;
  }
}

/** Bytes of all bodies that are held here. Azure puts them on its disk. */
const HELD_BYTES = 256 * 1024 * 1024;
let held = 0;

/** Kestrel ends a request whose body brings less than 240 bytes a second after five seconds. */
const STALL_MS = 5000;

/** The chunks of a whole body: joining them would cost large ones their bytes again. */
export type WholeBody = readonly Uint8Array[];

/**
 * Runs an exchange with the body of its request. Azure reads a body that announces its length to the
 * end before it invokes the function, because it may hold parameters. Others go on as they arrive.
 *
 * @param work gets undefined where the body goes on as it arrives
 * @throws Refused
 */
export function withBody(
  req: IncomingMessage,
  limit: number,
  work: (body: WholeBody | undefined) => Promise<void>,
): Promise<void> {
  const length = Number(req.headers["content-length"] ?? 0);
  if (length > limit) throw new Refused(413);
  if (length === 0) return work(undefined);
  return holding(length, limit, async () => work(await readWhole(req, limit)));
}

/**
 * Counts a body before any of it is read, so that one that finds no room costs nothing. None may take
 * more than half of what is free: large ones always leave room for small ones.
 */
async function holding(length: number, limit: number, work: () => Promise<void>): Promise<void> {
  const most = Math.max(HELD_BYTES, 2 * limit);
  if (2 * length > most - held) throw new Refused(503);
  held += length;
  try {
    await work();
  } finally {
    held -= length;
  }
}

async function readWhole(req: IncomingMessage, limit: number): Promise<WholeBody> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Refused(408)), STALL_MS);
  const refresh = (): NodeJS.Timeout => timer.refresh();
  req.on("data", refresh);
  try {
    const arriving = boundedChunks(req.iterator({ destroyOnReturn: false }), {
      maxBytes: limit,
      tooLarge: () => new Refused(413),
      signal: stalled.signal,
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of arriving) chunks.push(chunk);
    return chunks;
  } finally {
    clearTimeout(timer);
    // A listener would have what is left read at full speed.
    req.off("data", refresh);
  }
}
