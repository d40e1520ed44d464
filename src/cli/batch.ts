/** `npm run batch -- FOLDER | CONTAINER[/PREFIX]`: classifies many pictures, and fetches the results. */

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { toBatchRequest } from "../contracts/batch/batchRequest.js";
import { toClassifierError } from "../errors.js";
import { openAccount } from "./account.js";
import { Refusal } from "./appClient.js";
import { batchesByUrl } from "./batchesByUrl.js";
import { sendFolder, toSource, type Inputs } from "./batchInputs.js";
import { fetchResults } from "./batchResults.js";
import { batchesByStorage, type BatchService, type BatchState } from "./batchService.js";
import { folder, text, url, wholeNumber, type Kind } from "./command/kinds.js";
import { CommandError, UsageError } from "./command/mistakes.js";
import { flag, optional, withDefault, type ValuesOf } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { requireNoFile } from "./place.js";
import { tellFailures, type Failure } from "./failures.js";
import { countProgress } from "./progress.js";
import { predictionFiles } from "../storage/predictions.js";
import { nowhere, openSourceAccount } from "./source.js";

const idOfBatch: Kind<string> = {
  placeholder: "ID",
  expected: "the id of a batch, as npm run batch prints it",
  read: (text) => (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? text : undefined),
};

const options = {
  id: optional(idOfBatch, "waits for a batch that was started before"),
  url: optional(url, "the app's address; without it the command uses the storage account"),
  key: optional(text("KEY", "a key"), "the app's master key; it may also be in FUNCTIONS_KEY"),
  out: optional(folder, "where to write the results; by default predictions/ID"),
  "keep-inputs": flag(
    "keeps the uploaded copy of a folder; otherwise it is deleted when the batch ends",
  ),
  name: optional(text("NAME", "a name"), "a name for people"),
  "top-k": withDefault(wholeNumber(1, 1000), "labels of each picture", 5),
  "mini-batch-size": withDefault(wholeNumber(1, 1000), "pictures of one mini-batch", 50),
  "error-threshold": withDefault(wholeNumber(-1), "pictures that may fail; -1 is any number", -1),
  "max-retries": withDefault(wholeNumber(0, 7), "how often a mini-batch is tried again", 3),
};
type Values = ValuesOf<typeof options>;

/** Milliseconds between two looks at a batch. */
const pollMs = 500;

await runCommand({
  name: "batch",
  summary: "Classifies a folder or a container of pictures, and fetches the results.",
  operands: {
    usage: "FOLDER | CONTAINER[/PREFIX]",
    description: "a local folder, which is uploaded first, or blobs of the storage account",
    least: 0,
    most: 1,
  },
  options,
  example: "photos --top-k 3",
  run,
});

async function run(values: Values, [source]: readonly string[]): Promise<void> {
  if ((source === undefined) === (values.id === undefined)) {
    throw new UsageError("Either FOLDER | CONTAINER[/PREFIX] or --id ID is needed");
  }
  if (values.out !== undefined) await requireNoFile(values.out);
  if (values.id === undefined) return classify(source ?? "", values);
  await finish(await openService(values, openAccount), values.id, values, []);
}

async function classify(text: string, values: Values): Promise<void> {
  const source = await toSource(text);
  const isFolder = source.kind === "folder";
  const service = await openService(values, isFolder ? openAccount : () => openSourceAccount(text));
  await service.check();
  const inputs = isFolder ? await sendFolder(service, source.path) : { ...source, unsent: [] };
  const deletesInputs = isFolder && !values["keep-inputs"];
  const batchId = await start(service, inputs, deletesInputs, values).catch((error: unknown) => {
    const { code } = error instanceof Refusal ? error : toClassifierError(error);
    throw code === "ContainerNotFound" ? nowhere(text) : error;
  });
  console.log(`Batch ${batchId}`);
  await finish(service, batchId, values, inputs.unsent);
}

async function openService(
  { url, key = process.env["FUNCTIONS_KEY"] }: Values,
  open: typeof openAccount,
): Promise<BatchService> {
  return url === undefined ? batchesByStorage(await open()) : batchesByUrl(url, key);
}

/** @returns the id of the batch */
async function start(
  service: BatchService,
  { container, prefix }: Inputs,
  deletesInputs: boolean,
  values: Values,
): Promise<string> {
  const asked = toBatchRequest({
    container,
    prefix,
    name: values.name,
    top_k: values["top-k"],
    mini_batch_size: values["mini-batch-size"],
    error_threshold: values["error-threshold"],
    max_retries: values["max-retries"],
    delete_inputs: deletesInputs,
  });
  return service.start(asked);
}

/** Waits for the end of a batch, tells of it, and fetches its results. */
async function finish(
  service: BatchService,
  batchId: string,
  values: Values,
  unsent: readonly Failure[],
): Promise<void> {
  const state = await watch(service, batchId);
  const { status, container, prefix, totals, rate, error } = state;
  if (status === "Succeeded" && totals.found + unsent.length === 0) {
    throw new CommandError(`There is no blob in ${container}/${prefix}`);
  }
  const failed = totals.failed + unsent.length;
  console.log(
    `${status}: ${totals.succeeded} succeeded, ${failed} failed, ${rate.toFixed(1)} per second`,
  );
  if (status !== "Succeeded") {
    tellFailures(unsent);
    throw new CommandError(error ? `${error.code}: ${error.message}` : `The batch is ${status}.`);
  }
  const folder = values.out ?? join("predictions", batchId);
  const failures = await fetchResults(service, batchId, state, folder, unsent);
  console.log(`${folder}: ${predictionFiles.join(", ")}`);
  tellFailures(failures, failed, join(folder, "predictions.csv"));
}

async function watch(service: BatchService, batchId: string): Promise<BatchState> {
  const show = countProgress(process.stderr, "Classifying");
  for (;;) {
    const state = await service.state(batchId);
    const { found, succeeded, failed } = state.totals;
    show(succeeded + failed, found, state.rate);
    if (state.status !== "Running") return state;
    await delay(pollMs);
  }
}
