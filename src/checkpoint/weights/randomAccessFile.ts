import { open, readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { ClassifierError } from "../../errors.js";

/**
 * Bytes of what a checkpoint says of its tensors: a safetensors header, a pickle. A real one takes a
 * hundred bytes a tensor; a hostile one grows a thousandfold when it is parsed.
 */
export const MAX_DESCRIPTION_BYTES = 1024 * 1024;

/** Bytes of a JSON or YAML file; the names of 22,000 labels, each way, take 2 MB. */
const MAX_TEXT_BYTES = 8 * 1024 * 1024;

const MAX_PROBLEM_LENGTH = 300;

/** A file of which any part can be read; what lies outside of it is refused, never cut short. */
export interface RandomAccessFile {
  /** For messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** @throws ClassifierError `InvalidCheckpoint` where the file has no such bytes */
  read(offset: number, length: number): Promise<Buffer<ArrayBuffer>>;
  close(): Promise<void>;
}

/** @throws ClassifierError `InvalidCheckpoint` */
export async function openRandomAccess(path: string): Promise<RandomAccessFile> {
  const name = basename(path);
  const file = await open(path).catch((cause: unknown) => {
    throw damaged(name, "cannot be opened", cause);
  });
  const { size } = await file.stat();
  return {
    name,
    size,
    async read(offset, length) {
      if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
        throw damaged(name, `has no bytes ${offset} to ${offset + length}; it is cut short`);
      }
      // A buffer of its own, not a part of Node's pool: typed arrays are laid over it.
      const buffer = Buffer.from(new ArrayBuffer(length));
      for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
        if (bytesRead === 0) throw damaged(name, "became shorter while it was read");
        done += bytesRead;
      }
      return buffer;
    },
    close: () => file.close(),
  };
}

/**
 * The text of a small file.
 *
 * @throws ClassifierError `InvalidCheckpoint`
 */
export async function readSmallText(path: string): Promise<string> {
  const name = basename(path);
  const cannot = (cause: unknown): never => {
    throw damaged(name, "cannot be read", cause);
  };
  const { size } = await stat(path).catch(cannot);
  if (size > MAX_TEXT_BYTES) {
    throw damaged(name, `has ${size} bytes; at most ${MAX_TEXT_BYTES} are read`);
  }
  return readFile(path, "utf8").catch(cannot);
}

/** The one way in which the readers of this folder refuse a file. */
export function damaged(file: string, problem: string, cause?: unknown): ClassifierError {
  // Names out of a file may hold anything: the message stays one readable line.
  const line = problem.replaceAll(/\p{C}+/gu, "\uFFFD");
  const short = line.length > MAX_PROBLEM_LENGTH ? `${line.slice(0, MAX_PROBLEM_LENGTH)} …` : line;
  return new ClassifierError("InvalidCheckpoint", `${file}: ${short}`, { cause });
}
