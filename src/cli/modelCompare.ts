import { readdir } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { usableCores } from "../inference/cores.js";
import { compareModels } from "../learning/evaluation/compareModels.js";
import { toSettings } from "../settings.js";
import { folder } from "./command/kinds.js";
import { CommandError } from "./command/mistakes.js";
import { needed } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { requireFolder } from "./place.js";

export const summary = "Tells how much two models agree on pictures, and how fast they are.";

export const run = (args: readonly string[]): Promise<void> =>
  runCommand(
    {
      name: "model compare",
      summary,
      operands: { usage: "FOLDER FOLDER", description: "two model folders", least: 2, most: 2 },
      options: { images: needed(folder, "a folder of pictures") },
      example: "model/beit-22k-fp32 model/beit-22k --images my-pictures",
      run: ({ images }, [first = "", second = ""]) => compare([first, second], images),
    },
    args,
  );

const extensions = new Set([".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif"]);

async function compare(folders: [string, string], images: string): Promise<void> {
  for (const folder of [...folders, images]) await requireFolder(folder);
  const files = await readdir(images, { recursive: true });
  const pictures = files
    .filter((file) => extensions.has(extname(file).toLowerCase()))
    .map((file) => join(images, file));
  if (pictures.length === 0) throw new CommandError(`${images} holds no pictures.`);
  const { maxImagePixels, maxImageSide, inferenceThreads } = toSettings(process.env);
  const threads = inferenceThreads ?? usableCores();
  const [a, b] = folders.map((folder) => resolve(folder));
  const result = await compareModels([a ?? "", b ?? ""], pictures, threads, {
    pixels: maxImagePixels,
    side: maxImageSide,
  });
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const [first, second] = result.milliseconds;
  console.log(`Pictures                          ${result.pictures}`);
  console.log(`Same best label                   ${share(result.topAgreement)}`);
  console.log(`Overlap of the best five          ${share(result.topFiveOverlap)}`);
  console.log(`Probability, largest difference   ${result.largestDifference.toFixed(4)}`);
  console.log(`Probability of the best, mean     ${result.meanDifference.toFixed(4)}`);
  console.log(`Milliseconds per inference        ${first.toFixed(1)} and ${second.toFixed(1)}`);
}
