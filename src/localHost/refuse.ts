import type { IncomingMessage, ServerResponse } from "node:http";

/** A turn reads one buffer of a socket, up to 64 KiB: at most 64 MiB a second. */
const TURN_MS = 1;

/** Source: Kestrel, `Constants.RequestBodyDrainTimeout`. */
const DRAIN_MS = 5000;

const waiting = new Set<IncomingMessage>();
let turns: NodeJS.Timeout | undefined;

/**
 * Answers at once, reads what is left of the body, and then ends the answer: a connection that is closed
 * before would break, and its caller might never see why.
 */
export function refuse(req: IncomingMessage, res: ServerResponse, status: number): void {
  if (status === 503) res.setHeader("retry-after", 1);
  res.writeHead(status, { "content-length": 0 }).flushHeaders();
  readAway(req, () => res.end());
}

/**
 * Reads the rest of a body, which stands before the caller's next request, for at most five seconds. All
 * such bodies take turns: many large ones would keep the thread from those who are served.
 */
export function readAway(req: IncomingMessage, done?: () => void): void {
  if (req.readableEnded || req.closed) return done?.();
  const timeout = setTimeout(() => req.destroy(), DRAIN_MS);
  const end = (): void => {
    clearTimeout(timeout);
    waiting.delete(req);
    if (waiting.size === 0) clearInterval(turns);
    done?.();
  };
  if (waiting.size === 0) turns = setInterval(next, TURN_MS);
  waiting.add(req.once("end", end).once("close", end).pause());
  // Node reads at full speed what nobody has begun to read when the answer ends.
  req.read();
}

function next(): void {
  const [req] = waiting;
  if (!req) return;
  // Behind the others.
  waiting.delete(req);
  waiting.add(req);
  req.read();
}
