import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TrainingAnswer } from "../contracts/training/trainingAnswer.js";
import type { AppClient } from "./appClient.js";

/** The results that people read; an evaluation has no card. */
const wanted = ["report.html", "metrics.json", "README.md"];

/**
 * Writes the results of a job into a folder.
 *
 * @param path of the job, such as `trainings/<id>`
 * @throws Refusal
 */
export async function fetchCloudResults(
  app: AppClient,
  path: string,
  { results = {} }: TrainingAnswer,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of wanted.filter((file) => Object.hasOwn(results, file))) {
    const { body } = await app.ask(`${path}/${file}`);
    await pipeline(Readable.from(body ?? []), createWriteStream(join(folder, file)));
  }
}
