import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { decode, type PixelLimits } from "../image/decode.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import { contactSheet } from "../learning/augment/contactSheet.js";
import { encodePng } from "../learning/augment/encode.js";
import type { CheckedPicture } from "../learning/dataset/report.js";

/** Pictures on a contact sheet. */
const SHEET_ROWS = 6;

/** Writes a picture of the views that are trained on, of some of the pictures. */
export async function writeContactSheet(
  path: string,
  pictures: readonly CheckedPicture[],
  { preprocessor }: ModelFolder,
  { seed, views }: { seed: number; views: number },
  limits: PixelLimits,
): Promise<void> {
  const step = Math.max(1, Math.floor(pictures.length / SHEET_ROWS));
  const some = pictures.filter((_, i) => i % step === 0).slice(0, SHEET_ROWS);
  const named = some.map(async (picture) => ({
    name: picture.sha256,
    image: await decode(await picture.read(), limits),
  }));
  const sheet = contactSheet(await Promise.all(named), seed, Math.max(1, views), preprocessor);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await encodePng(sheet));
  console.log(`${path}: views as they are trained on`);
}
