import { Readable } from "node:stream";
import { batchAnswerSchema } from "../contracts/batch/batchAnswer.js";
import { toAppClient } from "./appClient.js";
import type { BatchService } from "./batchService.js";

/**
 * Batches by the function URL and a key of the app.
 *
 * @param url such as https://app.azurewebsites.net
 */
export function batchesByUrl(url: string, key: string | undefined): BatchService {
  const app = toAppClient(url, key);
  return {
    check: () => app.checkStart("batches", "a batch"),
    upload: (path, picture) => app.upload("batch-inputs", path, picture),
    async start(asked) {
      const body = JSON.stringify(asked);
      const answer: unknown = await (await app.ask("batches", { method: "POST", body })).json();
      return batchAnswerSchema.parse(answer).id;
    },
    async state(batchId) {
      return batchAnswerSchema.parse(await (await app.ask(`batches/${batchId}`)).json());
    },
    async open(batchId, file) {
      const { body } = await app.ask(`batches/${batchId}/${file}`);
      return Readable.from(body ?? []);
    },
  };
}
