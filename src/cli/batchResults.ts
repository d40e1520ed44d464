import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  csvHeader,
  fromPredictionLine,
  toCsv,
  toPredictionLine,
  type Prediction,
} from "../batches/prediction.js";
import { ownFolderOf } from "./batchInputs.js";
import type { BatchService, BatchState } from "./batchService.js";
import { MOST_TOLD, type Failure } from "./failures.js";

/**
 * Writes the result files of a batch into a folder. The pictures of an uploaded folder are called there
 * what they were called here. Files that were never sent have their lines at the end.
 *
 * @returns the first failures
 */
export async function fetchResults(
  service: BatchService,
  batchId: string,
  state: BatchState,
  folder: string,
  unsent: readonly Failure[],
): Promise<Failure[]> {
  await mkdir(folder, { recursive: true });
  const [jsonl, csv] = [join(folder, "predictions.jsonl"), join(folder, "predictions.csv")];
  const failures: Failure[] = [];
  const source = await service.open(batchId, "predictions.jsonl");
  await pipeline(async function* () {
    for await (const prediction of predictions(source, ownFolderOf(state), unsent)) {
      const isTold = "error" in prediction && failures.length < MOST_TOLD;
      if (isTold) failures.push({ name: prediction.file_name, ...prediction.error });
      yield `${toPredictionLine(prediction)}\n`;
    }
  }, createWriteStream(jsonl));
  await pipeline(async function* () {
    yield csvHeader(state.top_k);
    for await (const line of toLines(createReadStream(jsonl))) {
      yield toCsv(fromPredictionLine(line), state.top_k);
    }
  }, createWriteStream(csv));
  const summary = await service.open(batchId, "summary.json");
  await pipeline(summary, createWriteStream(join(folder, "summary.json")));
  return failures;
}

/** The predictions of the service, whose names lose a prefix, and then those for files it never got. */
async function* predictions(
  jsonl: NodeJS.ReadableStream,
  prefix: string,
  unsent: readonly Failure[],
): AsyncGenerator<Prediction> {
  for await (const line of toLines(jsonl)) {
    const prediction = fromPredictionLine(line);
    const { file_name: name } = prediction;
    const isBelow = name.startsWith(prefix);
    yield { ...prediction, file_name: isBelow ? name.slice(prefix.length) : name };
  }
  for (const { name, code, message } of unsent) {
    yield { file_name: name, error: { code, message } };
  }
}

/** The lines of a text. (readline also ends one at U+2028, which may be in the name of a file.) */
async function* toLines(text: NodeJS.ReadableStream): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of text.setEncoding("utf8")) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
