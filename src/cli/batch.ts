/** `npm run batch -- FOLDER | CONTAINER[/PREFIX]`: classifies many pictures, and fetches the results. */

import { randomUUID } from "node:crypto";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
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
import { runCommand, UsageError } from "./command.js";
import { countProgress } from "./progress.js";

const usage = `Usage:
  npm run batch -- FOLDER | CONTAINER[/PREFIX] [--out FOLDER]
                   [--url https://APP.azurewebsites.net [--key KEY]]
                   [--top-k N] [--mini-batch-size N] [--error-threshold N] [--max-retries N]
      A local folder is uploaded first. Without --url the work goes by way of the storage account
      that AzureWebJobsStorage names. The key may also be in FUNCTIONS_KEY.
  npm run batch -- --id ID …       waits for a batch that was started before`;

const uploadsAtOnce = 16;
const pollMs = 500;

await runCommand(usage, run);

async function run(): Promise<void> {
  const { values, positionals } = parse();
  const [source] = positionals;
  if ((source === undefined) === (values.id === undefined) || positionals.length > 1) {
    throw new UsageError("One folder or container is needed, or --id");
  }
  const service = values.url
    ? batchesByUrl(values.url.replace(/\/+$/, ""), values.key ?? process.env["FUNCTIONS_KEY"])
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

function parse() {
  const text = { type: "string" } as const;
  return parseArgs({
    allowPositionals: true,
    options: {
      id: text,
      url: text,
      key: text,
      out: text,
      name: { ...text, default: "" },
      "top-k": { ...text, default: "5" },
      "mini-batch-size": { ...text, default: "50" },
      "error-threshold": { ...text, default: "-1" },
      "max-retries": { ...text, default: "3" },
    },
  });
}

async function start(
  service: BatchService,
  source: string,
  values: ReturnType<typeof parse>["values"],
): Promise<string> {
  const { container, prefix } = await locate(service, source);
  const asked = batchRequestSchema.parse({
    container,
    prefix,
    name: values.name,
    top_k: Number(values["top-k"]),
    mini_batch_size: Number(values["mini-batch-size"]),
    error_threshold: Number(values["error-threshold"]),
    max_retries: Number(values["max-retries"]),
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
