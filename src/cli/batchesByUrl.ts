import { Readable } from "node:stream";
import { batchAnswerSchema } from "../contracts/batch/batchAnswer.js";
import { toAppClient } from "./appClient.js";
import type { BatchService } from "./batchService.js";
import { CommandError } from "./command/mistakes.js";

/** Milliseconds for the first answer; an app that starts from nothing takes some seconds. */
const PATIENCE = 30_000;

/**
 * Batches by the function URL and a key of the app.
 *
 * @param url such as https://app.azurewebsites.net
 */
export function batchesByUrl(url: string, key: string | undefined): BatchService {
  const app = toAppClient(url, key);
  return {
    async check() {
      // An empty request is answered 400, and only if the key may start batches.
      const signal = AbortSignal.timeout(PATIENCE);
      const { status } = await app.request("batches", { method: "POST", body: "{}", signal });
      if (status === 400) return;
      if (status === 401 || status === 403) {
        const given = key === undefined ? "wants a key" : "refuses the key";
        throw new CommandError(
          `${url} ${given}; a batch needs the master key, by --key or FUNCTIONS_KEY.`,
        );
      }
      throw new CommandError(
        `${url} is no address of this service: POST /api/batches answers ${status}.`,
      );
    },
    async upload(path, picture) {
      const blob = path.split("/").map(encodeURIComponent).join("/");
      await app.ask(`batch-inputs/${blob}`, { method: "PUT", body: new Uint8Array(picture) });
    },
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
