import type { z } from "zod";
import { startBatch } from "../batches/start.js";
import { toBatchSummary, type batchAnswerSchema } from "../contracts/batch/batchAnswer.js";
import { toBatchOptions, type BatchRequest } from "../contracts/batch/batchRequest.js";
import { findBatch } from "../storage/batchTable.js";
import type { StorageClients } from "../storage/connection.js";
import { batchInputsContainer } from "../storage/names.js";
import { openPredictions, type PredictionFile } from "../storage/predictions.js";
import { checkReachable } from "../storage/reachable.js";
import { checkContainer, writeUpload } from "../storage/upload.js";
import { requireOwnContainer } from "./source.js";

export type BatchState = z.infer<typeof batchAnswerSchema>;

/** What the command line needs of the service, whichever way it is reached. */
export interface BatchService {
  /**
   * Checks that it can be reached and a batch may be started.
   *
   * @throws CommandError, ClassifierError
   */
  check(): Promise<void>;
  /** @param path of the blob among the inputs of batches */
  upload(path: string, picture: Uint8Array): Promise<void>;
  /**
   * @returns the batch's id
   * @throws ClassifierError `ContainerNotFound`
   */
  start(asked: BatchRequest): Promise<string>;
  state(batchId: string): Promise<BatchState>;
  open(batchId: string, file: PredictionFile): Promise<NodeJS.ReadableStream>;
}

/** By the storage account itself, with its connection string: the functions take it from there. */
export function batchesByStorage(storage: StorageClients): BatchService {
  return {
    async check() {
      await checkReachable(storage);
      await requireOwnContainer(storage, batchInputsContainer);
    },
    async upload(path, picture) {
      await writeUpload(storage, path, picture, batchInputsContainer);
    },
    async start(asked) {
      await checkContainer(storage, asked.container);
      return startBatch(storage, toBatchOptions(asked));
    },
    state: async (batchId) => toBatchSummary(batchId, await findBatch(storage, batchId)),
    open: (batchId, file) => openPredictions(storage, batchId, file),
  };
}
