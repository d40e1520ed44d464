/** `npm run results -- CONTAINER[/PREFIX]`: the results of uploads, as CSV. */

import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { toCsvHeader } from "../contracts/upload/listAnswer.js";
import { isTime, toListRequest } from "../contracts/upload/listRequest.js";
import { openCsv } from "../requests/listClassifications.js";
import { rowStatuses } from "../storage/classificationRow.js";
import { openAccount } from "./account.js";
import { toAppClient } from "./appClient.js";
import { number, oneOf, text, url, wholeNumber, type Kind } from "./command/kinds.js";
import { CommandError } from "./command/mistakes.js";
import { flag, optional, withDefault, type ValuesOf } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";

const time: Kind<string> = {
  placeholder: "TIME",
  expected: "a date or a time such as 2026-11-23 or 2026-11-23T08:30:00Z",
  read: (given) => (isTime(given) ? given : undefined),
};

const options = {
  out: optional(text("FILE", "a file"), "where to write; without it to the standard output"),
  status: optional(oneOf(...rowStatuses), "only rows in this state"),
  label: optional(text("LABEL", "a label"), "only pictures whose best label is this"),
  "min-score": optional(number(0, 1), "only pictures whose best label has at least this score"),
  since: optional(time, "only rows that were queued or completed at this time or later"),
  "top-k": withDefault(wholeNumber(1, 100), "labels of each picture", 5),
  newest: flag("the newest first, of at most 10,000 rows; without it by name"),
  url: optional(url, "the app's address; without it the rows come from the storage account"),
  key: optional(text("KEY", "a key"), "a key of the app; it may also be in FUNCTIONS_KEY"),
};
type Values = ValuesOf<typeof options>;

await runCommand({
  name: "results",
  summary: "Writes the results of the uploads of a container as CSV.",
  operands: {
    usage: "CONTAINER[/PREFIX]",
    description: "a container, and the beginning of the names of its blobs",
    least: 1,
    most: 1,
  },
  options,
  example: "uploads/2026/ --out results.csv",
  run,
});

async function run(values: Values, [source = ""]: readonly string[]): Promise<void> {
  const csv = await open(source, values);
  if (values.out === undefined) warnOfBanner();
  const target = values.out === undefined ? process.stdout : createWriteStream(values.out);
  let length = 0;
  async function* count(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      length += chunk.length;
      yield chunk;
    }
  }
  try {
    await pipeline(csv, count, target);
  } catch (error) {
    // The reader, such as `head`, has enough.
    if (error instanceof Error && "code" in error && error.code === "EPIPE") return;
    throw error;
  }
  if (length === Buffer.byteLength(toCsvHeader(values["top-k"]))) {
    throw new CommandError(`There is no such row in ${source}`);
  }
}

/** npm prints two lines of its own before a script's output, also into a file. */
function warnOfBanner(): void {
  const { npm_lifecycle_event: script, npm_config_loglevel: level } = process.env;
  if (process.stdout.isTTY || script !== "results" || level === "silent") return;
  console.error(
    "npm's own lines come before the CSV. Use --out FILE, or npm run --silent results -- …",
  );
}

/** Opens the rows, from the storage account or from the app. */
async function open(source: string, values: Values): Promise<AsyncIterable<Uint8Array>> {
  const [container = "", ...path] = source.split("/");
  const query = toQuery(path.join("/"), values);
  const asked = toListRequest(container, query, "text/csv");
  if (values.url === undefined) return openCsv(await openAccount(), asked);
  const app = toAppClient(values.url, values.key ?? process.env["FUNCTIONS_KEY"]);
  const address = `classifications/${container}?${new URLSearchParams(query).toString()}`;
  const { body } = await app.ask(address);
  return untilEnd(values.url, Readable.from(body ?? []));
}

function toQuery(prefix: string, values: Values): Record<string, string> {
  const { status = "", label = "", since = "", newest } = values;
  return {
    ...{ prefix, status, label, since },
    min_score: String(values["min-score"] ?? ""),
    top_k: String(values["top-k"]),
    order: newest ? "newest" : "name",
    format: "csv",
  };
}

/** Says so where an answer breaks off. */
async function* untilEnd(
  url: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    throw new CommandError(`${url} broke off; the results are not complete.`, { cause });
  }
}
