import { mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ClassifierError } from "../../errors.js";
import { Interrupted, requestFile, type Hub, type HubAnswer } from "./hubRequest.js";
import { sha256 as fileSha256 } from "../../sha256.js";

/** Receives the progress of downloads. */
export interface Progress {
  /** @param total in bytes, where the hub states it */
  begin(file: string, done: number, total: number | undefined): void;
  advance(bytes: number): void;
  end(): void;
}

/** Bytes of a file whose size the hub does not state: those of its own answers, and small files. */
const MAX_UNSTATED_BYTES = 16 * 1024 * 1024;

/** Retries in a row without a single new byte. */
const maxFruitlessTries = 5;

/**
 * Downloads a file of the hub. The file appears under its name when it is complete and has the size
 * and SHA-256 that the hub states. Until then a partial file grows beside it, across interruptions and
 * restarts.
 *
 * @returns false where the hub has no such file
 * @throws ClassifierError `HubError`
 */
export async function download(
  hub: Hub,
  path: string,
  target: string,
  progress: Progress,
): Promise<boolean> {
  if (await sizeOf(target)) return true;
  await mkdir(dirname(target), { recursive: true });
  const partial = `${target}.partial`;
  let etag: string | undefined;
  for (let fruitless = 0; ;) {
    const before = await sizeOf(partial);
    try {
      const range = before > 0 && { range: `bytes=${before}-`, ...(etag && { "if-range": etag }) };
      const answer = await requestFile(hub, path, range || {});
      if (!answer) return false;
      etag = answer.etag;
      await receive(answer, partial, before, basename(target), progress);
      await verify(answer, partial, basename(target));
      await rename(partial, target);
      return true;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw toHubError(error, dirname(target));
      const after = await sizeOf(partial);
      fruitless = after > before ? 0 : fruitless + 1;
      if (fruitless >= maxFruitlessTries) {
        throw new ClassifierError("HubError", error.message, { cause: error });
      }
      if (error.outOfRange) await rm(partial, { force: true });
      await delay(250 * 2 ** fruitless);
    }
  }
}

async function receive(
  answer: HubAnswer,
  partial: string,
  before: number,
  name: string,
  progress: Progress,
): Promise<void> {
  const { response } = answer;
  const start = rangeStart(response);
  // A server that ignores the range sends the whole file again.
  if (start !== 0 && start !== before) throw new Interrupted("The hub sent another range");
  const file = await open(partial, start === 0 ? "w" : "a");
  progress.begin(name, start, answer.size);
  let received = start;
  try {
    for await (const chunk of body(response)) {
      answer.alive();
      received += chunk.length;
      if (received > (answer.size ?? MAX_UNSTATED_BYTES)) {
        await rm(partial, { force: true });
        throw tooLong(name, answer.size);
      }
      await writeAll(file, chunk);
      progress.advance(chunk.length);
    }
  } finally {
    answer.done();
    progress.end();
    await file.close();
  }
}

function tooLong(name: string, size: number | undefined): ClassifierError {
  const problem =
    size === undefined
      ? `states no size and sends more than ${MAX_UNSTATED_BYTES} bytes`
      : `sends more than the ${size} bytes that it stated`;
  return new ClassifierError("HubError", `${name}: the hub ${problem}`);
}

/** Where the bytes of an answer begin in the file. */
function rangeStart(response: Response): number {
  if (response.status !== 206) return 0;
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1]);
}

async function* body(response: Response): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body ?? [];
  } catch (cause) {
    throw new Interrupted("The connection to the hub broke off", { cause });
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done)).bytesWritten;
  }
}

async function verify({ size, sha256 }: HubAnswer, partial: string, name: string): Promise<void> {
  const actual = await sizeOf(partial);
  if (size !== undefined && actual < size) throw new Interrupted(`${name} ended too early`);
  const right = (size ?? actual) === actual && (!sha256 || (await fileSha256(partial)) === sha256);
  if (right) return;
  await rm(partial, { force: true });
  throw new ClassifierError(
    "HubError",
    `${name}: the download does not have the checksum or size that the hub states; try again`,
  );
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

function toHubError(error: unknown, folder: string): unknown {
  const full = error instanceof Error && "code" in error && error.code === "ENOSPC";
  if (!full) return error;
  const message = `No space is left in ${folder}; make room or choose another --cache`;
  return new ClassifierError("HubError", message, { cause: error });
}
