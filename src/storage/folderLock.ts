import { mkdir, rm, stat, utimes } from "node:fs/promises";

/** Milliseconds after which a lock that nobody renews counts as left behind. */
const STALE_LOCK = 30_000;

/**
 * A lock between processes: a folder, which only one of them can make.
 *
 * @returns what takes the lock away again; undefined where another process holds it
 * @throws what the file system throws where nobody could have the lock
 */
export async function lockFolder(path: string): Promise<(() => Promise<void>) | undefined> {
  const held = await stat(path).catch(() => undefined);
  // A clock that was set back leaves a lock from the future, which would otherwise be waited for.
  if (held && Math.abs(Date.now() - held.mtimeMs) > STALE_LOCK) {
    await rm(path, { recursive: true, force: true });
  }
  try {
    await mkdir(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    throw error;
  }
  const renewal = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, STALE_LOCK / 3);
  return async () => {
    clearInterval(renewal);
    await rm(path, { recursive: true, force: true });
  };
}
