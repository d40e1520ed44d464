/** `npm run batch -- FOLDER | CONTAINER[/PREFIX]`: classifies many pictures, and fetches the results. */

import { randomUUID } from "node:crypto";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import { batchRequestSchema } from "../contracts/batch/batchRequest.js";
import { batchInputsContainer } from "../storage/names.js";
import { predictionFiles } from "../storage/predictions.js";
import { openAccount } from "./account.js";
import {
  batchesByStorage,
  batchesByUrl,
  type BatchService,
  type BatchState,
} from "./batchService.js";

import { folder, text, url, wholeNumber } from "./command/kinds.js";
import { UsageError } from "./command/mistakes.js";
import { optional, withDefault, type ValuesOf } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { countProgress } from "./progress.js";

const options = {
  id: optional(text("ID", "the id of a batch"), "waits for a batch that was started before"),
  url: optional(url, "the app's address; without it the work goes by way of the storage account"),
  key: optional(text("KEY", "a key"), "the app's master key; it may also be in FUNCTIONS_KEY"),
  out: optional(folder, "where to write the results; by default predictions/ID"),
  name: optional(text("NAME", "a name"), "a name for people"),
  "top-k": withDefault(wholeNumber(1, 1000), "labels of each picture", 5),
  "mini-batch-size": withDefault(wholeNumber(1, 1000), "pictures of one mini-batch", 50),
  "error-threshold": withDefault(wholeNumber(-1), "pictures that may fail; -1 is any number", -1),
  "max-retries": withDefault(wholeNumber(0, 7), "how often a mini-batch is tried again", 3),
};
type Values = ValuesOf<typeof options>;

const uploadsAtOnce = 16;
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
    throw new UsageError("One folder or container is needed, or --id");
  }
  const service = values.url
    ? batchesByUrl(values.url, values.key ?? process.env["FUNCTIONS_KEY"])
    : batchesByStorage(await openAccount());
  const batchId = values.id ?? (await start(service, source ?? "", values));
  const { status, totals, rate, error } = await watch(service, batchId);
  console.log(
    `${status}: ${totals.succeeded} succeeded, ${totals.failed} failed, ${rate.toFixed(1)} per second`,
  );
  if (error) console.log(`${error.code}: ${error.message}`);
  if (status !== "Succeeded") {
    process.exitCode = 1;
    return;
  }
  const folder = values.out ?? join("predictions", batchId);
  await mkdir(folder, { recursive: true });
  for (const file of predictionFiles) await service.fetch(batchId, file, join(folder, file));
  console.log(`${folder}: ${predictionFiles.join(", ")}`);
}

async function start(service: BatchService, source: string, values: Values): Promise<string> {
  const { container, prefix } = await locate(service, source);
  const asked = batchRequestSchema.parse({
    container,
    prefix,
    name: values.name ?? "",
    top_k: values["top-k"],
    mini_batch_size: values["mini-batch-size"],
    error_threshold: values["error-threshold"],
    max_retries: values["max-retries"],
  });
  const batchId = await service.start(asked);
  console.log(`Batch ${batchId}`);
  return batchId;
}

/** Where the pictures are; those of a local folder are brought there. */
async function locate(
  service: BatchService,
  source: string,
): Promise<{ container: string; prefix: string }> {
  const isFolder = await stat(source).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    const [container = "", ...path] = source.split("/");
    return { container, prefix: path.join("/") };
  }
  const prefix = `${randomUUID()}/`;
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name));
  const show = countProgress(process.stderr, "Uploading");
  const begun = performance.now();
  let done = 0;
  const upload = async (file: string): Promise<void> => {
    await service.upload(file, prefix + relative(source, file).split(sep).join("/"));
    done++;
    show(done, files.length, (1000 * done) / (performance.now() - begun));
  };
  await pMap(files, upload, { concurrency: uploadsAtOnce });
  return { container: batchInputsContainer, prefix };
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
