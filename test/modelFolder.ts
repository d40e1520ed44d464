import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { toSettings, type Settings } from "../src/settings.js";
import { root } from "./paths.js";
import { temporaryFolder } from "./temporaryFolder.js";

/** The model that the repository carries. */
export const shippedModel = join(root, "model/efficientnet-lite0");

/** Settings for tests of the real model, with changes in the form of environment variables. */
export function testSettings(changes: Record<string, string> = {}): Settings {
  return toSettings({ MODEL_DIR: shippedModel, ...changes });
}

/** A copy of the shipped model's folder with one JSON file changed; removed after the test. */
export async function changedModel(
  t: TestContext,
  file: string,
  change: (json: Record<string, unknown>) => unknown,
): Promise<string> {
  const folder = await temporaryFolder(t);
  await cp(shippedModel, folder, { recursive: true });
  const json: Record<string, unknown> = JSON.parse(await readFile(join(folder, file), "utf8"));
  await writeFile(join(folder, file), JSON.stringify(change(json)));
  return folder;
}
