import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The keys that callers must show when the host checks them. */
export interface Keys {
  /** Opens functions of the level "function". */
  readonly function: string;
  /** Azure's system key `blobs_extension`: opens the webhook for Event Grid, no function. */
  readonly blobsExtension: string;
  /** Opens everything. */
  readonly master: string;
}

/** Keys from the environment, at random where it has none. */
export const hostKeys = (): Keys => ({
  function: keyFrom("FUNCTIONS_KEY"),
  blobsExtension: keyFrom("FUNCTIONS_BLOBS_EXTENSION_KEY"),
  master: keyFrom("FUNCTIONS_MASTER_KEY"),
});

const keyFrom = (setting: string): string =>
  process.env[setting] ?? randomBytes(20).toString("base64url");

/**
 * @param level of a function, or the name of a system key
 * @param keys undefined when the host checks no keys, as `func start` does not
 * @returns whether the request shows, in `x-functions-key` or `?code=`, a key for this level
 */
export function isAuthorized(req: IncomingMessage, level: string, keys: Keys | undefined): boolean {
  if (!keys || level === "anonymous") return true;
  const query = new URL(req.url ?? "/", "http://localhost").searchParams;
  const given = String(req.headers["x-functions-key"] ?? query.get("code") ?? "");
  const wanted = level === "function" || level === "blobsExtension" ? [keys[level]] : [];
  return [...wanted, keys.master].some((key) => isSame(given, key));
}

function isSame(given: string, key: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(key)];
  return a.length === b.length && timingSafeEqual(a, b);
}
