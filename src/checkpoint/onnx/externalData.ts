import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { ExternalData } from "./onnx.js";

/** A file of weights beside a model file, written from front to end. */
export interface ExternalDataFile {
  append(data: ArrayBufferView): Promise<ExternalData>;
  /**
   * Makes the file durable.
   *
   * @returns its SHA-256 in hex
   */
  finish(): Promise<string>;
  close(): Promise<void>;
}

/** Whole pages, so that each tensor can be mapped into memory (onnx/docs/ExternalData.md). */
const alignment = 4096;

export async function createExternalData(path: string): Promise<ExternalDataFile> {
  const file = await open(path, "wx");
  const digest = createHash("sha256");
  let offset = 0;

  const write = async (bytes: Uint8Array): Promise<void> => {
    digest.update(bytes);
    for (let done = 0; done < bytes.length;) {
      done += (await file.write(bytes, done)).bytesWritten;
    }
    offset += bytes.length;
  };
  return {
    async append(data) {
      const past = offset % alignment;
      if (past > 0) await write(new Uint8Array(alignment - past));
      const start = offset;
      await write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return { file: basename(path), offset: start, length: data.byteLength };
    },
    async finish() {
      await file.sync();
      return digest.digest("hex");
    },
    close: () => file.close(),
  };
}
