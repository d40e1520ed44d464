import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { ClassifierError } from "../errors.js";
import { startBatch } from "../batches/start.js";
import { batchAnswerSchema, toBatchSummary } from "../contracts/batch/batchAnswer.js";
import { toBatchOptions, type BatchRequest } from "../contracts/batch/batchRequest.js";
import { findBatch } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { batchInputsContainer } from "../storage/names.js";
import { openPredictions, type PredictionFile } from "../storage/predictions.js";
import { checkContainer, writeUpload } from "../storage/upload.js";

export type BatchState = z.infer<typeof batchAnswerSchema>;

/** What the command line needs of the service, whichever way it is reached. */
export interface BatchService {
  /** @param path of the blob among the inputs of batches */
  upload(file: string, path: string): Promise<void>;
  /** @returns the batch's id */
  start(asked: BatchRequest): Promise<string>;
  state(batchId: string): Promise<BatchState>;
  fetch(batchId: string, file: PredictionFile, target: string): Promise<void>;
}

/** By the storage account itself, with its connection string: the functions take it from there. */
export function batchesByStorage(storage: StorageClients): BatchService {
  return {
    async upload(file, path) {
      await writeUpload(storage, path, await readFile(file), batchInputsContainer);
    },
    async start(asked) {
      await checkContainer(storage, asked.container);
      return startBatch(storage, toBatchOptions(asked));
    },
    state: async (batchId) => toBatchSummary(batchId, await findBatch(storage, batchId)),
    async fetch(batchId, file, target) {
      await pipeline(await openPredictions(storage, batchId, file), createWriteStream(target));
    },
  };
}

const problemSchema = z.object({ code: z.string(), detail: z.string() });

/**
 * By the function URL and a key of the app.
 *
 * @param url such as https://app.azurewebsites.net
 */
export function batchesByUrl(url: string, key: string | undefined): BatchService {
  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = key === undefined ? {} : { "x-functions-key": key };
    const response = await fetch(`${url}/api/${path}`, {
      ...init,
      headers: { ...headers, "content-type": "application/octet-stream" },
    });
    if (response.ok) return response;
    const { data } = problemSchema.safeParse(await response.json().catch(() => undefined));
    const what = data ? `${data.code}: ${data.detail}` : `status ${response.status}`;
    throw new ClassifierError("InvalidRequest", `${url} answered ${what}`);
  }
  return {
    async upload(file, path) {
      const blob = path.split("/").map(encodeURIComponent).join("/");
      await request(`batch-inputs/${blob}`, { method: "PUT", body: await readFile(file) });
    },
    async start(asked) {
      const body = JSON.stringify(asked);
      const answer: unknown = await (await request("batches", { method: "POST", body })).json();
      return batchAnswerSchema.parse(answer).id;
    },
    async state(batchId) {
      return batchAnswerSchema.parse(await (await request(`batches/${batchId}`)).json());
    },
    async fetch(batchId, file, target) {
      const { body } = await request(`batches/${batchId}/${file}`);
      await pipeline(body ? Readable.from(body) : Readable.from([]), createWriteStream(target));
    },
  };
}
