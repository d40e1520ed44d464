import type { AppendBlobClient } from "@azure/storage-blob";
import type { StorageClients } from "./connection.js";
import { predictionsContainer } from "./names.js";
import { statusOf, toStorageError } from "./storageError.js";

/** Result files of a finished batch. */
export const predictionFiles = ["predictions.csv", "predictions.jsonl", "summary.json"] as const;
export type PredictionFile = (typeof predictionFiles)[number];

export const predictionPath = (batchId: string, file: PredictionFile): string =>
  `${batchId}/${file}`;

/** Bytes that any account takes as one block of an append blob, of at most 50,000. */
const MAX_BLOCK_BYTES = 4 * 1024 * 1024;

/**
 * Appends to a result file at this position, once. If an earlier delivery of the message has
 * appended the same text, nothing changes.
 *
 * @param position length of the file before the text, in bytes
 * @returns the length after it
 * @throws ClassifierError `StorageUnavailable`
 */
export async function appendPredictions(
  storage: StorageClients,
  batchId: string,
  file: PredictionFile,
  position: number,
  text: string,
): Promise<number> {
  const blob = storage.blobs
    .getContainerClient(predictionsContainer)
    .getAppendBlobClient(predictionPath(batchId, file));
  const bytes = Buffer.from(text);
  try {
    if (position === 0) await blob.createIfNotExists();
    for (let done = 0; done < bytes.length;) {
      const block = bytes.subarray(done, done + MAX_BLOCK_BYTES);
      done = (await append(blob, position + done, block)) - position;
    }
  } catch (error) {
    throw toStorageError(error);
  }
  return position + bytes.length;
}

/** @returns the file's length, which is greater than `position` */
async function append(
  blob: AppendBlobClient,
  position: number,
  block: Uint8Array,
): Promise<number> {
  try {
    await blob.appendBlock(block, block.length, { conditions: { appendPosition: position } });
    return position + block.length;
  } catch (error) {
    if (statusOf(error) !== 412) throw error;
    const { contentLength = 0 } = await blob.getProperties();
    if (contentLength <= position) throw error;
    return contentLength;
  }
}

/**
 * Writes `summary.json` of a batch.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function writeSummary(
  storage: StorageClients,
  batchId: string,
  summary: unknown,
): Promise<void> {
  const text = `${JSON.stringify(summary, undefined, 2)}\n`;
  const blob = storage.blobs
    .getContainerClient(predictionsContainer)
    .getBlockBlobClient(predictionPath(batchId, "summary.json"));
  try {
    await blob.upload(text, Buffer.byteLength(text));
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Opens a result file of a batch.
 *
 * @throws ClassifierError `BatchNotFound`, `StorageUnavailable`
 */
export async function openPredictions(
  storage: StorageClients,
  batchId: string,
  file: PredictionFile,
): Promise<NodeJS.ReadableStream> {
  const blob = storage.blobs
    .getContainerClient(predictionsContainer)
    .getBlobClient(predictionPath(batchId, file));
  try {
    const { readableStreamBody } = await blob.download();
    if (!readableStreamBody) throw new TypeError("Expected a stream");
    return readableStreamBody;
  } catch (error) {
    throw toStorageError(error, { 404: "BatchNotFound" });
  }
}
